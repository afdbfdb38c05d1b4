"""Which answers count, and what they are worth. Pure: the same answers, the same mark."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizapp.attempts.rules.deadline import is_in_time
from quizapp.attempts.rules.paper import PREDICTION, Paper, Question
from quizapp.banks.rules import Item, check_value, is_right
from quizapp.errors import InvalidError

LARGEST_PREDICTION = 999_999_999

#: The items of a paper: by bank version and id.
Items = Mapping[tuple[int, str], Item]


@dataclass(frozen=True)
class Answer:
    """One response as it was received; ``None`` takes an answer back."""

    position: int
    lease: int
    counter: int
    value: Any
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What an attempt is worth."""

    score_hundredths: int
    right_count: int
    #: Questions with an answer, the prediction included.
    answered_count: int
    prediction: int | None
    #: Every question that the rules ask for was answered.
    is_valid: bool


def check_answer(shape: str, value: Any) -> None:
    """Check that a value can be the answer to a question of this shape, or is null.

    Raises:
        InvalidError: it can't.
    """
    if value is None:
        return
    if shape != PREDICTION:
        check_value(shape, value)
    elif type(value) is not int or not 0 <= value <= LARGEST_PREDICTION:
        raise InvalidError(
            "Type a whole number from 0 to %(most)s.", most=LARGEST_PREDICTION
        )


def counted_answers(
    answers: Iterable[Answer], *, deadline_at: datetime, grace_seconds: int
) -> dict[int, Any]:
    """Return the value that counts at each answered position.

    It is the one of the highest (lease, counter) among those received in time.
    """
    return newest_answers(
        answer
        for answer in answers
        if is_in_time(
            answer.received_at, deadline_at=deadline_at, grace_seconds=grace_seconds
        )
    )


def newest_answers(answers: Iterable[Answer]) -> dict[int, Any]:
    """Return the value of the highest (lease, counter) at each answered position."""
    newest = newest_at(answers)
    return {
        position: newest[position].value
        for position in sorted(newest)
        if newest[position].value is not None
    }


def newest_at(answers: Iterable[Answer]) -> dict[int, Answer]:
    """Return the answer of the highest (lease, counter) at each position."""
    newest: dict[int, Answer] = {}
    for answer in answers:
        known = newest.get(answer.position)
        if known is None or _place(known) < _place(answer):
            newest[answer.position] = answer
    return newest


def _place(answer: Answer) -> tuple[int, int]:
    return answer.lease, answer.counter


def grade(
    paper: Paper, values: Mapping[int, Any], items: Items, *, needs_all: bool
) -> Mark:
    """Return the mark of the counted values; ``items`` holds those of the paper.

    With ``needs_all`` an attempt is valid only if every question is answered, the
    prediction included (domain.md §4).
    """
    right = [
        question
        for position, question in paper.numbered()
        if is_answered_right(question, values.get(position), items)
    ]
    return Mark(
        score_hundredths=sum(question.points_hundredths for question in right),
        right_count=len(right),
        answered_count=len(values),
        prediction=values.get(paper.position_count) if paper.has_prediction else None,
        is_valid=not needs_all or len(values) == paper.position_count,
    )


def is_answered_right(question: Question, value: Any, items: Items) -> bool:
    """Tell whether a displayed value is the right answer to a question."""
    if value is None:
        return False
    item = items[question.version, question.item]
    return is_right(item, value, question.options)

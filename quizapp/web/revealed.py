"""Questions of ended attempts with their right answers, once no seal holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quizapp.attempts import queries
from quizapp.attempts.rules import Items, Paper, Question, is_answered_right
from quizapp.banks.rules import Item
from quizapp.web.kinds import in_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class RevealedQuestion:
    """A question of an ended attempt with its right answer, in words."""

    position: int
    stem: str
    answered: str
    right: str
    is_right: bool
    explanation: str
    source: str


def revealed(
    session: "Session", paper: Paper, sitting: queries.Sitting, *, now: datetime
) -> list[RevealedQuestion]:
    """Return the questions whose keys nobody needs to keep any more."""
    if now < sitting.round_.closes_at:
        return []
    free = queries.unsealed(session, paper, round_id=sitting.round_.id, now=now)
    items = queries.items_of(session, [paper])
    return [
        revealed_question(position, question, items, sitting.answers.get(position))
        for position, question in paper.numbered()
        if (question.version, question.item) in free
    ]


def revealed_question(
    position: int, question: Question, items: Items, value: Any
) -> RevealedQuestion:
    """Return one question with its right answer."""
    item = items[question.version, question.item]
    return RevealedQuestion(
        position=position,
        stem=item.stem,
        answered=(
            "" if value is None else in_words(item.in_words(value, question.options))
        ),
        right=in_words(item.right_in_words()),
        is_right=is_answered_right(question, value, items),
        explanation=item.explanation or "",
        source=source_in_words(item),
    )


def source_in_words(item: Item) -> str:
    """Return where an item's answer is written."""
    if item.source is None:
        return ""
    return ", ".join(part for part in (item.source.title, item.source.part) if part)

"""Questions of ended attempts with their right answers, once no seal holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from quizapp.attempts import queries
from quizapp.attempts.rules import Items, Paper, Question, is_answered_right
from quizapp.banks.rules import Item
from quizapp.web.filters import number

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
        answered=in_words(question, item, value),
        right=right_in_words(item),
        is_right=is_answered_right(question, value, items),
        explanation=item.explanation or "",
        source=source_in_words(item),
    )


def in_words(question: Question, item: Item, value: Any) -> str:
    """Return a saved answer as it was displayed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Right") if value else _("Wrong"))
    if isinstance(value, int):
        return item.options[question.options[value]].text
    if isinstance(value, list):
        return "; ".join(item.options[question.options[place]].text for place in value)
    return str(value)


def right_in_words(item: Item) -> str:
    """Return the right answer to an item."""
    if item.options:
        return "; ".join(option.text for option in item.options if option.key)
    if isinstance(item.answer, bool):
        return str(_("Right") if item.answer else _("Wrong"))
    return number(item.answer)


def source_in_words(item: Item) -> str:
    """Return where an item's answer is written."""
    if item.source is None:
        return ""
    return ", ".join(part for part in (item.source.title, item.source.part) if part)

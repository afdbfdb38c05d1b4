"""Questions of ended attempts with their right answers, once no seal holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from quizapp.attempts import queries
from quizapp.attempts.rules import Items, Paper, Question, is_answered_right
from quizapp.banks.rules import Item
from quizapp.web.texts import Album, in_markup, kept

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class RevealedQuestion:
    """A question of an ended attempt with its right answer, as markup."""

    position: int
    stem: Markup
    answered: Markup
    right: Markup
    is_right: bool
    explanation: Markup
    source: str


def revealed(
    session: "Session", paper: Paper, sitting: queries.Sitting, *, now: datetime
) -> list[RevealedQuestion]:
    """Return the questions whose keys nobody needs to keep any more."""
    if now < sitting.round_.closes_at:
        return []
    free = queries.unsealed(session, paper, round_id=sitting.round_.id, now=now)
    items = queries.items_of(session, [paper])
    albums = queries.albums_of(session, [paper])
    return [
        revealed_question(
            position,
            question,
            items,
            sitting.answers.get(position),
            albums[question.version],
        )
        for position, question in paper.numbered()
        if (question.version, question.item) in free
    ]


def revealed_question(
    position: int, question: Question, items: Items, value: Any, album: Album
) -> RevealedQuestion:
    """Return one question with its right answer."""
    version = question.version
    item = items[version, question.item]
    words = () if value is None else item.in_words(value, question.options)
    return RevealedQuestion(
        position=position,
        stem=kept(version, item.stem, album),
        answered=in_markup(version, words, album),
        right=in_markup(version, item.right_in_words(), album),
        is_right=is_answered_right(question, value, items),
        explanation=kept(version, item.explanation or "", album),
        source=source_in_words(item),
    )


def source_in_words(item: Item) -> str:
    """Return where an item's answer is written."""
    if item.source is None:
        return ""
    return ", ".join(part for part in (item.source.title, item.source.part) if part)

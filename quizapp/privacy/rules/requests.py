"""Requests about personal data: their kinds, and what their texts may be."""

from datetime import datetime
from typing import Literal

from quizapp.errors import InvalidError
from quizapp.names import clean_lines

Kind = Literal["access", "correct", "restrict", "object", "erase", "complain", "other"]
#: What can be asked for (Law 91/2025, rights of the person).
KINDS: tuple[Kind, ...] = (
    "access",
    "correct",
    "restrict",
    "object",
    "erase",
    "complain",
    "other",
)
LONGEST_TEXT = 2000


def check_text(text: str, *, field: str) -> str:
    """Return a text of a request or of an answer in its one spelling.

    Raises:
        InvalidError: it is empty or too long.
    """
    found = clean_lines(text)
    if not found:
        raise InvalidError("Write a sentence or two here.", field=field)
    if len(found) > LONGEST_TEXT:
        raise InvalidError(
            "This may have %(most)s letters at most.", field=field, most=LONGEST_TEXT
        )
    return found


def is_overdue(due_at: datetime, answered_at: datetime | None, now: datetime) -> bool:
    """Tell whether an answer is late: still missing, or came too late."""
    return (answered_at or now) >= due_at

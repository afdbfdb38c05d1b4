"""What a feature holds of a person, in the one shape in which each feature tells it.

Each feature that holds something offers ``queries.personal_data(session, *,
account_id) -> list[Holding]`` and ``service.forget(session, *, account_id, now)``;
``quizapp.privacy`` walks them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

#: What a fact may be: texts, numbers, yes or no, days and instants; None: not told.
Value = str | int | bool | date | datetime | None


@dataclass(frozen=True)
class Fact:
    """One thing that is held: a message id as its label, and the value."""

    label: str
    value: Value
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Holding:
    """One record of a person: a message id as its title, and its facts in order."""

    title: str
    facts: tuple[Fact, ...]
    #: The record in English for a file that programs read, e.g. ``entry``.
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)

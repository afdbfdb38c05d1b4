"""Attempts as their rows stood when they were read, and whose they are."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import Answer, Items, Paper
from quizapp.banks.queries import parsed_version
from quizapp.banks.rules import StoredPicture
from quizapp.db import Executor
from quizapp.errors import NotFoundError

#: When a person took part, for the ranking: what she had to wait before her start is
#: taken off, so that no queue decides a rank. ``AttemptRow`` says the same of a row.
TOOK_PART_AT = Attempt.joined_at
HANDED_IN_AT = Attempt.ended_at - (Attempt.started_at - Attempt.joined_at)


class AttemptRow(NamedTuple):
    """A row of ``attempts``: what its columns say, ``models.Attempt`` tells."""

    id: int
    entry_id: int
    round_id: int
    unit_id: int | None
    number: int
    state: str
    seed: str
    paper: dict[str, Any]
    position_count: int
    full_hundredths: int
    started_at: datetime
    joined_at: datetime
    deadline_at: datetime
    lease: int
    ended_at: datetime | None
    recorded_at: datetime | None
    ended_under: int | None
    hand_in_key: str | None
    score_hundredths: int | None
    right_count: int | None
    answered_count: int | None
    duration_ms: int | None
    prediction: int | None
    is_valid: bool | None
    is_mark_due: bool
    is_shared: bool
    receipt_code: str | None
    receipt_nonce: str | None
    receipt_hash: str | None
    assisted_by: int | None

    @classmethod
    def begun(cls, **values: Any) -> "AttemptRow":
        """Return a row as a start is about to write it: its end is empty, its id 0."""
        empty = dict.fromkeys(cls._fields)
        begun = {
            "id": 0,
            "number": 0,
            "state": "open",
            "lease": 1,
            "is_mark_due": False,
            "is_shared": False,
        }
        return cls(**{**empty, **begun, **values})

    @property
    def took_part_at(self) -> datetime:
        """Return when the person took part, for the ranking."""
        return self.joined_at

    @property
    def handed_in_at(self) -> datetime | None:
        """Return when it was handed in, for the ranking; None while it is open."""
        if self.ended_at is None:
            return None
        return self.ended_at - (self.started_at - self.joined_at)


#: The columns of ``attempts a`` in the order of an ``AttemptRow``.
COLUMNS = ", ".join(f"a.{name}" for name in AttemptRow._fields)


MINE = text(f"""
    SELECT {COLUMNS}
    FROM attempts a JOIN entries e ON e.id = a.entry_id
    WHERE a.id = :attempt_id AND e.account_id = :account_id
""")  # noqa: S608  # names of columns alone


def attempt_of(executor: Executor, *, attempt_id: int, account_id: int) -> AttemptRow:
    """Return an attempt of this account.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    asked = {"attempt_id": attempt_id, "account_id": account_id}
    row = executor.execute(MINE, asked).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    return AttemptRow._make(row)


class State(NamedTuple):
    """What a page that answers must know of its attempt."""

    state: str
    deadline_at: datetime
    #: The newest.
    lease: int


STATE = text("SELECT state, deadline_at, lease FROM attempts WHERE id = :attempt_id")


def state_of(executor: Executor, *, attempt_id: int) -> State:
    """Return state, deadline and newest lease of an attempt.

    Raises:
        NotFoundError: there is none.
    """
    row = executor.execute(STATE, {"attempt_id": attempt_id}).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    return State(*row)


#: Whose attempts ``a`` are: those of every entry that counts under ``:person_id``.
OF_PERSON = """
    a.entry_id = ANY(ARRAY(SELECT g.id FROM entries g
                           WHERE coalesce(g.counts_under_id, g.id) = :person_id))
"""

RESPONSES = text("""
    SELECT attempt_id, position, lease, counter, value, received_at
    FROM responses WHERE attempt_id = ANY(:ids)
""")


def responses_of(
    executor: Executor, attempt_ids: Collection[int]
) -> dict[int, list[Answer]]:
    """Return every response of these attempts, as it was received."""
    if not attempt_ids:
        return {}
    rows = executor.execute(RESPONSES, {"ids": [*attempt_ids]})
    return by_attempt(rows, attempt_ids)


def by_attempt(
    rows: Iterable[Any], attempt_ids: Collection[int]
) -> dict[int, list[Answer]]:
    """Return rows of ``RESPONSES`` by attempt."""
    found: dict[int, list[Answer]] = {attempt_id: [] for attempt_id in attempt_ids}
    for attempt_id, *answer in rows:
        found[attempt_id].append(Answer(*answer))
    return found


def albums_of(
    executor: Executor, papers: Collection[Paper]
) -> dict[int, Mapping[str, StoredPicture]]:
    """Return the pictures of the bank versions that papers were drawn from, by name."""
    versions = set().union(*(paper.versions for paper in papers))
    return {one: parsed_version(executor, one).pictures for one in versions}


def items_of(executor: Executor, papers: Collection[Paper]) -> Items:
    """Return the items of papers, from the bank versions kept in memory."""
    versions = set().union(*(paper.versions for paper in papers))
    items = {version: parsed_version(executor, version).items for version in versions}
    return {
        (question.version, question.item): items[question.version][question.item]
        for paper in papers
        for question in paper.questions
    }

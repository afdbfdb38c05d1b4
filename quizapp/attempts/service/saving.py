"""Saving answers: one statement that commits by itself, the hot path of the site."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, text

from quizapp.attempts.rules import is_in_time
from quizapp.db import Executor
from quizapp.direct import ConnectionLostError
from quizapp.errors import NotFoundError

#: Lends a connection on which each statement is a transaction.
Door = Callable[[], AbstractContextManager[Executor]]

#: ``saved``: it is in the database, in time. ``late``: it is kept, but came after the
#: deadline. ``other``: the same (lease, counter) has brought another value before.
#: ``ended``: the attempt was handed in, nothing is kept. ``again``: it was on its way
#: for so long that the attempt was closed without it, nothing is kept; send it again.
Outcome = Literal["saved", "late", "other", "ended", "again"]


@dataclass(frozen=True)
class SentAnswer:
    """One answer as a page sent it; ``value`` has been checked against the shape."""

    position: int
    counter: int
    value: Any


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Answers that arrived together; no position and counter stand in it twice."""

    attempt_id: int
    lease: int
    received_at: datetime
    answers: Sequence[SentAnswer]


#: Position and counter: under one lease they name an answer.
Name = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of answers, and what the sender must know of the attempt."""

    outcomes: Mapping[Name, Outcome]
    state: str
    #: The lease of the device or tab that opened the attempt last.
    newest_lease: int
    deadline_at: datetime

    @property
    def outcome(self) -> Outcome:
        """Return what became of the only answer that was sent."""
        (outcome,) = self.outcomes.values()
        return outcome


#: FOR SHARE waits for a hand-in or a grant under way and then sees what it wrote; it
#: also keeps a hand-in from grading before this is committed. What comes after the
#: deadline is kept as evidence, even of an attempt that the sweeper closed; an answer
#: in time to a closed attempt was too long on its way and is not kept, unless an outage
#: was given back since: the attempt is then marked again, with all that came in time.
ATTEMPT = """
    SELECT a.id, a.state, a.lease, a.deadline_at, a.position_count,
           r.grace_seconds,
           a.is_mark_due
               OR a.deadline_at + make_interval(secs => r.grace_seconds)
                   < CAST(:received_at AS timestamptz) AS is_kept_when_closed
    FROM attempts a JOIN rounds r ON r.id = a.round_id
    WHERE a.id = :attempt_id
    FOR SHARE OF a
"""
IS_TAKEN = """
    (state = 'open' OR (state = 'closed' AND is_kept_when_closed))
    AND :lease <= lease
"""
INTO_RESPONSES = """
    INSERT INTO responses (attempt_id, position, lease, counter, value, received_at)
"""
#: One answer, as nearly all come; it tells nothing of what was there before.
SAVE_ONE = text(f"""
    WITH attempt AS MATERIALIZED ({ATTEMPT}), saved AS (
        {INTO_RESPONSES}
        SELECT id, :position, :lease, :counter, CAST(:value AS jsonb), :received_at
        FROM attempt WHERE {IS_TAKEN} AND :position <= position_count
        ON CONFLICT DO NOTHING
        RETURNING received_at
    )
    SELECT attempt.state, attempt.lease, attempt.deadline_at, attempt.grace_seconds,
           saved.received_at AS saved_at
    FROM attempt CROSS JOIN saved
""")  # noqa: S608  # constants alone
SAVE = text(f"""
    WITH attempt AS MATERIALIZED ({ATTEMPT}), sent AS (
        SELECT position, counter, CAST(value AS jsonb) AS value
        FROM unnest(CAST(:positions AS int[]), CAST(:counters AS int[]),
                    CAST(:values AS text[])) AS one (position, counter, value)
    ), saved AS (
        {INTO_RESPONSES}
        SELECT id, position, :lease, counter, value, :received_at
        FROM attempt, sent WHERE {IS_TAKEN} AND position <= position_count
        ORDER BY position, counter
        ON CONFLICT DO NOTHING
        RETURNING position, counter, received_at
    )
    SELECT sent.position, sent.counter, attempt.state, attempt.lease,
           attempt.deadline_at, attempt.grace_seconds,
           saved.received_at AS saved_at, old.received_at AS old_received_at,
           old.value = sent.value AS is_same
    FROM attempt CROSS JOIN sent
    LEFT JOIN saved
        ON saved.position = sent.position AND saved.counter = sent.counter
    LEFT JOIN responses old
        ON old.attempt_id = attempt.id AND old.position = sent.position
       AND old.lease = :lease AND old.counter = sent.counter
""")  # noqa: S608  # constants alone


def save(door: Door, sent: Sent) -> Kept:
    """Save answers durably, or tell what stands against each. Safe to repeat.

    Raises:
        NotFoundError: no such attempt, position or lease.
    """
    try:
        return _save(door, sent)
    except ConnectionLostError:
        return _save(door, sent)  # it may be repeated


def _save(door: Door, sent: Sent) -> Kept:
    if len(sent.answers) == 1:
        kept = _save_one(door, sent, *sent.answers)
        if kept is not None:
            return kept
    rows = _run(door, sent)
    if any(map(_is_unknown, rows)):
        rows = _run(door, sent)  # an answer came twice at once: it is there now
    if not rows or any(row.state == "open" and _is_unknown(row) for row in rows):
        raise NotFoundError("There is no such attempt.")
    first = rows[0]
    return Kept(
        outcomes={(row.position, row.counter): _outcome(row) for row in rows},
        state=first.state,
        newest_lease=first.lease,
        deadline_at=first.deadline_at,
    )


def _save_one(door: Door, sent: Sent, answer: SentAnswer) -> Kept | None:
    """Save one new answer; None if something stands against it, or it was there."""
    values = {
        "attempt_id": sent.attempt_id,
        "lease": sent.lease,
        "received_at": sent.received_at,
        "position": answer.position,
        "counter": answer.counter,
        "value": json.dumps(answer.value, ensure_ascii=False),
    }
    with door() as connection:
        row = connection.execute(SAVE_ONE, values).one_or_none()
    if row is None:
        return None
    return Kept(
        outcomes={(answer.position, answer.counter): _when(row, row.saved_at)},
        state=row.state,
        newest_lease=row.lease,
        deadline_at=row.deadline_at,
    )


def _run(door: Door, sent: Sent) -> Sequence[Row[Any]]:
    values = {
        "attempt_id": sent.attempt_id,
        "lease": sent.lease,
        "received_at": sent.received_at,
        "positions": [one.position for one in sent.answers],
        "counters": [one.counter for one in sent.answers],
        "values": [json.dumps(one.value, ensure_ascii=False) for one in sent.answers],
    }
    with door() as connection:
        return connection.execute(SAVE, values).all()


def _is_unknown(row: Row[Any]) -> bool:
    """Tell whether an attempt neither took an answer nor is seen to have it."""
    return row.saved_at is None and row.old_received_at is None


def _outcome(row: Row[Any]) -> Outcome:
    received_at = row.saved_at or row.old_received_at
    if row.saved_at is None and row.old_received_at is not None and not row.is_same:
        return "other"
    if received_at is None:
        return "ended" if row.state == "handed_in" else "again"
    return _when(row, received_at)


def _when(row: Row[Any], received_at: datetime) -> Outcome:
    """Tell whether what is kept came in time."""
    in_time = is_in_time(
        received_at, deadline_at=row.deadline_at, grace_seconds=row.grace_seconds
    )
    return "saved" if in_time else "late"

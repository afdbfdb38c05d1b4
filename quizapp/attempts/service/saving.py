"""Saving an answer: one statement that commits by itself, the hot path of the site."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from quizapp.attempts.rules import is_in_time
from quizapp.errors import NotFoundError

#: Lends a connection on which each statement is a transaction.
Door = Callable[[], AbstractContextManager[Connection]]

#: ``saved``: it is in the database, in time. ``late``: it is kept, but came after the
#: deadline. ``other``: the same (lease, counter) has brought another value before.
#: ``ended``: the attempt was handed in, nothing is kept. ``again``: it was on its way
#: for so long that the attempt was closed without it, nothing is kept; send it again.
Outcome = Literal["saved", "late", "other", "ended", "again"]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An answer as it arrived; ``value`` has been checked against the shape."""

    attempt_id: int
    position: int
    lease: int
    counter: int
    value: Any
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of an answer, and what the sender must know of the attempt."""

    outcome: Outcome
    state: str
    #: The lease of the device or tab that opened the attempt last.
    newest_lease: int
    deadline_at: datetime


#: FOR SHARE waits for a hand-in or a grant under way and then sees what it wrote; it
#: also keeps a hand-in from grading before this is committed. What comes after the
#: deadline is kept as evidence, even of an attempt that the sweeper closed; an answer
#: in time to a closed attempt was too long on its way and is not kept.
SAVE = text("""
    WITH attempt AS MATERIALIZED (
        SELECT a.id, a.state, a.lease, a.deadline_at, a.position_count,
               r.grace_seconds,
               a.deadline_at + make_interval(secs => r.grace_seconds)
                   >= CAST(:received_at AS timestamptz) AS is_in_time
        FROM attempts a JOIN rounds r ON r.id = a.round_id
        WHERE a.id = :attempt_id
        FOR SHARE OF a
    ), saved AS (
        INSERT INTO responses
            (attempt_id, position, lease, counter, value, received_at)
        SELECT id, :position, :lease, :counter, CAST(:value AS jsonb), :received_at
        FROM attempt
        WHERE (state = 'open' OR (state = 'closed' AND NOT is_in_time))
          AND :lease <= lease AND :position <= position_count
        ON CONFLICT DO NOTHING
        RETURNING received_at
    )
    SELECT attempt.state, attempt.lease, attempt.deadline_at, attempt.grace_seconds,
           saved.received_at AS saved_at, old.received_at AS old_received_at,
           old.value = CAST(:value AS jsonb) AS is_same
    FROM attempt
    LEFT JOIN saved ON true
    LEFT JOIN responses old
        ON old.attempt_id = attempt.id AND old.position = :position
       AND old.lease = :lease AND old.counter = :counter
""")


def save(door: Door, sent: Sent) -> Kept:
    """Save an answer durably, or tell what stands against it. Safe to repeat.

    Raises:
        NotFoundError: no such attempt, position or lease.
    """
    try:
        row = _run(door, sent)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        row = _run(door, sent)  # the connection was lost; the statement may be repeated
    if row is not None and _is_racing(row):
        row = _run(door, sent)  # the same answer came twice at once: it is there now
    if row is None or _is_racing(row):
        raise NotFoundError("There is no such attempt.")
    return Kept(
        outcome=_outcome(row),
        state=row.state,
        newest_lease=row.lease,
        deadline_at=row.deadline_at,
    )


def _run(door: Door, sent: Sent) -> Row[Any] | None:
    values = {
        "attempt_id": sent.attempt_id,
        "position": sent.position,
        "lease": sent.lease,
        "counter": sent.counter,
        "value": json.dumps(sent.value, ensure_ascii=False),
        "received_at": sent.received_at,
    }
    with door() as connection:
        return connection.execute(SAVE, values).one_or_none()


def _is_racing(row: Row[Any]) -> bool:
    """Tell whether an open attempt neither took the answer nor had it before."""
    is_new = row.saved_at is not None or row.old_received_at is not None
    return row.state == "open" and not is_new


def _outcome(row: Row[Any]) -> Outcome:
    received_at = row.saved_at or row.old_received_at
    if row.saved_at is None and row.old_received_at is not None and not row.is_same:
        return "other"
    if received_at is None:
        return "ended" if row.state == "handed_in" else "again"
    in_time = is_in_time(
        received_at, deadline_at=row.deadline_at, grace_seconds=row.grace_seconds
    )
    return "saved" if in_time else "late"

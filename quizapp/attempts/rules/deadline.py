"""Until when answers count, and how long an attempt took. Pure functions of the ledger.

The ledger of time given back is read in the order in which it was written. A grant
reaches an attempt that was running at some time in its window; an undoing takes away
what the grant gave, but never puts a deadline before the instant it was written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.errors import InvalidError

#: The longest life of a request: the sweeper lets so much pass before it closes.
LONGEST_REQUEST = timedelta(seconds=30)

LONGEST_GRANT_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Time given back to an attempt, or (with ``undoes_id``) taken away again."""

    id: int
    seconds: int
    #: It reaches attempts that were running at some time in ``[from_at, to_at)``.
    from_at: datetime
    to_at: datetime
    granted_at: datetime
    undoes_id: int | None = None


def check_grant(
    seconds: int, from_at: datetime, to_at: datetime, now: datetime
) -> None:
    """Check that time can be given for a window.

    Raises:
        InvalidError: too little or too much, or a window that isn't one or is to come.
    """
    if not from_at < to_at:
        raise InvalidError("The end must be after the beginning.", field="to_at")
    if not 1 <= seconds <= LONGEST_GRANT_SECONDS:
        raise InvalidError("Give from one second up to a day.", field="seconds")
    if from_at > now:
        raise InvalidError("The beginning can't be to come.", field="from_at")


def check_outage(to_at: datetime, now: datetime, *, is_for_one: bool) -> None:
    """Check that an outage can be given back: it is over, and hit more than one person.

    Raises:
        InvalidError: it can't.
    """
    if is_for_one:
        raise InvalidError("An outage is given back to everybody it hit, not to one.")
    if to_at > now:
        raise InvalidError("Give an outage back once it is over.", field="to_at")


def first_deadline(
    started_at: datetime, *, limit_seconds: int, closes_at: datetime
) -> datetime:
    """Return the deadline as it is set at the start: full time, or the close."""
    return min(started_at + timedelta(seconds=limit_seconds), closes_at)


def deadline_at(
    started_at: datetime,
    *,
    limit_seconds: int,
    closes_at: datetime,
    grants: Iterable[Grant] = (),
) -> datetime:
    """Return the deadline of an attempt, by all grants in whose scope it is."""
    deadline = first_deadline(
        started_at, limit_seconds=limit_seconds, closes_at=closes_at
    )
    reached: dict[int, int] = {}
    for grant in sorted(grants, key=lambda grant: grant.id):
        if grant.undoes_id is not None:
            earlier = deadline - timedelta(seconds=reached.pop(grant.undoes_id, 0))
            deadline = min(deadline, max(earlier, grant.granted_at))
        elif started_at < grant.to_at and grant.from_at < deadline:
            deadline += timedelta(seconds=grant.seconds)
            reached[grant.id] = grant.seconds
    return deadline


def is_in_time(
    received_at: datetime, *, deadline_at: datetime, grace_seconds: int
) -> bool:
    """Tell whether what arrived then still counts: by the deadline plus grace."""
    return received_at <= deadline_at + timedelta(seconds=grace_seconds)


def may_be_swept(now: datetime, *, deadline_at: datetime, grace_seconds: int) -> bool:
    """Tell whether no request that came in time can still be on its way."""
    return now > deadline_at + timedelta(seconds=grace_seconds) + LONGEST_REQUEST


def duration_ms(
    started_at: datetime,
    *,
    ended_at: datetime,
    limit_seconds: int,
    grants: Iterable[Grant] = (),
) -> int:
    """Return how long an attempt took, in ms: what was given back is taken off.

    ``ended_at`` is at most the deadline. A grant takes off no more than the attempt
    really ran inside its window. Never more than the limit.
    """
    spent = ended_at - started_at
    for grant in in_force(grants):
        shared = min(ended_at, grant.to_at) - max(started_at, grant.from_at)
        spent -= max(timedelta(), min(shared, timedelta(seconds=grant.seconds)))
    capped = min(max(spent, timedelta()), timedelta(seconds=limit_seconds))
    return capped // timedelta(milliseconds=1)


def in_force(grants: Iterable[Grant]) -> Sequence[Grant]:
    """Return the grants that weren't undone."""
    ledger = list(grants)
    undone = {grant.undoes_id for grant in ledger}
    return [
        grant for grant in ledger if grant.undoes_id is None and grant.id not in undone
    ]

"""Writes of jobs: ask for one, take the next, tell how far it is, end it.

A worker holds a job under a lease. When the lease runs out, another worker may take the
job over; whoever was late finds out at its next word, and stops.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from quizapp.background.models import Job
from quizapp.errors import ConflictError

#: How long a worker may be silent about a job.
LEASE = timedelta(seconds=60)
#: How often a job is tried before it is given up.
MOST_TRIES = 3


class LostClaimError(ConflictError):
    """Another worker holds the job by now: stop, and write nothing about it."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker holds, and at which try."""

    job_id: int
    kind: str
    arguments: dict[str, Any]
    try_count: int


def enqueue(
    session: Session,
    *,
    kind: str,
    arguments: dict[str, Any],
    asked_by: int | None,
    now: datetime,
) -> Job:
    """Ask for a job. ``arguments`` are ids and numbers, and nothing personal."""
    job = Job(
        kind=kind,
        arguments=arguments,
        state="waiting",
        asked_by=asked_by,
        asked_at=now,
        try_count=0,
        done_count=0,
        total_count=0,
    )
    session.add(job)
    session.flush()
    return job


def claim(session: Session, *, now: datetime) -> Claim | None:
    """Take the oldest job that waits, or whose worker fell silent; None: there is none.

    A job whose worker fell silent at its last try is given up.
    """
    _give_up(session, now)
    job = session.scalar(
        select(Job)
        .where(or_(Job.state == "waiting", _is_abandoned(now)))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if job is None:
        return None
    job.state = "running"
    job.started_at = now
    job.lease_until = now + LEASE
    job.try_count += 1
    job.done_count = job.total_count = 0
    session.flush()
    return Claim(job.id, job.kind, job.arguments, job.try_count)


def progress(
    session: Session, *, claim: Claim, done_count: int, total_count: int, now: datetime
) -> None:
    """Tell how far a job is, and hold it for another lease.

    Raises:
        LostClaimError: another worker has taken it over.
    """
    _write(
        session,
        claim,
        done_count=done_count,
        total_count=total_count,
        lease_until=now + LEASE,
    )


def finish(
    session: Session, *, claim: Claim, result: dict[str, Any], now: datetime
) -> None:
    """End a job that was done.

    Raises:
        LostClaimError: another worker has taken it over.
    """
    _write(session, claim, state="done", result=result, ended_at=now, lease_until=None)


def fail(session: Session, *, claim: Claim, failure: str, now: datetime) -> None:
    """End a job that can't be done; ``failure`` is a sentence for whoever asked.

    Raises:
        LostClaimError: another worker has taken it over.
    """
    _write(
        session, claim, state="failed", failure=failure, ended_at=now, lease_until=None
    )


def put_back(session: Session, *, claim: Claim, failure: str, now: datetime) -> None:
    """Let a job be tried again that broke off; at its last try it fails.

    Raises:
        LostClaimError: another worker has taken it over.
    """
    if claim.try_count >= MOST_TRIES:
        fail(session, claim=claim, failure=failure, now=now)
    else:
        _write(session, claim, state="waiting", lease_until=None)


def release(session: Session, *, claim: Claim) -> None:
    """Give a job back that was not begun or could not be ended: it costs no try.

    Raises:
        LostClaimError: another worker has taken it over.
    """
    _write(
        session,
        claim,
        state="waiting",
        lease_until=None,
        try_count=claim.try_count - 1,
    )


def _write(session: Session, claim: Claim, **values: Any) -> None:
    """Change a job that is still held by the same try."""
    held = (
        update(Job)
        .where(
            Job.id == claim.job_id,
            Job.state == "running",
            Job.try_count == claim.try_count,
        )
        .values(values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(held) is None:
        raise LostClaimError("Another worker has taken this job over.")


def _is_abandoned(now: datetime) -> Any:
    return (Job.state == "running") & (Job.lease_until <= now)


def _give_up(session: Session, now: datetime) -> None:
    session.execute(
        update(Job)
        .where(_is_abandoned(now), Job.try_count >= MOST_TRIES)
        .values(
            state="failed",
            ended_at=now,
            lease_until=None,
            failure="It broke off three times.",
        )
        .execution_options(synchronize_session=False)
    )

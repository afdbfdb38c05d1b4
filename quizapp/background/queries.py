"""Reads of jobs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.background.models import Job
from quizapp.errors import NotFoundError


def job(session: Session, *, job_id: int) -> Job:
    """Return one job.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(Job, job_id)
    if found is None:
        raise NotFoundError("There is no such job.")
    return found


def waiting_or_running(session: Session) -> Sequence[Job]:
    """Return the jobs that haven't ended, the oldest first."""
    return session.scalars(
        select(Job).where(Job.state.in_(("waiting", "running"))).order_by(Job.id)
    ).all()


def is_under_way(session: Session, *, kind: str, arguments: Mapping[str, Any]) -> bool:
    """Tell whether just this work was asked for, and hasn't ended."""
    found = exists().where(
        Job.state.in_(("waiting", "running")),
        Job.kind == kind,
        Job.arguments == arguments,
    )
    return bool(session.scalar(select(found)))


def last_job(
    session: Session, *, kind: str, arguments: Mapping[str, Any]
) -> Job | None:
    """Return the newest job that was asked for just this work; None: there is none."""
    return session.scalar(
        select(Job)
        .where(Job.kind == kind, Job.arguments == arguments)
        .order_by(Job.id.desc())
        .limit(1)
    )

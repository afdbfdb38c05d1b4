"""Reads of jobs."""

from collections.abc import Sequence

from sqlalchemy import select
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

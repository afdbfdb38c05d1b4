"""The table of jobs: work that outlives a request."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json

STATES = ("waiting", "running", "done", "failed")


class Job(Base):
    """One piece of work. A worker takes the oldest one waiting, with SKIP LOCKED."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state_is_known"),
        CheckConstraint(
            "done_count BETWEEN 0 AND total_count", "done_is_part_of_total"
        ),
        CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", "running_has_a_lease"
        ),
        Index(
            "ix_jobs_waiting", "id", postgresql_where="state IN ('waiting', 'running')"
        ),
    )

    id: Mapped[Id]
    #: Which runner of ``quizapp.jobs`` does it, e.g. ``recount_standings``.
    kind: Mapped[str]
    #: What the runner needs, and nothing personal.
    arguments: Mapped[Json]
    state: Mapped[str]
    asked_by: Mapped[Big | None]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: When another worker may take it over, should this one have died.
    lease_until: Mapped[datetime | None]
    try_count: Mapped[int]
    done_count: Mapped[int]
    total_count: Mapped[int]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: A sentence for whoever asked; set when it failed.
    failure: Mapped[str | None]

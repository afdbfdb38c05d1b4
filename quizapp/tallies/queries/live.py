"""Figures of this minute, for those who watch a contest: they change as one looks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import LONGEST_REQUEST
from quizapp.contests.models import Round
from quizapp.phrases import ZONE
from quizapp.standings.queries import people_and_attempts

#: How many hours the chart shows.
HOURS = 24
#: Attempts must be closed so long after nothing can come in time any more.
CLOSED_WITHIN = timedelta(seconds=60)

#: No attempt lasts longer, time given back included; it lets an index find the rows.
LONGEST_ATTEMPT = timedelta(days=1)


@dataclass(frozen=True)
class Hour:
    """Attempts that ended within one hour on Vietnam's clocks."""

    starts_at: datetime
    attempts: int


@dataclass(frozen=True)
class Live:
    """How rounds are doing right now."""

    people: int
    attempts: int
    #: Attempts that are open and have time left.
    open_papers: int
    #: The last ones, the oldest first; hours without attempts too.
    hours: list[Hour]


def live(session: Session, *, round_ids: Collection[int], now: datetime) -> Live:
    """Return how rounds are doing right now."""
    people, attempts = people_and_attempts(session, round_ids=round_ids)
    open_papers = session.scalar(
        select(func.count()).where(
            Attempt.round_id.in_(round_ids),
            Attempt.state == "open",
            Attempt.deadline_at > now,
        )
    )
    hours = _hours(session, round_ids, now)
    return Live(people, attempts, open_papers or 0, hours)


def overdue_count(session: Session, *, now: datetime) -> int:
    """Return how many attempts should have been closed a minute ago: none, normally."""
    grace = func.make_interval(0, 0, 0, 0, 0, 0, Round.grace_seconds)
    found = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .join(Round, Round.id == Attempt.round_id)
        .where(
            Attempt.state == "open",
            Attempt.deadline_at + grace < now - LONGEST_REQUEST - CLOSED_WITHIN,
        )
    )
    return found or 0


def _hours(session: Session, round_ids: Collection[int], now: datetime) -> list[Hour]:
    here = now.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    starts = [here - timedelta(hours=n) for n in reversed(range(HOURS))]
    hour = func.date_trunc("hour", Attempt.ended_at, ZONE.key)
    rows = session.execute(
        select(hour, func.count())
        .where(
            Attempt.round_id.in_(round_ids),
            Attempt.started_at >= starts[0] - LONGEST_ATTEMPT,
            Attempt.ended_at >= starts[0],
        )
        .group_by(hour)
    )
    counts: dict[datetime, int] = {start: count for start, count in rows}  # noqa: C416  # rows aren't typed as pairs
    return [Hour(start, counts.get(start, 0)) for start in starts]

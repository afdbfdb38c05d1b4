"""How long personal data are kept. The days come from settings and rule books."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quizapp.contests.rules import day_of


@dataclass(frozen=True)
class Keeping:
    """How many days what is kept; each is a setting of the same name."""

    #: After the last round, until results and complaints are done with.
    complaint_days: int
    #: An account that has no contest left.
    idle_account_days: int
    #: A request, once it is answered.
    answered_request_days: int


def window_ends_at(closes_at: datetime, keeping: Keeping) -> datetime:
    """Return when results and complaints of a contest are done with.

    Until then who erases her data is withdrawn, and her phone can't enter again.
    """
    return closes_at + timedelta(days=keeping.complaint_days)


def is_deletion_due(deletion_day: date, now: datetime) -> bool:
    """Tell whether a contest's day of deletion has come, in Vietnam."""
    return day_of(now) >= deletion_day


def idle_before(now: datetime, keeping: Keeping) -> datetime:
    """Return since when an account without a contest must have been idle to go."""
    return now - timedelta(days=keeping.idle_account_days)


def answered_before(now: datetime, keeping: Keeping) -> datetime:
    """Return before when a request must have been answered to go."""
    return now - timedelta(days=keeping.answered_request_days)

"""Where a round stands at an instant: coming, open or closed."""

from datetime import datetime, timedelta
from typing import Literal

from quizapp.errors import ConflictError

Phase = Literal["coming", "open", "closed"]


def phase(opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """Return the phase of a window ``[opens_at, closes_at)``."""
    if now < opens_at:
        return "coming"
    return "open" if now < closes_at else "closed"


def check_may_start(
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
    *,
    left_count: int | None = None,
) -> None:
    """Check that an attempt may start now.

    ``left_count`` is how many the limit still allows; None: no limit.

    Raises:
        ConflictError: the round is not open, or no attempt is left.
    """
    state = phase(opens_at, closes_at, now)
    if state == "coming":
        raise ConflictError("This round opens at %(at)s.", at=opens_at)
    if state == "closed":
        raise ConflictError("This round closed at %(at)s.", at=closes_at)
    if left_count is not None and left_count <= 0:
        raise ConflictError("Every attempt that the rules allow has been made.")


def opens_in(opens_at: datetime, now: datetime) -> timedelta:
    """Return how long it is until a window opens; zero once it has."""
    return max(opens_at - now, timedelta())


def closes_in(closes_at: datetime, now: datetime) -> timedelta:
    """Return how long it is until a window closes; zero once it has."""
    return max(closes_at - now, timedelta())

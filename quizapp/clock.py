"""The only module that reads the wall clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime:
        """Return the current time."""

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current time."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, and let others work meanwhile."""
        time.sleep(seconds)


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the time the clock stands at."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Move the clock on without waiting."""
        self.advance(seconds=seconds)

    def advance(self, **delta: float) -> None:
        """Move the clock on, e.g. ``clock.advance(minutes=5)``."""
        self._now += timedelta(**delta)

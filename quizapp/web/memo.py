"""What a process remembers for a moment: values that may be some seconds old."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """Values by key, each for so long, and never more than so many of them."""

    def __init__(self, lasts: timedelta, *, most: int) -> None:
        self.lasts = lasts
        self.most = most
        self._kept: dict[Key, tuple[datetime, Value]] = {}

    def get(self, key: Key, now: datetime) -> Value | None:
        """Return what was kept less than its time ago, or None."""
        found = self._kept.get(key)
        if found is None:
            return None
        kept_at, value = found
        if kept_at <= now < kept_at + self.lasts:
            return value
        self.forget(key)
        return None

    def keep(self, key: Key, value: Value, now: datetime) -> None:
        """Keep a value from now on; make room by dropping those kept longest."""
        self._kept.pop(key, None)
        self._kept[key] = now, value
        while len(self._kept) > self.most:
            self._kept.pop(next(iter(self._kept)))

    def forget(self, key: Key) -> None:
        """Drop a value."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Drop every value."""
        self._kept.clear()

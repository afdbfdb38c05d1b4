"""Instants as rule books write them: ``12/10/2026 10h00``, on Vietnam's clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from quizapp.phrases import ZONE

_DAY = r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2})\s*(?:[hHgG:]\s*(?P<minute>\d{2})?)(?::(?P<second>\d{2}))?"
_INSTANT = re.compile(rf"{_DAY}[\s,]+{_TIME}")
_ONLY_DAY = re.compile(_DAY)


def read_instant(text: str) -> datetime:
    """Return the instant, in UTC, that a rule book writes.

    ``25/10/2026 24h00`` is the first instant of the 26th: ends are exclusive.

    Raises:
        ValueError: no such way to write it, or no such day or time.
    """
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        return _machine_instant(text.strip())
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    second = int(found["second"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        day, hour = day + timedelta(days=1), 0
    local = datetime.combine(day, time(hour, minute, second), tzinfo=ZONE)
    return local.astimezone(UTC)


def read_day(text: str) -> date:
    """Return the day that a rule book writes: ``31/12/2027``.

    Raises:
        ValueError: no such way to write it, or no such day.
    """
    found = _ONLY_DAY.fullmatch(text.strip())
    if found is None:
        return date.fromisoformat(text.strip())
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def day_start(at: datetime) -> datetime:
    """Return when the day of an instant began in Vietnam, in UTC."""
    day = at.astimezone(ZONE).date()
    return datetime.combine(day, time(), tzinfo=ZONE).astimezone(UTC)


def day_of(at: datetime) -> date:
    """Return the day of an instant in Vietnam."""
    return at.astimezone(ZONE).date()


def _machine_instant(text: str) -> datetime:
    """Read ISO 8601 with an offset: how stored rule books write instants."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _instant(value: Any) -> datetime:
    """Return an instant from a rule book's text, or one that is one already."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    try:
        return read_instant(str(value))
    except ValueError:
        raise PydanticCustomError(
            "instant",
            "Write day and time as 12/10/2026 10h00, not “%(value)s”.",
            {"value": str(value)},
        ) from None


def _day(value: Any) -> date:
    """Return a day from a rule book's text, or one that is one already."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return read_day(str(value))
    except ValueError:
        raise PydanticCustomError(
            "day",
            "Write the day as 31/12/2027, not “%(value)s”.",
            {"value": str(value)},
        ) from None


#: An instant of a rule book; JSON holds it as ISO 8601 in UTC.
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(lambda at: at.isoformat().replace("+00:00", "Z"), when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{1,2}[/-]\d{1,2}[/-]\d{4} \d{1,2}[h:]\d{0,2}$",
            "examples": ["12/10/2026 10h00", "25/10/2026 24h00"],
        },
        mode="validation",
    ),
]
#: A day of a rule book.
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}$",
            "examples": ["31/12/2027"],
        },
        mode="validation",
    ),
]


def written(at: datetime, *, is_end: bool = False) -> tuple[str, date]:
    """Return time and day of an instant on Vietnam's clocks, for sentences.

    An exclusive end at midnight is written as 24:00 of the day before.
    """
    here = at.astimezone(ZONE)
    if is_end and here.time() == time():
        return "24:00", here.date() - timedelta(days=1)
    return here.strftime("%H:%M"), here.date()

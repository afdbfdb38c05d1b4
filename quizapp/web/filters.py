"""How values are written for people: 27.568, 12,5 %, 20:14 ngày 20/10/2026."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, gettext
from jinja2 import StrictUndefined

from quizapp.accounts.rules import masked_phone
from quizapp.accounts.rules.roles import BY_KEY
from quizapp.extensions import now
from quizapp.names import masked_name
from quizapp.phrases import ZONE, shown_instant

MINUTE = 60
HOUR = 3600


def init_app(app: Flask) -> None:
    """Register the filters; a template that names what isn't there is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["described_by"] = described_by
    app.jinja_env.filters |= {
        "instant": instant,
        "day": day,
        "clocktime": clocktime,
        "number": number,
        "points": points,
        "duration": duration,
        "percent": percent,
        "masked": masked_name,
        "masked_phone": masked_phone,
        "masked_numbers": masked_numbers,
        "iso": iso,
        "role_name": role_name,
    }


def described_by(field: Any, hint: str) -> dict[str, str]:
    """Return the ARIA attributes that tie a field to its hint and its errors."""
    ids = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    attributes = {"aria-describedby": " ".join(ids)} if ids else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})


def _locale() -> str:
    return str(get_locale() or "vi")


def instant(at: datetime) -> str:
    """20:14 ngày 20/10/2026."""
    return shown_instant(at, _locale())


def day(at: datetime | date) -> str:
    """20/10/2026, the day in Vietnam."""
    on = at.astimezone(ZONE).date() if isinstance(at, datetime) else at
    return str(format_date(on, "dd/MM/yyyy", locale=_locale()))


def clocktime(at: datetime) -> str:
    """20:14; with the day where it isn't today's."""
    here = at.astimezone(ZONE)
    if here.date() == now().astimezone(ZONE).date():
        return f"{here:%H:%M}"
    return f"{here:%H:%M %d/%m}"


def number(value: float | Decimal) -> str:
    """27.568."""
    return str(format_decimal(value, locale=_locale()))


def points(hundredths: int) -> str:
    """950 → 9,5."""
    return str(format_decimal(Decimal(hundredths) / 100, "#,##0.##", locale=_locale()))


def percent(share: float | Decimal) -> str:
    """0.125 → 12,5 %."""
    text = str(format_percent(share, "#,##0.0%", locale=_locale()))
    return text.replace("%", "\u00a0%") if _locale() == "vi" else text


def duration(seconds: float | timedelta) -> str:
    """391 → 06:31; from an hour on 1:06:31."""
    whole = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    hours, rest = divmod(whole, HOUR)
    minutes, left = divmod(rest, MINUTE)
    if hours:
        return f"{hours}:{minutes:02}:{left:02}"
    return f"{minutes:02}:{left:02}"


def role_name(key: str) -> str:
    """Return what a role is called: the one place where pages take it from."""
    return gettext(BY_KEY[key].label) if key in BY_KEY else key


def iso(at: datetime) -> str:
    """Return an instant for ``<time datetime>`` and scripts."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def masked_numbers(text: str) -> str:
    """Return a text without the middle of its phone numbers: 091•••678."""
    return _NUMBER.sub(_masked, text)


_NUMBER = re.compile(r"\+?[0-9](?:[ .\-]?[0-9]){7,13}")


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", found[0])
    return f"{digits[:3]}•••{digits[-3:]}"

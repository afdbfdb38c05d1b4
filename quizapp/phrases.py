"""Sentences in a reader's language: message ids from catalogues, values formatted.

English is the language of the message ids; Vietnamese stands in
``web/translations/vi/LC_MESSAGES/messages.po``, which is read as it is, so that no
compiled file has to be kept beside it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(__file__).parent / "web" / "translations"
LANGUAGES = ("vi", "en")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the sentences of a language; the message ids themselves for English."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def message(text: str) -> str:
    """Return a message id as it is: marks it for the catalogue where it is written."""
    return text


def spoken(message: str, params: Mapping[str, object], *, language: str) -> str:
    """Return the sentence of a message id with its parameters filled in."""
    sentence = str(catalogue(language).ugettext(message))
    shown = {name: shown_value(value, language) for name, value in params.items()}
    return sentence % shown if shown else sentence


def shown_value(value: object, language: str) -> str:
    """Return a value as people write it: 27.568, 20:14 ngày 20/10/2026."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return str(format_decimal(value, locale=language))
    if isinstance(value, datetime):
        return shown_instant(value, language)
    if isinstance(value, date):
        return str(format_date(value, "dd/MM/yyyy", locale=language))
    return str(value)


def shown_instant(at: datetime, language: str) -> str:
    """Return an instant on Vietnam's clocks: 20:14 ngày 20/10/2026."""
    form = "HH:mm 'ngày' dd/MM/yyyy" if language == "vi" else "HH:mm, dd/MM/yyyy"
    return str(format_datetime(at.astimezone(ZONE), form, locale=language))

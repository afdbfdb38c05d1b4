"""Texts of typed questions: numbers, days, sources."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from quizapp.banks.rules import readings
from quizapp.banks.rules.fields import MOST_DECIMALS, MOST_DIGITS
from quizapp.names import clean
from quizapp.yamltree import Map

ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_PART = re.compile(
    r"\s*[,;–-]\s*(?=(?:điều|khoản|điểm|mục|chương|phần|trang|tr\.)\s)", re.I
)
_QUOTED = re.compile(r"“(.+)”", re.S)


def split_source(text: str, *, is_whole: bool = False) -> tuple[str, str, str]:
    """Return title, part and address of a source in one line.

    A title between “ ” is one; ``is_whole``: the part stands elsewhere.
    """
    text = clean(text)
    address = ""
    if found := ADDRESS.search(text):
        address = found[0].rstrip(".,;)")
        text = text.replace(address, " ", 1)
        text = clean(re.sub(r"\(\s*\)", " ", text)).rstrip(" ,;–-(")
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1], "", address
    if not is_whole and (cut := _PART.search(text)):
        return text[: cut.start()], text[cut.end() :], address
    return text, "", address


def number_of(text: str) -> Decimal | None:
    """Return a number, read the Vietnamese way; None: it is none."""
    found = readings(text.strip())
    return found[0] if found else None


def number_text(number: Decimal) -> str:
    """Return a number in a spelling that can be read in one way alone."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace(".", ",")
    return text if len(readings(text)) < 2 else f"{text}0"


def day_of(text: str) -> date | None:
    """Return the day that a text is; None: it is none."""
    text = text.strip()
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text)
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    except ValueError:
        return None


def put(node: Map, place: int, name: str, value: Any) -> None:
    """Put a value into a tree, with its place."""
    node[name] = value
    node.lines[name] = place


def short(text: str) -> str:
    """Return the beginning of a text, to be quoted."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def is_short(number: Decimal) -> bool:
    """Tell whether a number has no more digits than an item keeps."""
    return abs(number) < 10**MOST_DIGITS and number == round(number, MOST_DECIMALS)

"""Questions of foreign formats, as Moodle knows them: what a reader says of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quizapp.banks.rules import readings
from quizapp.banks.rules.fields import MOST_DECIMALS, MOST_DIGITS
from quizapp.yamltree.characters import text_problem

FULL = Decimal(100)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


@dataclass
class Answer:
    """One answer of a question, as its author weighed it."""

    line: int
    #: Markdown of an option; else as it stands.
    text: str
    #: Of the whole mark.
    percent: Decimal = Decimal(0)
    #: Markdown.
    feedback: str = ""
    tolerance: str = "0"


@dataclass
class Question:
    """What every question has, whatever its type. Texts are Markdown."""

    line: int
    stem: str
    #: A name meant as an id.
    id: str = ""
    #: What people call it.
    title: str = ""
    tags: Sequence[str] = ()
    category: str = ""
    explanation: str = ""
    source: dict[str, str] = field(default_factory=dict)
    points: str = ""
    is_fixed: bool = False


def is_overloaded(value: Any) -> bool:
    """Tell whether a text somewhere in a value has what no file of ours may have."""
    if isinstance(value, dict):
        return is_overloaded(list(value.values()))
    if isinstance(value, list):
        return any(map(is_overloaded, value))
    return text_problem(value) is not None


def category_name(path: str) -> str:
    """Return the last part of a category's path; empty: it tells nothing."""
    parts = re.findall("(?:[^/]|//)+", path.strip())
    name: str = parts[-1].replace("//", "/").strip() if parts else ""
    return (
        "" if name == "top" or name.startswith("$") or not name.strip("./ ") else name
    )


def category_path(name: str) -> str:
    """Return the path of a category right below the top."""
    return f"$course$/top/{name.replace('/', '//')}"


def number_of(text: str) -> Decimal | None:
    """Return a number as Moodle writes them, with a dot; None: it is none."""
    text = text.strip().replace("−", "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return Decimal(text) if len(text) <= 40 and _NUMBER.fullmatch(text) else None


def is_short(number: Decimal) -> bool:
    """Tell whether a bank takes a number of this length."""
    is_fine = number == round(number, MOST_DECIMALS)
    return abs(number) < 10**MOST_DIGITS and is_fine


def number_text(number: Decimal) -> str:
    """Return a number in a spelling that a bank reads in one way alone."""
    text = f"{number.normalize():f}"
    if "." in text:
        text = text.replace(".", ",")
        if len(readings(text)) > 1:
            text += "0"
    return text

"""What the fields of a bank may hold, with sentences for what they may not."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from quizapp.banks.rules.numbers import readings
from quizapp.names import clean, clean_lines
from quizapp.richtext import problems

T = TypeVar("T")

MOST_DIGITS = 12
MOST_DECIMALS = 3
MOST_POINTS = 100

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ADDRESS = r"^https?://[^\s<>\"']+$"
_DAY = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")


class Part(BaseModel):
    """Base of every part of a bank: unknown names are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _lines(value: Any) -> Any:
    return clean_lines(value) if isinstance(value, str) else value


def _check_pictures(text: str) -> str:
    """Check that each picture in a text is a file beside the bank and is described."""
    for problem in problems(text):
        raise PydanticCustomError("picture", problem.message, problem.params)
    return text


def _check_slug(name: str) -> str:
    """Check that a name can stand in addresses and in rule books."""
    if re.fullmatch(_SLUG, name) is None:
        raise PydanticCustomError(
            "slug",
            "“%(name)s” takes small letters without marks, digits and hyphens alone,"
            " not “%(given)s”.",
        )
    return name


def _check_address(address: str) -> str:
    """Check that readers can follow an address."""
    if re.fullmatch(_ADDRESS, address) is None:
        raise PydanticCustomError(
            "address",
            "“%(given)s” is no address of a page: it begins with https:// and has no"
            " blanks.",
        )
    return address


def check_once(names: tuple[T, ...]) -> tuple[T, ...]:
    """Check that nothing stands twice in a list."""
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PydanticCustomError(
                "twice", "“%(text)s” stands there twice.", {"text": str(name)}
            )
    return names


def _truth(value: Any) -> Any:
    """Return a truth value from the word for it."""
    if isinstance(value, bool):
        return value
    found = {"true": True, "false": False}.get(str(value).lower())
    if found is None:
        raise PydanticKnownError("bool_parsing")
    return found


def _day(value: Any) -> Any:
    """Return a day from 20/10/2026, or from 2026-10-20 as stored banks have it."""
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(str(value).strip())
    try:
        if found is None:
            return date.fromisoformat(str(value))
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    except ValueError:
        raise PydanticKnownError("date_parsing", {"error": "no day"}) from None


def _number(value: Any) -> Any:
    """Return a number that can be read in one way alone."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    found = readings(value) if isinstance(value, str) else ()
    if not found:
        raise PydanticKnownError("decimal_parsing")
    if len(found) > 1:
        raise PydanticCustomError(
            "number_unclear",
            "“%(given)s” can be read in two ways: write a whole number without dots,"
            " and add a 0 behind three decimals.",
        )
    return found[0]


def _check_size(number: Decimal) -> Decimal:
    """Check that a number is neither too long nor too fine."""
    if abs(number) >= 10**MOST_DIGITS or number != round(number, MOST_DECIMALS):
        raise PydanticCustomError(
            "number_too_long",
            "“%(name)s” may have %(digits)s digits before the comma and %(decimals)s"
            " behind it.",
            {"digits": MOST_DIGITS, "decimals": MOST_DECIMALS},
        )
    return number


def _check_hundredths(points: Decimal) -> Decimal:
    """Check that points can be counted in hundredths."""
    if points != round(points, 2):
        raise PydanticCustomError(
            "points_too_fine", "“%(name)s” may have two decimals at most."
        )
    return points


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def text(longest: int) -> Any:
    """Return the annotations of a text of one paragraph, in its one spelling."""
    return BeforeValidator(_cleaned), Field(min_length=1, max_length=longest)


Slug = Annotated[
    str,
    AfterValidator(_check_slug),
    Field(max_length=80, json_schema_extra={"pattern": _SLUG}),
]
Title = Annotated[str, *text(200)]
Name = Annotated[str, *text(300)]
Plain = Annotated[str, *text(3000)]
#: Markdown, with its lines (``quizapp.richtext``).
Prose = Annotated[
    str,
    BeforeValidator(_lines),
    Field(min_length=1, max_length=3000),
    AfterValidator(_check_pictures),
]
#: Markdown in one line. Editors take digits without quotes for a number.
OptionText = Annotated[
    str,
    *text(500),
    AfterValidator(_check_pictures),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 500}),
]
#: An answer of a few words.
ShortText = Annotated[
    str,
    *text(200),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 200}),
]
Address = Annotated[
    str,
    AfterValidator(_check_address),
    Field(max_length=500, json_schema_extra={"pattern": _ADDRESS}),
]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{1,2}[/-]\d{1,2}[/-]\d{4}$",
            "examples": ["20/10/2026"],
        },
        mode="validation",
    ),
]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    AfterValidator(_check_size),
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema({"type": ["number", "string"]}),
]
Points = Annotated[
    Number,
    AfterValidator(_check_hundredths),
    Field(gt=0, le=MOST_POINTS),
    WithJsonSchema(
        {"type": ["number", "string"], "exclusiveMinimum": 0, "maximum": MOST_POINTS}
    ),
]

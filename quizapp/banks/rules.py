"""Question banks: what an item may be, how it is answered, when an answer is right."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quizapp.errors import InvalidError
from quizapp.names import clean

MOST_OPTIONS = 10
MOST_ITEMS = 5000
LONGEST_NUMBER = 40
#: After so long, somebody should look whether a law still says so.
LAW_IS_FRESH_FOR = timedelta(days=365)

Difficulty = Literal["easy", "medium", "hard"]

_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_PLAIN = re.compile(r"-?\d+([.,]\d+)?")


def number_in(text: str) -> Decimal | None:
    """Return the number that somebody wrote, as Vietnamese writes it, or None.

    ``27.568`` is a grouped whole number; ``12,5`` and ``12.5`` are the same.
    """
    bare = "".join(text.split()).replace("−", "-")
    if len(bare) > LONGEST_NUMBER or not bare.isascii():
        return None
    if _GROUPED.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    return None


def _read_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    number = number_in(value)
    if number is None:
        raise PydanticCustomError(
            "no_number", "“%(name)s” must be a number, not “%(given)s”."
        )
    return number


def _write_number(value: Decimal) -> str:
    """Return a number in a form that reads back the same."""
    return format(value.normalize(), "f").replace(".", ",")


def _read_day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", value):
        day, month, year = (int(part) for part in value.split("/"))
        return f"{year:04}-{month:02}-{day:02}"
    return value


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=2000)]
Line = Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=300)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Number = Annotated[
    Decimal,
    BeforeValidator(_read_number),
    PlainSerializer(_write_number, when_used="json"),
    Field(allow_inf_nan=False),
    WithJsonSchema({"type": ["number", "string"]}),
]
Points = Annotated[Number, Field(gt=0, le=100, decimal_places=2)]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema({"type": "string"})]


class Part(BaseModel):
    """Base of every part of a bank: unknown names are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Part):
    """Where an answer is written."""

    title: Line
    part: Line | None = Field(default=None, description="Article, chapter, page.")
    address: (
        Annotated[str, Field(pattern=r"^https?://[^\s<>]+$", max_length=1000)] | None
    ) = None


class Option(Part):
    """One of the answers to choose from."""

    text: Line
    key: bool = Field(default=False, description="true: it is a right one.")
    keep_last: bool = Field(
        default=False, description="Stays at the end when options are shuffled."
    )


class ItemPart(Part):
    """What every item has, whatever its kind."""

    id: Slug
    stem: Text
    points: Points = Decimal(1)
    tags: tuple[Slug, ...] = ()
    difficulty: Difficulty = "medium"
    explanation: Text | None = None
    source: Source | None = None
    as_of: Day | None = Field(
        default=None, description="The day on which a law was read: 20/10/2026."
    )

    @property
    def points_hundredths(self) -> int:
        """Return what the item is worth, in hundredths of a point."""
        return int(self.points * 100)


class ChoiceItem(ItemPart):
    """An item with options."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]

    @property
    def answer(self) -> None:
        """Return None: the options say what is right."""

    @model_validator(mode="after")
    def options_differ(self) -> Self:
        """Refuse an option that stands there twice."""
        seen = set()
        for option in self.options:
            if option.text.casefold() in seen:
                raise PydanticCustomError(
                    "option_twice",
                    "The option “%(option)s” stands there twice.",
                    {"option": option.text},
                )
            seen.add(option.text.casefold())
        return self

    @property
    def key_count(self) -> int:
        """Return how many options are right."""
        return sum(option.key for option in self.options)


class Single(ChoiceItem):
    """Exactly one option is right."""

    kind: Literal["single"]

    @model_validator(mode="after")
    def has_one_key(self) -> Self:
        """Refuse none and several."""
        if self.key_count != 1:
            raise PydanticCustomError(
                "one_key",
                "A single choice needs exactly one option with “key: true”,"
                " and has %(count)s.",
                {"count": self.key_count},
            )
        return self


class Multiple(ChoiceItem):
    """The exact set of right options is asked for."""

    kind: Literal["multiple"]

    @model_validator(mode="after")
    def has_keys(self) -> Self:
        """Refuse an item that nothing answers."""
        if not self.key_count:
            raise PydanticCustomError(
                "some_key", "A multiple choice needs an option with “key: true”."
            )
        return self


class TrueFalse(ItemPart):
    """A sentence that is true or not."""

    kind: Literal["true_false"]
    answer: bool

    @property
    def options(self) -> tuple[Option, ...]:
        """Return nothing: there are none to choose from."""
        return ()


class NumberItem(ItemPart):
    """A number is asked for."""

    kind: Literal["number"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)

    @property
    def options(self) -> tuple[Option, ...]:
        """Return nothing: there are none to choose from."""
        return ()


Item = Annotated[
    Single | Multiple | TrueFalse | NumberItem, Field(discriminator="kind")
]


class Bank(Part):
    """A question bank, as a file holds it."""

    id: Slug
    title: Line
    description: Text | None = None
    language: Literal["vi", "en"] = "vi"
    licence: Line
    authors: tuple[Line, ...] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]


def items_with(bank: Bank, tags: Iterable[str]) -> list[Item]:
    """Return the items of a bank that bear every one of these tags."""
    wanted = set(tags)
    return [item for item in bank.items if wanted <= set(item.tags)]


def shape_of(item: Item) -> str:
    """Return how an item is answered: ``s4`` one of four, ``m5``, ``t``, ``n``."""
    letter = {"single": "s", "multiple": "m", "true_false": "t", "number": "n"}
    return letter[item.kind] + (str(len(item.options)) if item.options else "")


def check_value(shape: str, value: Any) -> None:
    """Check that a value can answer a question of a shape.

    ``s4`` takes a displayed place (from 0), ``m5`` a list of several without repeats,
    ``t`` a boolean, ``n`` a number as it was typed.

    Raises:
        InvalidError: it can't.
    """
    kind, count = shape[0], int(shape[1:] or 0)
    if kind == "s" and not _is_place(value, count):
        raise InvalidError("Choose one of the options.")
    if kind == "m" and not _are_places(value, count):
        raise InvalidError("Choose among the options.")
    if kind == "t" and not isinstance(value, bool):
        raise InvalidError("Choose right or wrong.")
    if kind == "n" and (not isinstance(value, str) or number_in(value) is None):
        raise InvalidError("Type a number, such as 1250 or 12,5.")


def _is_place(value: Any, count: int) -> bool:
    return type(value) is int and 0 <= value < count


def _are_places(value: Any, count: int) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= count
        and all(_is_place(place, count) for place in value)
        and len(set(value)) == len(value)
    )


def is_right(item: Item, value: Any, options: Sequence[int]) -> bool:
    """Tell whether a value that ``check_value`` took is the right answer.

    ``options`` tells which option of the item stood at each displayed place.
    """
    if item.kind == "true_false":
        return bool(value is item.answer)
    if item.kind == "number":
        number = number_in(value)
        return number is not None and abs(number - item.answer) <= item.tolerance
    places = [value] if item.kind == "single" else value
    keys = {place for place, option in enumerate(item.options) if option.key}
    return {options[place] for place in places} == keys


def is_stale(item: Item, now: datetime) -> bool:
    """Tell whether the law behind an item was read more than twelve months ago."""
    return item.as_of is not None and now.date() - item.as_of > LAW_IS_FRESH_FOR

"""A question bank and its items, as authors write them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from quizapp.banks.rules.fields import (
    Address,
    Day,
    Name,
    Number,
    OptionText,
    Part,
    Points,
    Prose,
    Slug,
    Title,
    Truth,
    check_once,
)

Difficulty = Literal["easy", "medium", "hard"]

FEWEST_OPTIONS = 2
MOST_OPTIONS = 6
MOST_ITEMS = 2000
MOST_TAGS = 20


class Source(Part):
    """Where the answer to an item is written."""

    title: Name = Field(description="The document or publication.")
    part: Name | None = Field(default=None, description="Article, section or page.")
    address: Address | None = None


class Option(Part):
    """One option of a choice."""

    text: OptionText
    key: Truth = Field(default=False, description="true: this option is right.")
    keep_last: Truth = Field(
        default=False, description="true: stays behind the others when they are mixed."
    )


def _check_texts(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Check that no two options read the same."""
    check_once(tuple(option.text.casefold() for option in options))
    return options


def _check_one_key(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Check that one option is right."""
    count = sum(option.key for option in options)
    if count != 1:
        raise PydanticCustomError(
            "keys_of_single",
            "Mark the one right option by “key: true”; marked so far: %(count)s.",
            {"count": count},
        )
    return options


def _check_keys(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Check that some options are right, but not all of them."""
    count = sum(option.key for option in options)
    if not 0 < count < len(options):
        raise PydanticCustomError(
            "keys_of_multiple",
            "Mark the right options by “key: true”: one or more, but not all of them;"
            " marked so far: %(count)s.",
            {"count": count},
        )
    return options


Options = Annotated[
    tuple[Option, ...],
    Field(min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS),
    AfterValidator(_check_texts),
]


class AnyItem(Part):
    """What items of every kind have."""

    id: Slug = Field(description="Unique in the bank, and never changed.")
    stem: Prose = Field(description="The question, or the statement to judge.")
    points: Points = Decimal(1)
    tags: Annotated[
        tuple[Slug, ...], AfterValidator(check_once), Field(max_length=MOST_TAGS)
    ] = ()
    difficulty: Difficulty | None = None
    explanation: Prose | None = Field(
        default=None, description="Shown once nobody can be asked this any more."
    )
    source: Source | None = None
    as_of: Day | None = Field(
        default=None, description="Law items: the day on which the law was checked."
    )

    @property
    def points_hundredths(self) -> int:
        """Return what the item is worth, in hundredths of a point."""
        return int(self.points * 100)


class ChoiceItem(AnyItem):
    """An item that is answered by choosing among options."""

    @property
    def answer(self) -> Any:
        """Return None: the options carry the keys."""
        return None


class WrittenItem(AnyItem):
    """An item without options of its own."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Return no options."""
        return ()


class SingleItem(ChoiceItem):
    """One of the options is right."""

    kind: Literal["single"]
    options: Annotated[Options, AfterValidator(_check_one_key)]


class MultipleItem(ChoiceItem):
    """Some of the options are right; all of them must be chosen, and no other."""

    kind: Literal["multiple"]
    options: Annotated[Options, AfterValidator(_check_keys)]


class TrueFalseItem(WrittenItem):
    """A statement that is right or wrong."""

    kind: Literal["true_false"]
    answer: Truth


class NumberItem(WrittenItem):
    """A question for a number."""

    kind: Literal["number"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = Field(
        default=Decimal(0), description="How far an answer may lie from the right one."
    )


Item = Annotated[
    SingleItem | MultipleItem | TrueFalseItem | NumberItem, Field(discriminator="kind")
]


class Bank(Part):
    """A whole bank. That ids stand once is seen to where files are read."""

    id: Slug = Field(description="The bank's name, as its file is called.")
    title: Title
    description: Prose | None = None
    language: Literal["vi", "en"] = "vi"
    licence: Name | None = Field(default=None, description="Such as CC-BY-4.0.")
    authors: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]


def items_with(bank: Bank, tags: Collection[str]) -> list[Item]:
    """Return the items that bear every one of these tags, in the bank's order."""
    return [item for item in bank.items if set(tags) <= set(item.tags)]

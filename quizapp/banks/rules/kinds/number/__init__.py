"""A question for a number. Its answer is the text that was typed."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field

from quizapp.banks.rules.fields import Number
from quizapp.banks.rules.item import AnyItem, Word
from quizapp.banks.rules.numbers import readings
from quizapp.errors import InvalidError


class NumberItem(AnyItem):
    """A question for a number."""

    letter = "n"
    control = "text"
    reads = "text"

    kind: Literal["number"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = Field(
        default=Decimal(0), description="How far an answer may lie from the right one."
    )

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        return InvalidError("Type a number, for example 1200 or 12,5.")

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:  # every shape
        """Tell whether a value can be read as a number."""
        return type(value) is str and bool(readings(value))

    def is_right(self, value: Any, order: Sequence[int]) -> bool:
        """Tell whether a reading of the number lies near enough."""
        return any(
            abs(reading - self.answer) <= self.tolerance for reading in readings(value)
        )

    def offers(self, order: Sequence[int]) -> list[tuple[str, Word]]:
        """Return nothing: the number is typed."""
        return []

    def in_words(
        self,
        value: Any,
        order: Sequence[int],
    ) -> tuple[Word, ...]:
        """Return what was typed."""
        return (value,)

    def right_in_words(self) -> tuple[Word, ...]:
        """Return the number."""
        return (self.answer,)

    def counted(self) -> tuple[tuple[Word, bool], ...]:
        """Return the right number alone."""
        return ((self.answer, True),)

    def made_up(
        self,
        rng: Random,
        order: Sequence[int],
        *,
        is_right: bool,
    ) -> Any:
        """Return the number, or one that lies too far off."""
        off = 0 if is_right else self.tolerance + 1 + rng.randrange(9)
        return f"{(self.answer + off).normalize():f}".replace(".", ",")


ITEM = NumberItem

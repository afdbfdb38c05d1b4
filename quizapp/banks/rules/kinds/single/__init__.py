"""One of the options is right. Its answer is the displayed place of one, from 0."""

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from quizapp.banks.rules.choices import ChoiceItem, Options, are_places
from quizapp.banks.rules.item import Option
from quizapp.errors import InvalidError


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


class SingleItem(ChoiceItem):
    """One of the options is right."""

    letter = "s"
    control = "radio"
    reads = "one"

    kind: Literal["single"]
    options: Annotated[Options, AfterValidator(_check_one_key)]

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        return InvalidError("Choose one of the options.")

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:
        """Tell whether a value is the place of an option."""
        return are_places(shape, [value])

    @classmethod
    def from_form(cls, texts: Sequence[str]) -> Any:
        """Return the place of the chosen option."""
        return int(texts[0])

    def made_up(self, rng: Random, order: Sequence[int], *, is_right: bool) -> Any:
        """Return the right option, or one of the others."""
        return rng.choice(self.displayed(order, is_right=is_right))


ITEM = SingleItem

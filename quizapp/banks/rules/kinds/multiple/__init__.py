"""Some of the options are right. Its answer is a list of displayed places, from 0."""

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from quizapp.banks.rules.choices import ChoiceItem, Options, are_places
from quizapp.banks.rules.item import Option
from quizapp.errors import InvalidError


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


class MultipleItem(ChoiceItem):
    """Some of the options are right; all of them must be chosen, and no other."""

    letter = "m"
    control = "checkbox"
    reads = "some"

    kind: Literal["multiple"]
    options: Annotated[Options, AfterValidator(_check_keys)]

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        return InvalidError("Choose among the options, each of them once.")

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:
        """Tell whether a value is a list of places, at least one."""
        return type(value) is list and bool(value) and are_places(shape, value)

    @classmethod
    def from_form(cls, texts: Sequence[str]) -> Any:
        """Return the places of the chosen options."""
        return sorted({int(text) for text in texts})

    def made_up(self, rng: Random, order: Sequence[int], *, is_right: bool) -> Any:
        """Return the right options, or one of them changed for another."""
        keys = self.displayed(order, is_right=True)
        if is_right:
            return keys
        return sorted([*keys[1:], rng.choice(self.displayed(order, is_right=False))])


ITEM = MultipleItem

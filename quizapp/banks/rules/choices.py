"""Choosing among options: what the kinds ``single`` and ``multiple`` share."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from quizapp.banks.rules.fields import check_once
from quizapp.banks.rules.item import AnyItem, Marked, Option, Word

FEWEST_OPTIONS = 2
MOST_OPTIONS = 6


def _check_texts(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Check that no two options read the same."""
    check_once(tuple(option.text.casefold() for option in options))
    return options


Options = Annotated[
    tuple[Option, ...],
    Field(min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS),
    AfterValidator(_check_texts),
]


def are_places(shape: str, values: Sequence[Any]) -> bool:
    """Tell whether values are displayed places, each of them once."""
    count = int(shape[1:] or 0)
    return all(type(place) is int and 0 <= place < count for place in values) and len(
        set(values)
    ) == len(values)


class ChoiceItem(AnyItem):
    """An item that is answered by choosing among options."""

    options: Options

    @property
    def choices(self) -> tuple[Option, ...]:
        """Return the options."""
        return self.options

    @property
    def shape(self) -> str:
        """Return the letter and the number of options."""
        return f"{self.letter}{len(self.options)}"

    @property
    def keys(self) -> set[int]:
        """Return which options (from 0) are right."""
        return {place for place, option in enumerate(self.options) if option.key}

    def is_right(self, value: Any, order: Sequence[int]) -> bool:
        """Tell whether the right options are chosen, and no other."""
        return {order[place] for place in _places(value)} == self.keys

    def offers(self, order: Sequence[int]) -> list[tuple[str, Word]]:
        """Return the options in displayed order."""
        return [
            (str(at), Marked(self.options[one].text)) for at, one in enumerate(order)
        ]

    def in_words(self, value: Any, order: Sequence[int]) -> tuple[Word, ...]:
        """Return the chosen options."""
        return tuple(
            Marked(self.options[order[place]].text) for place in _places(value)
        )

    def right_in_words(self) -> tuple[Word, ...]:
        """Return the right options."""
        return tuple(Marked(option.text) for option in self.options if option.key)

    def counted(self) -> tuple[tuple[Word, bool], ...]:
        """Return the options."""
        return tuple((Marked(option.text), option.key) for option in self.options)

    def displayed(self, order: Sequence[int], *, is_right: bool) -> list[int]:
        """Return the displayed places of the right options, or of the others."""
        keys = self.keys
        return [at for at, one in enumerate(order) if (one in keys) is is_right]


def _places(value: Any) -> Sequence[int]:
    return value if type(value) is list else [value]

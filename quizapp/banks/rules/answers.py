"""What can be an answer, and which one is right: each kind says it of its own."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from quizapp.banks.rules.item import AnyItem
from quizapp.banks.rules.kinds import BY_LETTER


def check_value(shape: str, value: Any) -> None:
    """Check that a value can be the answer to an item of this shape.

    Raises:
        InvalidError: it can't.
    """
    kind = BY_LETTER[shape[0]]
    if not kind.fits(shape, value):
        raise kind.refused()


def typed_value(shape: str, texts: Sequence[str]) -> Any:
    """Return the value of filled-in fields, at least one; None: there can't be one."""
    with suppress(ValueError):
        return BY_LETTER[shape[0]].from_form(texts)
    return texts[0]


def is_right(item: AnyItem, value: Any, order: Sequence[int]) -> bool:
    """Tell whether a value is the right answer to an item; it is all or nothing.

    ``order`` says which option of the bank stands at each displayed place.
    """
    return item.fits(item.shape, value) and item.is_right(value, order)

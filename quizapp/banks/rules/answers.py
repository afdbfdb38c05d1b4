"""How an item is answered: what can be an answer, and which one is right.

A value is what pages send and attempts store:

========== =====================================================
single     the displayed place of an option, from 0
multiple   a list of such places
true_false true or false
number     the text that was typed
========== =====================================================
"""

from collections.abc import Callable, Sequence
from typing import Any

from quizapp.banks.rules.bank import Item, NumberItem, TrueFalseItem
from quizapp.banks.rules.numbers import readings
from quizapp.errors import InvalidError

SINGLE, MULTIPLE, TRUE_FALSE, NUMBER = "smtn"


def shape_of(item: Item) -> str:
    """Return how an item is answered: ``s4`` and ``m4`` of 4 options, ``t``, ``n``."""
    if isinstance(item, TrueFalseItem):
        return TRUE_FALSE
    if isinstance(item, NumberItem):
        return NUMBER
    return f"{SINGLE if item.kind == 'single' else MULTIPLE}{len(item.options)}"


def check_value(shape: str, value: Any) -> None:
    """Check that a value can be the answer to an item of this shape.

    Raises:
        InvalidError: it can't.
    """
    if not _fits(shape, value):
        raise REFUSALS[shape[0]]()  # noqa: RSE102  # a maker, no class


def is_right(item: Item, value: Any, options: Sequence[int]) -> bool:
    """Tell whether a value is the right answer to an item; it is all or nothing.

    ``options`` says which option of the bank stands at each displayed place.
    """
    if not _fits(shape_of(item), value):
        return False
    if isinstance(item, NumberItem):
        return any(
            abs(reading - item.answer) <= item.tolerance for reading in readings(value)
        )
    if isinstance(item, TrueFalseItem):
        return value is item.answer
    chosen = {options[place] for place in (value if type(value) is list else [value])}
    return chosen == {place for place, one in enumerate(item.options) if one.key}


def _fits(shape: str, value: Any) -> bool:
    kind, count = shape[0], int(shape[1:] or 0)
    if kind == TRUE_FALSE:
        return type(value) is bool
    if kind == NUMBER:
        return type(value) is str and bool(readings(value))
    if kind == SINGLE:
        return type(value) is int and 0 <= value < count
    return (
        type(value) is list
        and 0 < len(value) <= count
        and all(type(place) is int and 0 <= place < count for place in value)
        and len(set(value)) == len(value)
    )


#: Kind → the error for what can't be its answer.
REFUSALS: dict[str, Callable[[], InvalidError]] = {
    SINGLE: lambda: InvalidError("Choose one of the options."),
    MULTIPLE: lambda: InvalidError("Choose among the options, each of them once."),
    TRUE_FALSE: lambda: InvalidError("Choose right or wrong."),
    NUMBER: lambda: InvalidError("Type a number, for example 1200 or 12,5."),
}

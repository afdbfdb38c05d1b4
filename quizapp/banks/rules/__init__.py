"""Pure decisions about banks: the format, which answers are right, what to look at."""

from quizapp.banks.rules.answers import check_value, is_right, shape_of
from quizapp.banks.rules.bank import (
    Bank,
    Item,
    MultipleItem,
    NumberItem,
    Option,
    SingleItem,
    Source,
    TrueFalseItem,
    items_with,
)
from quizapp.banks.rules.checks import Path, Remark, remarks_on, repeated
from quizapp.banks.rules.numbers import readings

__all__ = [
    "Bank",
    "Item",
    "MultipleItem",
    "NumberItem",
    "Option",
    "Path",
    "Remark",
    "SingleItem",
    "Source",
    "TrueFalseItem",
    "check_value",
    "is_right",
    "items_with",
    "readings",
    "remarks_on",
    "repeated",
    "shape_of",
]

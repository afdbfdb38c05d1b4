"""Pure decisions about banks: the format, which answers are right, what to look at."""

from quizapp.banks.rules.answers import check_value, is_right, typed_value
from quizapp.banks.rules.bank import (
    MOST_ITEMS,
    Bank,
    Item,
    StoredPicture,
    items_with,
    named_pictures,
    texts_of,
    with_followers,
)
from quizapp.banks.rules.checks import Path, Remark, remarks_across, remarks_on
from quizapp.banks.rules.difference import Difference, ItemDifference, difference
from quizapp.banks.rules.item import AnyItem, Marked, Option, Source, Word
from quizapp.banks.rules.kinds import BY_LETTER, KINDS, NAMES
from quizapp.banks.rules.numbers import readings
from quizapp.banks.rules.reading import check_approved, check_reader

__all__ = [
    "BY_LETTER",
    "KINDS",
    "MOST_ITEMS",
    "NAMES",
    "AnyItem",
    "Bank",
    "Difference",
    "Item",
    "ItemDifference",
    "Marked",
    "Option",
    "Path",
    "Remark",
    "Source",
    "StoredPicture",
    "Word",
    "check_approved",
    "check_reader",
    "check_value",
    "difference",
    "is_right",
    "items_with",
    "named_pictures",
    "readings",
    "remarks_across",
    "remarks_on",
    "texts_of",
    "typed_value",
    "with_followers",
]

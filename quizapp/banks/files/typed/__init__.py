"""A question as it was typed, in Word or Excel, made an item; what is wrong with it."""

from quizapp.banks.files.typed.drafts import LETTERS, Choice, Draft, kind_of, mark_last
from quizapp.banks.files.typed.taker import Taker
from quizapp.banks.files.typed.texts import number_text, put, split_source

__all__ = [
    "LETTERS",
    "Choice",
    "Draft",
    "Taker",
    "kind_of",
    "mark_last",
    "number_text",
    "put",
    "split_source",
]

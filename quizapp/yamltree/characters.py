"""Characters that may stand in no text, whoever typed it."""

import re
import unicodedata
from itertools import groupby

#: Control characters, the signs that turn the direction of writing around (they make a
#: text read otherwise than it is), and what Unicode keeps for no character.
_FORBIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"
    "\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufeff\\ufffe\\uffff]"
)
#: More marks on one letter are no writing, and putting them into NFC takes minutes.
MOST_MARKS = 30
_MAYBE_MARKS = re.compile(rf"[^\x00-\x7f\w\s]{{{MOST_MARKS + 1},}}")


def text_problem(text: str) -> str | None:
    """Return the first character that can't stay where it is, or None."""
    found = _FORBIDDEN.search(text)
    if found is not None:
        return found.group()
    if text.isascii():
        return None
    for run in _MAYBE_MARKS.finditer(text):
        for is_mark, chars in groupby(run.group(), _is_mark):
            marks = "".join(chars)
            if is_mark and len(marks) > MOST_MARKS:
                return marks[MOST_MARKS]
    return None


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0


def visible(text: str) -> str:
    """Return text without the single characters that may stand in none."""
    return _FORBIDDEN.sub("", text)

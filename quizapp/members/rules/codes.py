"""Codes of places: short, read aloud without mistakes, not to be guessed."""

import re
import unicodedata
from collections.abc import Callable

from quizapp.errors import InvalidError

#: Without 0 O, 1 I L and U, which are taken for each other on paper and by phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 30⁹ codes: at 500 wrong tries in a quarter of an hour, a list of 30.000 is hit once
#: in thirty years or so.
LENGTH = 9
SHORTEST, LONGEST = 8, 20
GROUP = 3

_BETWEEN = re.compile(r"[\s.\-–—_]+")
_CODE = re.compile(rf"[A-Z0-9]{{{SHORTEST},{LONGEST}}}")


def new_code(draw: Callable[[int], int]) -> str:
    """Return a new code; ``draw`` gives a random number below its argument."""
    while True:
        code = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH))
        if not code.isdecimal():
            return code


def canonical_code(typed: str) -> str:
    """Return a code in its one spelling, however it was typed.

    Raises:
        InvalidError: no code looks so.
    """
    code = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if not _CODE.fullmatch(code):
        raise InvalidError(
            "A code has %(least)s to %(most)s letters and digits, such as ABC-DEF-GHJ.",
            field="code",
            least=SHORTEST,
            most=LONGEST,
        )
    return code


def check_own_code(typed: str) -> str:
    """Return a code that somebody gave a member.

    Raises:
        InvalidError: it is none, or can be counted up: digits alone.
    """
    code = canonical_code(typed)
    if code.isdecimal():
        raise InvalidError(
            "A code of digits alone is easily guessed: leave it empty, one is made.",
            field="code",
        )
    return code


def shown_code(code: str) -> str:
    """Return a code in groups, as it is printed: ABC-DEF-GHJ."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))

"""Pure decisions of the help desk: what a secretary typed to find who calls."""

import re
from dataclasses import dataclass

from quizapp.accounts.rules import canonical_phone
from quizapp.errors import InvalidError
from quizapp.names import search_key

#: Fewer digits than this fit half a province.
FEWEST_DIGITS = 3
_BETWEEN = re.compile(r"[\s.\-()•…*]+")


@dataclass(frozen=True)
class Wanted:
    """Who is looked for: by one whole phone, by its last digits, or by words of a name."""

    phone: str | None = None
    phone_end: str | None = None
    words: tuple[str, ...] = ()


def wanted(typed: str) -> Wanted:
    """Return who is meant by a name, a whole phone number or its last digits.

    Raises:
        InvalidError: nothing to look for, or too few digits.
    """
    bare = _BETWEEN.sub("", typed)
    if re.fullmatch(r"\+?[0-9]+", bare):
        return _by_digits(bare)
    words = tuple(search_key(typed).split())
    if not words:
        raise InvalidError("Type a name, or the last digits of the phone.", field="q")
    return Wanted(words=words)


def _by_digits(digits: str) -> Wanted:
    try:
        return Wanted(phone=canonical_phone(digits))
    except InvalidError:
        if not FEWEST_DIGITS <= len(digits) <= 9:
            raise InvalidError(
                "Type the whole phone number, or its last %(least)s to 9 digits.",
                field="q",
                least=FEWEST_DIGITS,
            ) from None
        return Wanted(phone_end=digits)

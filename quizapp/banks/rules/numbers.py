"""Numbers as people type them: ``1200``, ``1.200``, ``12,5``, also ``12.5``."""

import re
from decimal import Decimal

#: More characters are no number that anybody means.
LONGEST_NUMBER = 20

_BLANKS = re.compile(r"[\s\u202f\u00a0]+")
_DIGITS = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\%s[0-9]{3})+)(?:\%s[0-9]+)?"
#: Sign between thousands, sign before decimals → the form of such a number.
_FORMS = {
    (between, before): re.compile(r"[+-]?" + _DIGITS % (between, before))
    for between, before in ((".", ","), (",", "."))
}


def readings(text: str) -> tuple[Decimal, ...]:
    """Return what a typed number can mean, the Vietnamese way of writing it first.

    ``27.568`` has two readings, for many keyboards offer but one of the two signs;
    what isn't a number has none.
    """
    if len(text) > LONGEST_NUMBER:
        return ()
    typed = _BLANKS.sub("", text).replace("−", "-")
    found = [
        Decimal(typed.replace(between, "").replace(before, "."))
        for (between, before), form in _FORMS.items()
        if form.fullmatch(typed)
    ]
    return tuple(dict.fromkeys(found))

"""What units may be called, and the codes that new ones are given."""

from collections.abc import Collection

from quizapp.errors import InvalidError
from quizapp.names import clean
from quizapp.units.rules.rows import LONGEST_CODE, LOST_LETTERS

LONGEST_UNIT_NAME = 120
LONGEST_KIND = 40


def check_unit_name(name: str) -> str:
    """Return the name of a unit in its one spelling.

    Raises:
        InvalidError: it is empty, too long, or has lost its letters.
    """
    name = clean(name)
    if not name:
        raise InvalidError("Type the name of the unit.", field="name")
    if len(name) > LONGEST_UNIT_NAME:
        raise InvalidError(
            "The name of a unit may have %(most)s letters at most.",
            field="name",
            most=LONGEST_UNIT_NAME,
        )
    if LOST_LETTERS.search(name):
        raise InvalidError(
            "This name has lost its letters: type it anew.", field="name"
        )
    return name


def check_kind(kind: str) -> str:
    """Return the type of a unit in its one spelling: small letters.

    Raises:
        InvalidError: it is empty or too long.
    """
    kind = clean(kind).casefold()
    if not kind:
        raise InvalidError("Type what kind of unit this is.", field="kind")
    if len(kind) > LONGEST_KIND:
        raise InvalidError(
            "A kind of unit may have %(most)s letters at most.",
            field="kind",
            most=LONGEST_KIND,
        )
    return kind


def code_below(parent_code: str, taken: Collection[str]) -> str:
    """Return the code of a new unit: that of the one above and a running number.

    The number is the smallest above all that were ever given below this parent, so
    that no code comes back: ``31318-07`` after ``31318-06``, whatever was closed.
    """
    stem = f"{parent_code}-"
    numbers = [
        int(code[len(stem) :])
        for code in taken
        if code.startswith(stem) and code[len(stem) :].isdecimal()
    ]
    return f"{stem}{max(numbers, default=0) + 1:02}"


def check_code(code: str) -> str:
    """Return a code in its one spelling.

    Raises:
        InvalidError: it is empty or too long.
    """
    code = clean(code)
    if not code:
        raise InvalidError("Type a code, or leave it to be made.", field="code")
    if len(code) > LONGEST_CODE:
        raise InvalidError("A code may have 40 characters at most.", field="code")
    return code

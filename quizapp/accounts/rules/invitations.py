"""Pure decisions about invitations of officers: codes, pasted lines, how long they last."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.accounts.rules.people import canonical_phone
from quizapp.errors import ConflictError, Fault, InvalidError
from quizapp.names import clean

INVITATION_LASTS = timedelta(days=7)
#: Whom an invitation meant is forgotten so long after it could have been used.
INVITATION_KEPT_FOR = timedelta(days=30)
CODE_LENGTH = 10
#: Without letters and digits that are mistaken for one another.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: Lines that are pasted at once.
MOST_LINES = 200


def invitation_code(numbers: Iterable[int]) -> str:
    """Return a code from random numbers, one for each of its ``CODE_LENGTH`` letters."""
    return "".join(CODE_LETTERS[number % len(CODE_LETTERS)] for number in numbers)


def bare_code(typed: str) -> str:
    """Return a code as it was made, however it was typed; others stay what they are."""
    return "".join(clean(typed).upper().replace("-", "").split())


def shown_code(code: str) -> str:
    """Return a code as it is read out: ``ABCDE-23456``."""
    return f"{code[:5]}-{code[5:]}"


def invitation_hash(code: str) -> bytes:
    """Return what is stored of a code."""
    return hashlib.sha256(f"officer:{code}".encode()).digest()


@dataclass(frozen=True)
class PastedLine:
    """A line of a list of people to invite: a phone, and the unit meant for her."""

    line: int
    #: Canonical.
    phone: str
    unit: str
    name: str


@dataclass(frozen=True)
class Pasted:
    """What a pasted list holds; with faults, nothing of it is taken."""

    lines: tuple[PastedLine, ...]
    faults: tuple[Fault, ...]


def pasted_lines(text: str) -> Pasted:
    """Read ``phone, unit, name`` a line; the name may be missing, tabs do as well."""
    lines: list[PastedLine] = []
    faults: list[Fault] = []
    rows = list(_rows(text))
    if not rows:
        faults.append(Fault(0, "Paste one line or more."))
    if len(rows) > MOST_LINES:
        faults.append(
            Fault(0, "At most %(most)s lines at a time.", {"most": MOST_LINES})
        )
    for number, cells in rows[:MOST_LINES]:
        try:
            phone = canonical_phone(cells[0])
        except InvalidError as error:
            faults.append(Fault(number, error.message, error.params))
            continue
        if len(cells) < 2 or not cells[1]:
            faults.append(Fault(number, "Write the unit after the phone number."))
            continue
        name = cells[2] if len(cells) > 2 else ""
        lines.append(PastedLine(number, phone, cells[1], name[:100]))
    return Pasted(tuple(lines), tuple(faults))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        mark = next((one for one in "\t;|," if one in line), ",")
        cells = [clean(cell) for cell in line.split(mark)]
        if any(cells):
            yield number, cells


def check_can_be_used(
    *,
    used_at: datetime | None,
    revoked_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Check that an invitation is in force.

    Raises:
        ConflictError: it was used or taken back, or it is too old.
    """
    if used_at is not None:
        raise ConflictError("This invitation was used already: ask for a new one.")
    if revoked_at is not None:
        raise ConflictError("This invitation was taken back: ask who sent it.")
    if now >= expires_at:
        raise ConflictError("This invitation is too old: ask for a new one.")


def invitations_forgotten_before(now: datetime) -> datetime:
    """Return by when an unused invitation must have ended to lose name and phone."""
    return now - INVITATION_KEPT_FOR

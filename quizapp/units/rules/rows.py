"""Pure decisions about units: what a row means, and whether rows make one tree."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quizapp.errors import Fault

#: Digits of official codes, by type of unit; spreadsheets drop zeros in front.
CODE_DIGITS = {
    "tỉnh": 2,
    "huyện": 3,
    "quận": 3,
    "thị xã": 3,
    "xã": 5,
    "phường": 5,
    "thị trấn": 5,
    "đặc khu": 5,
}
#: A city of the central government stands on top, one of a province below it.
CITY = "thành phố"
LONGEST_CODE = 40
#: What a file that isn't UTF-8, or was read as if it weren't, leaves of Vietnamese.
LOST_LETTERS = re.compile("[?\ufffd]|á[º»]|Ã[\u00a0-\u00bf]|Ä‘|Æ[°¡]")


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit as one row of a file says it."""

    line: int
    code: str
    parent_code: str
    type: str
    name: str
    #: None: the file says nothing of them.
    former_names: tuple[str, ...] | None = None
    members: int | None = None
    counted_on: date | None = None
    #: Days [from, to) that the file knows of; a unit is closed by events alone.
    valid_from: date | None = None
    valid_to: date | None = None


def digits_of(kind: str, *, is_root: bool = False) -> int:
    """Return how many digits the official codes of a type have; 0: it has none."""
    if kind.casefold() == CITY:
        return 2 if is_root else 3
    return CODE_DIGITS.get(kind.casefold(), 0)


def full_code(code: str, kind: str, *, is_root: bool) -> str:
    """Return an official code with the zeros that a spreadsheet took away."""
    digits = digits_of(kind, is_root=is_root)
    return code.zfill(digits) if code.isdecimal() else code


def restored(rows: Iterable[UnitRow], known: Iterable[str] = ()) -> list[UnitRow]:
    """Return rows with full codes, their parents' too.

    ``known`` are the codes that the tree holds already. Codes of branches (chi hội)
    have no official length: there only a parent that is written in full shows it.
    """
    known = set(known)
    rows = [
        row
        if row.code in known
        else replace(
            row, code=full_code(row.code, row.type, is_root=not row.parent_code)
        )
        for row in rows
    ]
    codes = {row.code for row in rows} | known
    shown = {
        row.parent_code.lstrip("0"): row.parent_code
        for row in rows
        if row.parent_code.startswith("0") and row.parent_code not in codes
    }
    found = [
        row if digits_of(row.type) else replace(row, code=shown.get(row.code, row.code))
        for row in rows
    ]
    codes |= {row.code for row in found}
    by_number: dict[str, list[str]] = {}
    for code in sorted(filter(str.isdecimal, codes)):
        by_number.setdefault(code.lstrip("0"), []).append(code)
    return [replace(row, parent_code=_parent(row, codes, by_number)) for row in found]


def _parent(
    row: UnitRow, codes: set[str], by_number: Mapping[str, Sequence[str]]
) -> str:
    """Return the code above a row: among equal numbers that of the nearest level.

    Official codes are the longer the lower their unit stands.
    """
    parent = row.parent_code
    if not parent.isdecimal() or (parent in codes and parent != row.code):
        return parent
    own = digits_of(row.type) or LONGEST_CODE + 1
    above = [c for c in by_number.get(parent.lstrip("0"), ()) if len(c) < own]
    return max(above, key=len, default=parent)


def faults_of(rows: Sequence[UnitRow], known: Mapping[str, str | None]) -> list[Fault]:
    """Return everything that keeps rows from being one tree with what is known.

    ``known`` are the units that the tree holds already, code → code of the parent.
    """
    faults = [fault for row in rows for fault in _row_faults(row)]
    faults += _repeats(rows)
    parents = dict(known)
    parents |= {row.code: row.parent_code or None for row in rows if row.code}
    for row in rows:
        if row.parent_code and row.parent_code not in parents:
            faults.append(
                Fault(
                    row.line,
                    "There is no unit “%(code)s” to stand above this one.",
                    {"code": row.parent_code},
                )
            )
        elif stands_below_itself(row.code, parents):
            faults.append(
                Fault(
                    row.line,
                    "“%(code)s” stands below itself: check its parent.",
                    {"code": row.code},
                )
            )
    roots = [code for code, parent in parents.items() if parent is None]
    if len(roots) != 1:
        faults.append(
            Fault(
                1,
                "One unit must stand on top, without a parent: here are %(count)s.",
                {"count": len(roots)},
            )
        )
    return sorted(faults, key=lambda fault: fault.line)


def stands_below_itself(code: str, parents: Mapping[str, str | None]) -> bool:
    """Tell whether the way up from a unit comes back to it."""
    seen = set()
    at = parents.get(code)
    while at is not None and at != code and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == code


def levels(rows: Sequence[UnitRow]) -> list[list[UnitRow]]:
    """Return the rows of a tree so that each unit stands after the one above it.

    The first level has the rows whose parent is no row.
    """
    codes = {row.code for row in rows}
    below: dict[str, list[UnitRow]] = {}
    for row in rows:
        above = row.parent_code if row.parent_code in codes else ""
        below.setdefault(above, []).append(row)
    found = [below.get("", [])]
    while level := [one for row in found[-1] for one in below.get(row.code, [])]:
        found.append(level)
    return found


def _row_faults(row: UnitRow) -> Iterable[Fault]:
    for column, text in (("code", row.code), ("type", row.type), ("name", row.name)):
        if not text:
            yield Fault(row.line, "“%(column)s” is empty.", {"column": column})
    if len(row.code) > LONGEST_CODE:
        yield Fault(row.line, "A code may have 40 characters at most.")
    for text in (row.name, row.type, *(row.former_names or ())):
        if LOST_LETTERS.search(text):
            yield Fault(
                row.line,
                "“%(text)s” has lost its letters: save the file as “CSV UTF-8” or as a"
                " workbook.",
                {"text": text},
            )


def _repeats(rows: Sequence[UnitRow]) -> Iterable[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code and row.code in first:
            yield Fault(
                row.line,
                "The code “%(code)s” stands in line %(first)s already.",
                {"code": row.code, "first": first[row.code]},
            )
        first.setdefault(row.code, row.line)


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """A row of a file of changes: a unit of one tree, and what it became in another."""

    line: int
    from_tree: str
    from_code: str
    from_name: str
    #: Empty, as are code and name: nobody came after it.
    to_tree: str
    to_code: str
    to_name: str
    #: Only a part of it went there; where the rest went isn't known.
    is_part: bool
    effective_on: date
    #: What decided it, e.g. a resolution with its clause; rows of one are one event.
    decision: str

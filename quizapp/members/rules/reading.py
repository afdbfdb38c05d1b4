"""What rows of a list mean: names, years, phones, units, codes; every fault at once."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from quizapp.accounts.rules import canonical_phone, check_birth_year
from quizapp.errors import Fault, InvalidError
from quizapp.members.rules.codes import check_own_code
from quizapp.names import check_person_name, clean, search_key
from quizapp.units.rules import LOST_LETTERS, full_code

T = TypeVar("T")

_YEAR = re.compile(r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-])?(\d{4})")


@dataclass(frozen=True, kw_only=True)
class RawMember:
    """A member as one row says it: texts in one spelling."""

    line: int
    full_name: str = ""
    birth_year: str = ""
    phone: str = ""
    unit_code: str = ""
    unit: str = ""
    code: str = ""
    #: What stands in the row and is none of these.
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member as she is to be listed. ``phone`` and ``code`` are canonical."""

    line: int
    full_name: str
    birth_year: int | None
    phone: str | None
    unit_id: int
    code: str | None

    @property
    def key(self) -> str:
        """Return her name in small letters without marks."""
        return search_key(self.full_name)


@dataclass(frozen=True, kw_only=True)
class KnownUnit:
    """A unit that a list may name."""

    id: int
    code: str
    type: str
    depth: int
    name: str
    parent_name: str


@dataclass
class Units:
    """The units of a branch, by code and by name."""

    by_code: dict[str, KnownUnit] = field(default_factory=dict)
    by_number: dict[str, list[KnownUnit]] = field(default_factory=dict)
    by_name: dict[str, list[KnownUnit]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[KnownUnit]) -> "Units":
        """Return an index of units."""
        found = cls()
        for unit in units:
            found.by_code[unit.code] = unit
            if unit.code.isdecimal():
                found.by_number.setdefault(unit.code.lstrip("0"), []).append(unit)
            for name in {unit.name, f"{unit.name}, {unit.parent_name}"}:
                found.by_name.setdefault(search_key(name), []).append(unit)
        return found

    def meant(self, code: str, name: str) -> int:
        """Return the id of the unit that a row names; a code counts before a name.

        Raises:
            InvalidError: none fits, or several do.
        """
        found = (
            self._with_code(code) if code else self.by_name.get(search_key(name), [])
        )
        if not found:
            raise InvalidError(
                "There is no unit “%(unit)s” here: check its code or its name.",
                unit=code or name,
            )
        if len(found) > 1:
            raise InvalidError(
                "Several units are called “%(unit)s”: write the code, or the name with"
                " the unit above it behind a comma.",
                unit=code or name,
            )
        return found[0].id

    def _with_code(self, code: str) -> list[KnownUnit]:
        """Return the units of a code; a spreadsheet may have taken its zeros away."""
        if code in self.by_code:
            return [self.by_code[code]]
        if not code.isdecimal():
            return []
        cut = [
            unit
            for unit in self.by_number.get(code.lstrip("0"), ())
            if len(unit.code) > len(code)
        ]
        official = [
            unit
            for unit in cut
            if full_code(code, unit.type, is_root=unit.depth == 0) == unit.code
        ]
        return official if len(cut) > 1 and official else cut


def read_members(
    rows: Iterable[RawMember], units: Units, default_unit: int | None, now: datetime
) -> tuple[list[Member], list[Fault]]:
    """Return the members of rows, and every fault with its line.

    ``default_unit`` is the unit of rows that name none. A row with faults is no member.
    """
    members: list[Member] = []
    faults: list[Fault] = []
    for row in rows:
        one = _Row(row, units, default_unit, now)
        faults += one.faults
        if one.member is not None:
            members.append(one.member)
    faults += _repeats(members)
    return members, sorted(faults, key=lambda fault: fault.line)


def needs_a_basis(members: Iterable[Member]) -> bool:
    """Tell whether a list holds what may be kept on a stated basis alone."""
    return any(one.phone or one.birth_year for one in members)


class _Row:
    """One row while it is read: a member, or its faults."""

    def __init__(
        self, row: RawMember, units: Units, default_unit: int | None, now: datetime
    ) -> None:
        self.faults: list[Fault] = []
        self._row = row
        full_name = self._try(self._name) or ""
        birth_year = self._try(lambda: _year(row.birth_year, now))
        phone = self._try(lambda: canonical_phone(row.phone) if row.phone else None)
        unit_id = self._try(lambda: _unit(row, units, default_unit))
        code = self._try(lambda: check_own_code(row.code) if row.code else None)
        for text in row.strange:
            self._blame(
                InvalidError(
                    "“%(text)s” is neither a birth year nor a phone.", text=text
                )
            )
        self.member = None
        if not self.faults and unit_id is not None:
            self.member = Member(
                line=row.line,
                full_name=full_name,
                birth_year=birth_year,
                phone=phone,
                unit_id=unit_id,
                code=code,
            )

    def _name(self) -> str:
        if LOST_LETTERS.search(self._row.full_name):
            raise InvalidError(
                "“%(text)s” has lost its letters: save the file as “CSV UTF-8” or as a"
                " workbook.",
                text=self._row.full_name,
            )
        return check_person_name(self._row.full_name)

    def _try(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InvalidError as error:
            self._blame(error)
            return None

    def _blame(self, error: InvalidError) -> None:
        self.faults.append(Fault(self._row.line, error.message, dict(error.params)))


def _year(text: str, now: datetime) -> int | None:
    """Return a year; of a whole birth date no more than that is kept."""
    if not text:
        return None
    found = _YEAR.fullmatch(clean(text))
    return check_birth_year(int(found[1]) if found else 0, now)


def _unit(row: RawMember, units: Units, default_unit: int | None) -> int:
    if row.unit_code or row.unit:
        return units.meant(row.unit_code, row.unit)
    if default_unit is None:
        raise InvalidError("No unit is named here, and none was chosen for such rows.")
    return default_unit


def _repeats(members: Iterable[Member]) -> Iterator[Fault]:
    """Return a fault for each row that says what a row before it says."""
    codes: dict[str, int] = {}
    people: dict[tuple[object, ...], int] = {}
    for one in members:
        if one.code is not None:
            first = codes.setdefault(one.code, one.line)
            if first != one.line:
                yield Fault(
                    one.line,
                    "The code “%(code)s” stands in line %(first)s already.",
                    {"code": one.code, "first": first},
                )
                continue
        who = (one.key, one.full_name, one.birth_year, one.phone, one.unit_id)
        first = people.setdefault(who, one.line)
        if first != one.line:
            yield Fault(
                one.line,
                "This member stands in line %(first)s already. If they are two, a birth"
                " year or a phone tells them apart.",
                {"first": first},
            )

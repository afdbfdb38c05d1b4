"""Files of units: CSV and XLSX with one unit a row."""

import re
from datetime import date
from pathlib import Path

from quizapp.errors import Fault, FileFaultsError
from quizapp.names import search_key
from quizapp.spreadsheets import Row, read_table
from quizapp.units.rules import UnitRow

#: What a column may be called, in small letters without marks.
COLUMNS = {
    "code": ("code", "ma"),
    "parent_code": ("parent code", "ma cap tren"),
    "type": ("type", "loai"),
    "name": ("name", "ten"),
    "former_names": ("former names", "ten cu"),
    "members": ("members", "so hoi vien"),
    "counted_on": ("counted on", "ngay dem"),
}
NEEDED = ("code", "parent_code", "type", "name")


def read_units(path: Path) -> list[UnitRow]:
    """Read the units of a file.

    Raises:
        FileFaultsError: every fault of columns and cells at once, with its line.
    """
    header, *rows = read_table(path)
    places, faults = _columns(header)
    if faults:
        raise FileFaultsError(str(path), faults)
    units = [_unit(row, places, faults) for row in rows]
    if faults:
        raise FileFaultsError(str(path), faults)
    return units


def _columns(header: Row) -> tuple[dict[str, int], list[Fault]]:
    known = {name: column for column, names in COLUMNS.items() for name in names}
    places: dict[str, int] = {}
    faults = []
    for place, title in enumerate(header.cells):
        column = known.get(search_key(title.replace("_", " ")))
        if column is not None:
            places.setdefault(column, place)
        elif title:
            faults.append(
                Fault(
                    header.line,
                    "The column “%(column)s” isn't known: take it out or rename it.",
                    {"column": title},
                )
            )
    faults += [
        Fault(header.line, "The column “%(column)s” is missing.", {"column": column})
        for column in NEEDED
        if column not in places
    ]
    return places, faults


def _unit(row: Row, places: dict[str, int], faults: list[Fault]) -> UnitRow:
    def cell(column: str) -> str:
        return row.cell(places.get(column))

    former = [name.strip() for name in cell("former_names").split("|")]
    return UnitRow(
        line=row.line,
        code=cell("code"),
        parent_code=cell("parent_code"),
        type=cell("type"),
        name=cell("name"),
        former_names=tuple(filter(None, former)) if "former_names" in places else None,
        members=_members(row.line, cell("members"), faults),
        counted_on=_day(row.line, cell("counted_on"), faults),
    )


def _members(line: int, text: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}([ .,][0-9]{3}){1,2}", text):
        return int(re.sub(r"\D", "", text))
    faults.append(Fault(line, "“%(text)s” isn't a number of members.", {"text": text}))
    return None


def _day(line: int, text: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        faults.append(
            Fault(line, "“%(text)s” isn't a day such as 31/12/2025.", {"text": text})
        )
        return None

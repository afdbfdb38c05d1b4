"""Lists of people who belong to another unit now: CSV and XLSX, one a row."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.errors import Fault, FileFaultsError
from quizapp.names import search_key
from quizapp.spreadsheets import Row, read_table

#: What a column may be called, in small letters without marks.
COLUMNS = {
    "phone": ("phone", "dien thoai", "so dien thoai"),
    "full_name": ("full name", "name", "ho ten", "ho va ten"),
    "unit": ("unit", "unit code", "don vi", "ma don vi"),
}


@dataclass(frozen=True)
class MoveRow:
    """Somebody and where she belongs."""

    line: int
    #: As it was typed.
    phone: str
    #: Tells people of one phone apart; may be empty.
    full_name: str
    #: The code of her unit.
    unit_code: str


def read_moves(path: Path) -> list[MoveRow]:
    """Read who belongs to which unit.

    Raises:
        FileFaultsError: every fault of columns and cells at once, with its line.
    """
    header, *rows = read_table(path)
    places = _places(header)
    faults = [
        Fault(header.line, "The column “%(column)s” is missing.", {"column": column})
        for column in ("phone", "unit")
        if column not in places
    ]
    if faults:
        raise FileFaultsError(str(path), faults)
    found = []
    for row in rows:
        cells = {column: row.cell(places.get(column)) for column in COLUMNS}
        faults += [
            Fault(row.line, "“%(column)s” is empty.", {"column": column})
            for column in ("phone", "unit")
            if not cells[column]
        ]
        found.append(
            MoveRow(row.line, cells["phone"], cells["full_name"], cells["unit"])
        )
    if faults:
        raise FileFaultsError(str(path), faults)
    return found


def _places(header: Row) -> dict[str, int]:
    known = {name: column for column, names in COLUMNS.items() for name in names}
    places: dict[str, int] = {}
    for place, title in enumerate(header.cells):
        column = known.get(search_key(title.replace("_", " ")))
        if column is not None:
            places.setdefault(column, place)
    return places

"""Lists of members as files and as pasted lines; the template to fill in."""

import io
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from quizapp.errors import Fault, FileFaultsError
from quizapp.members.rules import RawMember
from quizapp.names import clean, search_key
from quizapp.phrases import message, spoken
from quizapp.spreadsheets import Row, read_table

#: What a column may be called, in small letters without marks.
COLUMNS = {
    "full_name": ("ho va ten", "ho ten", "ten", "ten hoi vien", "full name", "name"),
    "birth_year": (
        "nam sinh",
        "ngay sinh",
        "ngay thang nam sinh",
        "birth year",
        "birth date",
    ),
    "phone": ("dien thoai", "so dien thoai", "sdt", "di dong", "phone"),
    "unit_code": ("ma don vi", "ma dv", "unit code"),
    "unit": ("don vi", "ten don vi", "chi hoi", "unit"),
    "code": ("ma du thi", "ma", "code"),
}
#: Columns that offices have, and nothing is read of.
UNREAD = frozenset({"stt", "tt", "so tt", "so thu tu", "ghi chu", "note", "no"})
#: Above the header there may be so many rows with the title of the list.
TITLE_ROWS = 10

#: The columns of the template and how wide they are.
TEMPLATE = (
    (message("Full name"), 28),
    (message("Birth year"), 12),
    (message("Phone"), 16),
    (message("Code of the unit"), 14),
    (message("Unit"), 32),
    (message("Code to enter by"), 18),
)
HELP = (
    message(
        "One member a row, such as: Nguyễn Thị Hoa, 1975, 0912 345 678. Only the full"
        " name is needed."
    ),
    message(
        "Birth years and phones only where there is a basis for it: it is asked for when"
        " the file is sent."
    ),
    message(
        "Unit: its code, or its name; if several have the name, then with the unit above"
        " it, such as “Chi hội 2, Phường IV”. Empty: the unit chosen on the page."
    ),
    message("Code to enter by: leave it empty, then one is made for each member."),
)

_XLSX = b"PK\x03\x04"
_NUMBER = re.compile(r"\d{1,4}\s*[.)\-]?\s*")
_NUMBERED = re.compile(r"\d{1,4}\s*[.)\-]\s*")
_YEAR_LIKE = re.compile(r"(\d{1,2}[/.\-]\d{1,2}[/.\-])?\d{4}")


def read_file(content: bytes, *, name: str) -> list[RawMember]:
    """Read the members of a workbook or of CSV, told apart by their first bytes.

    Raises:
        FileFaultsError: it can't be read, or its columns aren't known.
    """
    with tempfile.TemporaryDirectory(prefix="quizapp-members-") as folder:
        suffix = ".xlsx" if content.startswith(_XLSX) else ".csv"
        path = Path(folder) / f"members{suffix}"
        path.write_bytes(content)
        try:
            rows = read_table(path)
        except FileFaultsError as error:
            raise FileFaultsError(name, error.faults) from None
    start = _header_at(rows)
    places, faults = _columns(rows[start])
    if faults:
        raise FileFaultsError(name, faults)
    members = [_raw(row, places) for row in rows[start + 1 :]]
    if not members:
        raise FileFaultsError(
            name, [Fault(rows[start].line, "There is no member below the columns.")]
        )
    return members


def read_paste(text: str) -> list[RawMember]:
    """Read lines such as ``name; birth year; phone``, also as copied from a table.

    Raises:
        FileFaultsError: there is no line.
    """
    members = [
        _pasted(line, text)
        for line, text in enumerate(text.splitlines(), start=1)
        if clean(text)
    ]
    if not members:
        raise FileFaultsError("", [Fault(1, "There is no member here.")])
    return members


def read(content: bytes, *, source: str, name: str) -> list[RawMember]:
    """Read what was sent. Errors as ``read_file``'s and ``read_paste``'s."""
    if source == "paste":
        return read_paste(content.decode())
    return read_file(content, name=name)


def row_text(row: RawMember) -> str:
    """Return a row as it is shown beside its faults."""
    cells = (
        row.full_name,
        row.birth_year,
        row.phone,
        row.unit_code,
        row.unit,
        row.code,
        *row.strange,
    )
    return " · ".join(filter(None, cells))[:300]


def template(units: Iterable[tuple[str, str, str]], *, language: str) -> bytes:
    """Return a workbook to fill in: columns, help, and the units to choose from.

    ``units`` are code, name and the unit above of each.
    """

    def say(text: str) -> str:
        return spoken(text, {}, language=language)

    made = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options)
    bold = book.add_format({"bold": True, "bg_color": "#fbeaf3", "border": 1})
    as_text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(say(message("Members")))
    for place, (title, width) in enumerate(TEMPLATE):
        sheet.set_column(place, place, width, as_text)
        sheet.write_string(0, place, say(title), bold)
    sheet.freeze_panes(1, 0)
    _write_lines(
        book.add_worksheet(say(message("How to fill it in"))), map(say, HELP), 100
    )
    _write_units(book.add_worksheet(say(message("Units"))), units, say, bold, as_text)
    book.close()
    return made.getvalue()


def _write_lines(sheet: Any, lines: Iterable[str], width: int) -> None:
    sheet.set_column(0, 0, width)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)


def _write_units(
    sheet: Any, units: Iterable[tuple[str, str, str]], say: Any, bold: Any, as_text: Any
) -> None:
    titles = (TEMPLATE[3][0], TEMPLATE[4][0], message("Unit above"))
    for place, title in enumerate(titles):
        sheet.set_column(place, place, 14 if place == 0 else 36, as_text)
        sheet.write_string(0, place, say(title), bold)
    for row, cells in enumerate(units, start=1):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, as_text)


def _known() -> dict[str, str]:
    return {name: column for column, names in COLUMNS.items() for name in names}


def _header_at(rows: list[Row]) -> int:
    """Return the place of the row that names the columns: below a title, perhaps."""
    known = _known()
    for at, row in enumerate(rows[:TITLE_ROWS]):
        if any(known.get(_title(cell)) == "full_name" for cell in row.cells):
            return at
    return 0


def _title(cell: str) -> str:
    return search_key(cell.replace("_", " "))


def _columns(header: Row) -> tuple[dict[str, int], list[Fault]]:
    known = _known()
    places: dict[str, int] = {}
    faults = []
    for place, title in enumerate(header.cells):
        column = known.get(_title(title))
        if column is not None:
            places.setdefault(column, place)
        elif title and _title(title) not in UNREAD:
            faults.append(
                Fault(
                    header.line,
                    "The column “%(column)s” isn't known: take it out or rename it.",
                    {"column": title[:100]},
                )
            )
    if "full_name" not in places:
        faults.append(
            Fault(
                header.line,
                "The column “%(column)s” is missing.",
                {"column": "Họ và tên"},
            )
        )
    return places, faults


def _raw(row: Row, places: dict[str, int]) -> RawMember:
    cells = {column: row.cell(place)[:200] for column, place in places.items()}
    return RawMember(line=row.line, **cells)  # type: ignore[arg-type]  # texts alone


def _pasted(line: int, text: str) -> RawMember:
    between = "\t" if "\t" in text else ";" if ";" in text else ","
    cells = [clean(cell)[:200] for cell in text.split(between)]
    if len(cells) > 1 and _NUMBER.fullmatch(cells[0]):
        cells = cells[1:]  # a column that counts the rows
    name = (
        _NUMBERED.sub("", cells[0], count=1) if _starts_counted(cells[0]) else cells[0]
    )
    parts: dict[str, str] = {}
    strange = []
    for cell in filter(None, cells[1:]):
        kind = _kind(cell)
        if kind and kind not in parts:
            parts[kind] = cell
        else:
            strange.append(cell)
    return RawMember(
        line=line,
        full_name=name,
        birth_year=parts.get("birth_year", ""),
        phone=parts.get("phone", ""),
        strange=tuple(strange),
    )


def _starts_counted(text: str) -> bool:
    return _NUMBERED.match(text) is not None


def _kind(cell: str) -> str:
    """Return what a pasted cell looks like: a birth year, a phone, or nothing known."""
    if _YEAR_LIKE.fullmatch(cell):
        return "birth_year"
    digits = sum(char.isdigit() for char in cell)
    return "phone" if digits >= 8 and digits * 2 > len(cell) else ""

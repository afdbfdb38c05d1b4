"""A workbook's cells as text: what stands in them, as Excel shows it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from posixpath import join, normpath
from typing import Any, NoReturn

import python_calamine
from lxml import etree

from quizapp.banks.files.packed import MEGABYTE, Packed
from quizapp.banks.rules import MOST_ITEMS
from quizapp.errors import Fault, FileFaultsError

MOST_ROWS = MOST_ITEMS + 2_000
MOST_COLUMNS = 100
MOST_SHEETS = 50
MOST_UNPACKED = 40 * MEGABYTE
MOST_SMALL_XML = 8 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL = re.compile(rb"<c\s([^<>]*?)(/>|>(.*?)</c>)", re.S)
_ROW = re.compile(rb"<row\s[^<>]*?\br=\"([0-9]{1,9})\"")
_ATTRIBUTE = re.compile(rb"\b([rst])=\"([^\"]{0,20})\"")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NO_VALUE = re.compile(rb"<f\b.*(?:</f>|/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*", re.S)
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
}
#: Excel's own formats for percents.
_PERCENTS = {9, 10}


@dataclass
class Grid:
    """A sheet: its rows, and the cells that need a second look."""

    name: str
    #: From the first row on; each as long as the widest.
    rows: list[list[str]]
    #: (row, column), from 0, of cells whose formula failed, with the error.
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    #: (row, column) of formulas that nobody has computed.
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    #: First and last (row, column) of merged cells.
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def grids_of(data: bytes, *, name: str) -> Iterator[Grid]:
    """Return the sheets of a workbook.

    Raises:
        FileFaultsError: it is no workbook that we take.
    """
    _check_beginning(data, name)
    packed = Packed(data, name=name)
    if any(member.lower().endswith("vbaproject.bin") for member in packed):
        _refused(
            name,
            "This file holds macros (.xlsm): save it in Excel as .xlsx without macros.",
        )
    if sum(map(packed.size, packed)) > MOST_UNPACKED:
        _refused(
            name, "The workbook is too large: split it, or take pictures out of it."
        )
    parts = dict(_parts(packed))
    percents = _percents(packed)
    marks = {
        sheet: _Marks(packed.read(part), percents, name)
        for sheet, part in parts.items()
    }
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names[:MOST_SHEETS]:
            if sheet in marks:
                yield _grid(book.get_sheet_by_name(sheet), marks[sheet], name)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        _refuse_broken(name)


def column_letters(column: int) -> str:
    """Return what Excel calls a column, from 0: A, B, … AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class _Marks:
    """What the reader of values doesn't tell of a sheet's cells."""

    def __init__(self, data: bytes, percents: set[int], name: str) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.empty: set[tuple[int, int]] = set()
        self.percents: set[tuple[int, int]] = set()
        last = max((int(row) for row in _ROW.findall(data)), default=0)
        for found in _CELL.finditer(data):
            told = dict(_ATTRIBUTE.findall(found[1]))
            place = _place(told.get(b"r", b"").decode("ascii", "replace"))
            if place is None:
                continue
            last = max(last, place[0] + 1)
            if place[1] >= MOST_COLUMNS or last > MOST_ROWS:
                break
            self._take(place, told, found[3] or b"", percents)
        else:
            if last <= MOST_ROWS:
                return
        _refused(
            name,
            "The table is too wide or too long: delete what stands outside of it, or split"
            " it.",
        )

    def _take(
        self,
        place: tuple[int, int],
        told: dict[bytes, bytes],
        inner: bytes,
        percents: set[int],
    ) -> None:
        if told.get(b"t") == b"e":
            value = re.search(rb"<v>([^<]{1,20})</v>", inner)
            self.errors[place] = value[1].decode("utf-8", "replace") if value else "#?"
        elif b"<f" in inner and _NO_VALUE.fullmatch(inner):
            self.empty.add(place)
        style = told.get(b"s", b"0")
        if percents and style.isdigit() and int(style) in percents:
            self.percents.add(place)


def _grid(sheet: Any, marks: _Marks, name: str) -> Grid:
    rows = [
        [
            _shown(cell, is_percent=(row, column) in marks.percents)
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    if any(len(row) > MOST_COLUMNS for row in rows[:1]) or len(rows) > MOST_ROWS:
        _refused(name, "The table is too wide or too long: split it.")
    merged = list(sheet.merged_cell_ranges or ())
    return Grid(sheet.name, rows, marks.errors, marks.empty, merged)


def _shown(cell: object, *, is_percent: bool) -> str:
    """Return a cell as people read it: 959, 12,5, 50%, 20/10/2026."""
    if isinstance(cell, bool):
        return "Đúng" if cell else "Sai"
    if isinstance(cell, int | float):
        number = Decimal(repr(cell))
        told = _number(number * 100) if is_percent else _number(number)
        return f"{told}%" if is_percent else told
    return _day_or_time(cell) or str(cell)


def _day_or_time(cell: object) -> str:
    if isinstance(cell, datetime) and cell.time() != time():
        return f"{cell:%H:%M %d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else ""


def _number(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _place(text: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _parts(packed: Packed) -> Iterator[tuple[str, str]]:
    """Return the name of each sheet with the part that holds it."""
    book = _tree(packed, "xl/workbook.xml")
    rels = _tree(packed, "xl/_rels/workbook.xml.rels")
    if book is None or rels is None:
        _refuse_broken(packed.name)
    targets = {one.get("Id"): one.get("Target") or "" for one in rels}
    for one in book.iter("{*}sheet"):
        target = targets.get(one.get(f"{_R}id"), "")
        part = target.lstrip("/") if target.startswith("/") else join("xl", target)
        if normpath(part) in packed and one.get("name"):
            yield one.get("name"), normpath(part)


def _percents(packed: Packed) -> set[int]:
    """Return the numbers of the styles that show percents."""
    tree = _tree(packed, "xl/styles.xml")
    if tree is None:
        return set()
    formats = {
        int(one.get("numFmtId"))
        for one in tree.iter("{*}numFmt")
        if "%" in (one.get("formatCode") or "")
        and (one.get("numFmtId") or "").isdigit()
    } | _PERCENTS
    styles = next(tree.iter("{*}cellXfs"), ())
    return {
        at
        for at, one in enumerate(styles)
        if (one.get("numFmtId") or "").isdigit() and int(one.get("numFmtId")) in formats
    }


def _tree(packed: Packed, member: str) -> Any:
    if member not in packed:
        return None
    data = packed.read(member, most=MOST_SMALL_XML)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        _refuse_broken(packed.name)
    try:
        return etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError:
        _refuse_broken(packed.name)


def _check_beginning(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        _refused(
            name,
            "This is a file of the old kind .xls, or has a password: open it in Excel and"
            " save it as .xlsx without a password.",
        )
    if not data.startswith(b"PK"):
        _refuse_broken(name)


def _refused(name: str, message: str) -> NoReturn:
    raise FileFaultsError(name, [Fault(0, message)])


def _refuse_broken(name: str) -> NoReturn:
    _refused(name, "This can't be read as a workbook: save it anew as XLSX.")

"""Tables from CSV and XLSX, as rows of text that know their lines."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import python_calamine

from quizapp.errors import Fault, FileFaultsError
from quizapp.names import clean

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, from 1, and its cells in one spelling."""

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Return the text of a cell; empty where the row is shorter."""
        if place is None or place >= len(self.cells):
            return ""
        return self.cells[place]


def read_table(path: Path) -> list[Row]:
    """Return the rows of a file that hold anything; the first one names the columns.

    Raises:
        FileFaultsError: too large, no UTF-8 text, or no workbook.
    """
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise _fault(path, "The file is larger than 10 MB: split it.")
    read = _workbook if path.suffix.lower() in {".xlsx", ".xls", ".ods"} else _text
    rows = [row for row in read(path, data) if any(row.cells)]
    if not rows:
        raise _fault(path, "The file is empty.")
    if len(rows) > MOST_ROWS:
        raise _fault(path, "The file has more than 100.000 rows: split it.")
    return rows


def _fault(path: Path, message: str) -> FileFaultsError:
    return FileFaultsError(str(path), [Fault(1, message)])


def _text(path: Path, data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fault(
            path, "This isn't UTF-8 text: save it as “CSV UTF-8” or as a workbook."
        ) from None
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield Row(reader.line_num, tuple(clean(cell) for cell in cells))
    except csv.Error:
        raise _fault(path, "This can't be read as CSV: check its quotes.") from None


def _workbook(path: Path, data: bytes) -> Iterator[Row]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, IndexError):
        raise _fault(path, "This can't be read as a workbook: save it anew.") from None
    for line, cells in enumerate(rows, start=1):
        yield Row(line, tuple(clean(_written(cell)) for cell in cells))


def _written(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, days as 31/12/2025."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)

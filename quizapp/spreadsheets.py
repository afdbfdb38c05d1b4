"""Tables from CSV and XLSX, as rows of text that know their lines; cells to write."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import python_calamine

from quizapp.errors import Fault, FileFaultsError
from quizapp.names import clean

MOST_BYTES = 10 * 1024 * 1024
#: Of everything packed in a workbook, once it is unpacked.
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100
#: Rows times columns; a stray cell at the far end would fill the memory.
MOST_CELLS = 2_000_000
DELIMITERS = ",;\t"

#: What spreadsheets would take for a formula or a command at the start of a cell.
DANGEROUS = frozenset("=+-@|%")

_LEADING = re.compile(r"[\s\x00-\x1f]*")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')


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


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    first = unicodedata.normalize("NFKC", _LEADING.sub("", text, count=1)[:1])
    return f"'{text}" if first and first in DANGEROUS else text


def read_table(path: Path) -> list[Row]:
    """Return the rows of a file that hold anything; the first one names the columns.

    Every cell is text in NFC: a formula of a CSV stays what is written, one of a
    workbook is what it came to.

    Raises:
        FileFaultsError: too large, no UTF-8 text, or no workbook.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, "The file is larger than 10 MB: split it.")
    data = path.read_bytes()
    read = _workbook if path.suffix.lower() == ".xlsx" else _text
    rows = [row for row in read(path, data) if any(row.cells)]
    if not rows:
        raise _refused(path, "The file is empty.")
    if len(rows) > MOST_ROWS:
        raise _refused(path, "The file has more than 100.000 rows: split it.")
    return rows


def _refused(path: Path, message: str, line: int = 1) -> FileFaultsError:
    return FileFaultsError(str(path), [Fault(line, message)])


def _text(path: Path, data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(
            path,
            "This isn't UTF-8 text: save it as “CSV UTF-8” or as a workbook (XLSX).",
            line,
        ) from None
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(clean(cell) for cell in cells))
            line = reader.line_num + 1
    except csv.Error:
        raise _refused(
            path, "This can't be read as CSV: check its quotes.", line
        ) from None


def _workbook(path: Path, data: bytes) -> Iterator[Row]:
    try:
        if not _is_bounded(data):
            raise _refused(
                path,
                "The table is too wide or too long: delete what stands outside of it.",
            )
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        EOFError,
        IndexError,
        NotImplementedError,
        OSError,
        RuntimeError,
    ):
        raise _refused(
            path, "This can't be read as a workbook: save it anew as XLSX."
        ) from None
    for line, cells in enumerate(rows, start=1):
        yield Row(line, tuple(clean(_written(cell)) for cell in cells))


def _is_bounded(data: bytes) -> bool:
    """Tell whether a workbook's sheets fit in memory; its reader wouldn't ask."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
            return False
        return all(
            _is_small(packed.read(name))
            for name in packed.namelist()
            if name.lower().startswith("xl/worksheets/") and name.endswith(".xml")
        )


def _is_small(sheet: bytes) -> bool:
    """Tell whether the farthest cells of a sheet leave a table of bearable size."""
    places = _PLACE.findall(sheet)
    rows = max((int(row) for _, row in places), default=0)
    columns = max((_column(letters) for letters, _ in places), default=0)
    return columns <= MOST_COLUMNS and rows * columns <= MOST_CELLS


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _written(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, days as 31/12/2025."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)

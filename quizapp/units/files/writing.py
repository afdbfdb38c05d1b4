"""Files of units that go out: CSV and XLSX, which come in again without a change."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from quizapp.spreadsheets import harmless

MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: The day that all workbooks bear, so that the same units give the same bytes.
UNCHANGING = datetime(1980, 1, 1)  # noqa: DTZ001  # a stamp without a zone


@dataclass(frozen=True)
class ExportedUnit:
    """A unit as a row of a file."""

    code: str
    parent_code: str
    type: str
    name: str
    former_names: str
    members: int | None
    counted_on: date | None
    valid_from: date | None
    valid_to: date | None


COLUMNS = tuple(ExportedUnit.__dataclass_fields__)
WIDTHS = (14, 14, 14, 36, 36, 10, 12, 12, 12)


def written(units: Sequence[ExportedUnit], form: str) -> bytes:
    """Return units as a file of a form of ``MIME_TYPES``."""
    return to_csv(units) if form == "csv" else to_xlsx(units)


def to_csv(units: Sequence[ExportedUnit]) -> bytes:
    """Return units as CSV that Excel opens right: UTF-8 with a mark in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_text(value) for value in _cells(one)] for one in units)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(units: Sequence[ExportedUnit]) -> bytes:
    """Return units as a workbook: codes as text, days as days, no formula."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": UNCHANGING})
        sheet = book.add_worksheet("Units")
        bold = book.add_format({"bold": True})
        for place, (title, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, bold)
        sheet.freeze_panes(1, 0)
        for line, one in enumerate(units, start=1):
            for place, value in enumerate(_cells(one)):
                _write(sheet, line, place, value)
    return out.getvalue()


def _cells(one: ExportedUnit) -> list[str | int | date | None]:
    return [getattr(one, column) for column in COLUMNS]


def _text(value: str | int | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return harmless(value) if isinstance(value, str) else str(value)


def _write(sheet: Any, line: int, place: int, value: str | int | date | None) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value)
    elif value is not None:
        sheet.write_number(line, place, value)

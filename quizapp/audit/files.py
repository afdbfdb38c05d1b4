"""The record as files: CSV and XLSX for Excel, all cells of them text."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from quizapp.spreadsheets import harmless

MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: So wide are the columns of a workbook at most.
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A table of texts with what stands above it."""

    title: str
    preamble: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def written(sheet: Sheet, form: str) -> bytes:
    """Return a table as ``csv`` or ``xlsx``."""
    return (to_csv if form == "csv" else to_xlsx)(sheet)


def to_csv(sheet: Sheet) -> bytes:
    """Return CSV that Excel opens right: UTF-8 with a mark in front, no formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([harmless(line)] for line in sheet.preamble)
    writer.writerow([])
    writer.writerow(sheet.headings)
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(sheet: Sheet) -> bytes:
    """Return a workbook of one sheet whose cells are text."""
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(
        raw,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet(sheet.title[:31])
    for column, heading in enumerate(sheet.headings):
        widths = [len(row[column]) for row in sheet.rows[:200]]
        page.set_column(column, column, min(WIDEST, max([len(heading), *widths]) + 2))
    lines = [[line] for line in sheet.preamble]
    head = len(lines) + 1
    for place, line in enumerate([*lines, [], sheet.headings, *sheet.rows]):
        form = bold if place <= head else text
        for column, cell in enumerate(line):
            page.write_string(place, column, cell, form)
    page.freeze_panes(head + 1, 0)
    book.close()
    return raw.getvalue()

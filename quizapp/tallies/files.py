"""Tallies as files: CSV and XLSX for Excel, JSON for programs.

The same tally gives the same bytes: nothing of the moment of writing is in them.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from quizapp.contests.rules import Sentence
from quizapp.phrases import ZONE, spoken
from quizapp.spreadsheets import harmless
from quizapp.tallies.rules import Measure, Tally, TallyRow, measures_of, remarks_of

#: Dates inside archives: the first that ZIP knows, so that bytes don't depend on now.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

#: What stands before the measures, with its heading.
UNIT_COLUMNS: tuple[tuple[Sentence, Callable[[TallyRow], str]], ...] = (
    (Sentence("Code", {}), lambda row: row.code),
    (Sentence("Unit", {}), lambda row: row.name),
    (Sentence("Type", {}), lambda row: row.type),
    (Sentence("Above", {}), lambda row: row.parent_name),
)


def headings(tally: Tally, language: str) -> list[str]:
    """Return the names of all columns."""
    days = [Sentence("Day", {})]
    first = [title for title, _ in UNIT_COLUMNS] if tally.by == "unit" else days
    return [
        *(spoken(*title, language=language) for title in first),
        *(spoken(*one.label, language=language) for one in measures_of(tally.by)),
    ]


def preamble(tally: Tally, language: str) -> list[str]:
    """Return the lines above the table: which contest, and as of when."""
    at = tally.as_of.astimezone(ZONE)
    as_of = Sentence(
        "As of %(time)s on %(day)s",
        {"time": at.strftime("%H:%M:%S"), "day": at.date()},
    )
    lines = [tally.title, spoken(*as_of, language=language)]
    if tally.round_number is not None:
        which = Sentence("Round %(number)s", {"number": tally.round_number})
        lines.append(spoken(*which, language=language))
    if tally.units == "now":
        now = Sentence("Units as they are now", {})
        lines.append(spoken(*now, language=language))
    return lines


def definitions(tally: Tally, language: str) -> list[str]:
    """Return what each figure means, and what to know before adding figures up."""
    meant = [
        f"{spoken(*one.label, language=language)}:"
        f" {spoken(*one.definition, language=language)}"
        for one in measures_of(tally.by)
    ]
    return [
        *meant,
        *(spoken(*one, language=language) for one in remarks_of(tally.by, tally.units)),
    ]


def total_name(language: str) -> str:
    """Return what the last line is called."""
    return spoken(*Sentence("In all", {}), language=language)


def shown_name(row: TallyRow, language: str) -> str:
    """Return a unit's name as a line shows it."""
    if not row.name:
        return spoken(*Sentence("Without a unit", {}), language=language)
    if row.is_unknown:
        unknown = Sentence("%(unit)s: not known", {"unit": row.name})
        return spoken(*unknown, language=language)
    if row.is_direct:
        itself = Sentence("%(unit)s itself", {"unit": row.name})
        return spoken(*itself, language=language)
    return row.name


def to_csv(tally: Tally, language: str) -> bytes:
    """Return a tally as CSV that Excel opens right: UTF-8 with a mark in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in preamble(tally, language):
        writer.writerow([harmless(line)])
    writer.writerow([])
    writer.writerow(headings(tally, language))
    for row in [*tally.rows, tally.total]:
        is_total = row is tally.total
        texts = _texts(tally, row, language, is_total=is_total)
        numbers = [_plain(one.value(row)) for one in measures_of(tally.by)]
        writer.writerow([*map(harmless, texts), *numbers])
    writer.writerow([])
    for line in definitions(tally, language):
        writer.writerow([harmless(line)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Decimal | int | None) -> str:
    return "" if value is None else str(value)


def _texts(tally: Tally, row: TallyRow, language: str, *, is_total: bool) -> list[str]:
    """Return the cells before the measures."""
    if tally.by == "day":
        return [total_name(language) if is_total or row.day is None else row.code]
    if is_total:
        return ["", total_name(language), "", ""]
    texts = [read(row) for _, read in UNIT_COLUMNS]
    texts[1] = shown_name(row, language)
    return texts


def to_json(tally: Tally) -> bytes:
    """Return a tally as JSON with plain names of measures; decimals are texts."""
    document = {
        "contest": tally.slug,
        "title": tally.title,
        "round": tally.round_number,
        "by": tally.by,
        "level": tally.level,
        "as_of": tally.as_of.astimezone(ZONE).isoformat(),
        **({"units": tally.units} if tally.units != "then" else {}),
        "rows": [_document(tally, row) for row in tally.rows],
        "total": _document(tally, tally.total),
        "definitions": {
            one.key: one.definition.message for one in measures_of(tally.by)
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _document(tally: Tally, row: TallyRow) -> dict[str, Any]:
    place: dict[str, Any] = {"day": row.code or None}
    if tally.by == "unit":
        place = {
            "code": row.code or None,
            "name": row.name or None,
            "type": row.type or None,
            "parent_name": row.parent_name or None,
            "level": row.level,
            "is_direct": row.is_direct,
            **({"is_unknown": True} if row.is_unknown else {}),
        }
    values = {one.key: one.value(row) for one in measures_of(tally.by)}
    return place | {
        key: str(value) if isinstance(value, Decimal) else value
        for key, value in values.items()
    }


def to_xlsx(tally: Tally, language: str) -> bytes:
    """Return a tally as a workbook: text cells, real numbers and days, no formula."""
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
    book.set_properties({"created": datetime(*ZIP_EPOCH)})  # noqa: DTZ001  # xlsxwriter's own way
    _Sheet(book, tally, language).write()
    book.close()
    return _settled(raw.getvalue())


class _Sheet:
    """One sheet under way, row after row."""

    def __init__(self, book: Any, tally: Tally, language: str) -> None:
        self.tally = tally
        self.language = language
        self.sheet = book.add_worksheet(
            spoken(*Sentence("Tally", {}), language=language)
        )
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.kinds = {
            "count": book.add_format({"num_format": "#,##0"}),
            "points": book.add_format({"num_format": "0.00"}),
            "share": book.add_format({"num_format": "0.0%"}),
        }
        self.place = 0

    def write(self) -> None:
        """Write everything."""
        first = 4 if self.tally.by == "unit" else 1
        self.sheet.set_column(0, 0, 12)
        self.sheet.set_column(1, first - 1 if first > 1 else 1, 24)
        self.sheet.set_column(first, first + len(measures_of(self.tally.by)) - 1, 13)
        for line in preamble(self.tally, self.language):
            self.line([line], self.bold)
        self.place += 1
        self.line(headings(self.tally, self.language), self.head)
        for row in [*self.tally.rows, self.tally.total]:
            self.row(row)
        self.place += 1
        for line in definitions(self.tally, self.language):
            self.line([line], None)

    def line(self, texts: list[str], form: Any) -> None:
        """Write texts into the next row."""
        for column, text in enumerate(texts):
            self.sheet.write_string(self.place, column, text, form)
        self.place += 1

    def row(self, row: TallyRow) -> None:
        """Write a line of figures."""
        is_total = row is self.tally.total
        if self.tally.by == "day" and row.day is not None and not is_total:
            self.sheet.write_datetime(self.place, 0, row.day, self.day)
            column = 1
        else:
            texts = _texts(self.tally, row, self.language, is_total=is_total)
            for column, text in enumerate(texts):
                self.sheet.write_string(self.place, column, text, self.text)
            column = len(texts)
        for one in measures_of(self.tally.by):
            self.figure(row, one, column)
            column += 1
        self.place += 1

    def figure(self, row: TallyRow, measure: Measure, column: int) -> None:
        """Write a number, or leave the cell empty where nothing is known."""
        value = measure.value(row)
        if value is not None:
            form = self.kinds[measure.kind]
            self.sheet.write_number(self.place, column, float(value), form)


def _settled(archive: bytes) -> bytes:
    """Return a workbook whose parts carry no time of writing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(part))
    return out.getvalue()


def written(tally: Tally, form: str, language: str) -> bytes:
    """Return a tally as ``csv``, ``xlsx`` or ``json``."""
    if form == "json":
        return to_json(tally)
    return (to_csv if form == "csv" else to_xlsx)(tally, language)

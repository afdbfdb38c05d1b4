"""The template for Excel, empty or with a bank in it."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from pydantic import TypeAdapter, ValidationError

from quizapp.banks.files.fieldwords import BANK_TITLES, KIND_TITLES
from quizapp.banks.files.layout.writing import told_fields, told_key
from quizapp.banks.files.sheet import Written
from quizapp.banks.files.typed import LETTERS, Taker, number_text
from quizapp.banks.files.xlsx.columns import (
    BANK_SHEET,
    COLUMNS,
    EXAMPLES,
    HELP,
    HELP_SHEET,
    NAMES,
    SHEET,
)
from quizapp.banks.files.xlsx.rows import take_row
from quizapp.banks.rules import MOST_ITEMS, Bank, Item
from quizapp.errors import Fault

_ITEM: TypeAdapter[Any] = TypeAdapter(Item)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def template() -> bytes:
    """Return the template with its two examples."""
    return _workbook(EXAMPLES, {})


def write(bank: Bank, pictures: Mapping[str, bytes]) -> Written:
    """Write a bank into the template; pictures are named, and lie beside the file."""
    rows = [_cells(item) for item in bank.items]
    told = {
        "id": bank.id,
        "title": bank.title,
        "description": " ".join((bank.description or "").split()),
        "language": bank.language,
        "licence": bank.licence or "",
        "authors": "; ".join(bank.authors),
    }
    losses = [
        Fault(
            number,
            "“%(item)s” can't be told exactly in %(form)s: it would be read otherwise;"
            " check it before it is used again.",
            {"item": item.id, "form": "XLSX"},
        )
        for number, (item, row) in enumerate(
            zip(bank.items, rows, strict=True), start=1
        )
        if _read_again(row) != item
    ]
    return Written(_workbook(rows, told), tuple(losses))


def _cells(item: Item) -> dict[str, str]:
    told = {
        "kind": KIND_TITLES[item.kind],
        "stem": item.stem,
        "key": told_key(item),
        "explanation": item.explanation or "",
        **dict(told_fields(item)),
        "points": number_text(item.points),
    }
    options = {
        letter: option.text
        for letter, option in zip(LETTERS, item.choices, strict=False)
    }
    return {name: text for name, text in (told | options).items() if text}


def _read_again(row: Mapping[str, str]) -> Item | None:
    taker = Taker()
    take_row({name: (1, text) for name, text in row.items()}, 1, taker)
    try:
        item: Item = _ITEM.validate_python(dict(taker.items[0]))
    except (ValidationError, IndexError):
        return None
    return item


def _workbook(rows: Iterable[Mapping[str, str]], bank: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {**_OPTIONS, "in_memory": False})
    head = book.add_format(
        {"bold": True, "bg_color": "#F3D9E5", "border": 1, "text_wrap": True}
    )
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    _fill_questions(book.add_worksheet(SHEET), rows, head, text)
    _fill_bank(book.add_worksheet(BANK_SHEET), bank, head, text)
    _fill_help(book.add_worksheet(HELP_SHEET), head, text)
    book.close()
    return file.getvalue()


def _fill_questions(
    sheet: Any, rows: Iterable[Mapping[str, str]], head: Any, text: Any
) -> None:
    sheet.freeze_panes(1, NAMES.index("A"))
    for at, column in enumerate(COLUMNS):
        # Text cells keep 20/10/1930 and 50% as they are typed.
        sheet.set_column(at, at, column.width, text)
        if column.choices:
            sheet.data_validation(
                1,
                at,
                MOST_ITEMS,
                at,
                {
                    "validate": "list",
                    "source": list(column.choices),
                    "error_title": column.title,
                    "error_message": "Chọn một giá trị trong danh sách.",
                },
            )
        sheet.write_string(0, at, column.title, head)
    for number, row in enumerate(rows, start=1):
        for at, name in enumerate(NAMES):
            if row.get(name):
                sheet.write_string(number, at, row[name], text)


def _fill_bank(sheet: Any, bank: Mapping[str, str], head: Any, text: Any) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80, text)
    for row, (name, title) in enumerate(BANK_TITLES.items()):
        sheet.write_string(row, 0, title, head)
        if bank.get(name):
            sheet.write_string(row, 1, bank[name], text)


def _fill_help(sheet: Any, head: Any, text: Any) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90, text)
    row = 0
    for row, (line,) in enumerate(HELP):  # the table begins below
        sheet.write_string(row, 0, line)
    row += 1
    sheet.write_string(row, 0, "Cột", head)
    sheet.write_string(row, 1, "Ghi gì", head)
    for number, column in enumerate(COLUMNS, start=row + 1):
        sheet.write_string(number, 0, column.title, head)
        sheet.write_string(number, 1, column.about, text)

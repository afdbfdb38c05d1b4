"""Workbooks after the template, read into a sheet: any order of columns, any missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quizapp.banks.files.fieldwords import BANK_WORDS, word
from quizapp.banks.files.layout import tidy
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.files.typed import Taker, put
from quizapp.banks.files.xlsx.cells import Grid, column_letters, grids_of
from quizapp.banks.files.xlsx.columns import EXAMPLES, HELP_SHEET, IGNORED, name_of
from quizapp.banks.files.xlsx.rows import take_row
from quizapp.banks.rules import MOST_ITEMS
from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree import List, Map
from quizapp.yamltree.reading import shortened

#: While a workbook is read a place holds sheet, row and column; reports need the row.
_SHEETS = 10**9
_ROWS = 100
#: The names of the columns stand in one of the first rows.
_HIGHEST_HEADER = 30
#: What is merged over several rows holds for each of them.
_SHARED = {"kind", "points", "difficulty", "tags", "source", "part", "address", "as_of"}
_LISTED = {"authors"}


@dataclass(frozen=True)
class _Table:
    """A sheet whose header was found."""

    number: int
    grid: Grid
    header: int
    #: Column → name.
    columns: Mapping[int, str]


def read(data: bytes, *, name: str) -> Sheet:
    """Read a workbook into a sheet.

    Raises:
        FileFaultsError: it is no workbook, or has no table of questions.
    """
    taker = Taker()
    tree = Map(1)
    tables: list[_Table] = []
    for number, grid in enumerate(grids_of(data, name=name)):
        columns = _header(grid)
        if columns is not None:
            tables.append(_Table(number, grid, *columns))
        elif not _take_bank(grid, tree) and word(grid.name) != word(HELP_SHEET):
            _say_left_out(grid, taker)
    if not tables:
        _refuse_headers(name)
    texts: dict[int, str] = {}
    for table in tables:
        _take_table(table, taker, texts, name)
    if taker.items:
        tree["items"] = taker.items
        tree.lines["items"] = taker.items.lines[0] // _ROWS
    elif not taker.faults:
        taker.flag(0, "There is no question in this workbook yet: fill its rows.")
    return _sheet(name, tree, taker, tables, texts)


def _header(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """Return row and columns of the header, or None."""
    for row, cells in enumerate(grid.rows[:_HIGHEST_HEADER]):
        names = [name_of(" ".join(cell.split())) for cell in cells]
        if "stem" in names and ("key" in names or "A" in names):
            return row, {
                column: name
                for column, name in enumerate(names)
                if name and names.index(name) == column
            }
    return None


def _refuse_headers(name: str) -> None:
    raise FileFaultsError(
        name,
        [
            Fault(
                0,
                "No sheet has a row with the names of the columns: “Câu hỏi”, “A”, “B”,"
                " “Đáp án” …; take the template.",
            )
        ],
    )


def _take_table(table: _Table, taker: Taker, texts: dict[int, str], name: str) -> None:
    _say_unknown(table, taker)
    _fill_merged(table)
    for row in range(table.header + 1, len(table.grid.rows)):
        _take_row(table, row, taker, texts, name)
        if len(taker.items) > MOST_ITEMS:
            raise FileFaultsError(
                name,
                [
                    Fault(
                        row + 1,
                        "A file may have %(most)s questions at most: split it.",
                        {"most": MOST_ITEMS},
                    )
                ],
            )


def _take_row(
    table: _Table, row: int, taker: Taker, texts: dict[int, str], name: str
) -> None:
    cells: dict[str, tuple[int, str]] = {}
    is_broken = False
    for column, field in table.columns.items():
        place = _place(table, row, column)
        is_broken |= _has_error(table, row, column, place, taker)
        text = _cell(table.grid.rows[row], column, row, name)
        if text:
            cells[field] = (place, text)
    if not cells or _is_example(cells):
        return
    texts.setdefault(row + 1, " | ".join(text for _, text in cells.values()))
    if is_broken:
        return
    stem = next(column for column, field in table.columns.items() if field == "stem")
    take_row(cells, _place(table, row, stem), taker)


def _cell(cells: Sequence[str], column: int, row: int, name: str) -> str:
    text = cells[column] if column < len(cells) else ""
    if not text or text.isspace():
        return ""
    lines = tidy(text, place=row + 1, name=name).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _has_error(table: _Table, row: int, column: int, place: int, taker: Taker) -> bool:
    error = table.grid.errors.get((row, column))
    if error is not None:
        taker.flag(
            place,
            "%(item)s: the formula gives the error %(error)s: type the value itself.",
            item="",
            error=error,
        )
    elif (row, column) in table.grid.empty_formulas:
        taker.flag(
            place,
            "%(item)s: the formula has no value yet: open the file in Excel and save it,"
            " or type the value itself.",
            item="",
        )
    else:
        return False
    return True


def _is_example(cells: Mapping[str, tuple[int, str]]) -> bool:
    told = {name: text for name, (_, text) in cells.items()}
    return any(
        all(told.get(name) == text for name, text in example.items() if name in told)
        and told.get("stem") == example["stem"]
        and set(told) <= set(example)
        for example in EXAMPLES
    )


def _fill_merged(table: _Table) -> None:
    """Write what is merged over several rows into each of them."""
    rows = table.grid.rows
    for (top, left), (bottom, _) in table.grid.merged:
        if table.columns.get(left) in _SHARED and top > table.header:
            for row in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[row]) and left < len(rows[top]):
                    rows[row][left] = rows[top][left]


def _say_unknown(table: _Table, taker: Taker) -> None:
    """Name the columns that aren't read."""
    for column, title in enumerate(table.grid.rows[table.header]):
        told = word(title)
        if not told or column in table.columns or told in IGNORED:
            continue
        taker.note(
            _place(table, table.header, column),
            "The column “%(column)s” is left out: its name isn't known, or stands there"
            " twice.",
            column=shortened(" ".join(title.split())),
        )


def _say_left_out(grid: Grid, taker: Taker) -> None:
    if any(cell.strip() for row in grid.rows for cell in row):
        taker.note(
            0,
            "The sheet “%(sheet)s” is left out: no row of it names columns such as “Câu"
            " hỏi” and “Đáp án”.",
            sheet=shortened(grid.name),
        )


def _take_bank(grid: Grid, tree: Map) -> bool:
    """Take what a sheet of names and values says of the bank itself."""
    found = 0
    for row, cells in enumerate(grid.rows[:_HIGHEST_HEADER], start=1):
        told, value, *_ = [*(" ".join(cell.split()) for cell in cells), "", ""]
        field = BANK_WORDS.get(word(told))
        found += field is not None
        if field is None or not value:
            continue
        if field in _LISTED:
            authors = List(row)
            authors += [one.strip() for one in value.split(";") if one.strip()]
            authors.lines += [row] * len(authors)
            put(tree, row, field, authors)
        else:
            put(tree, row, field, value)
    return found > 1


def _place(table: _Table, row: int, column: int) -> int:
    return table.number * _SHEETS + (row + 1) * _ROWS + column


def _sheet(
    name: str,
    tree: Map,
    taker: Taker,
    tables: Sequence[_Table],
    texts: Mapping[int, str],
) -> Sheet:
    names = {table.number: table.grid.name for table in tables} if tables[1:] else {}
    for item in taker.items:
        _to_rows(item)
    taker.items.lines[:] = [_row(place) for place in taker.items.lines]
    if "items" in tree:
        tree.lines["items"] = taker.items.lines[0]
    return Sheet(
        name,
        tree,
        place="row",
        faults=tuple(_told(fault, names) for fault in taker.faults),
        warnings=tuple(_told(fault, names) for fault in taker.warnings),
        texts=texts,
    )


def _told(fault: Fault, names: Mapping[int, str]) -> Fault:
    """Return a fault with its row, and with the cell where it speaks of one."""
    number, rest = divmod(fault.line, _SHEETS)
    params = dict(fault.params)
    if "item" in params:
        cell = f"{column_letters(rest % _ROWS)}{rest // _ROWS}"
        params["item"] = f"{names[number]}!{cell}" if number in names else cell
    if "first" in params and isinstance(params["first"], int):
        params["first"] = _row(params["first"])
    return replace(fault, line=_row(fault.line), params=params)


def _row(place: int) -> int:
    return place % _SHEETS // _ROWS


def _to_rows(node: Any) -> None:
    """Turn the places of a tree into rows."""
    node.line = _row(node.line)
    if isinstance(node, Map):
        node.lines.update({name: _row(place) for name, place in node.lines.items()})
        inner: Iterator[Any] = iter(node.values())
    else:
        node.lines[:] = [_row(place) for place in node.lines]
        inner = iter(node)
    for one in inner:
        if isinstance(one, Map | List):
            _to_rows(one)

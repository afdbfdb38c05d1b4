"""Files of units that come in: CSV and XLSX with one unit a row."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from quizapp.errors import Fault, FileFaultsError
from quizapp.names import search_key
from quizapp.spreadsheets import Row, harmless, read_table
from quizapp.units.rules import TakenOver, UnitRow

#: What a column may be called, in small letters without marks.
COLUMNS = {
    "code": ("code", "ma"),
    "parent_code": ("parent code", "ma cap tren"),
    "type": ("type", "loai"),
    "name": ("name", "ten"),
    "former_names": ("former names", "ten cu"),
    "members": ("members", "so hoi vien"),
    "counted_on": ("counted on", "ngay dem"),
    "valid_from": ("valid from", "tu ngay"),
    "valid_to": ("valid to", "den ngay"),
}
NEEDED = ("code", "parent_code", "type", "name")
#: Of a file of changes.
CHANGE_COLUMNS = {
    "from_tree": ("from tree", "cay cu"),
    "from_code": ("from code", "ma cu"),
    "from_name": ("from name", "ten cu"),
    "to_tree": ("to tree", "cay moi"),
    "to_code": ("to code", "ma moi"),
    "to_name": ("to name", "ten moi"),
    "part": ("part", "mot phan"),
    "effective_on": ("effective on", "ngay hieu luc"),
    "decision": ("decision", "can cu"),
}
CHANGES_NEED = tuple(name for name in CHANGE_COLUMNS if name != "part")
YES = frozenset({"x", "yes", "part", "co", "mot phan"})


def read_units(path: Path) -> list[UnitRow]:
    """Read the units of a file.

    Raises:
        FileFaultsError: every fault of columns and cells at once, with its line.
    """
    header, *rows = read_table(path)
    places, faults = _columns(header, COLUMNS, NEEDED)
    if faults:
        raise FileFaultsError(str(path), faults)
    units = [_unit(row, places, faults) for row in rows]
    if faults:
        raise FileFaultsError(str(path), faults)
    return units


def read_changes(path: Path) -> list[TakenOver]:
    """Read which units of a tree became which units of another one.

    Raises:
        FileFaultsError: every fault of columns and cells at once, with its line.
    """
    header, *rows = read_table(path)
    places, faults = _columns(header, CHANGE_COLUMNS, CHANGES_NEED)
    if faults:
        raise FileFaultsError(str(path), faults)
    found = [_change(row, places, faults) for row in rows]
    if faults:
        raise FileFaultsError(str(path), faults)
    return found


def _change(row: Row, places: dict[str, int], faults: list[Fault]) -> TakenOver:
    def cell(column: str) -> str:
        return row.cell(places.get(column))

    day = _day(row.line, cell("effective_on"), faults)
    must = ["from_tree", "from_code", "from_name", "effective_on", "decision"]
    if any(cell(column) for column in ("to_tree", "to_code", "to_name")):
        must += ["to_tree", "to_code", "to_name"]
    faults += [
        Fault(row.line, "“%(column)s” is empty.", {"column": column})
        for column in must
        if not cell(column)
    ]
    return TakenOver(
        line=row.line,
        from_tree=cell("from_tree"),
        from_code=cell("from_code"),
        from_name=cell("from_name"),
        to_tree=cell("to_tree"),
        to_code=cell("to_code"),
        to_name=cell("to_name"),
        is_part=search_key(cell("part")) in YES,
        effective_on=day or date.min,
        decision=cell("decision"),
    )


def _columns(
    header: Row, columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[dict[str, int], list[Fault]]:
    known = {name: column for column, names in columns.items() for name in names}
    places: dict[str, int] = {}
    faults = []
    for place, title in enumerate(header.cells):
        column = known.get(search_key(title.replace("_", " ")))
        if column is not None:
            places.setdefault(column, place)
        elif title:
            faults.append(
                Fault(
                    header.line,
                    "The column “%(column)s” isn't known: take it out or rename it.",
                    {"column": title},
                )
            )
    faults += [
        Fault(header.line, "The column “%(column)s” is missing.", {"column": column})
        for column in needed
        if column not in places
    ]
    return places, faults


def _unit(row: Row, places: dict[str, int], faults: list[Fault]) -> UnitRow:
    def cell(column: str) -> str:
        return _as_typed(row.cell(places.get(column)))

    former = [name.strip() for name in cell("former_names").split("|")]
    return UnitRow(
        line=row.line,
        code=cell("code"),
        parent_code=cell("parent_code"),
        type=cell("type"),
        name=cell("name"),
        former_names=tuple(filter(None, former)) if "former_names" in places else None,
        members=_members(row.line, cell("members"), faults),
        counted_on=_day(row.line, cell("counted_on"), faults),
        valid_from=_day(row.line, cell("valid_from"), faults),
        valid_to=_day(row.line, cell("valid_to"), faults),
    )


def _as_typed(text: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from running it."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text


def _members(line: int, text: str, faults: list[Fault]) -> int | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}([ .,][0-9]{3}){1,2}", text):
        return int(re.sub(r"\D", "", text))
    faults.append(Fault(line, "“%(text)s” isn't a number of members.", {"text": text}))
    return None


def _day(line: int, text: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if found:
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        faults.append(
            Fault(line, "“%(text)s” isn't a day such as 31/12/2025.", {"text": text})
        )
        return None

"""Tables of a Word file: keys, one question a row, or just a way to lay things out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.banks.files.fieldwords import ITEM_WORDS, TITLES, word
from quizapp.banks.files.layout import Paragraph
from quizapp.banks.files.layout.words import pairs_in
from quizapp.banks.files.literal import Run

#: A cell: its paragraphs.
Cell = list[Paragraph]
Row = list[Cell]

_NUMBERS = {"stt", "tt", "so", "cau", "cau so", "so cau", "cau hoi so"}
_STEMS = {"cau hoi", "noi dung", "noi dung cau hoi", "de bai", "noi dung va cau hoi"}
_OPTIONS = {"phuong an", "dap an", "lua chon", ""}
_LABELS = frozenset("ABCDEF")


@dataclass
class Told:
    """What a table holds."""

    paragraphs: list[Paragraph]
    #: Place, number and key, if it is a table of keys.
    keys: list[tuple[int, int, str]]


def told_by(rows: Sequence[Row]) -> Told:
    """Return what a table holds: keys, or paragraphs in the usual layout."""
    texts = [[text_of(cell) for cell in row] for row in rows]
    pairs = pairs_in(texts)
    if pairs is not None:
        place = next((one.place for row in rows for cell in row for one in cell), 1)
        return Told([], [(place, number, key) for number, key in pairs])
    columns = _columns(texts[0]) if len(rows) > 1 else {}
    if columns:
        found = [
            one
            for number, row in enumerate(rows[1:], start=1)
            for one in _question(row, columns, number)
        ]
        return Told(found, [])
    return Told([one for row in rows for one in _laid_out(row)], [])


def text_of(cell: Cell) -> str:
    """Return the letters of a cell."""
    return " ".join("".join(run.text for run in one.runs) for one in cell).strip()


def _columns(header: Sequence[str]) -> dict[int, str]:
    """Return column → what it holds, if a header says that each row is a question."""
    found: dict[int, str] = {}
    for at, told in enumerate(header):
        name = _column(told)
        if name and name not in found.values():
            found[at] = name
    has_more = "key" in found.values() or "A" in found.values()
    return found if "stem" in found.values() and has_more else {}


def _column(told: str) -> str:
    name = word(told)
    if name in _STEMS:
        return "stem"
    if name in _NUMBERS:
        return "number"
    *before, letter = name.split() or [""]
    if letter.upper() in _LABELS and " ".join(before) in _OPTIONS:
        return letter.upper()
    return ITEM_WORDS.get(name, "")


def _question(row: Row, columns: dict[int, str], number: int) -> Iterator[Paragraph]:
    """Return a row as the paragraphs of a question."""
    cells = {columns[at]: cell for at, cell in enumerate(row) if at in columns}
    if not any(text_of(cell) for cell in cells.values()):
        return
    told = "".join(char for char in text_of(cells.pop("number", [])) if char.isdigit())
    yield from _headed(f"Câu {told or number}: ", cells.pop("stem", []))
    for name in sorted(cells, key=lambda name: (len(name) > 1, name)):
        if text_of(cells[name]):
            is_option = len(name) == 1
            yield from _headed(
                f"{name}. " if is_option else f"{TITLES[name]}: ", cells[name]
            )


def _headed(head: str, cell: Cell) -> Iterator[Paragraph]:
    for at, one in enumerate(cell):
        runs = [Run(head), *one.runs] if at == 0 else one.runs
        yield Paragraph(one.place, runs)


def _laid_out(row: Row) -> Iterator[Paragraph]:
    """Return the cells of a row one after the other; a label goes with its text."""
    label: Paragraph | None = None
    for cell in row:
        told = text_of(cell)
        if label is None and _is_label(told) and cell:
            label = cell[0]
            continue
        if label is not None and told:
            head = "".join(run.text for run in label.runs).strip().rstrip(".:)")
            sign = "." if len(head) == 1 else ":"
            look = label.runs[0].look
            first, *others = cell
            yield Paragraph(
                label.place, [Run(f"{head}{sign}", look), Run(" "), *first.runs]
            )
            yield from others
            label = None
        else:
            yield from cell
    if label is not None:
        yield label


def _is_label(text: str) -> bool:
    told = word(text)
    return (
        told.upper() in _LABELS
        or told in ITEM_WORDS
        or told.isdigit()
        or (told.startswith("cau ") and told[4:].isdigit())
    )

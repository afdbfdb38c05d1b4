"""Word files in the usual layout, read into a sheet."""

from collections.abc import Iterator
from typing import Any

from quizapp.banks.files.docx.numbering import Numbering
from quizapp.banks.files.docx.package import Package, W
from quizapp.banks.files.docx.pictures import Pictures
from quizapp.banks.files.docx.runs import Runs
from quizapp.banks.files.docx.styles import Styles, letters_of, numbering_of
from quizapp.banks.files.docx.tables import Cell, Row, told_by
from quizapp.banks.files.layout import Paragraph, tree_of
from quizapp.banks.files.literal import PLAIN, Run
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.files.typed import Taker
from quizapp.errors import Fault

MOST_PARAGRAPHS = 300_000
LONGEST_PARAGRAPH = 20_000
_DEEPEST = 8
_P, _TABLE, _ROW, _CELL = (W + name for name in ("p", "tbl", "tr", "tc"))
_WRAPPERS = {W + "sdt", W + "sdtContent", W + "ins", W + "customXml"}


def read(data: bytes, *, name: str) -> Sheet:
    """Read a Word file into a sheet.

    Raises:
        FileFaultsError: it is no Word file that we take.
    """
    taker = Taker()
    document = _Document(Package(data, name=name), taker)
    tree = tree_of(document.paragraphs(), taker, name=name, keys=document.keys)
    return Sheet(
        name,
        tree,
        place="paragraph",
        faults=tuple(taker.faults),
        warnings=tuple(taker.warnings),
        texts=document.texts,
        pictures=document.pictures,
    )


class _Document:
    """Reads the paragraphs of a document, in order."""

    def __init__(self, package: Package, taker: Taker) -> None:
        #: Keys that stand in tables; complete once every paragraph is read.
        self.keys: list[tuple[int, int, str]] = []
        self.texts: dict[int, str] = {}
        self._package = package
        self._pictures = Pictures(package, taker)
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"))
        self._runs = Runs(package, self._styles, self._pictures, taker)
        self._place = 0

    @property
    def pictures(self) -> dict[str, bytes]:
        """Return the pictures by file name."""
        return self._pictures.taken

    def paragraphs(self) -> Iterator[Paragraph]:
        """Return the paragraphs of the document, those of its tables among them."""
        depth = 0
        for event, element in self._package.blocks([_P, _TABLE]):
            if event == "start":
                depth += 1
                continue
            depth -= 1
            if depth:
                continue
            if element.tag == _P:
                yield self._paragraph(element)
            else:
                told = told_by(self._rows(element, 0))
                self.keys += told.keys
                yield from told.paragraphs
            _forget(element)

    def _paragraph(self, paragraph: Any) -> Paragraph:
        self._place += 1
        if self._place > MOST_PARAGRAPHS:
            self._package.refuse(
                Fault(self._place, "The file has too many paragraphs: split it.")
            )
        own = paragraph.find(W + "pPr")
        style = _style(own)
        runs = self._runs.of(paragraph, place=self._place, style=style)
        length = sum(len(run.text) for run in runs)
        if length > LONGEST_PARAGRAPH:
            self._package.refuse(
                Fault(
                    self._place,
                    "This paragraph is too long to be a question's: %(most)s characters"
                    " at most.",
                    {"most": LONGEST_PARAGRAPH},
                )
            )
        runs = [*self._label(own, style, has_text=length > 0), *runs]
        if length:
            self.texts[self._place] = "".join(run.text for run in runs)
        return Paragraph(self._place, runs, self._styles.heading(style))

    def _label(self, own: Any, style: str, *, has_text: bool) -> Iterator[Run]:
        """Return the number or letter that Word writes before a paragraph."""
        found = numbering_of(own)
        if found is None or not found[0]:
            inherited = self._styles.numbering(style)
            if inherited is not None:
                found = (inherited[0], found[1] if found else inherited[1])
        if found is None or found[0] in {"", "0"} or not has_text:
            return
        label = self._numbering.label(*found)
        if label:
            marks = letters_of(own.find(W + "rPr")) if own is not None else {}
            yield Run(label, self._runs.look(style, marks) or PLAIN)
            yield Run(" ", PLAIN)

    def _rows(self, table: Any, depth: int) -> list[Row]:
        return [
            [self._cell(cell, depth) for cell in _children(row, _CELL)]
            for row in _children(table, _ROW)
        ]

    def _cell(self, cell: Any, depth: int) -> Cell:
        found: Cell = []
        for one in _children(cell, _P, _TABLE):
            if one.tag == _P:
                found.append(self._paragraph(one))
            elif depth < _DEEPEST:
                told = told_by(self._rows(one, depth + 1))
                self.keys += told.keys
                found += told.paragraphs
        return found


def _children(parent: Any, *tags: str) -> Iterator[Any]:
    """Return children of these tags, also those in a frame that says nothing."""
    for one in parent:
        if one.tag in tags:
            yield one
        elif one.tag in _WRAPPERS:
            yield from _children(one, *tags)


def _style(own: Any) -> str:
    found = own.find(W + "pStyle") if own is not None else None
    return (found.get(W + "val") or "") if found is not None else ""


def _forget(element: Any) -> None:
    """Free what was read, so that a long document fits in memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]

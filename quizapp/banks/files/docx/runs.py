"""A paragraph of Word as runs: letters with their looks, pictures, and what is lost."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from quizapp.banks.files.docx.equations import latex_of
from quizapp.banks.files.docx.package import Package, R, W
from quizapp.banks.files.docx.pictures import Pictures
from quizapp.banks.files.docx.styles import (
    Properties,
    Styles,
    is_hidden,
    letters_of,
    look_of,
)
from quizapp.banks.files.layout import tidy
from quizapp.banks.files.literal import PLAIN, Look, Run
from quizapp.banks.files.typed import Taker
from quizapp.yamltree.reading import shortened

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DEEPEST = 40

_INSIDE = {
    W + name
    for name in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "fldSimple",
    )
}
_DELETED = {W + "del", W + "moveFrom"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Runs:
    """Reads paragraphs of one document."""

    def __init__(
        self, package: Package, styles: Styles, pictures: Pictures, taker: Taker
    ) -> None:
        self._package = package
        self._styles = styles
        self._pictures = pictures
        self._taker = taker
        self._looks: dict[
            tuple[str, str, tuple[tuple[str, str], ...]], Look | None
        ] = {}

    def of(self, paragraph: Any, *, place: int, style: str) -> list[Run]:
        """Return the runs of a paragraph; deleted and hidden letters are left out."""
        return list(self._inside(paragraph, place, style, 0))

    def look(self, style: str, own: Properties, letters: str = "") -> Look | None:
        """Return how letters look; None: they are hidden."""
        key = (style, letters, tuple(own.items()))
        if key not in self._looks:
            found = self._styles.letters(style, letters, own)
            self._looks[key] = None if is_hidden(found) else look_of(found)
        return self._looks[key]

    def _inside(self, parent: Any, place: int, style: str, depth: int) -> Iterator[Run]:
        for one in parent:
            tag = one.tag
            if tag == W + "r":
                yield from self._run(one, place, style)
            elif tag in _INSIDE and depth < _DEEPEST:
                if tag in {W + "ins", W + "moveTo"}:
                    self._say_changed(place)
                yield from self._inside(one, place, style, depth + 1)
            elif tag in _DELETED:
                self._say_changed(place)
            elif tag in {M + "oMath", M + "oMathPara"}:
                yield self._equation(one, place)

    def _run(self, run: Any, place: int, style: str) -> Iterator[Run]:
        own = run.find(W + "rPr")
        letters = own.find(W + "rStyle") if own is not None else None
        name = (letters.get(W + "val") or "") if letters is not None else ""
        look = self.look(style, letters_of(own), name)
        if look is None:
            self._say_hidden(run, place)
            return
        text = ""
        for one in run:
            sign = _text(one)
            if sign is not None:
                text += sign
                continue
            take = self._TAKING.get(one.tag)
            if take is not None:
                if text:
                    yield Run(self._tidy(text, place), look)
                    text = ""
                yield from take(self, one, place)
        if text:
            yield Run(self._tidy(text, place), look)

    def _tidy(self, text: str, place: int) -> str:
        return tidy(text, place=place, name=self._package.name)

    def _drawing(self, drawing: Any, place: int) -> Iterator[Run]:
        """Take a picture; a box with text in it is reported."""
        yield from self._box(drawing, place)
        found = next(drawing.iter(A + "blip"), None)
        if found is None:
            if next(drawing.iter(W + "txbxContent"), None) is None:
                self._taker.note(place, "A drawing or chart here is left out.")
            return
        told = next(drawing.iter(WP + "docPr"), None)
        words = (
            (told.get("descr") or told.get("title") or "") if told is not None else ""
        )
        yield from self._pictures.take(
            found.get(R + "embed") or "",
            self._tidy(words, place),
            place,
            called=(told.get("name") or "") if told is not None else "",
        )

    def _old_picture(self, picture: Any, place: int) -> Iterator[Run]:
        yield from self._box(picture, place)
        for found in picture.iter(V + "imagedata"):
            shape = found.getparent()
            words = (shape.get("alt") or "") if shape is not None else ""
            yield from self._pictures.take(
                found.get(R + "id") or "", self._tidy(words, place), place
            )

    def _box(self, drawing: Any, place: int) -> Iterator[Run]:
        for box in drawing.iter(W + "txbxContent"):
            self._taker.note(
                place,
                "The text in a box is left out: “%(text)s”; move it into the page.",
                text=shortened("".join(one.text or "" for one in box.iter(W + "t"))),
            )
        return iter(())

    def _alternatives(self, choice: Any, place: int) -> Iterator[Run]:
        """Take the first of several ways of writing the same."""
        for one in choice.iter(W + "drawing", W + "pict"):
            yield from (
                self._drawing if one.tag == W + "drawing" else self._old_picture
            )(one, place)
            return

    def _equation(self, equation: Any, place: int) -> Run:
        latex = latex_of(equation)
        letters = self._tidy("".join(equation.itertext(M + "t")), place)
        if latex:
            return Run(f"${latex}$", PLAIN, is_markdown=True)
        self._taker.note(
            place,
            "The equation “%(text)s” can't be read: only its letters are kept; write it"
            " anew as a formula after the upload.",
            text=shortened(letters),
        )
        return Run(letters)

    def _note(self, reference: Any, place: int) -> Iterator[Run]:
        self._taker.note(
            place, "A footnote here is left out: write it into the text, if it matters."
        )
        return iter(())

    def _object(self, thing: Any, place: int) -> Iterator[Run]:
        self._taker.note(
            place,
            "An embedded object here (an old equation, a chart) is left out: put a"
            " picture in its place.",
        )
        return iter(())

    def _symbol(self, symbol: Any, place: int) -> Iterator[Run]:
        self._taker.note(
            place, "A sign of a symbol font here is left out: type it as a letter."
        )
        return iter(())

    def _say_hidden(self, run: Any, place: int) -> None:
        text = "".join(one.text or "" for one in run.iter(W + "t"))
        if text.strip():
            self._taker.note(
                place, "Hidden text is left out: “%(text)s”.", text=shortened(text)
            )

    def _say_changed(self, place: int) -> None:
        self._taker.note(
            place,
            "This file has tracked changes: what was put in is kept, what was deleted is"
            " left out. Accept or reject the changes in Word.",
            once="changes",
        )

    _TAKING: ClassVar[dict[str, Callable[[Any, Any, int], Iterator[Run]]]] = {
        W + "drawing": _drawing,
        W + "pict": _old_picture,
        MC + "AlternateContent": _alternatives,
        W + "footnoteReference": _note,
        W + "endnoteReference": _note,
        W + "object": _object,
        W + "sym": _symbol,
    }


def _text(one: Any) -> str | None:
    """Return the letters of a part of a run; None: it isn't letters."""
    if one.tag == W + "t":
        return one.text or ""
    if not isinstance(one.tag, str):
        return ""
    return _SIGNS.get(one.tag.removeprefix(W)) if one.tag.startswith(W) else None

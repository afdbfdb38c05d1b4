"""A bank as a Word file that officers can read, change and send back."""

import io
from collections.abc import Mapping
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph
from PIL import Image

from quizapp.banks.files.layout import Shown, shown
from quizapp.banks.files.literal import Run, runs_of
from quizapp.banks.files.sheet import Written
from quizapp.banks.rules import Bank
from quizapp.errors import Fault

_WIDEST = Cm(15)
_STYLES = {"title": "Title"}
_INDENTS = {"option": Cm(0.75), "field": Cm(0.75)}


def write(bank: Bank, pictures: Mapping[str, bytes]) -> Written:
    """Write a bank as a Word file in the usual layout."""
    paragraphs, losses = shown(bank, form="DOCX")
    document = _document()
    losses += _missing(bank, pictures)
    body: Any = document.element.body
    last = body.sectPr
    body.remove(last)
    for one in paragraphs:
        _add(document, one, pictures)
    body.append(last)
    file = io.BytesIO()
    document.save(file)
    return Written(file.getvalue(), tuple(losses))


def _document() -> Document:
    """Return an empty document in a type that is on every machine."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(13)
    normal.paragraph_format.space_after = Pt(2)
    return document


def _add(document: Document, one: Shown, pictures: Mapping[str, bytes]) -> None:
    # The library's own way looks for the end of the document each time.
    element: Any = OxmlElement("w:p")
    document.element.body.append(element)
    paragraph = Paragraph(element, document._body)  # noqa: SLF001
    if one.part in _STYLES:
        paragraph.style = _STYLES[one.part]
    if one.part in _INDENTS:
        paragraph.paragraph_format.left_indent = _INDENTS[one.part]
    if one.is_apart:
        paragraph.paragraph_format.space_before = Pt(10)
    for run in one.runs:
        if run.text.startswith("![") and run.is_markdown:
            _add_picture(paragraph, run, pictures)
        else:
            _add_run(paragraph, run)


def _add_run(paragraph: Paragraph, run: Run) -> None:
    added = paragraph.add_run(run.text)
    if run.look.bold:
        added.bold = True
    if run.look.italic:
        added.italic = True
    if run.look.script == "^":
        added.font.superscript = True
    elif run.look.script:
        added.font.subscript = True


def _add_picture(paragraph: Paragraph, run: Run, pictures: Mapping[str, bytes]) -> None:
    words, name = picture_of(run)
    data = _for_word(pictures.get(name, b""))
    if data is None:
        paragraph.add_run(f"[{words}]")
        return
    shape = paragraph.add_run().add_picture(io.BytesIO(data))
    if shape.width > _WIDEST:
        shape.height = Length(shape.height * _WIDEST // shape.width)
        shape.width = _WIDEST
    told: Any = shape._inline.docPr  # noqa: SLF001  # the library has no other way
    told.set("descr", words)
    told.set("name", name)


def picture_of(run: Run) -> tuple[str, str]:
    """Return description and file name of a picture's sign."""
    words, _, name = run.text[2:-1].partition("](")
    return words, name


def _for_word(data: bytes) -> bytes | None:
    """Return a picture as Word takes it: no WEBP; None: it is no picture of ours."""
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return data
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as picture:
            written = io.BytesIO()
            picture.save(written, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return written.getvalue()


def _missing(bank: Bank, pictures: Mapping[str, bytes]) -> list[Fault]:
    """Say which pictures can't be put into a Word file."""
    found = []
    for number, item in enumerate(bank.items, start=1):
        texts = [item.stem, *(option.text for option in item.choices), item.explanation]
        for text in texts:
            for run in runs_of(text or ""):
                name = picture_of(run)[1] if run.text.startswith("![") else ""
                if name and _for_word(pictures.get(name, b"")) is None:
                    found.append(
                        Fault(
                            number,
                            "“%(item)s”: the picture “%(name)s” is left out: it isn't"
                            " there, or is no PNG, JPG or WEBP.",
                            {"item": item.id, "name": name},
                        )
                    )
    return found

"""Word files: an A5 booklet with real headings, a contents list and page numbers."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

PLUM = RGBColor(0x8A, 0x1C, 0x5A)
SOFT = RGBColor(0x5D, 0x53, 0x59)
#: On every computer with Word, with every Vietnamese letter.
FONT = "Times New Roman"
A5 = Mm(148), Mm(210)

Blocks = Sequence[Mapping[str, Any]]
Pictures = Mapping[str, bytes]


class Booklet:
    """A Word file that is written from its cover to its end."""

    def __init__(self, title: str, *, publisher: str, language: str) -> None:
        self._document = Document()
        self._end = self._document.sections[0]._sectPr  # noqa: SLF001  # its only way
        self._style_ids = {
            style.name: style.style_id for style in self._document.styles
        }
        properties = self._document.core_properties
        properties.title, properties.author = title, publisher
        properties.language = language
        self._set_page()
        self._set_styles(language)

    def cover(self, lines: Sequence[str], foot: Sequence[str]) -> None:
        """Write the cover: publisher, what it is, title, subtitle; below, notes."""
        sizes = (12, 12, 24, 13)
        for line, size in zip(lines, sizes, strict=True):
            if not line:
                continue
            style = "Title" if size == 24 else "Normal"
            paragraph = self._paragraph(style)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_before = Pt(30 if size == 24 else 18)
            run = paragraph.add_run(line)
            run.font.size, run.bold = Pt(size), size != 13
            run.font.color.rgb = PLUM if size == 24 else SOFT
        for line in foot:
            paragraph = self._paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_before = Pt(12)
            paragraph.add_run(line).font.color.rgb = SOFT

    def contents(self, heading: str, titles: Sequence[str]) -> None:
        """Write the list of chapters; Word adds pages to it when the file is opened."""
        self._new_page()
        run = self._paragraph().add_run(heading)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(17), PLUM
        _field(self._paragraph(), 'TOC \\o "1-1" \\h \\z \\u', shown=titles)
        settings = self._document.settings.element
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        settings.append(update)

    def chapter(self, title: str) -> None:
        """Begin a chapter on a new page."""
        paragraph = self._paragraph("Heading 1")
        paragraph.add_run(title)
        paragraph.paragraph_format.page_break_before = True

    def question(self, label: str, blocks: Blocks, pictures: Pictures) -> None:
        """Write a question behind its number."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.space_before = Pt(12)
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(label)
        run.bold, run.font.color.rgb = True, PLUM
        self._continue(paragraph, blocks, pictures, is_strong=True)

    def option(self, label: str, blocks: Blocks, pictures: Pictures) -> None:
        """Write an option behind its letter."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.6)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(label)
        self._continue(paragraph, blocks, pictures)

    def answer(self, label: str, answers: Sequence[Blocks], pictures: Pictures) -> None:
        """Write the right answer, set apart."""
        paragraph = self._paragraph()
        _shade(paragraph, "FBEAF3")
        run = paragraph.add_run(label)
        run.bold, run.font.color.rgb = True, PLUM
        for at, blocks in enumerate(answers):
            if at:
                paragraph.add_run("; ").bold = True
            self._continue(paragraph, blocks, pictures, is_strong=True)

    def text(self, blocks: Blocks, pictures: Pictures) -> None:
        """Write paragraphs and lists."""
        styles = {"p": "Normal", "ul": "List Bullet", "ol": "List Number"}
        for block in blocks:
            numbering = self._new_numbering() if block["tag"] == "ol" else None
            for part in block["parts"]:
                paragraph = self._paragraph(styles[block["tag"]])
                if numbering is not None:
                    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # as below
                    properties.get_or_add_numPr().get_or_add_numId().val = numbering
                _write(paragraph, part, pictures)

    def note(self, text: str) -> None:
        """Write something in small letters."""
        run = self._paragraph().add_run(text)
        run.font.size, run.font.color.rgb = Pt(9), SOFT

    def saved(self) -> bytes:
        """Return the file."""
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _continue(
        self,
        paragraph: Any,
        blocks: Blocks,
        pictures: Pictures,
        *,
        is_strong: bool = False,
    ) -> None:
        """Write a text on from where a paragraph stands; more blocks follow it."""
        first, rest = blocks[:1], blocks[1:]
        for block in first:
            for at, part in enumerate(block["parts"]):
                if at:
                    paragraph.add_run().add_break()
                _write(paragraph, part, pictures, is_strong=is_strong)
        self.text(rest, pictures)

    def _new_numbering(self) -> int:
        """Return a numbering that begins at 1: one list doesn't go on the other's."""
        style = self._document.styles["List Number"].element.pPr.numPr.numId.val
        numbering = self._document.part.numbering_part.element
        made = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _paragraph(self, style: str = "Normal") -> Paragraph:
        """Add a paragraph, however long the file is.

        ``Document.add_paragraph`` looks for the end of the file from its beginning, and
        for the style among all: 2,000 questions took three times as long.
        """
        made = OxmlElement("w:p")
        self._end.addprevious(made)
        made.style = self._style_ids[style]
        return Paragraph(made, self._document._body)  # noqa: SLF001  # its only way

    def _new_page(self) -> None:
        self._paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = A5
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin, section.bottom_margin = Mm(18), Mm(16)
        section.different_first_page_header_footer = True
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _set_styles(self, language: str) -> None:
        for name in ("Normal", "Title", "Heading 1", "List Bullet", "List Number"):
            style = self._document.styles[name]
            style.font.name = FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
                fonts.set(qn(script), FONT)
            for theme in (
                "w:asciiTheme",
                "w:hAnsiTheme",
                "w:eastAsiaTheme",
                "w:cstheme",
            ):
                fonts.attrib.pop(qn(theme), None)
        normal = self._document.styles["Normal"]
        normal.font.size = Pt(11)
        normal.paragraph_format.space_after = Pt(4)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), "vi-VN" if language == "vi" else "en-GB")
        normal.element.get_or_add_rPr().append(spoken)
        heading = self._document.styles["Heading 1"]
        heading.font.size, heading.font.color.rgb = Pt(17), PLUM


def _write(
    paragraph: Any,
    signs: Sequence[Mapping[str, Any]],
    pictures: Pictures,
    *,
    is_strong: bool = False,
) -> None:
    """Write the signs of one part of a text."""
    for sign in signs:
        if sign.get("break"):
            paragraph.add_run().add_break()
        elif "picture" in sign:
            _draw(paragraph, sign, pictures)
        else:
            run = paragraph.add_run(sign["text"])
            run.bold = bool(is_strong or sign.get("strong")) or None
            run.italic = bool(sign.get("emphasis")) or None
            run.font.superscript = bool(sign.get("sup")) or None
            run.font.subscript = bool(sign.get("sub")) or None


def _draw(paragraph: Any, sign: Mapping[str, Any], pictures: Pictures) -> None:
    """Put a picture in, with what it shows for who can't see it; else that alone."""
    content = pictures.get(sign["picture"])
    if content is None:
        paragraph.add_run(f"[{sign['text']}]")
        return
    shape = paragraph.add_run().add_picture(io.BytesIO(as_png(content)), height=Cm(4))
    shape._inline.docPr.set("descr", sign["text"])  # noqa: SLF001  # no other way


def as_png(content: bytes) -> bytes:
    """Return a picture in a format that Word knows."""
    from PIL import Image  # noqa: PLC0415  # few documents have pictures

    file = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("RGBA").save(file, "PNG")
    return file.getvalue()


def _field(paragraph: Any, code: str, shown: Sequence[str] = ()) -> None:
    """Add a field that Word works out, and what is shown until it does, a line each."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("end", "")):
        if kind == "end":
            for at, line in enumerate(shown):
                if at:
                    run.add_break()
                run.add_text(line)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)  # noqa: SLF001  # fields have no other way


def _shade(paragraph: Any, colour: str) -> None:
    """Give a paragraph a ground of its own."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    paragraph._p.get_or_add_pPr().append(shade)  # noqa: SLF001  # as above

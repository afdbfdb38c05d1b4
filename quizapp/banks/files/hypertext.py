"""HTML of other programs as the Markdown of banks."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import ClassVar

from quizapp.banks.files.markup import Mark, escaped, html_of, merged, written
from quizapp.banks.rules import Item, Source

#: A longer text is no question.
LONGEST_HTML = 100_000

_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.S)
_SAME = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "center"}
#: They say nothing that a text would miss.
_SILENT = {
    "span",
    "font",
    "wbr",
    "html",
    "body",
    "head",
    "meta",
    "tbody",
    "thead",
    "o:p",
}
_CELLS = {"td", "th", "tr", "dt", "dd", "caption"}
_UNREAD = {"script", "style", "title", "object", "iframe", "svg", "math", "template"}
_VOID = {"br", "img", "hr", "input", "meta", "wbr", "source", "embed", "col", "link"}


@dataclass(frozen=True)
class Shown:
    """HTML as Markdown."""

    text: str
    #: Names of what was left out, each once.
    left_out: tuple[str, ...] = ()
    #: Where it is written, if our writer marked a paragraph so: title, part, address.
    source: dict[str, str] = field(default_factory=dict)


def read_html(text: str, *, picture: Callable[[str], str | None]) -> Shown:
    """Return HTML as Markdown.

    Args:
        text: a fragment, at most ``LONGEST_HTML`` characters.
        picture: an address of a picture → the file that holds it; None: there is none.
    """
    if "<" not in text and "&" not in text and "\\" not in text and "$$" not in text:
        return Shown(escaped(_BLANKS.sub(" ", text)))
    reader = _Reader(picture)
    reader.feed(text)
    reader.close()
    reader.end()
    return Shown(
        written(reader.marks), tuple(dict.fromkeys(reader.left_out)), reader.source
    )


def explanation_html(item: Item, *, files: str = "") -> str:
    """Return an item's explanation, and as its last paragraph the source."""
    told = html_of(item.explanation, files=files) if item.explanation else ""
    return told + (_source_html(item.source) if item.source else "")


def _source_html(source: Source) -> str:
    parts = [f"<cite>{escape(source.title)}</cite>"]
    if source.part:
        parts.append(f"<span>{escape(source.part)}</span>")
    if source.address:
        address = escape(source.address)
        parts.append(f'<a href="{address}">{address}</a>')
    return f'<p class="source">Nguồn: {", ".join(parts)}</p>'


class _Reader(HTMLParser):
    """Turns tags into marks."""

    #: What our writer puts the parts of a source into.
    SOURCE: ClassVar[dict[str, str]] = {"cite": "title", "span": "part", "a": "address"}

    def __init__(self, picture: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[Mark] = []
        self.left_out: list[str] = []
        self.source: dict[str, str] = {}
        self._picture = picture
        self._signs: list[str] = []
        self._lists: list[str] = []
        self._unread: list[str] = []
        self._small: tuple[str, list[str]] | None = None
        self._part: str | None = None
        self._is_source = False
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unread or tag in _UNREAD:
            self._leave_out(tag)
            if tag not in _VOID:
                self._unread.append(tag)
            return
        values = {name: value or "" for name, value in attrs}
        if self._is_source and tag in self.SOURCE:
            self._part = self.SOURCE[tag]
            self.source[self._part] = values.get("href", "")
        elif tag in _SAME:
            self._open_sign(_SAME[tag])
        elif tag in {"sub", "sup"}:
            self._small = (tag, [])
        elif tag in {"br", "img", "hr"}:
            self._single(tag, values)
        else:
            self._start_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.pop()
        elif tag in _SAME:
            self._close_sign(_SAME[tag])
        elif tag in {"sub", "sup"}:
            self._end_small()
        elif self._is_source and tag in self.SOURCE:
            self._part = None
        else:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._is_source:
            if self._part is not None and self._part != "address":
                self.source[self._part] += data
            return
        if self._small is not None:
            self._small[1].append(data)
            return
        at = 0
        for found in _FORMULA.finditer(data):
            self._text(data[at : found.start()])
            formula = next(one for one in found.groups() if one is not None)
            self._mark(("math", _BLANKS.sub(" ", formula).strip()))
            at = found.end()
        self._text(data[at:])

    def end(self) -> None:
        """Close what is open."""
        self._end_small()
        self._close_paragraph()
        while self._lists:
            self._end_list(self._lists[-1])
        self.marks = _tidied(self.marks)

    def _single(self, tag: str, values: dict[str, str]) -> None:
        if tag == "br":
            self._mark(("br",))
        elif tag == "img":
            address = values.get("src", "")
            name = self._picture(address)
            if name is None:
                self._leave_out(f"img {address[:60]}".strip())
                self._text(values.get("alt", ""))
            else:
                self._mark(("img", name, _BLANKS.sub(" ", values.get("alt", ""))))
        else:
            self._close_paragraph()

    def _start_block(self, tag: str, values: dict[str, str]) -> None:
        if tag in _PARAGRAPHS:
            self._close_paragraph()
            self._is_source = values.get("class", "") == "source" and not self._lists
        elif tag in {"ul", "ol"}:
            self._close_paragraph()
            self._lists.append(tag)
            first = values.get("start", "")
            number = first if re.fullmatch("[0-9]{1,4}", first) else "1"
            self.marks.append(("ul",) if tag == "ul" else ("ol", number))
        elif tag == "li" and self._lists:
            self._close_item()
            self.marks.append(("li",))
            self._is_open = True
        elif tag in _CELLS:
            self._text(" ")
        elif tag not in _SILENT and tag != "li":
            self._leave_out(tag)
            if re.fullmatch("h[1-6]|pre", tag):
                self._close_paragraph()

    def _end_block(self, tag: str) -> None:
        if tag in _PARAGRAPHS or re.fullmatch("h[1-6]|pre|table", tag):
            self._close_paragraph()
            self._is_source = False
        elif tag in {"ul", "ol"} and tag in self._lists:
            while self._lists and self._end_list(self._lists[-1]) != tag:
                pass
        elif tag == "li":
            self._close_item()

    def _end_list(self, tag: str) -> str:
        self._close_item()
        self._lists.pop()
        self.marks.append((f"/{tag}",))
        return tag

    def _text(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if text.strip() or (text and self._is_open):
            self._mark(("text", text))

    def _mark(self, mark: Mark) -> None:
        if not self._is_open and not self._lists:
            self.marks.append(("p",))
            self._is_open = True
        self.marks.append(mark)

    def _open_sign(self, sign: str) -> None:
        if sign not in self._signs:
            self._mark((sign,))
            self._signs.append(sign)

    def _close_sign(self, sign: str) -> None:
        while sign in self._signs:
            self.marks.append((f"/{self._signs.pop()}",))

    def _end_small(self) -> None:
        if self._small is None:
            return
        (tag, parts), self._small = self._small, None
        text = _BLANKS.sub(" ", "".join(parts)).strip()
        chars = _RAISED if tag == "sup" else _LOWERED
        if all(char in chars for char in text):
            self._text("".join(chars[char] for char in text))
        else:
            words = re.sub(r"[\\{}$%#&_^~]", "", text)
            self._mark(
                ("math", f"{{}}{'^' if tag == 'sup' else '_'}{{\\text{{{words}}}}}")
            )

    def _close_paragraph(self) -> None:
        while self._signs:
            self._close_sign(self._signs[-1])
        if self._is_open and not self._lists:
            self.marks.append(("/p",))
            self._is_open = False
        elif self._is_open:
            self.marks.append(("text", " "))

    def _close_item(self) -> None:
        while self._signs:
            self._close_sign(self._signs[-1])
        if self._is_open and self._lists:
            self.marks.append(("/li",))
            self._is_open = False

    def _leave_out(self, name: str) -> None:
        self.left_out.append(name)


def _tidied(found: list[Mark]) -> list[Mark]:
    """Return marks with blanks outside of emphasis and none at the edges of blocks."""
    out: list[Mark] = []
    for mark in merged(found):
        kind = mark[0]
        if kind in {"/em", "/strong"} and out and out[-1] == (kind[1:],):
            out.pop()
        elif kind in {"/em", "/strong"} and out and out[-1][0] == "text":
            words = out[-1][1]
            out[-1] = ("text", words.rstrip())
            out += [mark, ("text", words[len(words.rstrip()) :])]
        elif kind == "text" and out and out[-1][0] in {"em", "strong"}:
            sign = out.pop()
            words = mark[1].lstrip()
            out += [
                ("text", mark[1][: len(mark[1]) - len(words)]),
                sign,
                ("text", words),
            ]
        else:
            out.append(mark)
    return _trimmed(merged(out))


def _trimmed(found: list[Mark]) -> list[Mark]:
    """Return marks whose texts have single blanks, and none at the edges of blocks."""
    out: list[Mark] = []
    edges = {"p", "li", "ul", "ol", "/p", "/li", "/ul", "/ol", "br"}
    for at, mark in enumerate(found):
        if mark[0] != "text":
            out.append(mark)
            continue
        text = _BLANKS.sub(" ", mark[1])
        if not at or found[at - 1][0] in edges:
            text = text.lstrip()
        if at + 1 == len(found) or found[at + 1][0] in edges:
            text = text.rstrip()
        if text:
            out.append(("text", text))
    while len(out) > 1 and out[-1] == ("/p",) and out[-2] == ("br",):
        del out[-2]
    pairs = [("p",), ("/p",)]
    return [
        mark
        for at, mark in enumerate(out)
        if out[at : at + 2] != pairs and not (at and out[at - 1 : at + 1] == pairs)
    ]

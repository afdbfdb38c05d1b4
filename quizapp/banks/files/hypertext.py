"""HTML of other programs as the Markdown of banks."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from pathlib import PurePath
from typing import ClassVar

from quizapp.banks.files.blanks import BLANKS, tidied
from quizapp.banks.files.markup import FORMULA, Mark, escaped, html_of, written
from quizapp.banks.rules import Item, Source

#: A longer text is no question.
LONGEST_HTML = 20_000

#: Comments and declarations: the library stumbles over broken ones.
_UNSAID = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.S)
#: A sign that opens no tag: many of them keep the library busy for minutes.
_NO_TAG = re.compile(
    r"<(?!/?[a-zA-Z][^<>\"']*(?:\"[^<>\"]*\"[^<>\"']*|'[^<>']*'[^<>\"']*)*>)"
)
_SAME = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_SMALL = {"sub", "sup", "code", "tt", "kbd"}
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "center"}
#: They say nothing that a text would miss.
_SILENT = frozenset(
    ["span", "font", "wbr", "html", "body", "head", "meta", "tbody", "thead", "o:p"]
)
_CELLS = {"td", "th", "tr", "dt", "dd", "caption"}
_UNREAD = {"script", "style", "title", "object", "iframe", "svg", "math", "template"}
#: All that is read: of other tags it is said that they are left out.
_SAID = _SILENT | _PARAGRAPHS | {"ul", "ol", "li"}
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
    if re.search(r"[<&\\$]", text) is None:
        return Shown(escaped(BLANKS.sub(" ", text)))
    reader = _Reader(picture)
    reader.feed(_NO_TAG.sub("&lt;", _UNSAID.sub("", text)))
    reader.close()
    return Shown(
        written(reader.marks()), tuple(dict.fromkeys(reader.left_out)), reader.source
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


@dataclass
class _Block:
    """A paragraph, or an item of a list."""

    tag: str
    #: Which list it belongs to; 0: none.
    number: int = 0
    marks: list[Mark] = field(default_factory=list)


class _Reader(HTMLParser):
    """Turns tags into marks."""

    #: What our writer puts the parts of a source into.
    SOURCE: ClassVar[dict[str, str]] = {"cite": "title", "span": "part", "a": "address"}

    def __init__(self, picture: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.left_out: list[str] = []
        self.source: dict[str, str] = {}
        self._picture = picture
        self._blocks: list[_Block] = []
        self._block: _Block | None = None
        self._signs: list[str] = []
        self._lists: list[str] = []
        self._count = 0
        self._unread: list[str] = []
        self._small: tuple[str, list[str]] | None = None
        self._part: str | None = None
        self._is_source = False

    def marks(self) -> list[Mark]:
        """Return what was read."""
        self._end_small()
        self._end_block()
        found: list[Mark] = []
        for (tag, number), group in groupby(
            self._blocks, key=lambda block: (block.tag, block.number)
        ):
            items = [
                inner
                for block in group
                for inner in tidied(block.marks, is_item=bool(number))
            ]
            if not number or len(items) == 1:
                for inner in items:
                    found += [("p",), *inner, ("/p",)]
            elif items:
                found.append((tag,))
                for inner in items:
                    found += [("li",), *inner, ("/li",)]
                found.append((f"/{tag}",))
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        if self._unread or tag in _UNREAD:
            self.left_out.append(tag)
            if tag not in _VOID:
                self._unread.append(tag)
            return
        values = {name: value or "" for name, value in attrs}
        if self._is_source and tag in self.SOURCE:
            self._part = self.SOURCE[tag]
            self.source[self._part] = values.get("href", "")
        elif tag in _SAME:
            self._open_sign(_SAME[tag])
        elif tag in _SMALL:
            self._end_small()
            self._small = (tag, [])
        elif tag in {"br", "img", "hr"}:
            self._single(tag, values)
        else:
            self._start(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.pop()
        elif tag in _SAME:
            self._close_sign(_SAME[tag])
        elif tag in _SMALL:
            self._end_small()
        elif self._is_source and tag in self.SOURCE:
            self._part = None
        else:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        """Take text, and the formulas in it."""
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
        for found in FORMULA.finditer(data):
            self._text(data[at : found.start()])
            formula = next(one for one in found.groups() if one is not None)
            self._mark(("math", BLANKS.sub(" ", formula).strip()))
            at = found.end()
        self._text(data[at:])

    def _single(self, tag: str, values: dict[str, str]) -> None:
        """Take a tag that encloses nothing."""
        if tag == "br":
            self._mark(("br",))
            return
        if tag == "hr":
            self._end_block()
            return
        address = values.get("src", "")
        told = BLANKS.sub(" ", re.sub(r"[\[\]]", " ", values.get("alt", ""))).strip()
        name = self._picture(address)
        if name is not None:
            self._mark(("img", name, told or PurePath(name).stem))
        else:
            self.left_out.append(f"img {address[:60]}".strip())
            self._text(told)

    def _start(self, tag: str, values: dict[str, str]) -> None:
        if tag in _PARAGRAPHS or re.fullmatch("h[1-6]|pre|table", tag):
            self._end_block()
            self._is_source = values.get("class", "") == "source"
        elif tag in {"ul", "ol"}:
            self._end_block()
            self._count += not self._lists
            self._lists.append(tag)
        elif tag == "li":
            self._end_block()
            if self._lists:
                self._begin(self._lists[0], self._count)
        elif tag in _CELLS:
            self._text(" ")
        if tag not in _SAID:
            self.left_out.append(tag)

    def _end(self, tag: str) -> None:
        if tag in _PARAGRAPHS or re.fullmatch("h[1-6]|pre|table", tag):
            self._end_block()
            self._is_source = False
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._end_block(is_item=True)
        elif tag == "li":
            self._end_block(is_item=True)

    def _text(self, text: str) -> None:
        text = BLANKS.sub(" ", text)
        if text.strip() or (text and self._block is not None):
            self._mark(("text", text))

    def _mark(self, mark: Mark) -> None:
        block = self._block or self._begin("p", 0)
        block.marks.append(mark)

    def _begin(self, tag: str, number: int) -> _Block:
        block = self._block = _Block(tag, number)
        self._blocks.append(block)
        return block

    def _end_block(self, *, is_item: bool = False) -> None:
        """End a paragraph; inside of an item one paragraph follows the other."""
        while self._signs:
            self._close_sign(self._signs[-1])
        if self._block is None:
            return
        if self._block.number and not is_item and self._lists:
            self._block.marks.append(("text", " "))
        else:
            self._block = None

    def _open_sign(self, sign: str) -> None:
        if sign not in self._signs:
            self._mark((sign,))
            self._signs.append(sign)

    def _close_sign(self, sign: str) -> None:
        while sign in self._signs:
            self._mark((f"/{self._signs.pop()}",))

    def _end_small(self) -> None:
        if self._small is None:
            return
        (tag, parts), self._small = self._small, None
        text = BLANKS.sub(" ", "".join(parts))
        if tag not in {"sub", "sup"} and text:
            self._mark(("code", text))
        elif text.strip():
            self._mark((tag, text.strip()))

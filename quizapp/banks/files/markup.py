"""The Markdown of banks: literal text into it, out of it, and into HTML.

What a text means is a row of marks (``Mark``): two texts that have the same marks look
the same. Other formats are written from marks and read into them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

#: ("text", "…"), ("math", "…"), ("img", file, description), ("br",), and what opens and
#: closes: ("em",) … ("/em",); p, ul, li, strong likewise, and ("ol", its first number).
Mark = tuple[str, ...]

_PARSER = (
    MarkdownIt("zero")
    .enable(["emphasis", "list", "escape", "newline", "image"])
    .use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
)
#: A text without any of these means itself.
_MAYBE = re.compile(r"[\\*_\[\]$`<>&|~#!]|^[ \t]*(?:[-+=]|[0-9]+[.)])", re.M)
_SPECIAL = re.compile(r"[\\*_\[\]$`!<>&|~]|(?m:^[-+=#])")
_NAMES = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "em": "em",
    "strong": "strong",
}
_LEAVES = {"math_inline", "math_inline_double", "math_block", "math_block_label"}
_BLOCKS = ("p", "ul", "ol", "li")


def escaped(text: str) -> str:
    """Return Markdown that shows a literal text; empty lines part paragraphs.

    What would stay literal anyway isn't escaped.
    """
    text = "\n".join(line.strip() for line in text.strip().split("\n"))
    if _MAYBE.search(text) is None or plain(text) == text:
        return text
    return all_escaped(text)


def all_escaped(text: str) -> str:
    """Return a text with a backslash before every sign that can mean something."""
    found = _SPECIAL.sub(r"\\\g<0>", text)
    return re.sub(r"^([0-9]+)([.)])", r"\1\\\2", found, flags=re.M)


def marks(text: str) -> list[Mark]:
    """Return what a Markdown text means."""
    if _MAYBE.search(text) is None and "\n" not in text:
        return [("p",), ("text", text), ("/p",)]
    return merged(_flat(_PARSER.parse(text)))


def plain(text: str) -> str:
    """Return the words of a Markdown text; empty lines part paragraphs."""
    found: list[str] = []
    for kind, *values in marks(text):
        if kind in {"text", "math"}:
            found.append(values[0])
        elif kind == "img":
            found.append(values[1])
        elif kind == "br":
            found.append("\n")
        elif kind in {"/p", "/li"}:
            found.append("\n\n" if kind == "/p" else "\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(found)).strip()


def is_plain(text: str) -> bool:
    """Tell whether a Markdown text is words alone."""
    return all(kind in {"text", "p", "/p"} for kind, *_ in marks(text))


def pictures_in(text: str) -> list[str]:
    """Return the files of the pictures in a Markdown text."""
    return [values[0] for kind, *values in marks(text) if kind == "img"]


def html_of(text: str, *, files: str = "") -> str:
    """Return a Markdown text as HTML; ``files`` stands before each picture's file."""
    return "".join(_html(mark, files) for mark in marks(text))


def merged(found: Iterable[Mark]) -> list[Mark]:
    """Return marks with neighbouring texts in one, and no empty ones."""
    out: list[Mark] = []
    for mark in found:
        if mark[0] == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + mark[1])
        elif mark != ("text", ""):
            out.append(mark)
    return out


def _html(mark: Mark, files: str) -> str:
    kind, *values = mark
    if kind == "text":
        shown = escape(values[0], quote=False)
        # else it would be read as the beginning of a formula
        return re.sub(r"\\([(\[])", r"\\<span>\1</span>", shown)
    if kind == "math":
        return rf"\({escape(values[0], quote=False)}\)"
    if kind == "img":
        return f'<img src="{files}{quote(values[0])}" alt="{escape(values[1])}">'
    if kind == "ol" and values != ["1"]:
        return f'<ol start="{values[0]}">'
    return "<br>" if kind == "br" else f"<{kind}>"


def _flat(tokens: Sequence[Token]) -> Iterator[Mark]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.type == "inline":
            yield from _flat(token.children or ())
        elif token.type.startswith("paragraph") and depth:
            continue
        else:
            yield from _leaf(token)


def _leaf(token: Token) -> Iterator[Mark]:
    name = _NAMES.get(token.type.rpartition("_")[0], "")
    if name == "ol" and token.nesting == 1:
        yield ("ol", str(token.attrs.get("start", 1)))
    elif name:
        yield (name,) if token.nesting == 1 else (f"/{name}",)
    elif token.type == "image":
        yield ("img", unquote(str(token.attrs.get("src", ""))), token.content)
    elif token.type in _LEAVES:
        yield ("math", token.content.strip())
    elif token.type == "softbreak":
        yield ("text", "\n")
    elif token.type == "hardbreak":
        yield ("br",)
    else:
        yield ("text", token.content)


def written(found: Sequence[Mark]) -> str:
    """Return the shortest spelling of marks: as few backslashes as it takes.

    Emphasis that Markdown can't spell where it stands is given up.
    """
    found = merged(found)
    words = [
        mark for mark in found if mark[0] not in {"em", "/em", "strong", "/strong"}
    ]
    for tried, is_literal in ((found, False), (found, True), (words, False)):
        text = _spelled(tried, is_literal=is_literal)
        if _alike(marks(text)) == _alike(tried):
            return text
    return _spelled(words, is_literal=True)


def _alike(found: Sequence[Mark]) -> list[Mark]:
    """Return marks in the form that compares: what opens in one place is sorted."""
    out: list[Mark] = []
    run: list[Mark] = []
    for mark in [*merged(found), ("end",)]:
        is_sign = mark[0].lstrip("/") in {"em", "strong"}
        opens = not mark[0].startswith("/")
        if run and (not is_sign or opens is run[-1][0].startswith("/")):
            out += sorted(run)
            run = []
        if is_sign:
            run.append(mark)
        else:
            out.append(mark)
    return out


def _spelled(found: Sequence[Mark], *, is_literal: bool) -> str:
    """Return Markdown for marks."""
    blocks: list[str] = []
    line = ""
    lists: list[_Signs] = []
    for kind, *values in [*found, ("/p",)]:
        if kind.lstrip("/") not in _BLOCKS:
            line += _sign(kind, values, is_literal=is_literal)
            continue
        if line.strip():
            is_listed = bool(lists and blocks and lists[0].is_begun)
            blocks.append("\n" if is_listed else "\n\n")
            blocks.append(_listed(line.strip(), lists))
        line = ""
        if kind in {"ul", "ol"}:
            lists.append(_Signs(*values))
        elif kind in {"/ul", "/ol"}:
            lists[-1:] = []
    return "".join(blocks[1:])


class _Signs:
    """What the lines of one list begin with."""

    def __init__(self, first: str = "") -> None:
        self.is_begun = False
        self._number = int(first) if first else None

    @property
    def width(self) -> int:
        """Return how far the lines under a sign are indented."""
        return 2 if self._number is None else len(f"{self._number}. ")

    def taken(self) -> str:
        """Return the sign of the next line."""
        self.is_begun = True
        if self._number is None:
            return "- "
        self._number += 1
        return f"{self._number - 1}. "


def _listed(line: str, lists: Sequence[_Signs]) -> str:
    if not lists:
        return line
    return " " * sum(one.width for one in lists[:-1]) + lists[-1].taken() + line


def _sign(kind: str, values: Sequence[str], *, is_literal: bool) -> str:
    if kind == "text":
        return all_escaped(values[0]) if is_literal else values[0]
    if kind == "math":
        return f"${values[0]}$"
    if kind == "img":
        return f"![{all_escaped(values[1])}]({quote(values[0])})"
    return {"br": "  \n", "em": "*", "/em": "*", "strong": "**", "/strong": "**"}[kind]

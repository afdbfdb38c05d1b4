"""Text of authors shown: HTML whose every tag and attribute is known, and plain text."""

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import NamedTuple

import nh3
from markdown_it.token import Token

from quizapp.richtext import maths
from quizapp.richtext.parsing import FORMULAS, Block, blocks, parts, signs

#: Tokens that open and close something; the library names the tag.
_PAIRED = {"em_open", "em_close", "strong_open", "strong_close"}


class Shown(NamedTuple):
    """Where a picture is had, on this site, and its size in pixels."""

    address: str
    width: int
    height: int


NONE: Mapping[str, Shown] = MappingProxyType({})

_MATHS = {
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mstyle", "mpadded"),
    *("mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "munder", "mover"),
    *("munderover", "mtable", "mtr", "mtd", "mphantom"),
}
#: What latex2mathml writes for blanks; others could push a question off the screen.
_WIDTH = re.compile(r"-?(0?\.[0-9]+|[0-2])em")


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Return the value of an attribute, or None to leave it out."""
    if attribute == "src":
        return value if value.startswith("/") and value[1:2] not in "/\\" else None
    if (tag, attribute) == ("mspace", "width"):
        return value if _WIDTH.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags={"p", "br", "ul", "ol", "li", "em", "strong", "code", "sup", "sub"}
    | {"img", "span"}
    | _MATHS,
    attributes={
        "img": {"src", "alt", "width", "height", "loading", "decoding"},
        "math": {"display", "aria-hidden"},
        "mi": {"mathvariant"},
        "mo": {"stretchy", "fence", "form", "separator", "movablelimits"},
        "mspace": {"width"},
        "mstyle": {"displaystyle", "scriptlevel"},
        "mover": {"accent"},
        "mtable": {"columnalign"},
    },
    allowed_classes={"img": {"picture"}, "span": {"maths"}},
    attribute_filter=_kept,
    url_schemes=set(),
    link_rel=None,
)


def rich(
    text: str, pictures: Mapping[str, Shown] = NONE, *, loading: str = "lazy"
) -> str:
    """Return text as HTML that is safe wherever text may stand.

    One paragraph is returned without a tag around it, fit for a label.

    Args:
        text: as ``names.clean_lines`` returns it.
        pictures: by file name; one that isn't there shows what is said of it.
        loading: of its pictures, ``lazy`` or ``eager``.
    """
    found = blocks(text)
    pieces = []
    for tag, lines in found:
        inner = [_html(part, pictures, loading) for part in parts(Block(tag, lines))]
        if tag == "p" and len(found) == 1:
            pieces = inner
        elif tag == "p":
            pieces.append(f"<p>{inner[0]}</p>")
        else:
            items = "".join(f"<li>{item}</li>" for item in inner)
            pieces.append(f"<{tag}>{items}</{tag}>")
    return _CLEANER.clean("".join(pieces))


def plain(text: str) -> str:
    """Return text in one line without markup: for lists, tables, search and names."""
    lines = (part for block in blocks(text) for part in parts(block))
    return " ".join("".join(map(_plain, signs(line))) for line in lines)


def _html(text: str, pictures: Mapping[str, Shown], loading: str) -> str:
    return "".join(
        _image(sign, pictures, loading) if sign.type == "picture" else _sign(sign)
        for sign in signs(text)
    )


def _sign(sign: Token) -> str:
    if sign.type in _PAIRED:
        return f"<{'/' if sign.nesting < 0 else ''}{sign.tag}>"
    if sign.type in {"softbreak", "hardbreak"}:
        return "<br>"
    if sign.type in FORMULAS:
        return _formula(sign)
    text = escape(sign.content)
    if sign.type in {"code_inline", "script"}:
        return f"<{sign.tag}>{text}</{sign.tag}>"
    return text


def _formula(sign: Token) -> str:
    """Return a formula, and in one line for ears and browsers without MathML."""
    html, line = maths.mathml(sign.content), maths.in_line(sign.content)
    if html is None or line is None:
        return escape(_as_typed(sign)).replace("\n", "<br>")
    return f'<span class="maths">{html}<span>{escape(line)}</span></span>'


def _image(sign: Token, pictures: Mapping[str, Shown], loading: str) -> str:
    shown = pictures.get(sign.meta["target"])
    alt = escape(sign.content)
    if shown is None:
        return alt
    return (
        f'<img class="picture" src="{escape(shown.address)}" alt="{alt}"'
        f' width="{shown.width}" height="{shown.height}"'
        f' loading="{escape(loading)}" decoding="async">'
    )


def _plain(sign: Token) -> str:
    if sign.type in _PAIRED:
        return ""
    if sign.type in {"softbreak", "hardbreak"}:
        return " "
    if sign.type in FORMULAS:
        return maths.in_line(sign.content) or _as_typed(sign).replace("\n", " ")
    if sign.type == "script":
        write = maths.raised if sign.tag == "sup" else maths.lowered
        return write(sign.content)
    return sign.content


def _as_typed(sign: Token) -> str:
    return f"{sign.markup}{sign.content}{sign.markup}"

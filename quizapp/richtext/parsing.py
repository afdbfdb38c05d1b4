"""Text taken apart: blocks of lines, and the signs inside of them.

The library reads what is inside a line; lines make blocks by rules of ours, for a
text that begins with ``2022.`` or ``- 5 °C`` is no list, whatever Markdown says.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

Tag = Literal["p", "ul", "ol"]

FEWEST_IN_LIST = 2
#: Types of tokens for a formula.
FORMULAS = ("math_inline", "math_inline_double")

_BULLET = re.compile(r"[-*] (?P<item>.+)")
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,2})\. (?P<item>.+)")
#: Every part has a longest length, so that no text makes it go back and forth.
_PICTURE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,500})\]"
    r"\((?P<target>[^()\n]{0,300}(?:\([^()\n]{0,100}\)[^()\n]{0,100}){0,3})\)"
)
_NEARLY_A_PICTURE = re.compile(r"!\[[^\n]{0,600}?\] ?\(")
_SCRIPT = re.compile(r"(?P<sign>[\^~])(?P<text>[\w+\-−.,()/]{1,20})(?P=sign)")
_STARS = re.compile(r"\*+")

_OPENING = frozenset("([{<“‘«\"'/–—-…")
_CLOSING = frozenset(")]}>”’»\"'/–—-….,;:!?")


class Block(NamedTuple):
    """A paragraph, or a list with an item in each line."""

    tag: Tag
    lines: Sequence[str]


def blocks(text: str) -> list[Block]:
    """Return the paragraphs and lists of a text."""
    tagged: list[tuple[Tag | None, str]] = []
    for tag, group in groupby(text.split("\n"), key=_tag):
        lines = list(group)
        tagged += [(tag if _is_list(tag, lines) else "p", line) for line in lines]
    return [
        Block(tag, [_item(tag, line) for _, line in group])
        for tag, group in groupby(
            ((tag if line else None, line) for tag, line in tagged),
            key=lambda pair: pair[0],
        )
        if tag is not None
    ]


def signs(text: str) -> Sequence[Token]:
    """Return the tokens of a paragraph or of a list's item."""
    return _MARKDOWN.parseInline(text, {})[0].children or ()


def tokens(text: str) -> Iterator[Token]:
    """Return every token of a text, in order."""
    for block in blocks(text):
        for part in parts(block):
            yield from signs(part)


def parts(block: Block) -> Sequence[str]:
    """Return what is read in one go: a whole paragraph, or each item of a list."""
    return ["\n".join(block.lines)] if block.tag == "p" else block.lines


def unread_pictures(text: str) -> list[str]:
    """Return what was meant for a picture and isn't written like one."""
    found: list[str] = []
    for block in blocks(text):
        for part in parts(block):
            env: dict[str, Any] = {}
            _MARKDOWN.parseInline(part, env)
            found += env.get("unread", [])
    return found


def _tag(line: str) -> Tag | None:
    if _BULLET.fullmatch(line):
        return "ul"
    if _NUMBERED.fullmatch(line):
        return "ol"
    return "p" if line else None


def _is_list(tag: Tag | None, lines: Sequence[str]) -> bool:
    """Tell whether lines that look like a list are one: long enough, counted from 1."""
    if tag not in {"ul", "ol"} or len(lines) < FEWEST_IN_LIST:
        return False
    numbers = [line.partition(".")[0] for line in lines]
    return tag == "ul" or numbers == [str(n) for n in range(1, len(lines) + 1)]


def _item(tag: Tag, line: str) -> str:
    form = {"ul": _BULLET, "ol": _NUMBERED}.get(tag)
    found = form.fullmatch(line) if form else None
    return found["item"] if found else line


def _stars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the library's
    """Take one to three stars before or behind a word for emphasis, never inside one.

    Markdown would find emphasis in ``2*3*4`` and in ``(*)``.
    """
    found = None if silent else _STARS.match(state.src, state.pos)
    if found is None or len(found[0]) > 3:
        return False
    before = state.src[found.start() - 1] if found.start() else " "
    behind = state.src[found.end()] if found.end() < state.posMax else " "
    may_open = before.isspace() or before in _OPENING
    may_close = behind.isspace() or behind in _CLOSING
    for sign in found[0]:
        state.push("text", "", 0).content = sign
        state.delimiters.append(
            Delimiter(
                marker=ord(sign),
                length=len(found[0]),
                token=len(state.tokens) - 1,
                end=-1,
                open=may_open and not behind.isspace() and behind not in ")]}.,;:!?",
                close=may_close and not before.isspace() and before not in "([{",
            )
        )
    state.pos = found.end()
    return True


def _picture(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the library's
    """Take ``![what it shows](picture.png)`` for a picture."""
    found = _PICTURE.match(state.src, state.pos)
    if found is None:
        if nearly := _NEARLY_A_PICTURE.match(state.src, state.pos):
            state.env.setdefault("unread", []).append(nearly[0])
        return False
    if not silent:
        token = state.push("picture", "img", 0)
        token.content = found["alt"].strip()
        token.meta = {"target": found["target"].strip()}
    state.pos = found.end()
    return True


def _script(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the library's
    """Take ``m^2^`` and ``H~2~O``, right behind a letter, for what stands higher."""
    found = _SCRIPT.match(state.src, state.pos)
    before = state.src[state.pos - 1] if state.pos else " "
    if found is None or not (before.isalnum() or before == ")"):
        return False
    if not silent:
        token = state.push("script", "sup" if found["sign"] == "^" else "sub", 0)
        token.content = found["text"]
    state.pos = found.end()
    return True


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False})
    markdown.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    markdown.inline.ruler.at("emphasis", _stars)
    markdown.inline.ruler.push("picture", _picture)
    markdown.inline.ruler.push("script", _script)
    markdown.enable(["newline", "escape", "backticks", "emphasis"])
    return markdown


_MARKDOWN = _markdown()

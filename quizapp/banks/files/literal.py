"""Texts that are meant as they stand, as Markdown of banks; and Markdown as such texts.

A text is a row of runs, each with its look. Signs that Markdown would read get a
backslash where they could mean something (``quizapp.richtext``); looks become emphasis
where it can be spelled, and are given up elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple


class Look(NamedTuple):
    """How letters look. ``colour`` and ``highlight`` are empty if they are as usual."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = ""
    highlight: str = ""
    #: "^" stands higher, "~" lower.
    script: str = ""


PLAIN = Look()


class Run(NamedTuple):
    """Letters that look alike; or, with ``is_markdown``, a picture or a formula."""

    text: str
    look: Look = PLAIN
    is_markdown: bool = False


#: These mean something only where there are two of them.
_PAIRED = "`$^~*"
_ESCAPABLE = re.compile(r"\\(?=[!-/:-@\[-`{-~])|!(?=\[)|[`$^~*]")
_OPENING = frozenset("([{<“‘«\"'/–—-…")
_CLOSING = frozenset(")]}>”’»\"'/–—-….,;:!?")
_SCRIPT = re.compile(r"[\w+\-−.,()/]{1,20}")
_PARTS = re.compile(
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|(?P<picture>!\[[^\[\]\n]{0,500}\]\([^()\n]{1,300}\))"
    r"|(?P<maths>\$\$?[^$\n]{1,500}\$?\$)"
    r"|`(?P<code>[^`\n]{1,300})`"
    r"|(?<=[\w)])(?P<script>[\^~])(?P<small>[\w+\-−.,()/]{1,20})(?P=script)"
    r"|(?P<stars>\*{1,3})"
)


def markdown(runs: Iterable[Run], *, whole: bool = False) -> str:
    """Return runs as Markdown.

    What is bold or italic throughout isn't emphasis, for nothing stands out.

    Args:
        runs: in order.
        whole: looks say nothing at all here.
    """
    found = [run for run in runs if run.text]
    if len(found) == 1 and not found[0].is_markdown:
        return escaped(found[0].text)
    counts = Counter("".join(run.text for run in found if not run.is_markdown))
    emphases = [] if whole else _emphases(found)
    pieces = [
        _Piece(
            run.text if run.is_markdown else _escaped(run.text, counts),
            _signs(run, emphases),
        )
        for run in found
    ]
    return _joined(pieces)


def escaped(text: str) -> str:
    """Return a text with a backslash before each sign that could mean something."""
    if _ESCAPABLE.search(text) is None:
        return text
    return _escaped(text, Counter(text))


def runs_of(text: str) -> Iterator[Run]:
    """Return Markdown as runs: what our writers write, and readers read the same."""
    bold = italic = False
    at = 0
    for part in _PARTS.finditer(text):
        if part.start() > at:
            yield Run(text[at : part.start()], Look(bold=bold, italic=italic))
        look = Look(bold=bold, italic=italic)
        if part["stars"]:
            if (stars := _switched(text, part, bold=bold, italic=italic)) is None:
                yield Run(part["stars"], look)
            else:
                bold, italic = stars
        else:
            yield _part(part, look)
        at = part.end()
    if at < len(text):
        yield Run(text[at:], Look(bold=bold, italic=italic))


def merged(runs: Iterable[Run]) -> list[Run]:
    """Return runs with neighbours that look alike in one."""
    return [
        Run("".join(run.text for run in group), look, is_markdown=is_markdown)
        for (look, is_markdown), group in groupby(
            runs, key=lambda run: (run.look, run.is_markdown)
        )
    ]


def _part(part: re.Match[str], look: Look) -> Run:
    if part["picture"] or part["maths"]:
        return Run(part[0], look, is_markdown=True)
    if part["script"]:
        return Run(part["small"], look._replace(script=part["script"]))
    return Run(part["plain"] or part["code"], look)


def _switched(
    text: str, part: re.Match[str], *, bold: bool, italic: bool
) -> tuple[bool, bool] | None:
    """Return what is bold and italic behind stars; None: they are just stars."""
    before = text[part.start() - 1] if part.start() else " "
    behind = text[part.end()] if part.end() < len(text) else " "
    count = len(part["stars"])
    closes = (behind.isspace() or behind in _CLOSING) and not before.isspace()
    if closes and (bold if count == 2 else italic if count == 1 else bold and italic):
        return (bold and count == 1), (italic and count == 2)
    opens = (before.isspace() or before in _OPENING) and not behind.isspace()
    has_end = text.find("*" * count, part.end() + 1) > 0
    if opens and has_end and not (italic if count == 1 else bold if count == 2 else 0):
        return bold or count >= 2, italic or count != 2
    return None


def _escaped(text: str, counts: Counter[str]) -> str:
    def sign(found: re.Match[str]) -> str:
        char = found[0]
        if char in _PAIRED and counts[char] < 2:
            return char
        return f"\\{char}"

    return _ESCAPABLE.sub(sign, text)


class _Piece(NamedTuple):
    text: str
    #: Around it: "^", "~", "*", "**" or "***".
    sign: str


def _emphases(runs: Sequence[Run]) -> list[str]:
    """Return the looks by which some of the words stand out from others."""
    words = [run for run in runs if run.text.strip() and not run.is_markdown]
    return [
        name
        for name in ("bold", "italic")
        if len({getattr(run.look, name) for run in words}) == 2
    ]


def _signs(run: Run, emphases: Sequence[str]) -> str:
    if run.is_markdown:
        return ""
    if run.look.script and _SCRIPT.fullmatch(run.text):
        return run.look.script
    stars = 2 * (run.look.bold and "bold" in emphases)
    return "*" * (stars + (run.look.italic and "italic" in emphases))


def _joined(pieces: Sequence[_Piece]) -> str:
    out = ""
    joined = [
        _Piece("".join(piece.text for piece in group), sign)
        for sign, group in groupby(pieces, key=lambda piece: piece.sign)
    ]
    for place, (text, sign) in enumerate(joined):
        behind = joined[place + 1].text[:1] if place + 1 < len(joined) else " "
        out += _spelled(text, sign, before=out[-1:] or " ", behind=behind)
    return out


def _spelled(text: str, sign: str, *, before: str, behind: str) -> str:
    """Return a piece between its signs, where they are read as such."""
    if not sign:
        return text
    if sign in "^~":
        is_read = before.isalnum() or before == ")"
        return f"{sign}{text}{sign}" if is_read else text
    inner = text.strip()
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    before, behind = (head or before)[-1], (tail or behind)[0]
    is_read = (before.isspace() or before in _OPENING) and (
        behind.isspace() or behind in _CLOSING
    )
    if not inner or "\n" in inner or not is_read or inner[0] in ")]}.,;:!?":
        return text
    return f"{head}{sign}{inner}{sign}{tail}"

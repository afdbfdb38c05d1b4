"""The Markdown of banks: literal text into it, out of it, and into HTML.

What a text means is a row of marks (``Mark``): two texts that have the same marks look
the same. Other formats are written from marks and read into them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from operator import itemgetter
from urllib.parse import quote

from markdown_it.token import Token

from quizapp.richtext.maths import lowered, raised
from quizapp.richtext.parsing import FORMULAS, blocks, parts, signs

#: ("text", "…"), likewise math, code, sup, sub; ("img", file, description); ("br",);
#: and what opens and closes: ("em",) … ("/em",), also strong, p, ul, ol, li.
Mark = tuple[str, ...]

#: No bank holds a longer text, nor one with more signs: it isn't spelled with care.
LONGEST_TEXT = 5_000
MOST_MARKS = 1_500
#: So many times a spelling is looked for that keeps one emphasis more.
MOST_TRIED = 40

#: What other programs take for a formula; what stands between is the formula.
FORMULA = re.compile(
    r"\\\(((?:[^\\]|\\(?![()])){1,1000}?)\\\)|\\\[((?:[^\\]|\\(?![\[\]])){1,1000}?)\\\]"
    r"|\$\$([^$]{1,1000})\$\$"
    r"|\$(?=[^\s$])(?=[^$\n]{0,300}[\\^_{])([^$\n]{1,300})(?<=\S)\$(?![0-9])"
)
#: A text without any of these means itself.
_MAYBE = re.compile(r"[\\*`^~$]|!\[|^(?:- |[0-9]{1,2}\. )", re.M)
_SPECIAL = re.compile(r"[\\*`^~$]|!(?=\[)|(?m:^-(?= ))|(?m:(?<=^[0-9])\.(?= ))")
_TWO_DIGITS = re.compile(r"^([0-9]{2})\. ", re.M)
_LEAVES = {"code_inline": "code"}
_BLOCKS = {"p", "/p", "ul", "/ul", "ol", "/ol", "li", "/li"}
_SIGNS = {"em": "*", "/em": "*", "strong": "**", "/strong": "**", "br": "\n"}
_BARE = {"em", "/em", "strong", "/strong", "sup", "sub", "code"}


def escaped(text: str) -> str:
    """Return Markdown that shows a literal text; empty lines part paragraphs.

    What would stay literal anyway isn't escaped.
    """
    text = "\n".join(line.strip() for line in text.strip().split("\n"))
    if _MAYBE.search(text) is None:
        return text
    if len(text) > LONGEST_TEXT:
        return all_escaped(text)
    found = re.sub(r"\n{3,}", "\n\n", text)
    return found if is_plain(found) and plain(found) == found else all_escaped(text)


def all_escaped(text: str) -> str:
    """Return a text with a backslash before every sign that can mean something."""
    return _TWO_DIGITS.sub(r"\1\\. ", _SPECIAL.sub(r"\\\g<0>", text))


def marks(text: str) -> list[Mark]:
    """Return what a Markdown text means."""
    if _MAYBE.search(text) is None and "\n" not in text:
        return [("p",), ("text", text), ("/p",)]
    found: list[Mark] = []
    for block in blocks(text):
        if block.tag == "p":
            found += [("p",), *_broken_once(_marks_in(parts(block)[0])), ("/p",)]
        else:
            found.append((block.tag,))
            for part in parts(block):
                found += [("li",), *_marks_in(part), ("/li",)]
            found.append((f"/{block.tag}",))
    return merged(_outermost(found))


def plain(text: str) -> str:
    """Return the words of a Markdown text; empty lines part paragraphs."""
    found: list[str] = []
    for kind, *values in marks(text):
        if kind == "br":
            found.append("\n")
        elif kind in {"/p", "/ul", "/ol"}:
            found.append("\n\n")
        elif kind == "/li":
            found.append("\n")
        elif values:
            found.append(values[-1])
    return re.sub(r"\n{3,}", "\n\n", "".join(found)).strip()


def is_plain(text: str) -> bool:
    """Tell whether a Markdown text is words alone."""
    return all(kind in {"text", "br", "p", "/p"} for kind, *_ in marks(text))


def html_of(text: str, *, files: str = "") -> str:
    """Return a Markdown text as HTML; ``files`` stands before each picture's file."""
    found = marks(text)
    words = "".join(mark[-1] for mark in found if len(mark) == 2)
    is_guarded = ("math" in map(itemgetter(0), found)) or bool(FORMULA.search(words))
    return "".join(_html(mark, files, is_guarded=is_guarded) for mark in found)


def merged(found: Iterable[Mark]) -> list[Mark]:
    """Return marks with neighbouring texts in one, and no empty ones."""
    out: list[Mark] = []
    for mark in found:
        if mark[0] == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + mark[1])
        elif mark != ("text", ""):
            out.append(mark)
    return out


def _outermost(found: Iterable[Mark]) -> Iterator[Mark]:
    """Yield marks without an emphasis inside of the same one, which nobody sees."""
    depths = {"em": 0, "strong": 0}
    for mark in found:
        name = mark[0].lstrip("/")
        if name not in depths:
            yield mark
            continue
        is_open = mark[0] == name
        depths[name] += 1 if is_open else -1
        if depths[name] == (1 if is_open else 0):
            yield mark


def _html(mark: Mark, files: str, *, is_guarded: bool) -> str:
    kind, *values = mark
    if not values:
        return f"<{kind}>"
    shown = escape(values[-1], quote=kind == "img")
    if kind == "text" and is_guarded:
        # a sign of its own can't begin a formula
        return re.sub(r"\$|(?<=\\)[(\[]", r"<span>\g<0></span>", shown)
    if kind == "math":
        is_nested = re.search(r"\\[()]", values[0]) is not None
        return f"$${shown}$$" if is_nested else rf"\({shown}\)"
    if kind == "img":
        return f'<img src="{files}{quote(values[0])}" alt="{shown}">'
    return shown if kind == "text" else f"<{kind}>{shown}</{kind}>"


def _marks_in(text: str) -> Iterator[Mark]:
    """Yield what a paragraph or an item of a list means."""
    for sign in signs(text):
        yield _mark(sign)


def _broken_once(inner: Iterable[Mark]) -> list[Mark]:
    """Return a paragraph without the line breaks that nobody sees."""
    out: list[Mark] = []
    for mark in inner:
        if mark != ("br",) or (out and out[-1] != mark):
            out.append(mark)
    return out[:-1] if out and out[-1] == ("br",) else out


def _mark(sign: Token) -> Mark:
    kind = sign.type
    name, _, side = kind.rpartition("_")
    if name in {"em", "strong"}:
        return (name,) if side == "open" else (f"/{name}",)
    if kind in {"softbreak", "hardbreak"}:
        return ("br",)
    if kind == "picture":
        return ("img", sign.meta["target"], sign.content)
    if kind in FORMULAS:
        return ("math", " ".join(sign.content.split()))
    return (sign.tag if kind == "script" else _LEAVES.get(kind, "text"), sign.content)


def written(found: Sequence[Mark]) -> str:
    """Return the shortest spelling of marks: as few backslashes as it takes.

    What Markdown can't spell where it stands becomes words alone.
    """
    found = merged(found)
    if len(found) > MOST_MARKS or sum(map(len, chain(*found))) > LONGEST_TEXT:
        return _spelled(_worded(found, range(len(found))), all_escaped, all_escaped)
    text = _faithful(found)
    if text is None:
        found = _without_unspelled(found)
        text = _faithful(found)
    return _spelled(found, all_escaped, all_escaped) if text is None else text


def _faithful(found: Sequence[Mark]) -> str | None:
    """Return Markdown that means these marks and no others; None: there is none."""
    for inside, outside in SPELLINGS:
        text = _spelled(found, inside, outside)
        if _alike(marks(text)) == _alike(found):
            return text
    return None


def _without_unspelled(found: Sequence[Mark]) -> list[Mark]:
    """Return marks without the emphasis, or what else, that has no spelling."""
    groups = _groups(found)
    dropped = {place for group in groups for place in group}
    for group in groups[:MOST_TRIED]:
        fewer = dropped - group
        if _faithful(_worded(found, fewer)) is not None:
            dropped = fewer
    return _worded(found, dropped)


def _groups(found: Sequence[Mark]) -> list[set[int]]:
    """Return the places of each mark that words can do without, of both its sides."""
    groups: list[set[int]] = []
    opened: list[int] = []
    for place, (kind, *_) in enumerate(found):
        if kind in {"em", "strong"}:
            opened.append(place)
        elif kind in {"/em", "/strong"} and opened:
            groups.append({opened.pop(), place})
        elif kind in _BARE:
            groups.append({place})
    return groups + [{place} for place in opened]


def _worded(found: Sequence[Mark], dropped: Collection[int]) -> list[Mark]:
    """Return marks, those of some places as words alone."""
    return merged(
        ("text", _in_words(*mark) if len(mark) == 2 else "") if at in dropped else mark
        for at, mark in enumerate(found)
    )


def _in_words(kind: str, text: str) -> str:
    return raised(text) if kind == "sup" else lowered(text) if kind == "sub" else text


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


def _each_escaped(text: str) -> str:
    """Return a text with a backslash before each sign.

    Even one that means nothing can keep an emphasis from beginning beside it.
    """
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text)


Spell = Callable[[str], str]
#: How texts inside of an emphasis are spelled, and all others: the shortest first.
SPELLINGS: tuple[tuple[Spell, Spell], ...] = (
    (str, str),
    (all_escaped, all_escaped),
    (_each_escaped, str),
    (_each_escaped, all_escaped),
)


def _spelled(found: Sequence[Mark], inside: Spell, outside: Spell) -> str:
    """Return Markdown for marks; texts in an emphasis are spelled by ``inside``."""
    pieces: list[str] = []
    number: int | None = None
    depth = 0
    for mark in found:
        kind = mark[0]
        depth += {"em": 1, "strong": 1, "/em": -1, "/strong": -1}.get(kind, 0)
        if kind in {"ul", "ol"}:
            number = None if kind == "ul" else 0
        elif kind == "li":
            number = None if number is None else number + 1
            pieces.append("- " if number is None else f"{number}. ")
        elif kind in _BLOCKS:
            pieces.append("" if kind == "p" else "\n" if kind == "/li" else "\n\n")
        else:
            pieces.append(_sign(mark, inside if depth else outside))
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()


def _sign(mark: Mark, spell: Spell) -> str:
    kind, *values = mark
    if not values:
        return _SIGNS[kind]
    if kind == "text":
        return spell(values[0])
    if kind == "img":
        return f"![{values[1]}]({values[0]})"
    if kind == "code":
        sign = "`" * (1 + max(map(len, re.findall("`+", values[0])), default=0))
        blank = " " if "`" in values[0] else ""
        return f"{sign}{blank}{values[0]}{blank}{sign}"
    sign = {"math": "$", "sup": "^", "sub": "~"}[kind]
    return f"{sign}{values[0]}{sign}"

"""Blanks and line breaks of HTML, where Markdown wants them."""

import re

from quizapp.banks.files.markup import Mark, merged

BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")


def tidied(found: list[Mark], *, is_item: bool) -> list[list[Mark]]:
    """Return the paragraphs of a block: line breaks in a row part them."""
    found = _unblanked(found)
    if is_item:
        return [found] if found else []
    out: list[list[Mark]] = [[]]
    for at, mark in enumerate(found):
        if mark != ("br",):
            out[-1].append(mark)
        elif found[at + 1 : at + 2] == [("br",)]:
            out.append([])
        elif out[-1]:
            out[-1].append(mark)
    return [inner for inner in map(_without_breaks, out) if inner]


def _without_breaks(inner: list[Mark]) -> list[Mark]:
    while inner and inner[-1] == ("br",):
        inner = inner[:-1]
    return inner


def _unblanked(found: list[Mark]) -> list[Mark]:
    """Return marks with single blanks, outside of emphasis, none at the edges."""
    out: list[Mark] = [("br",)]
    for mark in merged(found):
        kind = mark[0]
        if kind == "text":
            _put(out, BLANKS.sub(" ", mark[1]))
        elif kind in {"/em", "/strong"}:
            _close(out, kind)
        else:
            if kind == "br":
                _strip_end(out)
            out.append(mark)
    _strip_end(out)
    return merged(out[1:])


def _put(out: list[Mark], text: str) -> None:
    """Add words; a blank at the beginning of emphasis goes before it."""
    signs = []
    while out[-1][0] in {"em", "strong"}:
        signs.append(out.pop())
    words = text.lstrip()
    is_parted = out[-1] == ("br",) or (out[-1][0] == "text" and out[-1][1][-1] == " ")
    if words != text and not is_parted:
        out.append(("text", " "))
    out += reversed(signs)
    if words:
        out.append(("text", words))


def _strip_end(out: list[Mark]) -> None:
    while out[-1][0] == "text":
        words = out.pop()[1].rstrip()
        if words:
            out.append(("text", words))
            return


def _close(out: list[Mark], kind: str) -> None:
    """Close emphasis: the blank that it ends with goes behind it, nothing is empty."""
    if out[-1] == (kind[1:],):
        out.pop()
    elif out[-1][0] == "text" and out[-1][1].endswith(" "):
        out[-1] = ("text", out[-1][1].rstrip())
        out += [(kind,), ("text", " ")]
    else:
        out.append((kind,))

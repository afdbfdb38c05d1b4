"""Word's equations as LaTeX, where they are made of what schools use."""

import re
from collections.abc import Callable
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
LONGEST = 500
_DEEPEST = 30

_SIGNS = {
    "×": r"\times ",
    "÷": r"\div ",
    "≤": r"\leq ",
    "≥": r"\geq ",
    "≠": r"\neq ",
    "±": r"\pm ",
    "∞": r"\infty ",
    "π": r"\pi ",
    "α": r"\alpha ",
    "β": r"\beta ",
    "Δ": r"\Delta ",
    "→": r"\to ",
    "∈": r"\in ",
    "⋅": r"\cdot ",
    "·": r"\cdot ",
    "≈": r"\approx ",
    "°": r"^{\circ}",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "−": "-",
    "∑": r"\sum",
    "∫": r"\int",
    "∏": r"\prod",
    "_": r"\_",
}
_NO_FORMULA = re.compile(r"[\\{}$^`]")


class _UnknownError(Exception):
    """There is something in the equation that we can't spell."""


def latex_of(equation: Any) -> str:
    """Return an equation as LaTeX; empty: it can't be told."""
    try:
        found = _row(equation, 0).strip()
    except _UnknownError:
        return ""
    return found if 0 < len(found) <= LONGEST else ""


def _row(parent: Any, depth: int) -> str:
    if depth > _DEEPEST:
        raise _UnknownError
    return "".join(
        _SPELLED[one.tag](one, depth + 1) if one.tag in _SPELLED else _unknown(one)
        for one in parent
        if isinstance(one.tag, str) and not one.tag.endswith("Pr")
    )


def _unknown(one: Any) -> str:
    if one.tag.startswith(M):
        raise _UnknownError
    return ""


def _letters(run: Any, depth: int) -> str:
    text = "".join(one.text or "" for one in run.iter(f"{M}t"))
    if _NO_FORMULA.search(text):
        raise _UnknownError
    told = "".join(_SIGNS.get(char, char) for char in text)
    is_words = any(
        (char.isalpha() and ord(char) > 0x2FF) or char in "ăâđêôơư" for char in text
    )
    if is_words and not any(char in _SIGNS for char in text):
        return rf"\text{{{text}}}"
    return told


def _part(parent: Any, name: str, depth: int) -> str:
    found = parent.find(M + name)
    return "" if found is None else _row(found, depth)


def _raised(one: Any, depth: int) -> str:
    return f"{{{_part(one, 'e', depth)}}}^{{{_part(one, 'sup', depth)}}}"


def _lowered(one: Any, depth: int) -> str:
    return f"{{{_part(one, 'e', depth)}}}_{{{_part(one, 'sub', depth)}}}"


def _both(one: Any, depth: int) -> str:
    return f"{_lowered(one, depth)}^{{{_part(one, 'sup', depth)}}}"


def _fraction(one: Any, depth: int) -> str:
    return rf"\frac{{{_part(one, 'num', depth)}}}{{{_part(one, 'den', depth)}}}"


def _root(one: Any, depth: int) -> str:
    degree = _part(one, "deg", depth)
    told = f"[{degree}]" if degree else ""
    return rf"\sqrt{told}{{{_part(one, 'e', depth)}}}"


def _bracketed(one: Any, depth: int) -> str:
    opening, closing = (
        next((sign.get(f"{M}val") or "" for sign in one.iter(M + name)), usual)
        for name, usual in (("begChr", "("), ("endChr", ")"))
    )
    if opening not in {"(", "[", "|"} or closing not in {")", "]", "|"}:
        raise _UnknownError
    inner = ",".join(_row(part, depth) for part in one.findall(f"{M}e"))
    return f"{opening}{inner}{closing}"


_SPELLED: dict[str, Callable[[Any, int], str]] = {
    M + "r": _letters,
    M + "oMath": _row,
    M + "sSup": _raised,
    M + "sSub": _lowered,
    M + "sSubSup": _both,
    M + "f": _fraction,
    M + "rad": _root,
    M + "d": _bracketed,
}

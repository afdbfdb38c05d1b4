"""The numbers and letters that Word writes before paragraphs of a list by itself."""

import re
from typing import Any

from quizapp.banks.files.docx.package import W

_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 9
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


class Numbering:
    """The lists of a document, counted while it is read."""

    def __init__(self, tree: Any) -> None:
        #: List → the definition that it counts by.
        self._abstract: dict[str, str] = {}
        #: Definition → level → format, text and first number.
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        #: List → level → number that it begins with anew.
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if tree is not None:
            for abstract in tree.iter(f"{W}abstractNum"):
                name = abstract.get(f"{W}abstractNumId") or ""
                self._levels[name] = {
                    _number(level, "ilvl"): _level(level)
                    for level in abstract.findall(f"{W}lvl")
                }
            for one in tree.iter(f"{W}num"):
                self._take_list(one)

    def label(self, name: str, level: int) -> str:
        """Return what stands before the next paragraph of a list; empty: nothing."""
        abstract = self._abstract.get(name)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = self._next(name, level, counts, levels)
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        form, text, _ = levels[level]
        if form == "bullet":
            return "-"
        return _PLACE.sub(
            lambda found: _written(int(found[1]) - 1, counts, levels), text
        ).strip()

    def _next(
        self,
        name: str,
        level: int,
        counts: dict[int, int],
        levels: dict[int, tuple[str, str, int]],
    ) -> int:
        restart = self._restarts.get(name, {}).get(level)
        if restart is not None and (name, level) not in self._begun:
            self._begun.add((name, level))
            return restart
        return counts[level] + 1 if level in counts else levels[level][2]

    def _take_list(self, one: Any) -> None:
        name = one.get(f"{W}numId") or ""
        abstract = one.find(f"{W}abstractNumId")
        if abstract is None:
            return
        self._abstract[name] = abstract.get(f"{W}val") or ""
        for override in one.findall(f"{W}lvlOverride"):
            level = _number(override, "ilvl")
            start = override.find(f"{W}startOverride")
            own = override.find(f"{W}lvl")
            if start is not None:
                self._restarts.setdefault(name, {})[level] = _number(start, "val")
            if own is not None:
                shared = self._levels.get(self._abstract[name], {})
                self._abstract[name] = f"{self._abstract[name]}/{name}"
                self._levels[self._abstract[name]] = shared | {level: _level(own)}


def _level(level: Any) -> tuple[str, str, int]:
    found = {one.tag: one for one in level}
    form, text, start = (found.get(W + name) for name in ("numFmt", "lvlText", "start"))
    return (
        (form.get(f"{W}val") or "decimal") if form is not None else "decimal",
        (text.get(f"{W}val") or "") if text is not None else "",
        _number(start, "val") if start is not None else 1,
    )


def _number(element: Any, name: str) -> int:
    told = element.get(W + name) or "0"
    return int(told) if re.fullmatch("[0-9]{1,6}", told) else 0


def _written(
    level: int, counts: dict[int, int], levels: dict[int, tuple[str, str, int]]
) -> str:
    if level not in levels:
        return ""
    form, _, start = levels[level]
    return written(counts.get(level, start), form)


def written(number: int, form: str) -> str:
    """Return a number in one of Word's formats."""
    if form == "none":
        return ""
    if form in {"upperLetter", "lowerLetter"}:
        text = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
    elif form in {"upperRoman", "lowerRoman"}:
        text = _roman(number)
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return text.lower() if form.startswith("lower") else text


def _roman(number: int) -> str:
    text = ""
    number = min(number, 4000)
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text

"""How letters look in a Word file, whichever style says so; and how it numbers lists."""

from typing import Any

from quizapp.banks.files.docx.package import W
from quizapp.banks.files.literal import Look

Properties = dict[str, str]

_OFF = {"0", "false", "off", "none"}
_BLACK = {"", "auto", "000000"}
_WHITE = {"", "auto", "FFFFFF", "none", "clear"}
_DEEPEST = 20


class Styles:
    """The styles of a document by id."""

    def __init__(self, tree: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._known: dict[str, Properties] = {}
        self._defaults: Properties = {}
        self._normal = ""
        if tree is None:
            return
        found = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._defaults = letters_of(found)
        for style in tree.iter(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            self._styles[name] = style
            if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph":
                self._normal = name

    def letters(self, paragraph_style: str, *others: Properties | str) -> Properties:
        """Return how letters look: by the paragraph's style, then by each of others."""
        found = self._defaults | self._style(paragraph_style or self._normal)
        for other in others:
            found |= self._style(other) if isinstance(other, str) else other
        return found

    def heading(self, style: str) -> int:
        """Return 1 for a title, 2 and more for headings, 0 for what is none."""
        for one in self._chain(style):
            name = one.find(f"{W}name")
            told = (name.get(f"{W}val") or "").lower() if name is not None else ""
            if told == "title":
                return 1
            if told.startswith("heading ") and told[8:].isdigit():
                return int(told[8:]) + 1
        return 0

    def numbering(self, style: str) -> tuple[str, int] | None:
        """Return list and level that a style numbers by."""
        for one in self._chain(style):
            found = numbering_of(one.find(f"{W}pPr"))
            if found is not None:
                return found
        return None

    def _style(self, name: str) -> Properties:
        if name not in self._known:
            found: Properties = {}
            for style in reversed(self._chain(name)):
                found |= letters_of(style.find(f"{W}rPr"))
            self._known[name] = found
        return self._known[name]

    def _chain(self, name: str) -> list[Any]:
        """Return a style and those that it is based on."""
        chain: list[Any] = []
        while name in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[name])
            based = chain[-1].find(f"{W}basedOn")
            name = (based.get(f"{W}val") or "") if based is not None else ""
        return chain


def letters_of(properties: Any) -> Properties:
    """Return what a set of properties says of letters."""
    if properties is None:
        return {}
    return {
        one.tag.removeprefix(W): one.get(
            f"{W}fill" if one.tag == f"{W}shd" else f"{W}val"
        )
        or ("" if one.tag == f"{W}shd" else "1")
        for one in properties
        if isinstance(one.tag, str) and one.tag in _NAMES
    }


def look_of(found: Properties) -> Look:
    """Return the look that properties make."""
    colour = found.get("color", "")
    marker = found.get("highlight", "")
    shade = found.get("shd", "")
    return Look(
        bold=_is_on(found.get("b")),
        italic=_is_on(found.get("i")),
        underline=_is_on(found.get("u")),
        colour="" if colour in _BLACK else colour.upper(),
        highlight=marker if marker not in _WHITE else "" if shade in _WHITE else shade,
        script={"superscript": "^", "subscript": "~"}.get(
            found.get("vertAlign", ""), ""
        ),
    )


def is_hidden(found: Properties) -> bool:
    """Tell whether letters are there, but not to be seen."""
    return _is_on(found.get("vanish"))


def numbering_of(properties: Any) -> tuple[str, int] | None:
    """Return list and level of a paragraph's properties, if they say so."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is None:
        return None
    name, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
    told = (level.get(f"{W}val") or "0") if level is not None else "0"
    return (
        (name.get(f"{W}val") or "") if name is not None else "",
        int(told) if told.isdigit() else 0,
    )


def _is_on(value: str | None) -> bool:
    return value is not None and value.lower() not in _OFF


_NAMES = {
    W + name
    for name in ("b", "i", "u", "color", "highlight", "shd", "vertAlign", "vanish")
}

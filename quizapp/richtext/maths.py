"""Formulas: LaTeX as MathML, and in one line for readers whose browser has none."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

LONGEST = 500

SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_IN_WORDS = re.compile(r"\\(?:text|mathrm|mbox)\s*\{[^{}]*\}")
#: Signs that are written over a letter.
_MARKS = {"→": "\u20d7", "¯": "\u0304", "^": "\u0302", "˙": "\u0307", "~": "\u0303"}


@lru_cache(maxsize=1_000)
def mathml(source: str) -> str | None:
    """Return a formula as MathML; None: it can't be read, or is no formula.

    What comes out has to be cleaned like everything else.
    """
    tree = _tree(source)
    if tree is None:
        return None
    tree.attrib.pop("xmlns", None)
    tree.set("aria-hidden", "true")  # read aloud is the line: it is fit for a label
    return tostring(tree, encoding="unicode")


@lru_cache(maxsize=1_000)
def in_line(source: str) -> str | None:
    """Return a formula in one line, ``x²+(a+1)/2``; None: as ``mathml``."""
    tree = _tree(source)
    return None if tree is None else _written(tree)


def _tree(source: str) -> Element | None:
    if len(source) > LONGEST or _is_prose(source):
        return None
    try:
        tree = convert_to_element(source)
        # The library puts entities where characters belong, and text as it came.
        for part in tree.iter():
            part.text = unescape(part.text or "")
            if part.text.startswith("\\") and len(part.text) > 1:
                return None  # a command that it doesn't know
    except Exception:  # whatever a formula that breaks off makes it raise
        return None
    return tree


def _is_prose(source: str) -> bool:
    """Tell whether it has lines or Vietnamese: then the dollars were meant as money."""
    if "\n" in source:
        return True
    rest = _IN_WORDS.sub("", source)
    return any(char.isalpha() and ord(char) > 127 for char in rest if char not in "∂ℓ")


def _written(part: Element) -> str:
    inner = [_written(child) for child in part]
    form = _FORMS.get(part.tag)
    if form is not None and len(inner) == form[0]:
        return form[1](*inner)
    if part.tag in {"mtable", "mtr"}:
        return ("; " if part.tag == "mtable" else ", ").join(inner)
    return (part.text or "") + "".join(inner)


def _held(text: str) -> str:
    """Return a part that stays together, in brackets if it must."""
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def raised(text: str) -> str:
    """Return what stands higher, such as ² or ^(a/b)."""
    small = text.translate(SUPERSCRIPTS)
    is_small = all(char in SUPERSCRIPTS for char in map(ord, text))
    return small if is_small else f"^{_held(text)}"


def lowered(text: str) -> str:
    """Return what stands lower, such as ₂ or _k."""
    small = text.translate(SUBSCRIPTS)
    is_small = all(char in SUBSCRIPTS for char in map(ord, text))
    return small if is_small else f"_{_held(text)}"


#: Tag → how many parts it has, and how they are written.
_FORMS: dict[str, tuple[int, Callable[..., str]]] = {
    "mfrac": (2, lambda over, under: f"{_held(over)}/{_held(under)}"),
    "msup": (2, lambda base, high: base + raised(high)),
    "msub": (2, lambda base, low: base + lowered(low)),
    "msubsup": (3, lambda base, low, high: base + lowered(low) + raised(high)),
    "munderover": (3, lambda base, low, high: base + lowered(low) + raised(high)),
    "munder": (2, lambda base, low: base + lowered(low)),
    "mover": (2, lambda base, high: base + (_MARKS.get(high) or raised(high))),
    "msqrt": (1, lambda inner: f"√{_held(inner)}"),
    "mroot": (2, lambda inner, degree: f"{raised(degree)}√{_held(inner)}"),
}

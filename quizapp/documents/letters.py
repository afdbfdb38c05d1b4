"""Which signs our fonts can print: PDF/UA refuses a whole book for one that they can't."""

import unicodedata
from functools import cache
from pathlib import Path

import typst
from fontpkg_be_vietnam_pro import ROOT as FONT_ROOT

#: Stands for a letter that can't be printed.
BOX = "□"
#: From here on letters are East Asian; there are too many to ask for each.
_EAST_ASIAN = 0x2E80

_VIETNAMESE = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
#: What need not be asked of each document.
_KNOWN = frozenset(map(chr, range(0x80))) | {
    sign
    for letter in _VIETNAMESE + _VIETNAMESE.upper()
    for tone in _TONES
    for sign in unicodedata.normalize("NFC", letter + tone)
}
#: All styles that templates use; the signs reach it as data.
_TRIAL = b"""
#set document(title: "-")
#set text(font: "Be Vietnam Pro")
#let signs = sys.inputs.signs
#signs #strong(signs) #emph(signs) #text(weight: "semibold", signs) #raw(signs)
"""


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of documents: ours, and those that Typst brings along."""
    return typst.Fonts(
        include_system_fonts=False, font_paths=[Path(FONT_ROOT) / "files"]
    )


def printable(text: str) -> str:
    """Return a text as our fonts can print it.

    A letter or digit of a writing that they don't have becomes a box, so that the gap
    is seen; any other sign, such as a smiling face, is left out.
    """
    strange = set(text) - _KNOWN
    missing = {sign for sign in strange if _is_east_asian(sign)}
    missing.update(_missing(" ".join(sorted(strange - missing))))
    return text.translate(
        {ord(sign): BOX if sign.isalnum() else "" for sign in missing}
    )


def _is_east_asian(sign: str) -> bool:
    return ord(sign) >= _EAST_ASIAN and unicodedata.category(sign) == "Lo"


@cache
def _missing(signs: str) -> str:
    """Return which of some signs, with a blank between any two, no font has."""
    if not signs or _are_printed(signs):
        return ""
    each = signs.split(" ")
    if len(each) == 1:
        return signs
    half = len(each) // 2
    return _missing(" ".join(each[:half])) + _missing(" ".join(each[half:]))


def _are_printed(signs: str) -> bool:
    try:
        typst.compile(
            _TRIAL,
            format="pdf",
            font_paths=fonts(),
            sys_inputs={"signs": signs},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True

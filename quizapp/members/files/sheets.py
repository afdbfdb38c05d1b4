"""Cards to cut out: name, code and QR of each member, as PDF by unit."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import segno

from quizapp.documents import pages_as_png, pdf
from quizapp.members.rules import shown_code
from quizapp.phrases import message, spoken

TITLE = message("Codes to enter the contest")
#: What stands on a card and at the foot of each page.
WORDS = {
    "code": message("Code"),
    "page": message("Page"),
    "how": message(
        "Scan the picture with the phone's camera, or open %(address)s and type the code."
        " Each code is for one member alone."
    ),
    "hotline": message("Questions: %(hotline)s"),
    "cards": message("Cards: %(count)s"),
}
#: Squares of a QR picture are so many dots wide.
SCALE = 4
#: After so many cards it is told how far the work is.
STEP = 100

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class UnitSheet:
    """The cards of one unit: (name, code) of each, in the order of lists."""

    unit: str
    cards: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that is printed. ``address`` is that of the page where codes are typed."""

    contest: str
    organizer: str
    hotline: str
    address: str
    units: Sequence[UnitSheet]
    language: str = "vi"


def nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def sheet_pdf(sheet: Sheet, *, tell: Tell = nobody) -> bytes:
    """Return the cards as a tagged PDF, each unit from a new page on; A4, 21 a page."""
    data, pictures = _told(sheet, tell)
    return pdf("member_cards", data, pictures)


def sheet_pages(sheet: Sheet, *, ppi: float = 96) -> list[bytes]:
    """Return a picture of each page, to look at."""
    data, pictures = _told(sheet, nobody)
    return pages_as_png("member_cards", data, pictures, ppi=ppi)


def join_address(address: str, code: str) -> str:
    """Return what a QR opens: the code stands behind ``#`` and reaches no log."""
    return f"{address}#{code}"


def qr_png(text: str) -> bytes:
    """Return a QR picture, without a margin."""
    made = io.BytesIO()
    segno.make(text, error="m").save(made, kind="png", scale=SCALE, border=0)
    return made.getvalue()


def qr_svg(text: str) -> str:
    """Return a QR picture for pages, as an inline SVG with its margin."""
    return str(
        segno.make(text, error="m").svg_inline(
            scale=6, border=4, dark="#000", light="#fff"
        )
    )


def _told(sheet: Sheet, tell: Tell) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template prints, and its pictures."""
    count = sum(len(unit.cards) for unit in sheet.units)
    pictures: dict[str, bytes] = {}
    for unit in sheet.units:
        for _, code in unit.cards:
            pictures[code] = qr_png(join_address(sheet.address, code))
            if len(pictures) % STEP == 0:
                tell(len(pictures), count + 1)
    shown = sheet.address.split("://", 1)[-1]
    say = {
        "title": _say(TITLE, sheet),
        "code": _say(WORDS["code"], sheet),
        "page": _say(WORDS["page"], sheet),
        "how": _say(WORDS["how"], sheet, address=shown),
        "hotline": _say(WORDS["hotline"], sheet, hotline=sheet.hotline),
    }
    return {
        "contest": sheet.contest,
        "organizer": sheet.organizer,
        "language": sheet.language,
        "words": say,
        "units": [
            {
                "unit": unit.unit,
                "count": _say(WORDS["cards"], sheet, count=len(unit.cards)),
                "cards": [
                    {"name": name, "code": shown_code(code), "picture": code}
                    for name, code in unit.cards
                ],
            }
            for unit in sheet.units
        ],
    }, pictures


def _say(text: str, sheet: Sheet, **params: object) -> str:
    return spoken(text, params, language=sheet.language)

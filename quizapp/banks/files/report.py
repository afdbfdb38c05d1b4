"""What a reader found in a file, as data that is kept and shown in either language."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from quizapp.banks.files.sheet import Place, Sheet
from quizapp.errors import Fault

#: How much of an offending text is shown.
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Line:
    """One fault or warning with the text that it is about."""

    at: int
    message: str
    params: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Report:
    """What became of a file."""

    #: The format that it was read as, e.g. ``docx``.
    format: str
    place: Place
    item_count: int
    faults: tuple[Line, ...]
    warnings: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what was kept."""
        return cls(
            kept["format"],
            kept["place"],
            kept["item_count"],
            tuple(_line(one) for one in kept["faults"]),
            tuple(_line(one) for one in kept["warnings"]),
        )


def report_of(
    format_name: str,
    sheet: Sheet,
    *,
    item_count: int,
    faults: Iterable[Fault],
    warnings: Iterable[Fault],
) -> Report:
    """Return the report of a sheet."""
    return Report(
        format_name,
        sheet.place,
        item_count,
        tuple(line_of(fault, sheet.texts) for fault in faults),
        tuple(line_of(fault, sheet.texts) for fault in warnings),
    )


def line_of(fault: Fault, texts: Mapping[int, str]) -> Line:
    """Return a fault with the text that stands in its place."""
    text = " ".join(texts.get(fault.line, "").split())
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    params = {name: _kept(value) for name, value in fault.params.items()}
    return Line(fault.line, fault.message, params, text)


def _kept(value: object) -> Any:
    """Return a parameter as JSON holds it; days stay days."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal | float):
        return {"number": str(value)}
    return str(value)


def _line(kept: Mapping[str, Any]) -> Line:
    params = {name: _value(value) for name, value in kept["params"].items()}
    return Line(kept["at"], kept["message"], params, kept["text"])


def _value(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    if "day" in kept:
        return date.fromisoformat(kept["day"])
    return Decimal(kept["number"])

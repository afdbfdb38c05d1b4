"""What became of a list that was sent, as it is kept and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from quizapp.errors import Fault

#: More faults than these are counted, not told one by one.
MOST_FAULTS = 1000


@dataclass(frozen=True)
class Line:
    """A fault with the text of its row."""

    line: int
    message: str
    params: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Report:
    """What was found in a list, and what taking it in would come to."""

    row_count: int
    fault_count: int
    faults: tuple[Line, ...]
    added: int
    changed: int
    there: int
    has_phones: bool
    has_birth_years: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the report of a document."""
        faults = tuple(Line(**line) for line in document["faults"])
        return cls(**{**document, "faults": faults})


def lines_of(faults: Sequence[Fault], texts: Mapping[int, str]) -> tuple[Line, ...]:
    """Return faults with the text of their rows, as many as are told."""
    return tuple(
        Line(fault.line, fault.message, fault.params, texts.get(fault.line, ""))
        for fault in faults[:MOST_FAULTS]
    )

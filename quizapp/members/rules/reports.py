"""What became of a list that was sent, as it is kept and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from quizapp.errors import Fault

#: More faults than these are counted, not told one by one.
MOST_FAULTS = 1000
#: So many rows are shown before a list is taken in.
MOST_SHOWN = 20


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
    #: The first rows that are new, and that change something, as texts.
    added_rows: tuple[str, ...] = ()
    changed_rows: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the report of a document."""
        faults = tuple(Line(**line) for line in document["faults"])
        rows = {name: tuple(document[name]) for name in ("added_rows", "changed_rows")}
        return cls(**{**document, "faults": faults, **rows})

    @property
    def settled(self) -> Self:
        """Return what is kept once a list is settled: its counts alone."""
        return replace(self, faults=(), added_rows=(), changed_rows=())


def lines_of(faults: Sequence[Fault], texts: Mapping[int, str]) -> tuple[Line, ...]:
    """Return faults with the text of their rows, as many as are told."""
    return tuple(
        Line(fault.line, fault.message, fault.params, texts.get(fault.line, ""))
        for fault in faults[:MOST_FAULTS]
    )

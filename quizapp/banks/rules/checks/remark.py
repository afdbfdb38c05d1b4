"""A remark: something to look at in a place of a bank; and what is looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.banks.rules.item import AnyItem

#: Where something stands in a bank: names and places, from the top.
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Remark:
    """Something to look at in a place of a bank, as a message id with parameters."""

    path: Path
    message: str
    params: dict[str, object] = field(default_factory=dict)
    #: Which check says so, such as ``near-duplicate``: pages group and fold by it.
    code: str = field(kw_only=True)


def in_use(items: Sequence[AnyItem]) -> Iterator[tuple[int, AnyItem]]:
    """Return the items that papers may still draw, each with its place."""
    return ((place, item) for place, item in enumerate(items) if not item.retired)

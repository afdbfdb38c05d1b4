"""A remark: something to look at in a place of a bank."""

from dataclasses import dataclass, field

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

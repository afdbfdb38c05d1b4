"""What every format is read into, and what writing into one gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quizapp.errors import Fault
from quizapp.yamltree import Map

#: What the numbers of faults count in a file.
Place = Literal["line", "row", "paragraph"]


@dataclass(frozen=True)
class Sheet:
    """A file as its reader understood it, before the rules of banks look at it."""

    #: What the file is called in reports.
    name: str
    #: A bank as ``banks.rules.Bank`` wants it, of texts alone, each with its place. It
    #: may lack ``id`` and ``title``, and an item its ``id``: ``naming`` fills them in.
    tree: Map
    place: Place = "line"
    #: What the reader found wrong; whatever it names is not in the tree.
    faults: tuple[Fault, ...] = ()
    #: What it left out or took otherwise than it stands, and what to look at.
    warnings: tuple[Fault, ...] = ()
    #: Place → the text that stands there, for reports.
    texts: Mapping[int, str] = field(default_factory=dict)
    #: File name → bytes of each picture that came with it.
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A bank in another format, and what that format can't carry."""

    data: bytes
    #: One for each thing that is lost; ``line`` is the item's number in the bank, from
    #: 1, and 0 for what the whole bank loses.
    losses: tuple[Fault, ...] = ()

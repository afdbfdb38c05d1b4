"""What a file is read into: texts, lists and mappings that know their lines."""

from typing import Any


class Map(dict[str, Any]):
    """A mapping of names to values, with the line of itself and of each name."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        #: The line of each name, from 1.
        self.lines: dict[str, int] = {}


class List(list[Any]):
    """A list, with the line of itself and of each of its values."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        #: The line of each value, from 1.
        self.lines: list[int] = []


Value = str | List | Map

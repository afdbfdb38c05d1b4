"""Pages and parts rendered once, with marks where they differ, then filled in.

A template is rendered with marks in place of what changes from request to request. What
comes out is cut at the marks and kept; each request only joins the pieces. The markup
stays in templates, and a page costs its reader no rendering.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

#: What is filled in is markup as it stands: what a person typed has been escaped.
Values = Mapping[str, str]

#: Nobody outside of this process can write a mark, or a number that stands for one.
SECRET = secrets.token_hex(8)
MARK = re.compile(f"\ue000{SECRET}([a-z_0-9]+)\ue001")


def mark(name: str) -> str:
    """Return what stands for a text that is filled in later."""
    return f"\ue000{SECRET}{name}\ue001"


def number_mark() -> int:
    """Return a number that stands for another one where only numbers fit."""
    return 10**17 * 9 + secrets.randbelow(10**17)


def marks(*names: str) -> dict[str, Any]:
    """Return a mark for each of these names."""
    return {name: mark(name) for name in names}


class Letter:
    """A rendered text with places that are filled in."""

    def __init__(self, text: str, numbers: Mapping[int, str] | None = None) -> None:
        """Cut a text at its marks; ``numbers`` are marks where only numbers fit."""
        for number, name in (numbers or {}).items():
            text = text.replace(str(number), mark(name))
        self._parts = MARK.split(text)
        self._places = [(n, self._parts[n]) for n in range(1, len(self._parts), 2)]

    def filled(self, values: Values) -> str:
        """Return the text with a value in each place.

        Raises:
            KeyError: a place has no value.
        """
        parts = self._parts.copy()
        for n, name in self._places:
            parts[n] = values[name]
        return "".join(parts)

    def partly_filled(self, values: Values) -> str:
        """Return the text with values in some places, marks still in the others."""
        parts = self._parts.copy()
        for n, name in self._places:
            parts[n] = values.get(name, mark(name))
        return "".join(parts)


class Letters:
    """Letters by what they are about; those asked for longest ago go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Letter] = OrderedDict()

    def get(self, key: Hashable, write: Callable[[], Letter]) -> Letter:
        """Return a letter; write it if it isn't there yet."""
        letter = self._kept.get(key)
        if letter is None:
            letter = self._kept[key] = write()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return letter

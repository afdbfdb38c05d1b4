"""Kinds of items: each folder in here is one, found by being here (docs/kinds.md).

A kind's folder holds ``__init__.py``, whose ``ITEM`` is its subclass of ``AnyItem``:
schema, grading, its words and what statistics count; and ``fields.html``, the fields of
a question, with and without script.
"""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from quizapp.banks.rules.item import AnyItem


def kinds_in(modules: Iterable[ModuleType]) -> dict[str, type[AnyItem]]:
    """Return the item of each kind by the kind's name.

    Raises:
        ValueError: two kinds begin their shapes with the same letter.
    """
    found: dict[str, type[AnyItem]] = {}
    letters: dict[str, str] = {}
    for module in modules:
        name = module.__name__.rpartition(".")[2]
        item: type[AnyItem] = module.ITEM
        first = letters.setdefault(item.letter, name)
        if first != name:
            raise ValueError(f"{name} and {first} have the same letter {item.letter}.")
        found[name] = item
    return found


#: Name → its item, in the order of names.
KINDS = kinds_in(
    import_module(f"{__name__}.{found.name}")
    for found in sorted(iter_modules(__path__), key=lambda found: found.name)
)
#: First letter of a shape → the item of that kind.
BY_LETTER = {item.letter: item for item in KINDS.values()}
#: First letter of a shape → the kind's name.
NAMES = {item.letter: name for name, item in KINDS.items()}

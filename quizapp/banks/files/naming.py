"""Names for what a foreign file leaves without one: the bank, and each item.

An item keeps its id for life: comments, statistics and marks hang on it. So an item
without an id takes the one of the item of the last version that it most likely is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import count
from pathlib import PurePath

from quizapp.banks.files.sheet import Sheet
from quizapp.banks.rules import Item
from quizapp.names import search_key, slug_of
from quizapp.yamltree import List, Map

#: How much two questions must have in common to be one that was reworded.
ALIKE = 0.85
#: Beyond so many pairs likeness isn't looked for: it would take minutes.
MOST_PAIRS = 250_000


def named(
    sheet: Sheet, *, slug: str = "", title: str = "", known: Sequence[Item] = ()
) -> Sheet:
    """Return a sheet whose bank and items all have names.

    Args:
        sheet: what a reader gave; its own names stay.
        slug: the bank's id, if it is known; else it comes from the file's name.
        title: the bank's title, if the file has none.
        known: the items of the version before.
    """
    tree = _copy(sheet.tree)
    stem = PurePath(sheet.name).stem
    if slug or "id" not in tree:
        _put(tree, "id", slug or slug_of(stem) or "ngan-hang")
    if "title" not in tree:
        _put(tree, "title", title or stem or "Ngân hàng câu hỏi")
    items = tree.get("items")
    if isinstance(items, List):
        _name_items([item for item in items if isinstance(item, Map)], known)
    return replace(sheet, tree=tree)


def _name_items(items: Iterable[Map], known: Sequence[Item]) -> None:
    taken = {str(item["id"]) for item in items if "id" in item}
    unnamed = [item for item in items if "id" not in item]
    free = {item.id: item for item in known if item.id not in taken}
    rest = []
    same = _by_stem(free.values())
    for item in unnamed:
        name = same.pop(_stem(item), None)
        if name is None:
            rest.append(item)
        else:
            _give(item, name, taken)
            free.pop(name)
    for item in rest:
        if len(rest) * len(free) <= MOST_PAIRS and (name := _alike(item, free)):
            _give(item, name, taken)
            free.pop(name)
    known_names = {item.id for item in known}
    numbers = (f"cau-{n}" for n in count(1))
    for item in rest:
        if "id" not in item:
            _give(
                item,
                next(n for n in numbers if n not in taken and n not in known_names),
                taken,
            )


def _by_stem(items: Iterable[Item]) -> dict[str, str]:
    """Return stem → id of the items whose stem no other item has."""
    pairs = [(search_key(item.stem), item.id) for item in items]
    counts = Counter(stem for stem, _ in pairs)
    return {stem: name for stem, name in pairs if counts[stem] == 1}


def _alike(item: Map, free: Mapping[str, Item]) -> str | None:
    """Return the id of the item that this one most likely was before, or None."""
    stem = _stem(item)
    matcher = SequenceMatcher(b=stem, autojunk=False)
    best, found = ALIKE, None
    for name, old in free.items():
        matcher.set_seq1(search_key(old.stem))
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            ratio = matcher.ratio()
            if ratio > best and old.kind == item.get("kind"):
                best, found = ratio, name
    return found


def _stem(item: Map) -> str:
    stem = item.get("stem")
    return search_key(stem) if isinstance(stem, str) else ""


def _give(item: Map, name: str, taken: set[str]) -> None:
    _put(item, "id", name)
    taken.add(name)


def _put(node: Map, name: str, value: str) -> None:
    node[name] = value
    node.lines.setdefault(name, node.line)


def _copy(tree: Map) -> Map:
    """Return a bank whose own names and items can be added to."""
    found = Map(tree.line)
    found.update(tree)
    found.lines.update(tree.lines)
    items = tree.get("items")
    if isinstance(items, List):
        copied = List(items.line)
        copied.lines.extend(items.lines)
        for item in items:
            if isinstance(item, Map):
                own = Map(item.line)
                own.update(item)
                own.lines.update(item.lines)
                copied.append(own)
            else:
                copied.append(item)
        found["items"] = copied
    return found

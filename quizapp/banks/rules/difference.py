"""What a bank says otherwise than the version before it."""

from dataclasses import dataclass
from typing import Any, Literal

from quizapp.banks.rules.bank import Bank, Item

What = Literal["added", "changed", "retired", "taken_out"]

#: Fields that say nothing about which answer is right.
SILENT_ON_KEYS = frozenset(
    {
        *("id", "stem", "points", "tags", "difficulty", "explanation", "source"),
        *("as_of", "retired", "replaced_by"),
    }
)


@dataclass(frozen=True)
class ItemDifference:
    """One item that is otherwise than before."""

    item: str
    what: What
    before: Item | None
    after: Item | None
    #: Names of the fields that differ, in the order of the format.
    fields: tuple[str, ...] = ()

    @property
    def is_key_corrected(self) -> bool:
        """Tell whether another answer is right now: marks may have to be mended."""
        if self.before is None or self.after is None:
            return False
        return right_answers(self.before) != right_answers(self.after)


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a bank."""

    #: Names of fields of the bank itself, e.g. ``title``.
    head: tuple[str, ...]
    items: tuple[ItemDifference, ...]
    #: Whether the items that are in both stand in another order.
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.head or self.items or self.is_reordered)

    @property
    def corrected(self) -> tuple[ItemDifference, ...]:
        """Return the items of which another answer is right now."""
        return tuple(one for one in self.items if one.is_key_corrected)

    def count(self, what: What) -> int:
        """Return how many items are so."""
        return sum(one.what == what for one in self.items)


def difference(before: Bank | None, after: Bank) -> Difference:
    """Return what ``after`` says otherwise; everything is new where nothing was."""
    old = {item.id: item for item in before.items} if before else {}
    new = {item.id: item for item in after.items}
    found = [
        _one(old.get(name), item)
        for name, item in new.items()
        if name not in old or old[name] != item
    ]
    found += [
        ItemDifference(name, "taken_out", item, None)
        for name, item in old.items()
        if name not in new
    ]
    head = [name for name in Bank.model_fields if name not in {"items", "pictures"}]
    kept = [name for name in new if name in old]
    return Difference(
        head=tuple(name for name in head if _differs(before, after, name)),
        items=tuple(found),
        is_reordered=kept != [name for name in old if name in new],
    )


def _differs(before: Bank | None, after: Bank, name: str) -> bool:
    return before is not None and getattr(before, name) != getattr(after, name)


def right_answers(item: Item) -> dict[str, Any]:
    """Return what decides which answers to an item are right.

    For a choice these are the right options, for other kinds their own fields.
    """
    if item.choices:
        return {"right": sorted(map(str, item.right_in_words())), "kind": item.kind}
    return {
        name: getattr(item, name)
        for name in type(item).model_fields
        if name not in SILENT_ON_KEYS
    }


def _one(before: Item | None, after: Item) -> ItemDifference:
    if before is None:
        return ItemDifference(after.id, "added", None, after)
    names = dict.fromkeys([*type(before).model_fields, *type(after).model_fields])
    fields = tuple(
        name
        for name in names
        if getattr(before, name, None) != getattr(after, name, None)
    )
    what: What = "retired" if after.retired and not before.retired else "changed"
    return ItemDifference(after.id, what, before, after, fields)

"""The rules of banks put to a sheet: a bank, or every fault at once with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from quizapp.banks.files.pictures import NONE, Known, pictured
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.rules import Bank, Item, remarks_on
from quizapp.errors import Fault, FileFaultsError
from quizapp.pictures import Picture
from quizapp.yamltree import List, Map, faults_of, line_at

#: So many items are checked in one go.
AT_ONCE = 20
MOST_TOLD = 1_000


@dataclass(frozen=True)
class BankFile:
    """A bank, and where each of its parts stands in the file it came from."""

    bank: Bank
    sheet: Sheet
    #: What its texts show, made ours: to be kept before the bank is taken in.
    pictures: tuple[Picture, ...] = ()

    @property
    def name(self) -> str:
        """Return what the file is called."""
        return self.sheet.name

    def warnings(self, *, today: date) -> list[Fault]:
        """Return what somebody should look at that keeps nothing from working."""
        found = [
            Fault(
                line_at(self.sheet.tree, remark.path),
                remark.message,
                remark.params,
                is_warning=True,
            )
            for remark in remarks_on(self.bank, today=today)
        ]
        return sorted([*self.sheet.warnings, *found], key=lambda fault: fault.line)


def checked(sheet: Sheet, known: Known | None = NONE) -> BankFile:
    """Return the bank that a sheet holds; ``known`` as for ``examined``.

    Raises:
        FileFaultsError: every fault at once, with its place.
    """
    file, faults = examined(sheet, known)
    if file is None or faults:
        raise FileFaultsError(sheet.name, faults)
    return file


def examined(
    sheet: Sheet, known: Known | None = NONE
) -> tuple[BankFile | None, Sequence[Fault]]:
    """Return the bank of a sheet and every fault; None: there is no bank in it.

    ``known`` are pictures that need not come with the file; with None, nobody looks
    for any. After ``MOST_TOLD`` faults of items nobody reads on.
    """
    tree = sheet.tree
    faults = [*sheet.faults, *_repeats(tree), *_replacements(tree), *_own(tree)]
    if sheet.faults and not tree.get("items"):
        # What the reader said of its items says it all.
        return None, sorted(faults, key=lambda fault: fault.line)
    bank, found = _validated(tree)
    faults += found
    file = None
    if bank is not None:
        file = BankFile(bank, sheet)
        if known is not None:
            bank, pictures, wrong = pictured(bank, sheet, known)
            file = BankFile(bank, sheet, pictures)
            faults += wrong
    return file, sorted(faults, key=lambda fault: fault.line)


def _validated(tree: Map) -> tuple[Bank | None, list[Fault]]:
    """Return the bank of a tree, or what its rules say against it."""
    bank: Bank | None = None
    items: list[Item] = []
    found: list[Fault] = []
    for part in _parts(tree):
        try:
            bank = Bank.model_validate(part)
            items += bank.items
        except ValidationError as error:
            found += faults_of(error, part, Bank)
        if len(found) >= MOST_TOLD:
            break
    if found:
        return None, found
    return _joined(tree, items) if len(items) > AT_ONCE else (bank, [])


def _parts(tree: Map) -> Iterator[Map]:
    """Yield a bank in parts of few items: what is wrong with many takes much memory."""
    items = tree.get("items")
    if not isinstance(items, List) or len(items) <= AT_ONCE:
        yield tree
        return
    for start in range(0, len(items), AT_ONCE):
        part = Map(tree.line)
        part.update(tree if not start else {"id": "a", "title": "a"})
        part.lines.update(tree.lines)
        some = List(items.line)
        some += items[start : start + AT_ONCE]
        some.lines += items.lines[start : start + AT_ONCE]
        part["items"] = some
        yield part


def _joined(tree: Map, items: list[Item]) -> tuple[Bank | None, list[Fault]]:
    """Return the bank of a tree whose items are known to be right."""
    try:
        return Bank.model_validate({**tree, "items": items}), []
    except ValidationError as error:
        return None, faults_of(error, tree, Bank)


def _own(tree: Map) -> list[Fault]:
    """Return a fault if a file says what quizapp writes itself."""
    if "pictures" not in tree:
        return []
    return [
        Fault(
            line_at(tree, ("pictures",)),
            "“pictures” is written by quizapp itself: leave it out, and name pictures"
            " in the texts, ![what it shows](picture.png).",
        )
    ]


def _repeats(tree: Map) -> list[Fault]:
    """Return a fault for each item whose id stands above already."""
    first: dict[str, int] = {}
    faults = []
    items = tree.get("items")
    for place, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("id") if isinstance(item, Map) else None
        if not isinstance(name, str):
            continue
        line = line_at(tree, ("items", place, "id"))
        if name in first:
            faults.append(
                Fault(
                    line,
                    "The id “%(item)s” stands in line %(first)s already.",
                    {"item": name, "first": first[name]},
                )
            )
        first.setdefault(name, line)
    return faults


def _replacements(tree: Map) -> list[Fault]:
    """Return a fault for each item that is replaced by none, or isn't retired."""
    items = tree.get("items")
    found = [item for item in items if isinstance(item, Map)] if items else []
    names = {item.get("id") for item in found}
    faults = []
    for item in found:
        name = item.get("replaced_by")
        if not isinstance(name, str):
            continue
        if name not in names or name == item.get("id"):
            faults.append(
                Fault(
                    item.lines["replaced_by"],
                    "“%(name)s” is no other item of this bank.",
                    {"name": name},
                )
            )
        elif str(item.get("retired")).lower() != "true":
            faults.append(
                Fault(
                    item.lines["replaced_by"],
                    "Only a retired item is replaced: add “retired: true”.",
                )
            )
    return faults

"""The handbook (sổ tay hỏi đáp): questions with their answers, by chapter, numbered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quizapp.banks.rules.bank import Bank, Item
from quizapp.banks.rules.item import Source, Word


@dataclass(frozen=True)
class Entry:
    """A question of a handbook. Texts are as the author wrote them."""

    #: From 1, through the whole book.
    number: int
    #: The bank and the item's id in it.
    bank: str
    item: str
    stem: str
    #: What was to choose from; empty for other kinds.
    options: tuple[str, ...]
    answer: tuple[Word, ...]
    explanation: str
    source: Source | None


@dataclass(frozen=True)
class Chapter:
    """Questions that belong together."""

    #: A name for addresses, unlike any other chapter's.
    name: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Handbook:
    """A whole handbook, as of one moment."""

    title: str
    subtitle: str
    publisher: str
    foreword: str
    chapters: tuple[Chapter, ...]
    #: How many questions are left out because a round can still ask them.
    held_count: int

    @property
    def entry_count(self) -> int:
        """Return how many questions stand in it."""
        return sum(len(chapter.entries) for chapter in self.chapters)


@dataclass(frozen=True)
class Outline:
    """What organizers decide of a handbook, its banks apart."""

    title: str
    subtitle: str
    publisher: str
    foreword: str
    #: (tag, title) of each chapter, in order.
    chapters: tuple[tuple[str, str], ...]
    #: Title of the chapter of items that bear none of these tags.
    rest: str


def compiled(
    outline: Outline,
    banks: Sequence[Bank],
    held: Mapping[str, Collection[str]],
) -> Handbook:
    """Return the handbook of banks.

    Items stand in the chapter of the first of its tags that an item bears, in the order
    of the banks; retired items, and items whose key is held back, are left out.

    Args:
        outline: title and chapters.
        banks: in the order in which they follow each other.
        held: bank id → items whose keys must stay secret now.
    """
    free = [
        (bank.id, item)
        for bank in banks
        for item in bank.items
        if not item.retired and item.id not in held.get(bank.id, ())
    ]
    kept_back = sum(
        not item.retired and item.id in held.get(bank.id, ())
        for bank in banks
        for item in bank.items
    )
    chapters: list[Chapter] = []
    number = 1
    for tag, title in (*outline.chapters, ("", outline.rest)):
        inside = [one for one in free if _chapter_of(one[1], outline) == tag]
        if not inside:
            continue
        entries = tuple(
            _entry(number + n, bank, item) for n, (bank, item) in enumerate(inside)
        )
        number += len(entries)
        chapters.append(Chapter(tag or "khac", title, entries))
    return Handbook(
        outline.title,
        outline.subtitle,
        outline.publisher,
        outline.foreword,
        tuple(chapters),
        kept_back,
    )


def _chapter_of(item: Item, outline: Outline) -> str:
    return next((tag for tag, _ in outline.chapters if tag in item.tags), "")


def _entry(number: int, bank: str, item: Item) -> Entry:
    return Entry(
        number,
        bank,
        item.id,
        item.stem,
        tuple(option.text for option in item.choices),
        item.right_in_words(),
        item.explanation or "",
        item.source,
    )

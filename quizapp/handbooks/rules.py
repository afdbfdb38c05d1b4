"""The handbook (sổ tay hỏi đáp): questions with their answers, by chapter, numbered."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.banks.rules import Bank, Item, Source, Word
from quizapp.errors import InvalidError
from quizapp.names import clean, slug_of
from quizapp.richtext import pictures_in

LONGEST_TITLE = 200
LONGEST_FOREWORD = 5000
MOST_CHAPTERS = 100
#: Name of the last chapter in addresses; no tag is written so.
REST = "_rest"


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

    @property
    def picture_names(self) -> set[str]:
        """Return the names of the pictures that its texts show."""
        texts = (self.stem, *self.options, self.explanation)
        return {name for text in texts for name, _ in pictures_in(text)}


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


def check_outline(outline: Outline) -> None:
    """Check that a handbook can be called and parted so.

    Raises:
        InvalidError: it can't, and which field is to blame.
    """
    named = {
        "title": outline.title,
        "rest": outline.rest,
        "subtitle": outline.subtitle,
        "publisher": outline.publisher,
    }
    for field, text in named.items():
        if len(text) > LONGEST_TITLE:
            raise InvalidError(
                "%(most)s characters at most.", field=field, most=LONGEST_TITLE
            )
    if not outline.title:
        raise InvalidError("Give the handbook a title.", field="title")
    if not outline.rest:
        raise InvalidError("Give the last chapter a title.", field="rest")
    if len(outline.foreword) > LONGEST_FOREWORD:
        raise InvalidError(
            "%(most)s characters at most.", field="foreword", most=LONGEST_FOREWORD
        )
    if len(outline.chapters) > MOST_CHAPTERS:
        raise InvalidError(
            "%(most)s chapters at most.", field="chapters", most=MOST_CHAPTERS
        )


def read_chapters(text: str) -> tuple[tuple[str, str], ...]:
    """Return chapters from lines ``tag = title``.

    Raises:
        InvalidError: a line isn't written so, a tag can't be one, or stands twice.
    """
    chapters: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        tag, sign, title = (clean(part) for part in line.partition("="))
        if not (sign and tag and title):
            raise InvalidError(
                "Line %(line)s isn't written as “tag = title of the chapter”.",
                field="chapters",
                line=number,
            )
        if tag != slug_of(tag):
            raise InvalidError(
                "“%(tag)s” is no tag: tags have small letters, digits and hyphens.",
                field="chapters",
                tag=tag,
            )
        if tag in chapters:
            raise InvalidError(
                "The tag “%(tag)s” stands twice.", field="chapters", tag=tag
            )
        chapters[tag] = title
    return tuple(chapters.items())


def written_chapters(chapters: Iterable[tuple[str, str]]) -> str:
    """Return chapters as lines that ``read_chapters`` reads."""
    return "\n".join(f"{tag} = {title}" for tag, title in chapters)


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
        chapters.append(Chapter(tag or REST, title, entries))
    return Handbook(
        outline.title,
        outline.subtitle,
        outline.publisher,
        outline.foreword,
        tuple(chapters),
        kept_back,
    )


def tag_counts(banks: Iterable[Bank]) -> dict[str, int]:
    """Return how many questions in use bear each tag, the most frequent tag first."""
    found = Counter(
        tag
        for bank in banks
        for item in bank.items
        if not item.retired
        for tag in item.tags
    )
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def matches(key: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds every word; both are as ``names.search_key`` makes them."""
    return all(word in key for word in words)


def source_in_words(source: Source | None) -> str:
    """Return where an answer is written."""
    if source is None:
        return ""
    return ", ".join(part for part in (source.title, source.part) if part)


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

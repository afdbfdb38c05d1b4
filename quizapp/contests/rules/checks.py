"""What the parts of a rule book must agree on between themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from quizapp.contests.rules.book import RuleBook
from quizapp.contests.rules.paper import MOST_ITEMS
from quizapp.contests.rules.times import day_of

#: Where something stands in a rule book: keys and places, from the top.
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Flaw:
    """Something wrong at a place of a rule book, as a message id with parameters."""

    path: Path
    message: str
    params: dict[str, object] = field(default_factory=dict)


def flaws_of(book: RuleBook) -> list[Flaw]:
    """Return every contradiction between the parts of a rule book."""
    return [
        *_units(book),
        *_assisted(book),
        *_windows(book),
        *_papers(book),
        *_deletion(book),
    ]


def _units(book: RuleBook) -> Iterator[Flaw]:
    if book.eligibility.units is None and book.asks_for_a_unit:
        yield Flaw(
            ("eligibility",),
            "The entry form asks for a unit: name the tree of units under eligibility.",
        )
    if book.eligibility.units is not None and not book.asks_for_a_unit:
        yield Flaw(
            ("entry",), "Units are named under eligibility, but the form asks for none."
        )


def _assisted(book: RuleBook) -> Iterator[Flaw]:
    if book.assisted_entry.allowed and not book.asks_for_a_unit:
        yield Flaw(
            ("assisted_entry", "allowed"),
            "Officers help the people of their own units: the form must ask for a unit.",
        )


def _windows(book: RuleBook) -> Iterator[Flaw]:
    for place, (before, after) in enumerate(pairwise(book.rounds), start=1):
        if after.number <= before.number:
            yield Flaw(
                ("rounds", place, "number"),
                "Number rounds upwards: %(number)s comes after %(before)s.",
                {"number": after.number, "before": before.number},
            )
        if after.opens < before.closes:
            yield Flaw(
                ("rounds", place, "opens"),
                "Round %(number)s opens before round %(before)s has closed.",
                {"number": after.number, "before": before.number},
            )


def _papers(book: RuleBook) -> Iterator[Flaw]:
    for place, part in enumerate(book.rounds):
        count = book.paper_of(part).item_count
        if not count:
            yield Flaw(
                ("rounds", place),
                "Round %(number)s draws no questions: write draw under its paper,"
                " or under the contest's.",
                {"number": part.number},
            )
        elif count > MOST_ITEMS:
            yield Flaw(
                ("rounds", place),
                "A paper may hold %(most)s questions; round %(number)s draws %(count)s.",
                {"most": MOST_ITEMS, "number": part.number, "count": count},
            )


def _deletion(book: RuleBook) -> Iterator[Flaw]:
    day = book.data_deleted_on
    if day is not None and day <= day_of(book.closes_at):
        yield Flaw(
            ("data_deleted_on",), "Data can't be deleted before the last round closes."
        )

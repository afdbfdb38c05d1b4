"""Rounds that can draw the same items: in one rule book, and in other contests."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from quizapp.contests.rules.book import RuleBook
from quizapp.contests.rules.checks import Flaw
from quizapp.contests.rules.plan import PaperPlan

#: So many items are named, the first of the bank.
MOST_NAMED = 5

#: ``banks.id`` and the item's id.
BankItem = tuple[int, str]


class OtherRound(NamedTuple):
    """A round of another contest."""

    contest: str
    number: int
    id: int


def shared_items(book: RuleBook, plans: Mapping[int, PaperPlan]) -> list[Flaw]:
    """Return a warning for each two rounds that can draw the same items."""
    found = []
    for (_, before), (place, after) in combinations(enumerate(book.rounds), 2):
        items = set(_items_of(plans[before.number]))
        names, shared = _shared(plans[after.number], items)
        if shared:
            found.append(
                Flaw(
                    ("rounds", place),
                    "Rounds %(before)s and %(after)s can draw the same questions,"
                    " %(count)s of the %(all)s of round %(after)s: %(items)s.",
                    {"before": before.number, "after": after.number, **names},
                )
            )
    return found


def shared_elsewhere(
    book: RuleBook,
    plans: Mapping[int, PaperPlan],
    sealed: Mapping[OtherRound, Collection[BankItem]],
    *,
    now: datetime,
) -> list[Flaw]:
    """Return a warning for each round, not closed yet, that shares items with another.

    ``sealed`` are the items that rounds of other contests, open or coming, can draw.
    """
    found = []
    for place, part in enumerate(book.rounds):
        if part.closes <= now:
            continue
        for other in sorted(sealed):
            names, shared = _shared(plans[part.number], sealed[other])
            if shared:
                found.append(
                    Flaw(
                        ("rounds", place),
                        "Round %(number)s and round %(other)s of “%(contest)s” can draw"
                        " the same questions, %(count)s of the %(all)s of round"
                        " %(number)s: %(items)s.",
                        {
                            "number": part.number,
                            "other": other.number,
                            "contest": other.contest,
                            **names,
                        },
                    )
                )
    return found


def _items_of(plan: PaperPlan) -> list[BankItem]:
    return [
        (bank_id, item)
        for bank_id, names in plan.bank_items().items()
        for item in names
    ]


def _shared(
    plan: PaperPlan, others: Collection[BankItem]
) -> tuple[dict[str, object], bool]:
    """Return what a sentence says of the items of a plan that others have, if any."""
    items = _items_of(plan)
    known = set(others)
    shared = [item for item in items if item in known]
    named = ", ".join(name for _, name in shared[:MOST_NAMED])
    more = " …" if len(shared) > MOST_NAMED else ""
    params: dict[str, object] = {
        "count": len(shared),
        "all": len(items),
        "items": named + more,
    }
    return params, bool(shared)

"""From what a rule book draws to a plan: which items a paper may hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.banks.rules import Bank, Item, items_with
from quizapp.contests.rules.book import RoundPart, RuleBook
from quizapp.contests.rules.checks import Flaw, Path
from quizapp.contests.rules.paper import Draw
from quizapp.contests.rules.plan import PaperPlan, PlannedItem, Section


@dataclass(frozen=True)
class PinnedBank:
    """The version of a bank that a round will draw from."""

    bank_id: int
    version_id: int
    bank: Bank


@dataclass(frozen=True)
class DrawnFrom:
    """A draw, where it stands, and the items that it can take; None: no such bank."""

    path: Path
    draw: Draw
    items: Sequence[Item] | None


def plan_of(
    book: RuleBook, part: RoundPart, banks: Mapping[str, PinnedBank]
) -> PaperPlan:
    """Return the plan of a round whose draws have no flaw."""
    paper = book.paper_of(part)
    sections = tuple(
        Section(
            bank_id=banks[draw.bank].bank_id,
            bank_version_id=banks[draw.bank].version_id,
            count=draw.count,
            items=tuple(planned(item) for item in items_of(draw, banks)),
        )
        for draw in paper.draw
    )
    return PaperPlan(
        sections=sections,
        shuffle_items=paper.shuffle.items,
        shuffle_options=paper.shuffle.options,
        prediction=paper.prediction.question if paper.prediction else None,
    )


def planned(item: Item) -> PlannedItem:
    """Return what a draw must know of an item."""
    return PlannedItem(
        id=item.id,
        option_count=len(item.choices),
        shape=item.shape,
        points_hundredths=item.points_hundredths,
        keep_last=tuple(
            place for place, option in enumerate(item.choices) if option.keep_last
        ),
    )


def items_of(draw: Draw, banks: Mapping[str, PinnedBank]) -> list[Item]:
    """Return the items that a draw can take, in the order of the bank."""
    return [
        item
        for item in items_with(banks[draw.bank].bank, draw.tags)
        if (draw.difficulty is None or item.difficulty == draw.difficulty)
        and (draw.from_items is None or item.id in draw.from_items)
    ]


def draw_flaws(book: RuleBook, banks: Mapping[str, PinnedBank]) -> list[Flaw]:
    """Return what keeps the draws of a rule book from giving papers."""
    found: list[Flaw] = []
    for draws in _papers(book, banks):
        for one in draws:
            found += _flaws(one, banks)
        found += _shared(draws)
    return list({(flaw.path, str(flaw.params)): flaw for flaw in found}.values())


def _papers(
    book: RuleBook, banks: Mapping[str, PinnedBank]
) -> Iterator[list[DrawnFrom]]:
    """Return the draws of each paper of the book, with the items they can take."""
    for place, part in enumerate(book.rounds):
        has_own = part.paper is not None and part.paper.draw is not None
        path: Path = (
            ("rounds", place, "paper", "draw") if has_own else ("paper", "draw")
        )
        yield [
            DrawnFrom(
                (*path, number),
                draw,
                items_of(draw, banks) if draw.bank in banks else None,
            )
            for number, draw in enumerate(book.paper_of(part).draw)
        ]


def _flaws(one: DrawnFrom, banks: Mapping[str, PinnedBank]) -> Iterator[Flaw]:
    """Return what is wrong with one draw."""
    draw = one.draw
    if one.items is None:
        yield Flaw(
            (*one.path, "bank"),
            "There is no bank “%(bank)s” yet: import it first.",
            {"bank": draw.bank},
        )
        return
    known = {item.id for item in banks[draw.bank].bank.items}
    for item in draw.from_items or ():
        if item not in known:
            yield Flaw(
                (*one.path, "from_items"),
                "The bank “%(bank)s” has no item “%(item)s”.",
                {"bank": draw.bank, "item": item},
            )
    if len(one.items) < draw.count:
        yield Flaw(
            (*one.path, "count"),
            "Draws %(count)s questions, but “%(bank)s” has %(found)s such.",
            {"count": draw.count, "bank": draw.bank, "found": len(one.items)},
        )


def _shared(draws: Iterable[DrawnFrom]) -> Iterator[Flaw]:
    """Return a flaw for each draw that can take items of an earlier one."""
    seen: set[tuple[str, str]] = set()
    for one in draws:
        names = {(one.draw.bank, item.id) for item in one.items or ()}
        if names & seen:
            yield Flaw(
                one.path,
                "This draw can take the same questions as one above: %(count)s.",
                {"count": len(names & seen)},
            )
        seen |= names

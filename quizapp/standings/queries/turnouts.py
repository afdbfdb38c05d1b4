"""How many people and attempts each unit has: for unit boards and for tallies."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from quizapp.attempts.models import Attempt, ReplacedMark
from quizapp.contests.models import Round
from quizapp.entries.models import Entry
from quizapp.entries.queries import PERSON_ID
from quizapp.standings.rules import (
    COMMUNE_TYPES,
    NO_UNIT,
    Turnout,
    rolled_up,
)
from quizapp.units.models import Unit

#: Entry → the entry under which its person counts, where it's another.
People = Mapping[int, int]
NOBODY: People = MappingProxyType({})


@dataclass(frozen=True)
class UnitNode:
    """A unit of a branch, at its place in the order of the tree."""

    id: int
    #: None for the unit on top of the branch.
    parent_id: int | None
    code: str
    type: str
    name: str
    #: 0 for the unit on top of the branch.
    level: int


@dataclass(frozen=True)
class UnitRow:
    """One line of a board of units."""

    rank: int
    unit: UnitNode
    parent_name: str
    people: int
    attempts: int


def branch_nodes(session: Session, *, root_id: int) -> list[UnitNode]:
    """Return a unit and everything below it, parents first, in Vietnamese order."""
    root = aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.parent_id, Unit.code, Unit.type, Unit.name)
        .join(root, root.tree_id == Unit.tree_id)
        .where(root.id == root_id)
        .order_by(Unit.sort_key, Unit.id)
    )
    children: dict[int | None, list[tuple[int, str, str, str]]] = defaultdict(list)
    for unit_id, parent_id, code, kind, name in rows:
        place = None if unit_id == root_id else parent_id or -unit_id
        children[place].append((unit_id, code, kind, name))
    return list(_downwards(children, None, 0))


def _downwards(
    children: dict[int | None, list[tuple[int, str, str, str]]],
    parent_id: int | None,
    level: int,
) -> Iterator[UnitNode]:
    for unit_id, code, kind, name in children[parent_id]:
        yield UnitNode(unit_id, parent_id, code, kind, name, level)
        yield from _downwards(children, unit_id, level + 1)


def people_now(session: Session, *, round_ids: Collection[int]) -> dict[int, int]:
    """Return entry → the entry under which its person counts, where it's another."""
    rows = session.execute(
        select(Entry.id, PERSON_ID)
        .join(Round, Round.contest_id == Entry.contest_id)
        .where(Round.id.in_(round_ids), Entry.id != PERSON_ID)
    )
    return {entry_id: person_id for entry_id, person_id in rows}  # noqa: C416  # rows aren't typed as pairs


def turnout_by_unit(
    session: Session,
    *,
    round_ids: Collection[int],
    people: People = NOBODY,
    as_of: datetime | None = None,
) -> dict[int, Turnout]:
    """Return unit → what was made directly under it; ``NO_UNIT``: under none."""
    rows = session.execute(
        select(counted_unit(round_ids, as_of), *turnout_columns(as_of, people))
        .where(*_of_rounds(round_ids, as_of))
        .group_by(text("1"))
    )
    return {unit_id: turnout_of(measures) for unit_id, *measures in rows}


def people_in_several_units(
    session: Session,
    *,
    round_ids: Collection[int],
    people: People = NOBODY,
    as_of: datetime | None = None,
) -> Sequence[Sequence[int]]:
    """Return the units of each person whose ended attempts stand under several."""
    units = counted_unit(round_ids, as_of)
    return session.scalars(
        select(func.array_agg(units.distinct()))
        .where(*_of_rounds(round_ids, as_of), has_ended(as_of))
        .group_by(person_of(people))
        .having(func.min(units) < func.max(units))
    ).all()


def round_turnout(
    session: Session,
    *,
    round_ids: Collection[int],
    nodes: Sequence[UnitNode],
    as_of: datetime | None = None,
) -> dict[int | None, Turnout]:
    """Return the turnout of each unit of a branch, rolled up; None: of the whole.

    Who is one person is taken as it is now.
    """
    people = people_now(session, round_ids=round_ids)
    parents = {node.id: node.parent_id for node in nodes} | {NO_UNIT: None}
    return rolled_up(
        parents,
        turnout_by_unit(session, round_ids=round_ids, people=people, as_of=as_of),
        people_in_several_units(
            session, round_ids=round_ids, people=people, as_of=as_of
        ),
    )


def unit_board(
    session: Session, *, round_id: int, root_id: int, by: Literal["people", "attempts"]
) -> list[UnitRow]:
    """Return the communes of a branch by people or by attempts; ties share a rank.

    Units that aren't communes stand in nobody's list; where a branch has no communes,
    its lowest units stand in their place.
    """
    nodes = branch_nodes(session, root_id=root_id)
    names = {node.id: node.name for node in nodes}
    turnout = round_turnout(session, round_ids=[round_id], nodes=nodes)
    compared = sorted(
        ((-_measure(turnout[node.id], by), node) for node in _compared(nodes)),
        key=lambda pair: pair[0],
    )
    first: dict[int, int] = {}
    for place, (value, _) in enumerate(compared, start=1):
        first.setdefault(value, place)
    return [
        UnitRow(
            rank=first[value],
            unit=node,
            parent_name=names.get(node.parent_id or 0, ""),
            people=turnout[node.id].people,
            attempts=turnout[node.id].ended,
        )
        for value, node in compared
    ]


def down_to_communes(nodes: Sequence[UnitNode]) -> list[UnitNode]:
    """Return the nodes of a branch without those that lie below a commune."""
    inside: set[int] = set()
    kept = []
    for node in nodes:
        if node.parent_id in inside:
            inside.add(node.id)
            continue
        kept.append(node)
        if node.type in COMMUNE_TYPES:
            inside.add(node.id)
    return kept


def _compared(nodes: Sequence[UnitNode]) -> list[UnitNode]:
    communes = [node for node in nodes if node.type in COMMUNE_TYPES]
    if communes:
        return communes
    parents = {node.parent_id for node in nodes}
    return [node for node in nodes if node.id not in parents]


def _measure(turnout: Turnout, by: str) -> int:
    return turnout.people if by == "people" else turnout.ended


def counted_unit(
    round_ids: Collection[int], as_of: datetime | None = None
) -> ColumnElement[int]:
    """Return for which unit an attempt counts; ``NO_UNIT``: for none.

    Attempts on an officer's device count for a unit only if the rules say so. Where the
    unit is asked after the quiz, nobody had named it before the form was filled in.
    """
    uncounted = select(Round.id).where(
        Round.id.in_(round_ids),
        Round.rules["assisted_for_units"].astext == "false",
    )
    is_uncounted = and_(
        Attempt.assisted_by.is_not(None), Attempt.round_id.in_(uncounted)
    )
    without = [(is_uncounted, NO_UNIT)]
    if as_of is not None:
        contests = select(Round.contest_id).where(Round.id.in_(round_ids))
        unnamed = select(Entry.id).where(
            Entry.contest_id.in_(contests), Entry.completed_at > as_of
        )
        without.append((Attempt.entry_id.in_(unnamed), NO_UNIT))
    return case(*without, else_=func.coalesce(Attempt.unit_id, NO_UNIT))


def has_ended(as_of: datetime | None) -> ColumnElement[bool]:
    """Return whether an attempt had ended, and had been recorded so, by an instant."""
    ended = Attempt.state != "open"
    return ended if as_of is None else and_(ended, Attempt.recorded_at <= as_of)


def as_it_was(name: str, as_of: datetime | None) -> SQLColumnExpression[Any]:
    """Return a part of an attempt's mark as it was at an instant; None: as it is."""
    column: InstrumentedAttribute[Any] = getattr(Attempt, name)
    if as_of is None:
        return column
    replaced = (
        select(getattr(ReplacedMark, name))
        .where(ReplacedMark.attempt_id == Attempt.id, ReplacedMark.replaced_at > as_of)
        .order_by(ReplacedMark.replaced_at)
        .limit(1)
        .correlate(Attempt)
        .scalar_subquery()
    )
    return func.coalesce(replaced, column)


def person_of(people: People) -> SQLColumnExpression[int]:
    """Return the entry under which the person of an attempt counts."""
    if not people:
        return Attempt.entry_id
    known = cast(literal(json.dumps(people)), JSONB)
    found = known.op("->>", return_type=Text())(cast(Attempt.entry_id, Text))
    return func.coalesce(cast(found, BigInteger), Attempt.entry_id)


def turnout_columns(
    as_of: datetime | None, people: People = NOBODY
) -> list[ColumnElement[int]]:
    """Return the columns that ``turnout_of`` reads, over a group of attempts."""
    ended = has_ended(as_of)
    return [
        func.count(person_of(people).distinct()).filter(ended),
        func.count(),
        func.count().filter(ended, Attempt.state == "handed_in"),
        func.count().filter(ended, Attempt.state == "closed"),
        func.coalesce(func.sum(as_it_was("score_hundredths", as_of)).filter(ended), 0),
    ]


def turnout_of(measures: Sequence[int]) -> Turnout:
    """Return the turnout that the columns of ``turnout_columns`` hold."""
    people, started, handed_in, closed, score = measures
    return Turnout(
        people=people,
        started=started,
        handed_in=handed_in,
        closed=closed,
        score_hundredths=score,
    )


def _of_rounds(
    round_ids: Collection[int], as_of: datetime | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Attempt.round_id.in_(round_ids)]
    if as_of is not None:
        found.append(Attempt.started_at <= as_of)
    return found

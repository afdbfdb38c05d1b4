"""Which line an attempt counts under: units as they were then, or as they are now.

Where nothing ever happened to a tree, its units are the lines. Else the lines are those
of ``units.rules.Lines``, and attempts are counted in *cells*: unit, stretch of time in
which the tree stood still, and (only for people whom a list moved) the entry.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    SQLColumnExpression,
    String,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round
from quizapp.entries.models import EntryMove
from quizapp.judging.queries import people_as_of
from quizapp.phrases import ZONE
from quizapp.standings.queries import (
    People,
    UnitNode,
    branch_nodes,
    counted_unit,
    has_ended,
    people_in_several_units,
    person_of,
    turnout_by_unit,
    turnout_columns,
    turnout_of,
)
from quizapp.standings.rules import NO_UNIT, Turnout
from quizapp.tallies.rules import Units, members_known
from quizapp.units.models import Unit, UnitRoll
from quizapp.units.queries import has_history, history_of, trees_of
from quizapp.units.rules import History, Lines, Place, Tree

#: Unit (0: none), stretch, entry (0: nobody moved it).
Cell = tuple[int, int, int]


@dataclass(frozen=True)
class Placed:
    """What was counted where."""

    #: Lines of the report, parents first; below zero: not known where.
    nodes: Sequence[UnitNode]
    #: Line → what was made directly under it; ``NO_UNIT``: under none.
    own: Mapping[int, Turnout]
    #: The lines of each person who counts in several cells; one may stand there twice.
    shared: Sequence[Sequence[int]]
    #: Line → members on the roll.
    members: Mapping[int, int]


def placed(
    session: Session,
    contest: Contest,
    rounds: Sequence[Round],
    as_of: datetime,
    units: Units,
) -> Placed:
    """Return what was counted under which line, as of an instant."""
    root_id = contest.unit_id
    people = people_as_of(session, contest_id=contest.id, as_of=as_of)
    if root_id is not None:
        trees = trees_of(session, unit_id=root_id)
        if has_history(session, tree_ids=trees):
            history = history_of(session, tree_ids=trees)
            cells = _cells_of(session, rounds, history, people, as_of, units)
            return _by_lines(session, root_id, trees, cells, as_of)
    return _by_units(session, root_id, [one.id for one in rounds], people, as_of)


def _by_units(
    session: Session,
    root_id: int | None,
    round_ids: Collection[int],
    people: People,
    as_of: datetime,
) -> Placed:
    """Count under units as they are: nothing ever happened to them."""
    nodes = branch_nodes(session, root_id=root_id) if root_id else []
    parents = {node.id: node.parent_id for node in nodes}
    rolls = newest_rolls(session, unit_ids=parents, as_of=as_of)
    return Placed(
        nodes,
        turnout_by_unit(session, round_ids=round_ids, people=people, as_of=as_of),
        people_in_several_units(
            session, round_ids=round_ids, people=people, as_of=as_of
        ),
        members_known(parents, rolls),
    )


def _by_lines(
    session: Session,
    root_id: int,
    tree_ids: Collection[int],
    cells: "_Cells",
    as_of: datetime,
) -> Placed:
    trees, moves = cells.trees, cells.moves
    lines = Lines(trees, root_id)

    def line_of(cell: Cell) -> int:
        unit_id, stretch, entry_id = cell
        if unit_id == NO_UNIT:
            return NO_UNIT
        unit_id = moved(trees[stretch], unit_id, moves.get(entry_id, ()))
        return lines.line_of(stretch, unit_id)

    own: dict[int, Turnout] = defaultdict(Turnout)
    for cell, turnout in cells.own.items():
        own[line_of(cell)] += turnout
    shared = [[line_of(cell) for cell in several] for several in cells.shared]
    codes = _codes(session, tree_ids)
    nodes = [
        UnitNode(
            id=one.id,
            parent_id=one.parent_id,
            code=codes.get(one.unit_id, ""),
            type=one.type,
            name=one.name,
            level=one.level,
        )
        for one in lines.all()
    ]
    return Placed(nodes, own, shared, _members(session, nodes, lines, codes, as_of))


def moved(tree: Tree, unit_id: int, moves: Sequence[tuple[int, int]]) -> int:
    """Return where a list of people leads from a unit of which nobody knows the end.

    ``moves`` are the moves of one entry, (from, to), in their order. Attempts of units
    that are in force, or whose successor is known, stay where they are.
    """
    place = tree.place(unit_id)
    for origin, target in moves:
        if place.is_unknown and _is_same(tree, origin, place):
            unit_id, place = target, tree.place(target)
    return unit_id


def _is_same(tree: Tree, origin: int, place: Place) -> bool:
    return tree.place(origin) == place


def _stretches(
    history: History, rounds: Sequence[Round], as_of: datetime, units: Units
) -> list[date]:
    """Return the first day of each stretch of time in which the tree stood still."""
    last = as_of.astimezone(ZONE).date()
    if units == "now":
        return [last]
    opens = min(one.opens_at for one in rounds).astimezone(ZONE).date()
    closes = max(one.closes_at for one in rounds) - timedelta(microseconds=1)
    last = max(opens, min(last, closes.astimezone(ZONE).date()))
    return [opens, *(day for day in history.days(as_of) if opens < day <= last)]


@dataclass(frozen=True)
class _Cells:
    """Turnout by cell, and the cells of each person who is in several."""

    own: Mapping[Cell, Turnout]
    shared: Sequence[Sequence[Cell]]
    #: The tree of each stretch.
    trees: Sequence[Tree]
    #: Entry → where a list led it, (from, to), in their order.
    moves: Mapping[int, Sequence[tuple[int, int]]]


def _cells_of(
    session: Session,
    rounds: Sequence[Round],
    history: History,
    people: People,
    as_of: datetime,
    units: Units,
) -> _Cells:
    round_ids = [one.id for one in rounds]
    days = _stretches(history, rounds, as_of, units)
    counted = [Attempt.round_id.in_(round_ids), Attempt.started_at <= as_of]
    parts: list[SQLColumnExpression[int]] = [
        counted_unit(round_ids, as_of),
        _stretch(days),
        _mover(as_of) if units == "now" else literal(0),
    ]
    labels = ("unit", "stretch", "entry")
    rows: Any = session.execute(
        select(
            *(part.label(label) for part, label in zip(parts, labels, strict=True)),
            *turnout_columns(as_of, people),
        )
        .where(*counted)
        .group_by(*(literal_column(label) for label in labels))
    )
    own = {
        (unit, stretch, entry): turnout_of(measures)
        for unit, stretch, entry, *measures in rows
    }
    cell = func.concat_ws(":", *parts)
    several = session.scalars(
        select(func.array_agg(cell.distinct(), type_=ARRAY(String)))
        .where(*counted, has_ended(as_of))
        .group_by(person_of(people))
        .having(func.min(cell) < func.max(cell))
    )
    return _Cells(
        own,
        [[_cell(text) for text in texts] for texts in several],
        [history.at(day, as_of) for day in days],
        _moves(session, rounds, as_of) if units == "now" else {},
    )


def _cell(text: str) -> Cell:
    unit, stretch, entry = (int(part) for part in text.split(":"))
    return unit, stretch, entry


def _stretch(days: Sequence[date]) -> ColumnElement[int]:
    """Return the place of the stretch that an attempt was started in."""
    starts = [datetime.combine(day, time(), ZONE).astimezone(UTC) for day in days[1:]]
    if not starts:
        return literal(0)
    bounds = cast(starts, ARRAY(DateTime(timezone=True)))
    place: ColumnElement[int] = func.width_bucket(Attempt.started_at, bounds)
    return place


def _mover(as_of: datetime) -> ColumnElement[int]:
    """Return the entry of an attempt if a list moved it, else 0."""
    is_moved = exists().where(
        EntryMove.entry_id == Attempt.entry_id, EntryMove.recorded_at <= as_of
    )
    return case((is_moved, Attempt.entry_id), else_=0)


def _moves(
    session: Session, rounds: Sequence[Round], as_of: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Return entry → its moves, (from, to), in their order."""
    here = select(Attempt.entry_id).where(
        Attempt.round_id.in_([one.id for one in rounds])
    )
    rows = session.execute(
        select(EntryMove.entry_id, EntryMove.from_unit_id, EntryMove.unit_id)
        .where(
            EntryMove.entry_id.in_(here),
            EntryMove.recorded_at <= as_of,
        )
        .order_by(EntryMove.id)
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entry_id, origin, target in rows:
        if origin is not None:
            found[entry_id].append((origin, target))
    return found


def _codes(session: Session, tree_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.code).where(Unit.tree_id.in_(tree_ids)))
    return {unit_id: code for unit_id, code in rows}  # noqa: C416  # not pairs


def _members(
    session: Session,
    nodes: Sequence[UnitNode],
    lines: Lines,
    unit_ids: Collection[int],
    as_of: datetime,
) -> dict[int, int]:
    """Return line → members, over the lines in force in the end."""
    rolls = newest_rolls(session, unit_ids=unit_ids, as_of=as_of)
    in_force = lines.in_the_end()
    parents = {
        node.id: node.parent_id if node.parent_id in in_force else None
        for node in nodes
        if node.id in in_force
    }
    by_line = {
        line: rolls[unit_id] for line, unit_id in in_force.items() if unit_id in rolls
    }
    return members_known(parents, by_line)


def newest_rolls(
    session: Session, *, unit_ids: Collection[int], as_of: datetime
) -> Mapping[int, int]:
    """Return unit → members by the newest roll that had come in by an instant."""
    rows = session.execute(
        select(UnitRoll.unit_id, UnitRoll.member_count)
        .where(UnitRoll.unit_id.in_(unit_ids), UnitRoll.recorded_at <= as_of)
        .ext(distinct_on(UnitRoll.unit_id))
        .order_by(
            UnitRoll.unit_id,
            UnitRoll.counted_on.desc(),
            UnitRoll.recorded_at.desc(),
            UnitRoll.id.desc(),
        )
    )
    return {row.unit_id: row.member_count for row in rows}

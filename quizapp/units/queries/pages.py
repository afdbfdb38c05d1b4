"""Reads for pages and files of units: steps down a tree, one unit, a whole tree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.errors import NotFoundError
from quizapp.units.files import ExportedUnit
from quizapp.units.models import (
    Unit,
    UnitFormerName,
    UnitRoll,
    UnitTree,
    UnitUpload,
)
from quizapp.units.queries.finding import tree_by_slug


@dataclass(frozen=True)
class Step:
    """A unit as a line of a tree that folds."""

    id: int
    code: str
    name: str
    type: str
    is_open: bool
    has_children: bool


@dataclass(frozen=True)
class TreeSize:
    """A tree as a line of the list of trees."""

    id: int
    slug: str
    open_count: int
    closed_count: int
    #: The name of the unit on top.
    name: str


def sizes_of_trees(session: Session) -> list[TreeSize]:
    """Return every tree with its units in force and its closed ones."""
    top = func.min(Unit.name).filter(Unit.parent_id.is_(None))
    rows = session.execute(
        select(
            UnitTree.id,
            UnitTree.slug,
            func.count(Unit.id).filter(Unit.valid_to.is_(None)),
            func.count(Unit.id).filter(Unit.valid_to.is_not(None)),
            func.coalesce(top, ""),
        )
        .join(Unit, Unit.tree_id == UnitTree.id, isouter=True)
        .group_by(UnitTree.id)
        .order_by(UnitTree.slug)
    )
    return [TreeSize(*row) for row in rows]


def trees_under(session: Session, *, unit_ids: Collection[int]) -> set[int]:
    """Return the trees in which some units stand."""
    return set(
        session.scalars(select(Unit.tree_id).where(Unit.id.in_(unit_ids)).distinct())
    )


def tree_named(session: Session, slug: str) -> UnitTree:
    """Return a tree.

    Raises:
        NotFoundError: there is none of this name.
    """
    tree = tree_by_slug(session, slug)
    if tree is None:
        raise NotFoundError("There is no such tree of units.")
    return tree


def unit_of_tree(session: Session, *, tree_id: int, unit_id: int) -> Unit:
    """Return a unit of a tree.

    Raises:
        NotFoundError: it isn't there, or in another tree.
    """
    unit = session.get(Unit, unit_id)
    if unit is None or unit.tree_id != tree_id:
        raise NotFoundError("There is no such unit.")
    return unit


def steps_below(session: Session, *, tree_id: int, parent_id: int | None) -> list[Step]:
    """Return the units right below one (None: on top), those in force first."""
    child = aliased(Unit)
    rows = session.execute(
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.type,
            Unit.valid_to.is_(None),
            exists().where(child.parent_id == Unit.id),
        )
        .where(Unit.tree_id == tree_id, Unit.parent_id.is_not_distinct_from(parent_id))
        .order_by(Unit.valid_to.is_not(None), Unit.sort_key, Unit.id)
    )
    return [
        Step(unit_id, code, name, kind, bool(is_open), bool(has_children))
        for unit_id, code, name, kind, is_open, has_children in rows
    ]


def units_above(session: Session, *, unit_id: int) -> list[Unit]:
    """Return the way from the top of a tree down to a unit, which stands last."""
    up = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id)
    way = up.cte("up", recursive=True)
    way = way.union(select(Unit.id, Unit.parent_id).where(Unit.id == way.c.parent_id))
    return list(
        session.scalars(
            select(Unit).join(way, way.c.id == Unit.id).order_by(Unit.depth)
        )
    )


def tops_of(session: Session, *, tree_id: int) -> Sequence[Unit]:
    """Return the units on top of a tree."""
    return session.scalars(
        select(Unit)
        .where(Unit.tree_id == tree_id, Unit.parent_id.is_(None))
        .order_by(Unit.sort_key, Unit.id)
    ).all()


def former_names(session: Session, *, unit_id: int) -> Sequence[str]:
    """Return the former names of a unit, in the order of their letters."""
    return session.scalars(
        select(UnitFormerName.name)
        .where(UnitFormerName.unit_id == unit_id)
        .order_by(UnitFormerName.search_key, UnitFormerName.name)
    ).all()


def rolls_of(session: Session, *, unit_id: int) -> Sequence[UnitRoll]:
    """Return every count of members of a unit, the newest first."""
    return session.scalars(
        select(UnitRoll)
        .where(UnitRoll.unit_id == unit_id)
        .order_by(
            UnitRoll.counted_on.desc(), UnitRoll.recorded_at.desc(), UnitRoll.id.desc()
        )
    ).all()


def upload_of(session: Session, *, tree: str, upload_id: int) -> UnitUpload:
    """Return a file that waits to be taken into a tree.

    Raises:
        NotFoundError: there is none.
    """
    row = session.get(UnitUpload, upload_id)
    if row is None or row.tree != tree:
        raise NotFoundError("This file isn't here any more: send it again.")
    return row


def exported(session: Session, *, tree_id: int) -> list[ExportedUnit]:
    """Return a whole tree as rows of a file: parents first, closed units too."""
    above = aliased(Unit)
    names = (
        select(
            UnitFormerName.unit_id,
            func.string_agg(UnitFormerName.name, "|").label("names"),
        )
        .join(Unit, Unit.id == UnitFormerName.unit_id)
        .where(Unit.tree_id == tree_id)
        .group_by(UnitFormerName.unit_id)
        .subquery()
    )
    rolls = newest_rolls_of(session, tree_id=tree_id)
    rows = session.execute(
        select(Unit, above.code, names.c.names)
        .outerjoin(above, above.id == Unit.parent_id)
        .outerjoin(names, names.c.unit_id == Unit.id)
        .where(Unit.tree_id == tree_id)
        .order_by(Unit.depth, above.sort_key, above.id, Unit.sort_key, Unit.id)
    )
    return [
        ExportedUnit(
            unit.code,
            parent or "",
            unit.type,
            unit.name,
            former or "",
            rolls[unit.id][0] if unit.id in rolls else None,
            rolls[unit.id][1] if unit.id in rolls else None,
            unit.valid_from,
            unit.valid_to,
        )
        for unit, parent, former in rows
    ]


def newest_rolls_of(session: Session, *, tree_id: int) -> dict[int, tuple[int, date]]:
    """Return unit → members and the day of the newest count, over a tree."""
    rows = session.execute(
        select(UnitRoll.unit_id, UnitRoll.member_count, UnitRoll.counted_on)
        .join(Unit, Unit.id == UnitRoll.unit_id)
        .where(Unit.tree_id == tree_id)
        .order_by(UnitRoll.counted_on, UnitRoll.recorded_at, UnitRoll.id)
    )
    return {unit_id: (count, day) for unit_id, count, day in rows}


def names_of_trees(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """Return tree → the name of the unit on top of it."""
    rows = session.execute(
        select(Unit.tree_id, Unit.name).where(
            Unit.tree_id.in_(ids), Unit.parent_id.is_(None)
        )
    )
    return {number: name for number, name in rows}  # noqa: C416  # rows are no pairs to mypy

"""Reads of units: by code, by branch, and by what people type."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    SQLColumnExpression,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from quizapp.names import search_key
from quizapp.units.models import Unit, UnitFormerName, UnitTree

MOST_FOUND = 20


@dataclass(frozen=True)
class FoundUnit:
    """A unit as a list of choices shows it."""

    id: int
    name: str
    parent_name: str
    former_names: str

    @property
    def label(self) -> str:
        """Return what tells it from others: its name and the unit above."""
        return f"{self.name}, {self.parent_name}" if self.parent_name else self.name


def tree_by_slug(session: Session, slug: str) -> UnitTree | None:
    """Return a tree, or None."""
    return session.scalar(select(UnitTree).where(UnitTree.slug == slug))


def unit_by_code(session: Session, *, tree: str, code: str | None) -> Unit | None:
    """Return a unit of a tree by its code, or None; without a code the one on top."""
    which = Unit.parent_id.is_(None) if code is None else Unit.code == code
    return session.scalar(
        select(Unit)
        .join(UnitTree, UnitTree.id == Unit.tree_id)
        .where(UnitTree.slug == tree, which)
        .order_by(Unit.id)
        .limit(1)
    )


def unit_by_id(session: Session, unit_id: int) -> Unit | None:
    """Return a unit, or None."""
    return session.get(Unit, unit_id)


def units_of(session: Session, *, tree: str) -> Sequence[Unit]:
    """Return every unit of a tree, those on top first."""
    return session.scalars(
        select(Unit)
        .join(UnitTree, UnitTree.id == Unit.tree_id)
        .where(UnitTree.slug == tree)
        .order_by(Unit.depth, Unit.sort_key, Unit.id)
    ).all()


def tree_sizes(session: Session) -> Sequence[tuple[str, int, str]]:
    """Return each tree: its slug, how many units it has, the name on top."""
    top = func.min(Unit.name).filter(Unit.parent_id.is_(None))
    rows = session.execute(
        select(UnitTree.slug, func.count(Unit.id), func.coalesce(top, ""))
        .join(Unit, Unit.tree_id == UnitTree.id, isouter=True)
        .group_by(UnitTree.slug)
        .order_by(UnitTree.slug)
    )
    return [(slug, count, name) for slug, count, name in rows]


def branch(root_id: int) -> CTE:
    """Return a unit and everything below it, as a common table with ``id``."""
    top = select(Unit.id).where(Unit.id == root_id).cte("branch", recursive=True)
    return top.union(select(Unit.id).join(top, Unit.parent_id == top.c.id))


def is_in_branch(session: Session, *, unit_id: int, root_id: int) -> bool:
    """Tell whether a unit is the root of a branch or stands below it."""
    below = branch(root_id)
    return bool(session.scalar(select(exists().where(below.c.id == unit_id))))


def search_units(
    session: Session, *, root_id: int, text: str, most: int = MOST_FOUND
) -> list[FoundUnit]:
    """Return units of a branch that fit what was typed, the best first.

    Marks and capitals don't matter; words may be of the unit above, and former names
    count as names.
    """
    key = search_key(text)
    if not key:
        return []
    above = aliased(Unit)
    whole = Unit.search_key + " " + func.coalesce(above.search_key, "")
    fits = [_has_word(whole, Unit.id, word) for word in key.split()]
    return _found(session, root_id, above, fits, key, most)


def units_meant(session: Session, *, root_id: int, text: str) -> list[FoundUnit]:
    """Return the units that a typed text can mean: one if it is plain."""
    found = search_units(session, root_id=root_id, text=text)
    key = search_key(text)
    by_label = [unit for unit in found if search_key(unit.label) == key]
    by_name = [unit for unit in found if search_key(unit.name) == key]
    for exact in (by_label, by_name):
        if len(exact) == 1:
            return exact
    return found


def _has_word(
    whole: ColumnElement[str], unit_id: SQLColumnExpression[int], word: str
) -> ColumnElement[bool]:
    former = exists().where(
        UnitFormerName.unit_id == unit_id,
        (" " + UnitFormerName.search_key).contains(f" {word}", autoescape=True),
    )
    return (" " + whole).contains(f" {word}", autoescape=True) | former


def _found(
    session: Session,
    root_id: int,
    above: type[Unit],
    fits: Sequence[ColumnElement[bool]],
    key: str,
    most: int,
) -> list[FoundUnit]:
    below = branch(root_id)
    nearness = case(
        (Unit.search_key == key, 0),
        (Unit.search_key.startswith(key, autoescape=True), 1),
        ((" " + Unit.search_key).contains(f" {key}", autoescape=True), 2),
        else_=3,
    )
    former = (
        select(func.string_agg(UnitFormerName.name, ", "))
        .where(UnitFormerName.unit_id == Unit.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Unit.id, Unit.name, above.name, former)
        .join(below, below.c.id == Unit.id)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .where(*fits, Unit.valid_to.is_(None))
        .order_by(nearness, Unit.depth.desc(), Unit.sort_key, Unit.id)
        .limit(most)
    )
    return [
        FoundUnit(unit_id, name, parent or "", names or "")
        for unit_id, name, parent, names in rows
    ]


def label_of(session: Session, unit_id: int) -> str:
    """Return the label of a unit: its name and the unit above."""
    above = aliased(Unit)
    row = session.execute(
        select(Unit.name, above.name)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .where(Unit.id == unit_id)
    ).one()
    return FoundUnit(unit_id, row[0], row[1] or "", "").label

"""Finding units: by code, by branch, and by what people type."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.errors import ConflictError, NotFoundError
from quizapp.names import clean, search_key
from quizapp.units.models import Unit, UnitFormerName, UnitRoll, UnitTree

MOST_FOUND = 20

_CODE_AT_END = re.compile(r" \([^()]+\)$")
_Above = aliased(Unit)


@dataclass(frozen=True)
class FoundUnit:
    """A unit as a list of choices shows it."""

    id: int
    name: str
    parent_name: str
    former_names: str
    #: Only where another unit below the same parent bears the same name.
    code: str = ""
    has_children: bool = False

    @property
    def label(self) -> str:
        """Return what tells it from others: its name and the unit above."""
        name = f"{self.name}, {self.parent_name}" if self.parent_name else self.name
        return f"{name} ({self.code})" if self.code else name


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


def unit_in_tree(session: Session, *, root_id: int, code: str) -> Unit | None:
    """Return the unit in force of a branch that has a code, or None."""
    root = session.get_one(Unit, root_id)
    unit = session.scalar(
        select(Unit).where(
            Unit.tree_id == root.tree_id, Unit.code == code, Unit.valid_to.is_(None)
        )
    )
    if unit is None or not is_in_branch(session, unit_id=unit.id, root_id=root_id):
        return None
    return unit


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


def former_names_of(session: Session, *, tree_id: int) -> dict[int, set[str]]:
    """Return the former names of each unit of a tree; none for others."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = session.execute(
        select(UnitFormerName.unit_id, UnitFormerName.name)
        .join(Unit, Unit.id == UnitFormerName.unit_id)
        .where(Unit.tree_id == tree_id)
    )
    for unit_id, name in rows:
        found[unit_id].add(name)
    return found


def newest_counts(session: Session, *, tree_id: int) -> dict[int, dict[date, int]]:
    """Return unit → day → members on the roll, as they were recorded last."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    rows = session.execute(
        select(UnitRoll.unit_id, UnitRoll.counted_on, UnitRoll.member_count)
        .join(Unit, Unit.id == UnitRoll.unit_id)
        .where(Unit.tree_id == tree_id)
        .order_by(UnitRoll.recorded_at, UnitRoll.id)
    )
    for unit_id, counted_on, count in rows:
        found[unit_id][counted_on] = count
    return found


def branch(root_id: int) -> CTE:
    """Return a unit and everything below it, as a common table with ``id``."""
    top = select(Unit.id).where(Unit.id == root_id).cte("branch", recursive=True)
    return top.union(select(Unit.id).join(top, Unit.parent_id == top.c.id))


def branches(root_ids: Collection[int]) -> CTE:
    """Return units and everything below them, as one common table with ``id``."""
    tops = select(Unit.id).where(Unit.id.in_(root_ids))
    below = tops.cte(recursive=True)
    return below.union(select(Unit.id).join(below, Unit.parent_id == below.c.id))


def is_in_branch(session: Session, *, unit_id: int, root_id: int) -> bool:
    """Tell whether a unit is the root of a branch or stands below it."""
    below = branch(root_id)
    return bool(session.scalar(select(exists().where(below.c.id == unit_id))))


def in_branch_by_name(session: Session, *, root_id: int | None, text: str) -> Unit:
    """Return the one unit of a branch that fits what was typed.

    Raises:
        NotFoundError: none fits.
        ConflictError: several do, and none is meant more than the others.
    """
    found = search_units(session, root_id=root_id, text=text) if root_id else []
    exact = [one for one in found if search_key(one.name) == search_key(text)]
    chosen = exact or found
    if not chosen:
        raise NotFoundError("There is no such unit.")
    if len(chosen) > 1:
        raise ConflictError("Several units are called so: add the unit above it.")
    return session.get_one(Unit, chosen[0].id)


def search_units(
    session: Session,
    *,
    root_id: int,
    text: str,
    most: int = MOST_FOUND,
    with_closed: bool = False,
) -> list[FoundUnit]:
    """Return units of a branch that fit what was typed, the best first.

    Marks and capitals don't matter; words may be of the unit above, and former names
    count as names.
    """
    key = search_key(text)
    if not key:
        return []
    below = branch(root_id)
    query = (
        _shown()
        .join(below, below.c.id == Unit.id)
        .where(
            Unit.valid_to.is_(None) | with_closed,
            *(_has_word(word) for word in key.split()),
        )
        .order_by(_nearness(key), Unit.depth.desc(), Unit.sort_key, Unit.id)
        .limit(most)
    )
    return _found(session, query)


def units_meant(session: Session, *, root_id: int, text: str) -> list[FoundUnit]:
    """Return the units that a typed text can mean: one if it is plain."""
    named = units_named(session, root_id=root_id, text=text)
    return named or search_units(session, root_id=root_id, text=_without_code(text))


def units_named(session: Session, *, root_id: int, text: str) -> list[FoundUnit]:
    """Return the units whose name or label was typed, all of it."""
    typed, key = clean(text).casefold(), search_key(text)
    found = search_units(session, root_id=root_id, text=_without_code(text))
    for exact in (
        [unit for unit in found if unit.label.casefold() == typed],
        [unit for unit in found if unit.name.casefold() == typed],
        [unit for unit in found if search_key(unit.label) == key],
        [unit for unit in found if search_key(unit.name) == key],
    ):
        if exact:
            return exact
    return []


def _without_code(text: str) -> str:
    return _CODE_AT_END.sub("", text)


def units_below(session: Session, *, unit_id: int) -> list[FoundUnit]:
    """Return the units right below one, in Vietnamese order: a step down the tree."""
    query = _shown().where(Unit.parent_id == unit_id, Unit.valid_to.is_(None))
    return _found(session, query.order_by(Unit.sort_key, Unit.id))


def way_down(session: Session, *, root_id: int, unit_id: int) -> list[FoundUnit]:
    """Return the units from the root of a branch to one of its units; else none."""
    up = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id)
    way = up.cte("way", recursive=True)
    way = way.union(
        select(Unit.id, Unit.parent_id).where(
            Unit.id == way.c.parent_id, way.c.id != root_id
        )
    )
    query = _shown().join(way, way.c.id == Unit.id).order_by(Unit.depth)
    found = _found(session, query)
    return found if found and found[0].id == root_id else []


def label_of(session: Session, unit_id: int) -> str:
    """Return the label of a unit: its name and the unit above."""
    return _found(session, _shown().where(Unit.id == unit_id))[0].label


def _shown() -> Select[int, str, str | None, str | None, str | None, bool]:
    """Return the query of what ``FoundUnit`` holds, over all units."""
    twin, child = aliased(Unit), aliased(Unit)
    is_twin = exists().where(
        twin.parent_id == Unit.parent_id,
        twin.search_key == Unit.search_key,
        twin.id != Unit.id,
    )
    former = (
        select(func.string_agg(UnitFormerName.name, ", "))
        .where(UnitFormerName.unit_id == Unit.id)
        .scalar_subquery()
    )
    return select(
        Unit.id,
        Unit.name,
        _Above.name,
        former,
        case((is_twin, Unit.code)),
        exists().where(child.parent_id == Unit.id),
    ).join(_Above, _Above.id == Unit.parent_id, isouter=True)


def _found(
    session: Session,
    query: Select[int, str, str | None, str | None, str | None, bool],
) -> list[FoundUnit]:
    return [
        FoundUnit(unit_id, name, above or "", former or "", code or "", has_children)
        for unit_id, name, above, former, code, has_children in session.execute(query)
    ]


def _has_word(word: str) -> ColumnElement[bool]:
    """Return whether a word begins with this in a unit's names or its parent's."""
    whole = " " + Unit.search_key + " " + func.coalesce(_Above.search_key, "")
    former = exists().where(
        UnitFormerName.unit_id == Unit.id,
        (" " + UnitFormerName.search_key).contains(f" {word}", autoescape=True),
    )
    return whole.contains(f" {word}", autoescape=True) | former


def _nearness(key: str) -> ColumnElement[int]:
    """Return how far a unit's names are from a key: 0 is the same."""
    former = exists().where(
        UnitFormerName.unit_id == Unit.id, UnitFormerName.search_key == key
    )
    return case(
        (Unit.search_key == key, 0),
        (Unit.search_key.startswith(key, autoescape=True) | former, 1),
        ((" " + Unit.search_key).contains(f" {key}", autoescape=True), 2),
        else_=3,
    )

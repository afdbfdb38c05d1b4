"""Writes of units: taking a tree in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.errors import FileFaultsError
from quizapp.names import search_key, sort_key
from quizapp.units.models import Unit, UnitFormerName, UnitRoll, UnitTree
from quizapp.units.queries import units_of
from quizapp.units.rules import UnitRow, faults_of, parents_first, restored


@dataclass(frozen=True)
class ImportedUnits:
    """What taking a file in came to."""

    added: int
    changed: int
    unchanged: int


def import_units(
    session: Session, *, tree: str, rows: Sequence[UnitRow], name: str, now: datetime
) -> ImportedUnits:
    """Take units into a tree, all or none; the same again changes nothing.

    ``name`` is the file's, for faults and as the source of members on the roll.

    Raises:
        FileFaultsError: the rows make no tree; every fault with its line.
    """
    session.execute(
        insert(UnitTree).values(slug=tree, created_at=now).on_conflict_do_nothing()
    )
    owner = session.scalars(
        select(UnitTree).where(UnitTree.slug == tree).with_for_update()
    ).one()
    there = {unit.code: unit for unit in units_of(session, tree=tree)}
    codes = {unit.id: unit.code for unit in there.values()}
    known = {
        unit.code: codes[unit.parent_id] if unit.parent_id else None
        for unit in there.values()
    }
    rows = restored(rows)
    faults = faults_of(rows, known)
    if faults:
        raise FileFaultsError(name, faults)
    outcomes = [
        _take(session, owner, there, row, name, now) for row in parents_first(rows)
    ]
    _set_depths(there)
    session.flush()
    return ImportedUnits(
        *(outcomes.count(outcome) for outcome in ("added", "changed", "unchanged"))
    )


def _take(
    session: Session,
    tree: UnitTree,
    there: dict[str, Unit],
    row: UnitRow,
    source: str,
    now: datetime,
) -> str:
    """Add a unit or change the one of its code; return which of it happened."""
    parent = there[row.parent_code] if row.parent_code else None
    values = {
        "type": row.type,
        "name": row.name,
        "parent_id": parent.id if parent else None,
        "search_key": search_key(row.name),
        "sort_key": sort_key(row.name),
        "depth": parent.depth + 1 if parent else 0,
    }
    unit = there.get(row.code)
    outcome = "unchanged"
    if unit is None:
        unit = Unit(tree_id=tree.id, code=row.code, **values)
        session.add(unit)
        there[row.code] = unit
        outcome = "added"
    elif any(getattr(unit, column) != value for column, value in values.items()):
        for column, value in values.items():
            setattr(unit, column, value)
        outcome = "changed"
    session.flush()
    if row.former_names:
        _name_formerly(session, unit, row.former_names)
    if row.members is not None:
        note_roll(session, unit=unit, row=row, source=source, now=now)
    return outcome


def _set_depths(units: dict[str, Unit]) -> None:
    """Bring depths in line: what hung below a moved unit moved with it."""
    by_id = {unit.id: unit for unit in units.values()}

    def depth(unit: Unit) -> int:
        return 0 if unit.parent_id is None else depth(by_id[unit.parent_id]) + 1

    for unit in units.values():
        unit.depth = depth(unit)


def _name_formerly(session: Session, unit: Unit, names: Sequence[str]) -> None:
    session.execute(delete(UnitFormerName).where(UnitFormerName.unit_id == unit.id))
    values = [
        {"unit_id": unit.id, "name": name, "search_key": search_key(name)}
        for name in dict.fromkeys(names)
    ]
    session.execute(insert(UnitFormerName), values)


def note_roll(
    session: Session, *, unit: Unit, row: UnitRow, source: str, now: datetime
) -> None:
    """Add members on the roll, unless the newest count says the same."""
    counted_on = row.counted_on or now.date()
    newest = session.scalar(
        select(UnitRoll)
        .where(UnitRoll.unit_id == unit.id)
        .order_by(UnitRoll.recorded_at.desc(), UnitRoll.id.desc())
        .limit(1)
    )
    is_known = newest is not None and newest.member_count == row.members
    if is_known and (row.counted_on is None or newest.counted_on == counted_on):  # type: ignore[union-attr]  # checked above
        return
    session.add(
        UnitRoll(
            unit_id=unit.id,
            member_count=row.members,
            counted_on=counted_on,
            source=source,
            recorded_at=now,
        )
    )

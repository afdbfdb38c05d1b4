"""Writes of units: taking a tree in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.audit.service import Act, record
from quizapp.errors import Fault, FileFaultsError, InvalidError
from quizapp.names import search_key, sort_key
from quizapp.phrases import ZONE
from quizapp.units.models import Unit, UnitFormerName, UnitRoll, UnitTree
from quizapp.units.queries import former_names_of, newest_counts, units_of
from quizapp.units.rules import UnitRow, faults_of, levels, restored
from quizapp.units.service.import_ledger import (
    Difference,
    closed_faults,
    differences,
    states_of,
    write_import,
)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class ImportedUnits:
    """What taking a file in came to."""

    added: int
    changed: int
    unchanged: int
    #: Counts of members on the roll that are new.
    rolls: int
    #: Units that are new, or whose name, type or place is another one.
    differences: Sequence[Difference] = ()


def import_units(
    session: Session,
    *,
    tree: str,
    rows: Sequence[UnitRow],
    name: str,
    now: datetime,
    act: Act | None = None,
) -> ImportedUnits:
    """Take units into a tree, all or none; the same again changes nothing.

    Units that the rows don't name stay as they are. ``name`` is the file's, for faults
    and as the source of members on the roll. What changes a tree that is there already
    stands in its ledger, from today on; with ``act`` also in the audit log.

    Raises:
        InvalidError: the name of the tree can't be used.
        FileFaultsError: the rows make no tree; every fault with its line.
    """
    owner = _locked_tree(session, tree, now)
    there = {unit.code: unit for unit in units_of(session, tree=tree)}
    codes = {unit.id: unit.code for unit in there.values()}
    known = {
        unit.code: codes[unit.parent_id] if unit.parent_id else None
        for unit in there.values()
    }
    rows = restored(rows, known)
    faults = [*faults_of(rows, known), *_early_counts(rows, now)]
    faults += closed_faults(there, known, rows)
    if faults:
        raise FileFaultsError(name, faults)
    before = set(known)
    old = states_of(there, rows)
    changed = _set_units(session, owner, there, rows)
    changed |= _set_former_names(session, owner, there, rows)
    found = ImportedUnits(
        added=sum(row.code not in before for row in rows),
        changed=len(changed & before),
        unchanged=sum(row.code in before - changed for row in rows),
        rolls=_note_rolls(session, owner, there, rows, source=name, now=now),
    )
    found = replace(found, differences=differences(old, there, rows))
    if before:
        write_import(session, owner.id, old, there, rows, act=act, now=now)
    if act is not None:
        _record(session, owner.id, found, act, now)
    return found


def _record(
    session: Session, tree_id: int, found: ImportedUnits, act: Act, now: datetime
) -> None:
    record(
        session,
        actor=act.actor,
        action="units.imported",
        subject=f"unit_tree:{tree_id}",
        details={
            "added": found.added, "changed": found.changed, "rolls": found.rolls,
        },
        salt=act.salt,
        now=now,
        reason=act.reason,
    )  # fmt: skip


def _locked_tree(session: Session, slug: str, now: datetime) -> UnitTree:
    """Return a tree, new or there, that nobody else can write to meanwhile."""
    if not SLUG.fullmatch(slug):
        raise InvalidError(
            "“%(slug)s” can't name a tree: take small letters, digits and hyphens,"
            " such as hau-giang-2022.",
            slug=slug,
        )
    session.execute(
        insert(UnitTree).values(slug=slug, created_at=now).on_conflict_do_nothing()
    )
    return session.scalars(
        select(UnitTree).where(UnitTree.slug == slug).with_for_update()
    ).one()


def _early_counts(rows: Iterable[UnitRow], now: datetime) -> Iterable[Fault]:
    today = now.astimezone(ZONE).date()
    for row in rows:
        if row.counted_on is not None and row.counted_on > today:
            yield Fault(
                row.line,
                "%(day)s hasn't come yet: no members were counted on it.",
                {"day": row.counted_on},
            )


def _set_units(
    session: Session, tree: UnitTree, there: dict[str, Unit], rows: Sequence[UnitRow]
) -> set[str]:
    """Add and change units, those on top first; return the codes of what changed."""
    changed = set()
    for level in levels(rows):
        for row in level:
            values = _columns(row, there)
            unit = there.get(row.code)
            if unit is None:
                unit = Unit(tree_id=tree.id, code=row.code, depth=0, **values)
                session.add(unit)
                there[row.code] = unit
            elif _is_otherwise(unit, values):
                changed.add(row.code)
        session.flush()
    _set_depths(there.values())
    session.flush()
    return changed


def _columns(row: UnitRow, there: Mapping[str, Unit]) -> dict[str, object]:
    since = {"valid_from": row.valid_from} if row.valid_from else {}
    return since | {
        "type": row.type,
        "name": row.name,
        "parent_id": there[row.parent_code].id if row.parent_code else None,
        "search_key": search_key(row.name),
        "sort_key": sort_key(row.name),
    }


def _is_otherwise(unit: Unit, values: Mapping[str, object]) -> bool:
    """Give a unit new values; tell whether any of them is one."""
    is_new = any(getattr(unit, column) != value for column, value in values.items())
    for column, value in values.items():
        setattr(unit, column, value)
    return is_new


def _set_depths(units: Iterable[Unit]) -> None:
    """Bring depths in line: what hangs below a moved unit has moved with it."""
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    at, depth = children.get(None, []), 0
    while at:
        for unit in at:
            unit.depth = depth
        at = [below for unit in at for below in children.get(unit.id, [])]
        depth += 1


def _set_former_names(
    session: Session, tree: UnitTree, there: Mapping[str, Unit], rows: Iterable[UnitRow]
) -> set[str]:
    """Write former names where they differ; return the codes of those units."""
    known = former_names_of(session, tree_id=tree.id)
    wanted = {
        row.code: set(row.former_names) for row in rows if row.former_names is not None
    }
    changed = {code for code, names in wanted.items() if names != known[there[code].id]}
    ids = {there[code].id for code in changed}
    session.execute(delete(UnitFormerName).where(UnitFormerName.unit_id.in_(ids)))
    session.add_all(
        UnitFormerName(unit_id=there[code].id, name=name, search_key=search_key(name))
        for code in changed
        for name in sorted(wanted[code])
    )
    session.flush()
    return changed


def _note_rolls(
    session: Session,
    tree: UnitTree,
    there: Mapping[str, Unit],
    rows: Iterable[UnitRow],
    *,
    source: str,
    now: datetime,
) -> int:
    """Add members on the roll unless their count is known; return how many were new.

    A count without a day is of today, and new only if it differs from the newest.
    """
    counts = newest_counts(session, tree_id=tree.id)
    today = now.astimezone(ZONE).date()
    new = []
    for row in rows:
        unit_id = there[row.code].id
        known = counts[unit_id]
        day = row.counted_on or max(known, default=today)
        if row.members is None or known.get(day) == row.members:
            continue
        new.append(
            UnitRoll(
                unit_id=unit_id,
                member_count=row.members,
                counted_on=row.counted_on or today,
                source=source,
                recorded_at=now,
            )
        )
    session.add_all(new)
    session.flush()
    return len(new)

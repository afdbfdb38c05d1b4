"""What happens to units: merged, renamed, moved, dissolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError
from quizapp.units.models import Unit, UnitEvent
from quizapp.units.rules import check_kind, check_unit_name
from quizapp.units.service.adding import check_no_twin, new_unit
from quizapp.units.service.ledger import (
    Page,
    ancestors,
    check_day,
    check_not_on_top,
    check_one_tree,
    check_reason,
    children_of,
    newest_roll,
    open_units,
)


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit that an event makes."""

    name: str
    #: In words of the field: xã, phường, chi hội …
    kind: str
    #: None: one is made.
    code: str | None = None


def merge(
    session: Session,
    *,
    unit_ids: Sequence[int],
    into: int | NewUnit,
    effective_on: date,
    act: Act,
    now: datetime,
) -> UnitEvent:
    """Merge units into one of them, into another one, or into a new one.

    A new unit stands where the first one stood. What was below the merged units stands
    below it from ``effective_on`` on; their rolls are added up where all are known.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: one is closed, or the new name is taken.
        InvalidError: too few, one above another, different trees, on top, a wrong day.
    """
    check_reason(act)
    unit_ids = list(dict.fromkeys(unit_ids))
    survivor_id = None if isinstance(into, NewUnit) else into
    closing = [unit_id for unit_id in unit_ids if unit_id != survivor_id]
    if not closing or len({*unit_ids, survivor_id} - {None}) < 2:
        raise InvalidError("Choose two units or more to merge.", field="units")
    kept = [survivor_id] if survivor_id is not None else []
    units = open_units(session, [*closing, *kept])
    check_one_tree(units)
    check_day(session, effective_on, units, now)
    closed = units[: len(closing)]
    _check_side_by_side(session, closed, survivor_id)
    page_of = {"act": act, "now": now}
    tree_id = closed[0].tree_id
    page = Page.open(session, tree_id, "merge", effective_on, **page_of)  # type: ignore[arg-type]  # two names
    if isinstance(into, NewUnit):
        survivor = make_unit(session, page, like=closed[0], new=into, besides=closing)
    else:
        survivor = units[-1]
    children = children_of(session, closing)
    _add_rolls(session, page, units, survivor)
    for unit in closed:
        page.set_end(unit)
        page.succeed(unit, survivor, is_whole=True)
    for child in children:
        if child.id != survivor.id:
            page.move(child, survivor.id)
    return page.close("units.merged", survivor.id, {"units": closing})


def rename(
    session: Session,
    *,
    unit_id: int,
    name: str,
    kind: str | None = None,
    effective_on: date,
    act: Act,
    now: datetime,
) -> UnitEvent:
    """Give a unit another name, another type, or both; the old name finds it still.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: it is closed, or the name is taken beside it.
        InvalidError: nothing would change, or name, type or day can't be used.
    """
    check_reason(act)
    (unit,) = open_units(session, [unit_id])
    name = check_unit_name(name)
    kind = unit.type if kind is None else check_kind(kind)
    if (name, kind) == (unit.name, unit.type):
        raise InvalidError("It is called so already.", field="name")
    check_day(session, effective_on, [unit], now)
    check_no_twin(session, parent_id=unit.parent_id, name=name, besides=[unit.id])
    page = Page.open(session, unit.tree_id, "rename", effective_on, act=act, now=now)
    old = unit.name
    page.rename(unit, name=name, kind=kind)
    page.call(unit, {old})
    return page.close("units.renamed", unit.id, {})


def move(
    session: Session,
    *,
    unit_id: int,
    parent_id: int,
    effective_on: date,
    act: Act,
    now: datetime,
) -> UnitEvent:
    """Put a unit, with all below it, below another unit of its tree.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: one is closed, or a unit of this name stands there already.
        InvalidError: it stands there, on top, below itself, elsewhere, or a wrong day.
    """
    check_reason(act)
    unit, parent = open_units(session, [unit_id, parent_id])
    check_one_tree([unit, parent])
    check_not_on_top(unit)
    if unit.parent_id == parent.id:
        raise InvalidError("It stands there already.", field="parent")
    if unit.id in ancestors(session, parent.id):
        raise InvalidError("A unit can't stand below itself.", field="parent")
    check_day(session, effective_on, [unit, parent], now)
    check_no_twin(session, parent_id=parent.id, name=unit.name)
    page = Page.open(session, unit.tree_id, "move", effective_on, act=act, now=now)
    page.move(unit, parent.id)
    return page.close("units.moved", unit.id, {"parent": parent.id})


def dissolve(
    session: Session, *, unit_id: int, effective_on: date, act: Act, now: datetime
) -> UnitEvent:
    """Close a unit without anybody coming after it.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: it is closed, or units in force stand below it.
        InvalidError: it stands on top, or a wrong day.
    """
    check_reason(act)
    (unit,) = open_units(session, [unit_id])
    check_not_on_top(unit)
    check_day(session, effective_on, [unit], now)
    below = len(children_of(session, [unit.id]))
    if below:
        raise ConflictError(
            "Units in force stand below “%(unit)s”: %(count)s. Move or dissolve them"
            " first.",
            unit=unit.name,
            count=below,
        )
    page = Page.open(session, unit.tree_id, "dissolve", effective_on, act=act, now=now)
    page.set_end(unit)
    return page.close("units.dissolved", unit.id, {})


def make_unit(
    session: Session, page: Page, *, like: Unit, new: NewUnit, besides: Sequence[int]
) -> Unit:
    """Make a unit of an event, beside one that it closes."""
    check_not_on_top(like)
    (parent,) = open_units(session, [like.parent_id or 0])
    unit = new_unit(
        session,
        parent=parent,
        kind=new.kind,
        name=new.name,
        code=new.code,
        besides=besides,
    )
    page.found(unit)
    return unit


def _check_side_by_side(
    session: Session, closed: Sequence[Unit], survivor_id: int | None
) -> None:
    ids = {unit.id for unit in closed}
    for unit in closed:
        check_not_on_top(unit)
        if ids & (ancestors(session, unit.id) - {unit.id}):
            raise InvalidError(
                "“%(unit)s” stands below another one of these: merge units that stand"
                " beside each other.",
                unit=unit.name,
                field="units",
            )
    if survivor_id is not None and ids & ancestors(session, survivor_id):
        raise InvalidError(
            "A unit can't be merged into one that stands below it.", field="into"
        )


def _add_rolls(
    session: Session, page: Page, units: Sequence[Unit], survivor: Unit
) -> None:
    """Count the rolls of all units together, if every one of them is known."""
    rolls = [newest_roll(session, unit.id) for unit in units]
    known = [roll for roll in rolls if roll is not None]
    if len(known) == len(units):
        total = sum(roll.member_count for roll in known)
        page.roll(survivor.id, total, max(roll.counted_on for roll in known))

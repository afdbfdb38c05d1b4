"""Reads of the ledger of units: the history of trees, and what happened to one unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.units.models import Unit, UnitChange, UnitEvent, UnitSuccession, UnitTree
from quizapp.units.rules import Change, Event, History, State, Succession

_Undo = aliased(UnitEvent)


@dataclass(frozen=True)
class Kin:
    """A unit that an event speaks of."""

    id: int
    name: str
    is_whole: bool = True
    share: int | None = None
    #: The name of its tree.
    tree: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event as the page of a unit tells it."""

    id: int
    kind: str
    effective_on: date
    recorded_at: datetime
    reason: str
    undone_at: datetime | None
    #: What was closed, with who came after.
    before: Sequence[Kin] = ()
    after: Sequence[Kin] = ()
    #: What became of the unit of the page; None: it is only spoken of.
    was: State | None = None
    now: State | None = None
    was_above: str = ""
    now_above: str = ""


def trees_of(session: Session, *, unit_id: int) -> set[int]:
    """Return the tree of a unit, and those with which its units exchanged others."""
    first = session.scalar(select(Unit.tree_id).where(Unit.id == unit_id))
    found: set[int] = set()
    fresh = {first} if first is not None else set()
    while fresh:
        found |= fresh
        near, far = aliased(Unit), aliased(Unit)
        rows = session.execute(
            select(near.tree_id, far.tree_id)
            .select_from(UnitSuccession)
            .join(near, near.id == UnitSuccession.unit_id)
            .join(far, far.id == UnitSuccession.successor_id)
            .where(or_(near.tree_id.in_(fresh), far.tree_id.in_(fresh)))
            .distinct()
        )
        fresh = {tree for pair in rows for tree in pair} - found
    return found


def has_history(session: Session, *, tree_ids: Collection[int]) -> bool:
    """Tell whether anything ever happened to the units of trees."""
    return session.scalar(_events(tree_ids).limit(1)) is not None


def history_of(session: Session, *, tree_ids: Collection[int]) -> History:
    """Return trees with everything that ever happened to them."""
    events = [
        Event(row.id, row.kind, row.effective_on, row.recorded_at, row.undoes_id)
        for row in session.scalars(_events(tree_ids).order_by(UnitEvent.id))
    ]
    ids = [one.id for one in events]
    present = session.execute(
        select(
            Unit.id,
            Unit.parent_id,
            Unit.name,
            Unit.type,
            Unit.valid_to.is_(None).label("is_open"),
        ).where(Unit.tree_id.in_(tree_ids))
    )
    changes = session.execute(
        select(*UnitChange.__table__.c)
        .where(UnitChange.event_id.in_(ids))
        .order_by(UnitChange.event_id)
    )
    successions = session.execute(
        select(
            UnitSuccession.event_id,
            UnitSuccession.unit_id,
            UnitSuccession.successor_id,
            UnitSuccession.is_whole,
        )
        .where(UnitSuccession.event_id.in_(ids))
        .order_by(UnitSuccession.event_id, UnitSuccession.successor_id)
    )
    return History(
        present={
            row.id: State(row.parent_id, row.name, row.type, is_open=row.is_open)
            for row in present
        },
        events=events,
        changes=[
            Change(
                row.event_id,
                row.unit_id,
                State(row.was_parent_id, row.was_name, row.was_type, row.was_open),
                State(row.parent_id, row.name, row.type, row.is_open),
            )
            for row in changes
        ],
        successions=[Succession(*row) for row in successions],
    )


def events_about(session: Session, *, unit_id: int) -> list[Told]:
    """Return what happened to a unit, the newest first; what was undone too."""
    about = or_(
        UnitEvent.id.in_(
            select(UnitChange.event_id).where(UnitChange.unit_id == unit_id)
        ),
        UnitEvent.id.in_(_successions_about(unit_id)),
    )
    return _told(session, about, unit_id=unit_id)


def events_of_tree(session: Session, *, tree_id: int, most: int) -> list[Told]:
    """Return the last events of a tree, the newest first."""
    return _told(session, UnitEvent.tree_id == tree_id, most=most)


def last_effective(session: Session, *, unit_ids: Collection[int]) -> date | None:
    """Return the day of the last event in force that any of these units was part of."""
    undone = select(_Undo.undoes_id).where(_Undo.undoes_id == UnitEvent.id)
    return session.scalar(
        select(func.max(UnitEvent.effective_on)).where(
            UnitEvent.kind != "undo",
            ~undone.exists(),
            or_(
                UnitEvent.id.in_(
                    select(UnitChange.event_id).where(UnitChange.unit_id.in_(unit_ids))
                ),
                UnitEvent.id.in_(
                    select(UnitSuccession.event_id).where(
                        UnitSuccession.successor_id.in_(unit_ids)
                    )
                ),
            ),
        )
    )


def _events(tree_ids: Collection[int]) -> Select[UnitEvent]:
    """Return the query of the events of trees, those that led into them too."""
    into = (
        select(UnitChange.event_id)
        .join(Unit, Unit.id == UnitChange.unit_id)
        .where(Unit.tree_id.in_(tree_ids))
    )
    undoing = select(UnitEvent.id).where(UnitEvent.id.in_(into))
    return select(UnitEvent).where(
        or_(
            UnitEvent.tree_id.in_(tree_ids),
            UnitEvent.id.in_(into),
            UnitEvent.undoes_id.in_(undoing),
        )
    )


def _successions_about(unit_id: int) -> Select[int]:
    return select(UnitSuccession.event_id).where(
        or_(UnitSuccession.unit_id == unit_id, UnitSuccession.successor_id == unit_id)
    )


def _told(
    session: Session,
    which: ColumnElement[bool],
    *,
    unit_id: int = 0,
    most: int | None = None,
) -> list[Told]:
    events = session.execute(
        select(UnitEvent, _Undo.recorded_at)
        .outerjoin(_Undo, _Undo.undoes_id == UnitEvent.id)
        .where(which, UnitEvent.kind != "undo")
        .order_by(UnitEvent.id.desc())
        .limit(most)
    ).all()
    ids = [event.id for event, _ in events]
    changes = _changes_of(session, ids, unit_id)
    names = _names(session, {one.was_parent_id for one in changes.values()} | {
        one.parent_id for one in changes.values()
    })  # fmt: skip
    before, after = _kin(session, ids, unit_id)
    return [
        Told(
            id=event.id,
            kind=event.kind,
            effective_on=event.effective_on,
            recorded_at=event.recorded_at,
            reason=event.reason,
            undone_at=undone_at,
            before=before.get(event.id, ()),
            after=after.get(event.id, ()),
            **_states(changes.get(event.id), names),
        )
        for event, undone_at in events
    ]


def _changes_of(
    session: Session, ids: Sequence[int], unit_id: int
) -> dict[int, UnitChange]:
    """Return event → its change: of one unit, or (0) of the only one that it changed."""
    found = select(UnitChange).where(UnitChange.event_id.in_(ids))
    if unit_id:
        found = found.where(UnitChange.unit_id == unit_id)
    else:
        only = (
            select(UnitChange.event_id)
            .where(UnitChange.event_id.in_(ids))
            .group_by(UnitChange.event_id)
            .having(func.count() == 1)
        )
        found = found.where(UnitChange.event_id.in_(only))
    return {one.event_id: one for one in session.scalars(found)}


def _states(change: UnitChange | None, names: dict[int, str]) -> dict[str, Any]:
    if change is None:
        return {}
    return {
        "was": State(
            change.was_parent_id, change.was_name, change.was_type, change.was_open
        ),
        "now": State(change.parent_id, change.name, change.type, change.is_open),
        "was_above": names.get(change.was_parent_id or 0, ""),
        "now_above": names.get(change.parent_id or 0, ""),
    }


def _names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    return {unit_id: name for unit_id, name in rows}  # noqa: C416  # not pairs


def _kin(
    session: Session, ids: Sequence[int], unit_id: int
) -> tuple[dict[int, list[Kin]], dict[int, list[Kin]]]:
    """Return event → the units that it closed, and event → who came after them.

    Of a change of whole trees only what concerns the unit is told; of no unit (0), all.
    """
    is_told = or_(
        literal(unit_id) == 0,
        UnitEvent.kind != "reform",
        UnitSuccession.unit_id == unit_id,
        UnitSuccession.successor_id == unit_id,
    )
    one, other = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(UnitSuccession, one.name, other.name, UnitTree.slug)
        .join(one, one.id == UnitSuccession.unit_id)
        .join(other, other.id == UnitSuccession.successor_id)
        .join(UnitTree, UnitTree.id == other.tree_id)
        .join(UnitEvent, UnitEvent.id == UnitSuccession.event_id)
        .where(UnitSuccession.event_id.in_(ids), is_told)
        .order_by(UnitSuccession.event_id, one.sort_key, other.sort_key)
    )
    before: dict[int, dict[int, Kin]] = {}
    after: dict[int, dict[int, Kin]] = {}
    for row, name, successor, tree in rows:
        before.setdefault(row.event_id, {}).setdefault(
            row.unit_id, Kin(row.unit_id, name)
        )
        after.setdefault(row.event_id, {}).setdefault(
            row.successor_id,
            Kin(row.successor_id, successor, row.is_whole, row.share, tree),
        )
    return (
        {key: list(found.values()) for key, found in before.items()},
        {key: list(found.values()) for key, found in after.items()},
    )

"""Taking an event of the ledger back; the ledger keeps both."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.names import search_key, sort_key
from quizapp.units.models import (
    Unit,
    UnitChange,
    UnitEvent,
    UnitFormerName,
    UnitRoll,
    UnitSuccession,
)
from quizapp.units.service.ledger import (
    Page,
    ancestors,
    check_reason,
    lock_trees,
    newest_roll,
    set_depths,
)


def undo(session: Session, *, event_id: int, act: Act, now: datetime) -> UnitEvent:
    """Take an event back: its units are again what they were before it.

    Units that it made are closed; what was counted on them counts where they came from.

    Raises:
        NotFoundError: there is no such event.
        ConflictError: it was taken back, or a later event builds on it.
        InvalidError: it is an import or an undo, or no reason is given.
    """
    check_reason(act)
    event = session.get(UnitEvent, event_id)
    if event is None:
        raise NotFoundError("There is no such event.")
    if event.kind in {"undo", "import"}:
        raise InvalidError("This can't be taken back: write down what holds instead.")
    changes = session.scalars(
        select(UnitChange).where(UnitChange.event_id == event_id)
    ).all()
    lock_trees(session, _trees(session, changes) | {event.tree_id})
    _check_is_last(session, event, changes)
    page = Page.open(
        session,
        event.tree_id,
        "undo",
        event.effective_on,
        act=act,
        now=now,
        undoes_id=event.id,
    )
    units = _restore(session, event, changes)
    _check_tree(session, event, units)
    session.execute(delete(UnitFormerName).where(UnitFormerName.event_id == event.id))
    _restore_rolls(session, page, event)
    moved = [c.unit_id for c in changes if c.parent_id != c.was_parent_id]
    if moved:
        set_depths(session, moved)
    return page.close("units.undone", _subject(changes), {"undoes": event_id})


def _subject(changes: Sequence[UnitChange]) -> int:
    return min((change.unit_id for change in changes), default=0)


def _trees(session: Session, changes: Sequence[UnitChange]) -> set[int]:
    ids = [change.unit_id for change in changes]
    return set(session.scalars(select(Unit.tree_id).where(Unit.id.in_(ids)).distinct()))


def _check_is_last(
    session: Session, event: UnitEvent, changes: Sequence[UnitChange]
) -> None:
    """Check that nothing that still holds builds on an event."""
    if session.scalar(select(UnitEvent.id).where(UnitEvent.undoes_id == event.id)):
        raise ConflictError("This event was taken back already.")
    kin = select(UnitSuccession.successor_id).where(UnitSuccession.event_id == event.id)
    touched = {change.unit_id for change in changes} | set(session.scalars(kin))
    made = {change.unit_id for change in changes if not change.was_open}
    parents = {change.was_parent_id for change in changes}
    parents |= {change.parent_id for change in changes}
    if event.kind == "reform":
        # A tree that gave way is closed above it too, until the file comes again.
        parents = set()
    later = _later(session, event, touched, made, parents - {None})  # type: ignore[arg-type]  # without None
    if later is not None:
        raise ConflictError(
            "A later event of %(day)s builds on this one: take that one back first.",
            day=later.effective_on,
        )


def _later(
    session: Session,
    event: UnitEvent,
    touched: Collection[int],
    made: Collection[int],
    parents: Collection[int],
) -> UnitEvent | None:
    change, kin, undo_of = (
        aliased(UnitChange),
        aliased(UnitSuccession),
        aliased(UnitEvent),
    )
    by_change = select(change.event_id).where(
        or_(
            change.unit_id.in_(touched),
            change.parent_id.in_(made),
            change.was_parent_id.in_(made),
            change.unit_id.in_(parents) & (change.was_open != change.is_open),
        )
    )
    by_kin = select(kin.event_id).where(
        or_(kin.unit_id.in_(touched), kin.successor_id.in_(touched))
    )
    is_undone = select(undo_of.id).where(undo_of.undoes_id == UnitEvent.id).exists()
    return session.scalar(
        select(UnitEvent)
        .where(
            UnitEvent.id > event.id,
            UnitEvent.kind != "undo",
            ~is_undone,
            or_(UnitEvent.id.in_(by_change), UnitEvent.id.in_(by_kin)),
        )
        .order_by(UnitEvent.id.desc())
        .limit(1)
    )


def _restore(
    session: Session, event: UnitEvent, changes: Sequence[UnitChange]
) -> list[Unit]:
    units = []
    for change in changes:
        unit = session.get_one(Unit, change.unit_id)
        unit.parent_id = change.was_parent_id
        unit.name, unit.type = change.was_name, change.was_type
        unit.search_key = search_key(unit.name)
        unit.sort_key = sort_key(unit.name)
        unit.valid_to = None if change.was_open else event.effective_on
        units.append(unit)
    session.flush()
    return units


def _check_tree(session: Session, event: UnitEvent, units: Sequence[Unit]) -> None:
    """Check that units fit again where they stood."""
    for unit in units:
        if unit.valid_to is not None or unit.parent_id is None:
            continue
        is_closed = session.get_one(Unit, unit.parent_id).valid_to is not None
        if is_closed and event.kind != "reform":
            raise ConflictError("The unit that stood above it is closed by now.")
        if unit.id in ancestors(session, unit.parent_id):
            raise ConflictError("The unit that stood above it stands below it by now.")
        _check_name(session, event, unit)


def _check_name(session: Session, event: UnitEvent, unit: Unit) -> None:
    """Check that no other unit took the name since; twins of before may stay twins."""
    twin = (
        select(Unit.id)
        .join(UnitChange, UnitChange.unit_id == Unit.id)
        .where(
            UnitChange.event_id > event.id,
            UnitChange.event_id.not_in(
                select(UnitEvent.undoes_id).where(UnitEvent.undoes_id.is_not(None))
            ),
            Unit.parent_id == unit.parent_id,
            Unit.name == unit.name,
            Unit.valid_to.is_(None),
            Unit.id != unit.id,
        )
    )
    if session.scalar(twin.limit(1)) is not None:
        raise ConflictError(
            "“%(name)s” stands below this unit already: give it another name.",
            name=unit.name,
        )


def _restore_rolls(session: Session, page: Page, event: UnitEvent) -> None:
    """Count units again as they were counted before an event added or parted rolls."""
    rows = session.scalars(
        select(UnitRoll)
        .join(Unit, Unit.id == UnitRoll.unit_id)
        .where(UnitRoll.event_id == event.id, Unit.valid_to.is_(None))
    ).all()
    for row in rows:
        before = session.scalar(
            select(UnitRoll)
            .where(UnitRoll.unit_id == row.unit_id, UnitRoll.id < row.id)
            .order_by(UnitRoll.counted_on.desc(), UnitRoll.id.desc())
            .limit(1)
        )
        newest = newest_roll(session, row.unit_id)
        is_counted_since = newest is not None and newest.event_id is None
        if before is not None and not is_counted_since:
            page.roll(row.unit_id, before.member_count, row.counted_on)

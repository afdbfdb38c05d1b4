"""Writing the ledger of units: an event with all that it changes, closes and parts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from quizapp.audit.service import Act, record
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.names import search_key, sort_key
from quizapp.phrases import ZONE
from quizapp.units.models import (
    Unit,
    UnitChange,
    UnitEvent,
    UnitFormerName,
    UnitRoll,
    UnitSuccession,
    UnitTree,
)
from quizapp.units.queries import last_effective


@dataclass
class Page:
    """One event while it is written; the trees that it touches are locked."""

    session: Session
    event: UnitEvent
    act: Act
    now: datetime
    changes: dict[int, UnitChange] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        session: Session,
        tree_id: int,
        kind: str,
        effective_on: date,
        *,
        act: Act,
        now: datetime,
        undoes_id: int | None = None,
    ) -> Self:
        """Begin an event."""
        event = UnitEvent(
            tree_id=tree_id,
            kind=kind,
            effective_on=effective_on,
            recorded_at=now,
            recorded_by=act.actor,
            reason=act.reason,
            undoes_id=undoes_id,
        )
        session.add(event)
        session.flush()
        return cls(session, event, act, now)

    def note(self, unit: Unit) -> UnitChange:
        """Remember what a unit was before this event."""
        if unit.id not in self.changes:
            is_open = unit.valid_to is None
            self.changes[unit.id] = UnitChange(
                event_id=self.event.id,
                unit_id=unit.id,
                was_parent_id=unit.parent_id,
                was_name=unit.name,
                was_type=unit.type,
                was_open=is_open,
                parent_id=unit.parent_id,
                name=unit.name,
                type=unit.type,
                is_open=is_open,
            )
        return self.changes[unit.id]

    def found(self, unit: Unit) -> None:
        """Note a unit that wasn't there before."""
        unit.valid_from = self.event.effective_on
        self.note(unit).was_open = False

    def set_end(self, unit: Unit) -> None:
        """Close a unit from the event's day on."""
        self.note(unit).is_open = False
        unit.valid_to = self.event.effective_on

    def move(self, unit: Unit, parent_id: int) -> None:
        """Put a unit below another one; depths are set when the page closes."""
        self.note(unit).parent_id = parent_id
        unit.parent_id = parent_id

    def rename(self, unit: Unit, *, name: str, kind: str) -> None:
        """Give a unit another name or type."""
        change = self.note(unit)
        change.name, change.type = name, kind
        unit.name, unit.type = name, kind
        unit.search_key, unit.sort_key = search_key(name), sort_key(name)

    def succeed(
        self, unit: Unit, successor: Unit, *, is_whole: bool, share: int | None = None
    ) -> None:
        """Note who comes after a unit; her names find it from now on."""
        self.session.add(
            UnitSuccession(
                event_id=self.event.id,
                unit_id=unit.id,
                successor_id=successor.id,
                is_whole=is_whole,
                share=share,
            )
        )
        names = self.session.scalars(
            select(UnitFormerName.name).where(UnitFormerName.unit_id == unit.id)
        )
        self.call(successor, {unit.name, *names})

    def call(self, unit: Unit, names: Collection[str]) -> None:
        """Add former names to a unit, besides the one that it bears."""
        rows = [
            {
                "unit_id": unit.id,
                "name": name,
                "search_key": search_key(name),
                "event_id": self.event.id,
            }
            for name in sorted(set(names) - {unit.name})
        ]
        if rows:
            self.session.execute(
                insert(UnitFormerName).values(rows).on_conflict_do_nothing()
            )

    def roll(self, unit_id: int, member_count: int, counted_on: date) -> None:
        """Add members on the roll that this event counts together or parts."""
        self.session.add(
            UnitRoll(
                unit_id=unit_id,
                member_count=member_count,
                counted_on=max(counted_on, self.event.effective_on),
                source=self.event.kind,
                recorded_at=self.now,
                event_id=self.event.id,
            )
        )

    def close(self, action: str, unit_id: int, details: Mapping[str, Any]) -> UnitEvent:
        """Write everything, and who did it into the audit log."""
        self.session.add_all(self.changes.values())
        self.session.flush()
        moved = [
            change.unit_id
            for change in self.changes.values()
            if change.parent_id != change.was_parent_id
        ]
        if moved:
            set_depths(self.session, moved)
        record(
            self.session,
            actor=self.act.actor,
            action=action,
            subject=f"unit:{unit_id}",
            details={"event": self.event.id, **details},
            salt=self.act.salt,
            now=self.now,
            reason=self.act.reason,
        )
        return self.event


def open_units(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """Return units in force, in the order asked for; their trees are locked.

    Raises:
        NotFoundError: one isn't there.
        ConflictError: one is closed.
    """
    units = [known_unit(session, unit_id) for unit_id in unit_ids]
    lock_trees(session, {unit.tree_id for unit in units})
    for unit in units:
        session.refresh(unit)
        if unit.valid_to is not None:
            raise ConflictError(
                "“%(unit)s” is closed: choose a unit that is in force.", unit=unit.name
            )
    return units


def known_unit(session: Session, unit_id: int) -> Unit:
    """Return a unit, in force or not.

    Raises:
        NotFoundError: there is none.
    """
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError("There is no such unit.")
    return unit


def lock_trees(session: Session, tree_ids: Collection[int]) -> None:
    """Let nobody else write to trees until the transaction ends."""
    session.execute(
        select(UnitTree.id)
        .where(UnitTree.id.in_(tree_ids))
        .order_by(UnitTree.id)
        .with_for_update()
    )


def check_one_tree(units: Sequence[Unit]) -> None:
    """Check that units stand in the same tree.

    Raises:
        InvalidError: they don't.
    """
    if len({unit.tree_id for unit in units}) > 1:
        raise InvalidError("These units stand in different trees.")


def check_not_on_top(unit: Unit) -> None:
    """Check that a unit isn't the one on which its tree hangs.

    Raises:
        InvalidError: it is.
    """
    if unit.parent_id is None:
        raise InvalidError(
            "“%(unit)s” stands on top of its tree: only its name can change.",
            unit=unit.name,
        )


def check_day(
    session: Session, effective_on: date, units: Sequence[Unit], now: datetime
) -> None:
    """Check that something can have happened to units on a day.

    Raises:
        InvalidError: the day is to come, or lies before the last event of one of them.
    """
    if effective_on > now.astimezone(ZONE).date():
        raise InvalidError(
            "%(day)s hasn't come yet: write the event down on its day.",
            field="effective_on",
            day=effective_on,
        )
    known = [unit.valid_from for unit in units if unit.valid_from]
    last = last_effective(session, unit_ids=[unit.id for unit in units])
    earliest = max([*known, *([last] if last else [])], default=effective_on)
    if effective_on < earliest:
        raise InvalidError(
            "These units changed last on %(day)s: take that day or a later one.",
            field="effective_on",
            day=earliest,
        )


def check_reason(act: Act) -> None:
    """Check that an event names the decision behind it.

    Raises:
        InvalidError: it doesn't.
    """
    if not act.reason:
        raise InvalidError("Name the decision: its number and day.", field="reason")


def children_of(session: Session, unit_ids: Collection[int]) -> Sequence[Unit]:
    """Return the units in force right below some."""
    return session.scalars(
        select(Unit)
        .where(Unit.parent_id.in_(unit_ids), Unit.valid_to.is_(None))
        .order_by(Unit.sort_key, Unit.id)
    ).all()


def newest_roll(session: Session, unit_id: int) -> UnitRoll | None:
    """Return the members on the roll of a unit by the newest count, or None."""
    return session.scalar(
        select(UnitRoll)
        .where(UnitRoll.unit_id == unit_id)
        .order_by(
            UnitRoll.counted_on.desc(), UnitRoll.recorded_at.desc(), UnitRoll.id.desc()
        )
        .limit(1)
    )


def ancestors(session: Session, unit_id: int) -> set[int]:
    """Return a unit and everything above it."""
    up = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id)
    way = up.cte("way", recursive=True)
    above = aliased(Unit)
    way = way.union(
        select(above.id, above.parent_id).where(above.id == way.c.parent_id)
    )
    return set(session.scalars(select(way.c.id)))


def set_depths(session: Session, unit_ids: Collection[int]) -> None:
    """Bring the depths of moved units in line, and of all that hangs below them."""
    above, below = aliased(Unit), aliased(Unit)
    top = (
        select(Unit.id, (above.depth + 1).label("depth"), literal(0).label("steps"))
        .join(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(unit_ids))
        .cte("moved", recursive=True)
    )
    found = top.union(
        select(below.id, top.c.depth + 1, top.c.steps + 1).where(
            below.parent_id == top.c.id
        )
    )
    session.execute(
        update(Unit).where(Unit.id == found.c.id).values(depth=found.c.depth),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()

"""What a file changes of a tree that is there already, written into its ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import Fault
from quizapp.phrases import ZONE
from quizapp.units.models import Unit, UnitChange, UnitEvent
from quizapp.units.rules import State, UnitRow

#: Who changed a tree where nobody of the staff is named: a command of the installation.
NOBODY = "command:import"


@dataclass(frozen=True)
class Difference:
    """What a file makes of a unit."""

    code: str
    #: What it was called, with its type; empty for a new one.
    was_name: str
    was_type: str
    was_parent: str
    name: str
    type: str
    parent: str


def differences(
    old: Mapping[str, State], there: Mapping[str, Unit], rows: Iterable[UnitRow]
) -> list[Difference]:
    """Return what is new or has another name, type or place."""
    codes = {unit.id: code for code, unit in there.items()}
    found = []
    for row in rows:
        was, now = old.get(row.code), _state(there[row.code])
        if was != now:
            found.append(
                Difference(
                    row.code,
                    was.name if was else "",
                    was.type if was else "",
                    codes.get(was.parent_id or 0, "") if was else "",
                    now.name,
                    now.type,
                    codes.get(now.parent_id or 0, ""),
                )
            )
    return found


def closed_faults(
    there: Mapping[str, Unit], known: Mapping[str, str | None], rows: Iterable[UnitRow]
) -> Iterable[Fault]:
    """Return what rows want of closed units: files neither change, open nor close any."""
    closed = {code for code, unit in there.items() if unit.valid_to is not None}
    for row in rows:
        unit = there.get(row.code)
        is_moved = unit is None or known[row.code] != (row.parent_code or None)
        is_same = unit is not None and (unit.type, unit.name) == (row.type, row.name)
        if row.code in closed:
            if is_moved or not is_same:
                yield Fault(
                    row.line,
                    "“%(code)s” is closed and can't be changed: take its row out.",
                    {"code": row.code},
                )
        elif row.valid_to is not None:
            yield Fault(
                row.line,
                "A file can't close “%(code)s”: merge or dissolve it on its page.",
                {"code": row.code},
            )
        elif row.parent_code in closed and is_moved:
            yield Fault(
                row.line,
                "The unit above, “%(code)s”, is closed: name one that is in force.",
                {"code": row.parent_code},
            )


def states_of(there: Mapping[str, Unit], rows: Iterable[UnitRow]) -> dict[str, State]:
    """Return what the units that rows name are; none for new ones."""
    named = {row.code for row in rows}
    return {code: _state(unit) for code, unit in there.items() if code in named}


def write_import(
    session: Session,
    tree_id: int,
    old: Mapping[str, State],
    there: Mapping[str, Unit],
    rows: Sequence[UnitRow],
    *,
    act: Act | None,
    now: datetime,
) -> None:
    """Write one event for all units that are new or something else than they were."""
    changed = [
        (there[row.code], old.get(row.code))
        for row in rows
        if old.get(row.code) != _state(there[row.code])
    ]
    if not changed:
        return
    event = UnitEvent(
        tree_id=tree_id,
        kind="import",
        effective_on=now.astimezone(ZONE).date(),
        recorded_at=now,
        recorded_by=act.actor if act is not None else NOBODY,
        reason=act.reason if act is not None else "",
        undoes_id=None,
    )
    session.add(event)
    session.flush()
    session.execute(
        insert(UnitChange),
        [_change(event.id, unit, before) for unit, before in changed],
    )


def _state(unit: Unit) -> State:
    return State(unit.parent_id, unit.name, unit.type, unit.valid_to is None)


def _change(event_id: int, unit: Unit, before: State | None) -> dict[str, object]:
    was = before or State(unit.parent_id, unit.name, unit.type, is_open=False)
    return {
        "event_id": event_id,
        "unit_id": unit.id,
        "was_parent_id": was.parent_id,
        "was_name": was.name,
        "was_type": was.type,
        "was_open": was.is_open,
        "parent_id": unit.parent_id,
        "name": unit.name,
        "type": unit.type,
        "is_open": unit.valid_to is None,
    }

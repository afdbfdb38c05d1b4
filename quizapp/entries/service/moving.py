"""People whose unit was split or dissolved, put into the unit where they belong."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import canonical_phone
from quizapp.audit.service import Act, record
from quizapp.contests.models import Contest
from quizapp.entries.files import MoveRow
from quizapp.entries.models import Entry, EntryMove
from quizapp.errors import (
    ConflictError,
    Fault,
    FileFaultsError,
    InvalidError,
    NotFoundError,
)
from quizapp.names import search_key
from quizapp.units.models import Unit
from quizapp.units.queries import trees_of


@dataclass(frozen=True)
class MovedPeople:
    """What taking a list in came to."""

    moved: int
    #: Who belonged there already.
    unchanged: int


def move_entry(
    session: Session, *, entry: Entry, unit_id: int, act: Act, now: datetime
) -> EntryMove | None:
    """Put an entry under another unit; attempts that were made keep theirs.

    Figures “as of now” follow for attempts of a unit of which nobody knew where its
    people went. None: she belongs there already.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: it is closed.
        InvalidError: it isn't of the contest's trees.
    """
    contest = session.get_one(Contest, entry.contest_id)
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError("There is no such unit.")
    if unit.tree_id not in _trees(session, contest):
        raise InvalidError("This unit doesn't take part in the contest.", field="unit")
    if unit.valid_to is not None:
        raise ConflictError(
            "“%(unit)s” is closed: choose a unit that is in force.", unit=unit.name
        )
    move = _move(session, entry, unit_id, act, now)
    if move is not None:
        _record(session, contest.id, {"count": 1, "entry": entry.id}, act, now)
    return move


def move_people(
    session: Session,
    *,
    contest: Contest,
    rows: Sequence[MoveRow],
    name: str,
    act: Act,
    now: datetime,
) -> MovedPeople:
    """Put people under the units that a list tells, all or none.

    ``name`` is the file's, for faults.

    Raises:
        FileFaultsError: a person or a unit isn't there, or isn't plain; every fault.
    """
    units = _open_units(session, contest)
    entries = _entries(session, contest, rows)
    faults = [fault for row in rows for fault in _faults(row, units, entries)]
    faults += _repeats(rows, entries)
    if faults:
        raise FileFaultsError(name, faults)
    moves = [
        _move(session, _meant(row, entries)[0], units[row.unit_code].id, act, now)
        for row in rows
    ]
    moved = sum(move is not None for move in moves)
    if moved:
        _record(session, contest.id, {"count": moved}, act, now)
    return MovedPeople(moved, len(moves) - moved)


def _move(
    session: Session, entry: Entry, unit_id: int, act: Act, now: datetime
) -> EntryMove | None:
    session.refresh(entry, with_for_update=True)
    if entry.unit_id == unit_id:
        return None
    move = EntryMove(
        entry_id=entry.id,
        from_unit_id=entry.unit_id,
        unit_id=unit_id,
        recorded_at=now,
        recorded_by=act.actor,
    )
    entry.unit_id = unit_id
    session.add(move)
    session.flush()
    return move


def _record(
    session: Session,
    contest_id: int,
    details: Mapping[str, int],
    act: Act,
    now: datetime,
) -> None:
    record(
        session,
        actor=act.actor,
        action="entries.moved",
        subject=f"contest:{contest_id}",
        details=details,
        salt=act.salt,
        now=now,
        reason=act.reason,
    )


def _trees(session: Session, contest: Contest) -> set[int]:
    if contest.unit_id is None:
        return set()
    return trees_of(session, unit_id=contest.unit_id)


def _open_units(session: Session, contest: Contest) -> dict[str, Unit]:
    """Return code → unit in force; of the newest tree where several have the code."""
    units = session.scalars(
        select(Unit)
        .where(Unit.tree_id.in_(_trees(session, contest)), Unit.valid_to.is_(None))
        .order_by(Unit.tree_id)
    )
    return {unit.code: unit for unit in units}


def _entries(
    session: Session, contest: Contest, rows: Iterable[MoveRow]
) -> dict[str, list[tuple[str, Entry]]]:
    """Return canonical phone → the entries under it, each with its search key."""
    phones = {_phone(row) for row in rows}
    found: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    people = session.execute(
        select(Account.phone, Account.search_key, Entry)
        .join(Entry, Entry.account_id == Account.id)
        .where(Entry.contest_id == contest.id, Account.phone.in_(phones))
    )
    for phone, key, entry in people:
        found[phone or ""].append((key, entry))
    return found


def _phone(row: MoveRow) -> str:
    """Return a phone in its one spelling; empty if it is none."""
    try:
        return canonical_phone(row.phone)
    except InvalidError:
        return ""


def _meant(
    row: MoveRow, entries: Mapping[str, Collection[tuple[str, Entry]]]
) -> list[Entry]:
    here = entries.get(_phone(row), ())
    key = search_key(row.full_name)
    return [entry for name, entry in here if not key or name == key]


def _faults(
    row: MoveRow,
    units: Mapping[str, Unit],
    entries: Mapping[str, Collection[tuple[str, Entry]]],
) -> Iterable[Fault]:
    found = _meant(row, entries)
    if not found:
        yield Fault(row.line, "Nobody with this phone and name has entered.")
    if len(found) > 1:
        yield Fault(row.line, "Several people entered with this phone: add the name.")
    if row.unit_code not in units:
        yield Fault(
            row.line,
            "There is no unit in force with the code “%(code)s”.",
            {"code": row.unit_code},
        )


def _repeats(
    rows: Iterable[MoveRow], entries: Mapping[str, Collection[tuple[str, Entry]]]
) -> Iterable[Fault]:
    first: dict[int, int] = {}
    for row in rows:
        for entry in _meant(row, entries)[:1]:
            if entry.id in first:
                yield Fault(
                    row.line,
                    "This person stands in line %(first)s already.",
                    {"first": first[entry.id]},
                )
            first.setdefault(entry.id, row.line)

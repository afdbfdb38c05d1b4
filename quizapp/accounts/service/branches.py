"""Units that officers add below their own, and rename while nobody has used them."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import AddedUnit
from quizapp.accounts.queries.officers import added_by
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.errors import (
    ConflictError,
    DomainError,
    Fault,
    FileFaultsError,
    InvalidError,
    NotFoundError,
)
from quizapp.names import clean, search_key, sort_key
from quizapp.units.models import Unit
from quizapp.units.rules import check_unit_name
from quizapp.units.service import add_unit
from quizapp.units.service.adding import check_no_twin, open_parent

#: Units that are added at once.
MOST_UNITS = 100


def add_branches(
    session: Session, *, parent: Unit, kind: str, text: str, act: Act, now: datetime
) -> list[Unit]:
    """Add a unit below one for each line of a text, all or none.

    Raises:
        FileFaultsError: every line that names no unit that can be added.
    """
    lines = [
        (number, clean(line))
        for number, line in enumerate(text.splitlines(), start=1)
        if clean(line)
    ]
    if not lines:
        raise FileFaultsError("", [Fault(0, "Write one name or more, one a line.")])
    if len(lines) > MOST_UNITS:
        few = Fault(0, "At most %(most)s lines at a time.", {"most": MOST_UNITS})
        raise FileFaultsError("", [few])
    faults: list[Fault] = []
    found: list[Unit] = []
    for number, name in lines:
        try:
            with session.begin_nested():
                found.append(_add(session, parent, kind, name, act, now))
        except (InvalidError, ConflictError) as error:
            faults.append(_fault(number, error))
    if faults:
        raise FileFaultsError("", faults)
    return found


def _fault(line: int, error: DomainError) -> Fault:
    return Fault(line, error.message, error.params)


def _add(
    session: Session, parent: Unit, kind: str, name: str, act: Act, now: datetime
) -> Unit:
    unit = add_unit(
        session,
        parent_id=parent.id,
        kind=kind,
        name=name,
        code=None,
        act=act,
        now=now,
    )
    session.add(AddedUnit(unit_id=unit.id, added_by=act.account_id or 0, added_at=now))
    session.flush()
    return unit


def rename_branch(
    session: Session, *, unit: Unit, name: str, act: Act, now: datetime
) -> None:
    """Correct the name of a unit that one added oneself; nobody may have used it yet.

    The caller checks that there are no attempts under it.

    Raises:
        NotFoundError: somebody else added it, or it came with a file.
        InvalidError: the name can't be used.
        ConflictError: it is taken, or the unit is closed.
    """
    if added_by(session, unit_ids=[unit.id]).get(unit.id) != act.account_id:
        raise NotFoundError("There is no such page. Start at the home page.")
    name = check_unit_name(name)
    open_parent(session, unit.id)
    check_no_twin(session, parent_id=unit.parent_id or 0, name=name, besides=[unit.id])
    unit.name, unit.search_key, unit.sort_key = name, search_key(name), sort_key(name)
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="units.renamed",
        subject=f"unit:{unit.id}",
        details={},
        salt=act.salt,
        now=now,
    )

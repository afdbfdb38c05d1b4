"""Members on the roll of a unit, as somebody counted them."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.audit.service import Act, record
from quizapp.errors import InvalidError
from quizapp.names import clean
from quizapp.phrases import ZONE
from quizapp.units.models import UnitRoll
from quizapp.units.service.ledger import open_units

MOST_MEMBERS = 10_000_000
LONGEST_SOURCE = 200


def add_roll(
    session: Session,
    *,
    unit_id: int,
    member_count: int,
    counted_on: date,
    source: str,
    act: Act,
    now: datetime,
) -> UnitRoll:
    """Add a count of members on the roll; earlier counts stay.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: it is closed.
        InvalidError: number, day or source can't be used.
    """
    (unit,) = open_units(session, [unit_id])
    source = clean(source)
    if not 0 <= member_count <= MOST_MEMBERS:
        raise InvalidError("Type a number of members.", field="member_count")
    if counted_on > now.astimezone(ZONE).date():
        raise InvalidError(
            "%(day)s hasn't come yet: no members were counted on it.",
            field="counted_on",
            day=counted_on,
        )
    if not source or len(source) > LONGEST_SOURCE:
        raise InvalidError(
            "Say where the number comes from, in 200 letters at most.", field="source"
        )
    roll = UnitRoll(
        unit_id=unit.id,
        member_count=member_count,
        counted_on=counted_on,
        source=source,
        recorded_at=now,
        event_id=None,
    )
    session.add(roll)
    session.flush()
    record(
        session,
        actor=act.actor,
        action="units.members_counted",
        subject=f"unit:{unit.id}",
        details={"roll": roll.id},
        salt=act.salt,
        now=now,
        reason=act.reason,
    )
    return roll

"""Places that go: taken out by somebody, erased when their time is over."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.contests.models import Round
from quizapp.errors import ConflictError
from quizapp.members.models import ListedMember, MemberList, MemberSheet
from quizapp.members.queries import claim_in_force, places_of
from quizapp.members.queries.scope import IS_CLAIMED
from quizapp.members.rules import FILE_KEPT_FOR, SHEET_KEPT_FOR, closed_before
from quizapp.units.queries import units_above

#: What becomes of a place that is erased.
NOTHING: dict[str, None] = {
    "full_name": None,
    "search_key": None,
    "sort_key": None,
    "birth_year": None,
    "phone": None,
    "code": None,
}


def remove(session: Session, *, member: ListedMember, act: Act, now: datetime) -> None:
    """Take a place out of its list: name, phone, birth year and code go at once.

    Raises:
        ConflictError: somebody has taken it.
    """
    session.refresh(member, with_for_update=True)
    if claim_in_force(session, member_id=member.id) is not None:
        raise ConflictError("Somebody has taken this place: undo that first.")
    if member.removed_at is not None:
        return
    _erase(member, now)
    member.removed_at = now
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="members.removed",
        subject=f"listed_member:{member.id}",
        details={"contest": member.contest_id, "unit": member.unit_id},
        salt=act.salt,
        now=now,
        reason=act.reason,
    )


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Erase the places of a person, those too that only bear her phone; they count on.

    Sheets of cards that were printed with one of them go as well.
    """
    for member in places_of(session, account_id=account_id):
        _erase(member, now)
        above = units_above(session, unit_id=member.unit_id)
        session.execute(
            delete(MemberSheet).where(
                MemberSheet.contest_id == member.contest_id,
                MemberSheet.unit_id.in_([unit.id for unit in above]),
            )
        )
    session.flush()


def forget_outdated(session: Session, *, now: datetime) -> int:
    """Erase what is kept no longer; return how many rows were.

    Open places 30 days after the last round has closed, files that nobody took in, and
    printed sheets.
    """
    over = (
        select(Round.contest_id)
        .group_by(Round.contest_id)
        .having(func.max(Round.closes_at) <= closed_before(now))
    )
    statements = (
        update(ListedMember)
        .where(
            ListedMember.contest_id.in_(over),
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
        )
        .values(erased_at=now, **NOTHING),
        update(MemberList)
        .where(
            MemberList.state.in_(("waiting", "read", "taking")),
            or_(
                MemberList.sent_at <= now - FILE_KEPT_FOR,
                MemberList.contest_id.in_(over),
            ),
        )
        .values(state="dropped", content=None, report=None),
        delete(MemberSheet).where(MemberSheet.asked_at <= now - SHEET_KEPT_FOR),
    )
    return sum(
        cast(
            "CursorResult[Any]",
            session.execute(
                statement, execution_options={"synchronize_session": False}
            ),
        ).rowcount
        for statement in statements
    )


def _erase(member: ListedMember, now: datetime) -> None:
    for name, nothing in NOTHING.items():
        setattr(member, name, nothing)
    member.erased_at = now

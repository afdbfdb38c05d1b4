"""Time given back: to a person, a unit or everybody; a ledger, audited, undoable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    cast,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from quizapp.attempts import queries
from quizapp.attempts.models import Attempt, TimeGrant
from quizapp.attempts.rules import check_grant, deadline_at
from quizapp.audit import service as audit
from quizapp.contests.models import Round
from quizapp.errors import ConflictError, NotFoundError
from quizapp.units.queries import branch


@dataclass(frozen=True)
class Scope:
    """To whom time is given: one entry, one unit's branch, or (neither) everybody."""

    entry_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Act:
    """Who gives or takes, and why; ``salt`` is 16 random bytes for the audit log."""

    actor: str
    reason: str
    salt: bytes
    account_id: int | None = None


EVERYBODY = Scope()


def give_time(
    session: Session,
    *,
    round_: Round,
    seconds: int,
    from_at: datetime,
    to_at: datetime,
    act: Act,
    now: datetime,
    scope: Scope = EVERYBODY,
) -> TimeGrant:
    """Give time to the attempts that run at some time in ``[from_at, to_at)``.

    The window has begun, but may reach into what is to come: attempts that start later
    inside it get the time too.

    Raises:
        InvalidError: seconds or window can't be.
    """
    check_grant(seconds, from_at, to_at, now)
    grant = TimeGrant(
        round_id=round_.id,
        entry_id=scope.entry_id,
        unit_id=scope.unit_id,
        seconds=seconds,
        from_at=from_at,
        to_at=to_at,
        granted_at=now,
        granted_by=act.account_id,
        undoes_id=None,
    )
    _hold(session, round_)
    _write(session, round_, grant, "attempts.time_given", act)
    return grant


def undo_time(session: Session, *, grant_id: int, act: Act, now: datetime) -> TimeGrant:
    """Take back what a grant gave; no deadline is put before now.

    Raises:
        NotFoundError: there is no such grant.
        ConflictError: it was undone before.
    """
    given = session.get(TimeGrant, grant_id)
    if given is None or given.undoes_id is not None:
        raise NotFoundError("No such time was given.")
    round_ = session.get_one(Round, given.round_id)
    _hold(session, round_)
    if _is_undone(session, grant_id):
        raise ConflictError("This was undone before.")
    undoing = TimeGrant(
        round_id=given.round_id,
        entry_id=given.entry_id,
        unit_id=given.unit_id,
        seconds=-given.seconds,
        from_at=given.from_at,
        to_at=given.to_at,
        granted_at=now,
        granted_by=act.account_id,
        undoes_id=given.id,
    )
    _write(session, round_, undoing, "attempts.time_undone", act)
    return undoing


def _is_undone(session: Session, grant_id: int) -> bool:
    undoing = select(TimeGrant.id).where(TimeGrant.undoes_id == grant_id)
    return session.scalar(undoing) is not None


def _hold(session: Session, round_: Round) -> None:
    """Wait for starts under way, and let none begin until the transaction ends."""
    lock = queries.held(literal(round_.id, BigInteger), alone=True)
    session.execute(select(lock))


def _write(
    session: Session, round_: Round, grant: TimeGrant, action: str, act: Act
) -> None:
    """Add to the ledger, move the deadlines of open attempts, and note it all."""
    session.add(grant)
    session.flush()
    moved = _moved_deadlines(session, round_, grant)
    _move(session, moved)
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"round:{round_.id}",
        details=_details(grant, len(moved)),
        salt=act.salt,
        reason=act.reason,
        now=grant.granted_at,
    )


def _move(session: Session, moved: Mapping[int, datetime]) -> None:
    """Write new deadlines, all in one statement."""
    new = (
        func.unnest(
            cast(list(moved), ARRAY(BigInteger)),
            cast(list(moved.values()), ARRAY(DateTime(timezone=True))),
        )
        .table_valued("id", "deadline_at", name="new")
        .render_derived()
    )
    session.execute(
        update(Attempt)
        .where(Attempt.id == new.c.id)
        .values(deadline_at=new.c.deadline_at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _moved_deadlines(
    session: Session, round_: Round, grant: TimeGrant
) -> Mapping[int, datetime]:
    """Return the deadlines, by the whole ledger, that this grant has moved."""
    ledger = queries.Ledger(session, round_id=round_.id)
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.entry_id,
            Attempt.unit_id,
            Attempt.started_at,
            Attempt.deadline_at,
        )
        .where(Attempt.round_id == round_.id, Attempt.state == "open", in_scope(grant))
        .order_by(Attempt.id)
        .with_for_update()
    )
    moved: dict[int, datetime] = {}
    for row in rows:
        deadline = deadline_at(
            row.started_at,
            limit_seconds=round_.limit_seconds,
            closes_at=round_.closes_at,
            grants=ledger.grants_for(entry_id=row.entry_id, unit_id=row.unit_id),
        )
        if deadline != row.deadline_at:
            moved[row.id] = deadline
    return moved


def in_scope(grant: TimeGrant) -> ColumnElement[bool]:
    """Return which attempts of its round a grant is for."""
    if grant.entry_id is not None:
        return Attempt.entry_id == grant.entry_id
    if grant.unit_id is not None:
        return Attempt.unit_id.in_(select(branch(grant.unit_id).c.id))
    return true()


def _details(grant: TimeGrant, count: int) -> dict[str, Any]:
    """Return what the audit log notes of a grant: ids and numbers."""
    return {
        "grant": grant.id,
        "seconds": grant.seconds,
        "entry": grant.entry_id,
        "unit": grant.unit_id,
        "from": grant.from_at.isoformat(),
        "to": grant.to_at.isoformat(),
        "undoes": grant.undoes_id,
        "open_attempts": count,
    }

"""Time given back: to a person, a unit or everybody; a ledger, audited, undoable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Row,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from quizapp.attempts import queries
from quizapp.attempts.models import Attempt, Response, TimeGrant
from quizapp.attempts.rules import check_grant, check_outage, deadline_at
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.contests.models import Round
from quizapp.contests.rules import RoundRules
from quizapp.errors import ConflictError, NotFoundError
from quizapp.units.queries import branch, is_in_branch


@dataclass(frozen=True)
class Scope:
    """To whom time is given: one entry, one unit's branch, or (neither) everybody."""

    entry_id: int | None = None
    unit_id: int | None = None


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
    inside it get the time too. Attempts that have ended keep what they are.

    Raises:
        InvalidError: seconds or window can't be.
    """
    check_grant(seconds, from_at, to_at, now)
    grant = TimeGrant(
        kind="extra",
        seconds=seconds,
        from_at=from_at,
        to_at=to_at,
        **_given_by(round_, scope, act, now),
    )
    _hold(session, round_)
    _write(session, round_, grant, "attempts.time_given", act)
    return grant


def give_outage(
    session: Session,
    *,
    round_: Round,
    from_at: datetime,
    to_at: datetime,
    act: Act,
    now: datetime,
    scope: Scope = EVERYBODY,
) -> TimeGrant:
    """Give a whole outage back to everybody it hit, or to a unit's branch, once.

    It is taken out of the time of attempts that have ended, too: they are marked again.
    Late answers of those that ran out count by the new deadline, if the round's rules
    say ``late_answers: by_outage``.

    Raises:
        InvalidError: the window is none, or not over yet; or it is for one person.
        ConflictError: an outage of this time was given back before.
    """
    seconds = ceil((to_at - from_at).total_seconds())
    check_grant(seconds, from_at, to_at, now)
    check_outage(to_at, now, is_for_one=scope.entry_id is not None)
    grant = TimeGrant(
        kind="outage",
        seconds=seconds,
        from_at=from_at,
        to_at=to_at,
        **_given_by(round_, scope, act, now),
    )
    _hold(session, round_)
    if _is_given(session, grant):
        raise ConflictError("An outage of this time was given back before.")
    _write(session, round_, grant, "attempts.outage_given", act)
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
        kind=given.kind,
        entry_id=given.entry_id,
        unit_id=given.unit_id,
        seconds=-given.seconds,
        from_at=given.from_at,
        to_at=given.to_at,
        granted_at=_settled_at(session, given, now),
        granted_by=act.account_id,
        undoes_id=given.id,
    )
    _write(session, round_, undoing, "attempts.time_undone", act)
    return undoing


def _settled_at(session: Session, given: TimeGrant, now: datetime) -> datetime:
    """Lock the open attempts that had the time, and return when it is taken back.

    Not before the newest answer that any of them was told is saved: while this waited
    for the ledger, answers went on.
    """
    mine = select(Attempt.id).where(
        Attempt.round_id == given.round_id, in_scope(given), Attempt.state == "open"
    )
    ids = session.scalars(mine.order_by(Attempt.id).with_for_update()).all()
    newest = select(func.max(Response.received_at)).where(
        Response.attempt_id.in_(ids), Response.received_at >= now
    )
    return max(now, session.scalar(newest) or now)


def _given_by(round_: Round, scope: Scope, act: Act, now: datetime) -> dict[str, Any]:
    """Return what every grant notes: where, to whom, by whom and when."""
    return {
        "round_id": round_.id,
        "entry_id": scope.entry_id,
        "unit_id": scope.unit_id,
        "granted_at": now,
        "granted_by": act.account_id,
    }


def _is_undone(session: Session, grant_id: int) -> bool:
    undoing = select(TimeGrant.id).where(TimeGrant.undoes_id == grant_id)
    return session.scalar(undoing) is not None


def _is_given(session: Session, grant: TimeGrant) -> bool:
    """Tell whether an outage in force shares time and people with this one."""
    undoing = aliased(TimeGrant)
    units = session.scalars(
        select(TimeGrant.unit_id).where(
            TimeGrant.round_id == grant.round_id,
            TimeGrant.kind == "outage",
            TimeGrant.undoes_id.is_(None),
            TimeGrant.from_at < grant.to_at,
            TimeGrant.to_at > grant.from_at,
            ~exists().where(undoing.undoes_id == TimeGrant.id),
        )
    )
    return any(_share_people(session, grant.unit_id, unit_id) for unit_id in units)


def _share_people(session: Session, one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return True
    return is_in_branch(session, unit_id=one, root_id=other) or is_in_branch(
        session, unit_id=other, root_id=one
    )


def _hold(session: Session, round_: Round) -> None:
    """Wait for starts under way, and let none begin until the transaction ends."""
    lock = queries.held(literal(round_.id, BigInteger), alone=True)
    session.execute(select(lock))


def _write(
    session: Session, round_: Round, grant: TimeGrant, action: str, act: Act
) -> None:
    """Add to the ledger, move the deadlines that it moves, and note it all."""
    session.add(grant)
    session.flush()
    reached = _reached(session, round_, grant)
    open_count = sum(one.state == "open" for one in reached)
    moved = _moved(session, round_, reached)
    _move(session, moved)
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"round:{round_.id}",
        details=_details(grant, open_count, len(reached) - open_count),
        salt=act.salt,
        reason=act.reason,
        now=grant.granted_at,
    )


def _move(session: Session, moved: Mapping[int, datetime]) -> None:
    """Write new deadlines, all in one statement; those that ended are marked again."""
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
        .values(deadline_at=new.c.deadline_at, is_mark_due=Attempt.state != "open")
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _reached(
    session: Session, round_: Round, grant: TimeGrant
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lock and return the attempts that a grant may change."""
    return session.execute(
        select(
            Attempt.id,
            Attempt.state,
            Attempt.entry_id,
            Attempt.unit_id,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.ended_under,
        )
        .where(
            Attempt.round_id == round_.id,
            in_scope(grant),
            or_(Attempt.state == "open", _is_marked_again(round_, grant)),
        )
        .order_by(Attempt.id)
        .with_for_update()
    ).all()


def _is_marked_again(round_: Round, grant: TimeGrant) -> ColumnElement[bool]:
    """Return which ended attempts a grant changes: an outage those that it hit."""
    if grant.kind != "outage":
        return false()
    rules = RoundRules.model_validate(round_.rules)
    states = ["handed_in"]
    if rules.late_answers == "by_outage":
        states.append("closed")
    return and_(
        Attempt.state.in_(states),
        Attempt.started_at < grant.to_at,
        Attempt.ended_at > grant.from_at,
    )


def _moved(
    session: Session, round_: Round, reached: Iterable[Row[*tuple[Any, ...]]]
) -> Mapping[int, datetime]:
    """Return the deadlines, by the whole ledger, of attempts to be written anew."""
    ledger = queries.Ledger(session, round_id=round_.id)
    moved: dict[int, datetime] = {}
    for row in reached:
        deadline = deadline_at(
            row.started_at,
            limit_seconds=round_.limit_seconds,
            closes_at=round_.closes_at,
            grants=ledger.grants_for(
                entry_id=row.entry_id, unit_id=row.unit_id, ended_under=row.ended_under
            ),
        )
        if row.state != "open" or deadline != row.deadline_at:
            moved[row.id] = deadline
    return moved


def in_scope(grant: TimeGrant) -> ColumnElement[bool]:
    """Return which attempts of its round a grant is for."""
    if grant.entry_id is not None:
        return Attempt.entry_id == grant.entry_id
    if grant.unit_id is not None:
        return Attempt.unit_id.in_(select(branch(grant.unit_id).c.id))
    return true()


def _details(grant: TimeGrant, open_count: int, ended_count: int) -> dict[str, Any]:
    """Return what the audit log notes of a grant: ids and numbers."""
    return {
        "grant": grant.id,
        "kind": grant.kind,
        "seconds": grant.seconds,
        "entry": grant.entry_id,
        "unit": grant.unit_id,
        "from": grant.from_at.isoformat(),
        "to": grant.to_at.isoformat(),
        "undoes": grant.undoes_id,
        "open_attempts": open_count,
        "ended_attempts": ended_count,
    }

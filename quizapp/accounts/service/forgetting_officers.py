"""Forgetting what is held of who looks after units, or was invited to."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import AddedUnit, Notice, OfficerInvitation
from quizapp.accounts.queries.officer_data import invitations_about
from quizapp.accounts.rules import invitations_forgotten_before
from quizapp.accounts.service.invitations import ACCEPTED
from quizapp.accounts.service.personal import NOBODY

IS_OPEN = (
    OfficerInvitation.used_at.is_(None),
    OfficerInvitation.revoked_at.is_(None),
)


def forget_officer(session: Session, *, account_id: int, now: datetime) -> None:
    """Take a person out of invitations, and close the open ones: to her, and from her.

    Her name goes out of the notice, too, that told an inviter of her. Call it before
    her phone is taken out of the account.
    """
    ids = [one.id for one in invitations_about(session, account_id=account_id)]
    _forget_in_notices(session, account_id)
    _close(
        session,
        or_(OfficerInvitation.id.in_(ids), OfficerInvitation.invited_by == account_id),
        now,
    )
    _empty(session, OfficerInvitation.id.in_(ids))
    session.execute(delete(AddedUnit).where(AddedUnit.added_by == account_id))
    session.expire_all()


def forget_old_invitations(session: Session, *, now: datetime) -> int:
    """Take name and phone out of invitations that nobody used in time."""
    is_old = OfficerInvitation.expires_at <= invitations_forgotten_before(now)
    says_whom = or_(OfficerInvitation.phone.is_not(None), OfficerInvitation.name != "")
    is_due = is_old & says_whom & OfficerInvitation.used_at.is_(None)
    _close(session, is_due, now)
    return _empty(session, is_due)


def _close(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    session.execute(
        update(OfficerInvitation)
        .where(which, *IS_OPEN)
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def _empty(session: Session, which: ColumnElement[bool]) -> int:
    emptied = session.scalars(
        update(OfficerInvitation)
        .where(which)
        .values(name="", phone=None)
        .returning(OfficerInvitation.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())


def _forget_in_notices(session: Session, account_id: int) -> None:
    """A notice is written at the instant at which its invitation is used."""
    told_of_her = exists().where(
        OfficerInvitation.used_by == account_id,
        OfficerInvitation.invited_by == Notice.account_id,
        OfficerInvitation.used_at == Notice.created_at,
    )
    session.execute(
        update(Notice)
        .where(Notice.message == ACCEPTED, told_of_her)
        .values(params=func.jsonb_set(Notice.params, ["name"], func.to_jsonb(NOBODY)))
        .execution_options(synchronize_session=False)
    )

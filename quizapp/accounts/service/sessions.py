"""Signed-in devices: ending one, ending the others, forgetting them."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import (
    Account,
    RecoveryCode,
    SecondFactor,
    SignInSession,
)
from quizapp.accounts.rules import token_hash
from quizapp.audit import service as audit
from quizapp.errors import NotFoundError


def end_session(
    session: Session, *, session_id: int, act: audit.Act, now: datetime
) -> None:
    """Sign one of one's own devices out; staff's is written to the audit log.

    Raises:
        NotFoundError: it is none of the account's, or is signed out already.
    """
    found = session.scalar(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.account_id == act.account_id,
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(SignInSession.id)
    )
    if found is None:
        raise NotFoundError("This device is signed out already.")
    _note(session, act, {"session": found}, now)


def end_other_sessions(
    session: Session, *, token: str, act: audit.Act, now: datetime
) -> int:
    """Sign all one's devices out but the one of ``token``; return how many."""
    ended = session.scalars(
        update(SignInSession)
        .where(
            SignInSession.account_id == act.account_id,
            SignInSession.token_hash != token_hash(token),
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .values(revoked_at=now)
        .returning(SignInSession.id)
    ).all()
    if ended:
        _note(session, act, {"sessions": sorted(ended)}, now)
    return len(ended)


def forget_devices(session: Session, *, account_id: int, now: datetime) -> None:
    """Erase devices and second factor of an account; every device is signed out."""
    del now
    for model in (SignInSession, RecoveryCode, SecondFactor):
        session.execute(delete(model).where(model.account_id == account_id))


def _note(
    session: Session, act: audit.Act, details: dict[str, object], now: datetime
) -> None:
    is_staff = session.scalar(
        select(func.count()).where(
            Account.id == act.account_id, Account.kind == "staff"
        )
    )
    if is_staff:
        audit.record(
            session,
            actor=act.actor,
            action="accounts.session_ended",
            subject=f"account:{act.account_id}",
            details=details,
            salt=act.salt,
            now=now,
        )

"""Signing in: sessions that can be revoked, and failures that are counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import ResetCode, SignInFailure, SignInSession
from quizapp.accounts.queries import failures
from quizapp.accounts.rules import (
    LIMITS,
    check_code_failures,
    check_failures,
    token_hash,
)


@dataclass(frozen=True)
class Trier:
    """Who tries to sign in: keyed hashes of the phone or name, and of the device."""

    subject: bytes
    device: bytes
    #: The device has signed in to this phone or name before.
    is_at_home: bool = False


def check_may_try(session: Session, *, trier: Trier, now: datetime) -> None:
    """Check that there were not too many wrong tries.

    Raises:
        TooManyError: there were, by this subject, this device or altogether.
    """
    found = failures(session, subject=trier.subject, device=trier.device, now=now)
    check_failures(found, is_at_home=trier.is_at_home)


def check_may_try_code(session: Session, *, trier: Trier, now: datetime) -> None:
    """Check that there were not too many wrong reset codes.

    Raises:
        TooManyError: there were, for this phone or by this device.
    """
    found = failures(session, subject=trier.subject, device=trier.device, now=now)
    check_code_failures(found)


def note_failure(session: Session, *, trier: Trier, now: datetime) -> None:
    """Count a wrong PIN, password or code."""
    session.add(
        SignInFailure(
            at=now,
            subject=trier.subject,
            device=trier.device,
            is_at_home=trier.is_at_home,
        )
    )
    session.flush()


def forget_failures(session: Session, *, subject: bytes) -> None:
    """Forget the wrong tries at a phone or name, known by its keyed hash.

    Its person has shown who she is, or is erased.
    """
    session.execute(delete(SignInFailure).where(SignInFailure.subject == subject))


def open_session(
    session: Session,
    *,
    account_id: int,
    token: str,
    lasts: timedelta,
    now: datetime,
    device_label: str | None = None,
) -> SignInSession:
    """Sign a device in; ``token`` is random and kept by the device alone."""
    opened = SignInSession(
        account_id=account_id,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + lasts,
        proved_at=now,
        device_label=device_label,
    )
    session.add(opened)
    session.flush()
    return opened


def prove_session(session: Session, *, token: str, now: datetime) -> None:
    """Note that PIN or password were typed once more on a signed-in device."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == token_hash(token))
        .values(proved_at=now)
    )


def revoke_session(session: Session, *, token: str, now: datetime) -> None:
    """Sign one device out."""
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def revoke_sessions(session: Session, *, account_id: int, now: datetime) -> None:
    """Sign every device of an account out."""
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.account_id == account_id, SignInSession.revoked_at.is_(None)
        )
        .values(revoked_at=now)
    )


def forget_expired(session: Session, *, now: datetime) -> int:
    """Take out sessions, failures and codes whose time is over; return how many."""
    past = (
        delete(SignInSession).where(
            or_(SignInSession.expires_at < now, SignInSession.revoked_at < now)
        ),
        delete(SignInFailure).where(SignInFailure.at < now - LIMITS.day),
        delete(ResetCode).where(ResetCode.expires_at < now - timedelta(days=1)),
    )
    return sum(
        cast("CursorResult[Any]", session.execute(statement)).rowcount
        for statement in past
    )

"""Signed-in devices of an account, its second factor, and what is held of both."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import RecoveryCode, SecondFactor, SignInSession
from quizapp.personal import Fact, Holding
from quizapp.phrases import message


def sessions_of(
    session: Session, *, account_id: int, now: datetime
) -> Sequence[SignInSession]:
    """Return the devices on which an account is signed in, the newest first."""
    return session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    ).all()


def second_factor_of(session: Session, *, account_id: int) -> SecondFactor | None:
    """Return the second factor of an account, or None."""
    return session.get(SecondFactor, account_id)


def recovery_code_count(session: Session, *, account_id: int) -> int:
    """Return how many recovery codes of an account are unused."""
    return (
        session.scalar(
            select(func.count()).where(
                RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0
    )


def device_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return what is held of an account's devices and second factor."""
    devices = session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == account_id)
        .order_by(SignInSession.id)
    )
    held = [
        Holding(
            title=message("Device that was signed in"),
            kind="device",
            facts=(
                Fact(message("Device"), device.device_label),
                Fact(message("Signed in at"), device.created_at),
                Fact(message("Lasts until"), device.expires_at),
                Fact(message("PIN or password typed last at"), device.proved_at),
                Fact(message("Signed out at"), device.revoked_at),
            ),
        )
        for device in devices
    ]
    factor = second_factor_of(session, account_id=account_id)
    if factor is not None:
        left = recovery_code_count(session, account_id=account_id)
        facts = (
            Fact(message("Set up at"), factor.confirmed_at),
            Fact(message("Recovery codes not used yet"), left),
        )
        held.append(Holding(message("Second factor"), facts, "second_factor"))
    return held

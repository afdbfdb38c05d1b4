"""Reads of accounts. (First lines by the founder; the accounts person completes it.)"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RoleGrant, SignInSession


def person_of_session(session: Session, *, token: str, now: datetime) -> Account | None:
    """Return the account of a session that is in force, or None."""
    return session.scalar(
        select(Account)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(
            SignInSession.token_hash == hashlib.sha256(token.encode()).digest(),
            SignInSession.expires_at > now,
            SignInSession.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )


def roles_of(
    session: Session, *, account_id: int, now: datetime
) -> Sequence[RoleGrant]:
    """Return the grants of an account that are in force."""
    return session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.starts_at <= now,
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
        )
    ).all()

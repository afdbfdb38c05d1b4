"""Which contests and accounts are due to be forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RoleGrant, SignInSession
from quizapp.contests.queries import all_contests, rule_book
from quizapp.entries.models import Entry
from quizapp.privacy.rules import is_deletion_due


def contests_due(session: Session, *, now: datetime) -> list[int]:
    """Return the contests whose day of deletion has come, and that have people left."""
    due = [
        contest.id
        for contest in all_contests(session)
        if is_deletion_due(rule_book(session, contest).deletion_day, now)
    ]
    held = (
        select(Entry.contest_id)
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.contest_id.in_(due), Account.erased_at.is_(None))
    )
    return sorted(set(session.scalars(held.distinct())))


def idle_accounts(
    session: Session, *, before: datetime, now: datetime, limit: int
) -> Sequence[int]:
    """Return people without an entry, a role or a device, idle since before an instant.

    Idle is who signed up, and whose last entry was taken from her, before it.
    """
    is_used = or_(
        exists().where(Entry.account_id == Account.id),
        exists().where(
            SignInSession.account_id == Account.id, SignInSession.expires_at > now
        ),
        exists().where(
            RoleGrant.account_id == Account.id,
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
        ),
    )
    return session.scalars(
        select(Account.id)
        .where(
            Account.kind == "person",
            Account.erased_at.is_(None),
            func.coalesce(Account.parted_at, Account.created_at) < before,
            ~is_used,
        )
        .order_by(Account.id)
        .limit(limit)
    ).all()

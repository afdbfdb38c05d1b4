"""Which roles an account holds, where."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import RoleGrant
from quizapp.errors import NotFoundError


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


def check_role(
    session: Session,
    *,
    account_id: int,
    roles: Collection[str],
    contest_id: int,
    now: datetime,
) -> None:
    """Check that an account holds one of these roles in a contest, or everywhere.

    Raises:
        NotFoundError: it doesn't; who may not see a thing isn't told that it exists.
    """
    for grant in roles_of(session, account_id=account_id, now=now):
        is_here = grant.contest_id in {None, contest_id} and grant.unit_id is None
        if grant.role in roles and is_here:
            return
    raise NotFoundError("There is no such page. Start at the home page.")


def officer_units(session: Session, *, account_id: int, now: datetime) -> list[int]:
    """Return the units whose branches an account looks after as an officer."""
    grants = roles_of(session, account_id=account_id, now=now)
    return sorted(
        {
            grant.unit_id
            for grant in grants
            if grant.role == "unit_officer" and grant.unit_id is not None
        }
    )

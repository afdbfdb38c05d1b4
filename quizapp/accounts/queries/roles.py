"""Which roles an account holds, where."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.rules.roles import Held
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


def grants_of(
    session: Session,
    account_ids: Collection[int],
    *,
    only: ColumnElement[bool] | None = None,
) -> Sequence[RoleGrant]:
    """Return all grants of accounts, those over and to come too, in order of time."""
    statement = select(RoleGrant).where(RoleGrant.account_id.in_(account_ids))
    if only is not None:
        statement = statement.where(only)
    return session.scalars(statement.order_by(RoleGrant.starts_at, RoleGrant.id)).all()


def as_held(grant: RoleGrant) -> Held:
    """Return a grant as rules take it."""
    return Held(
        grant.role, grant.contest_id, grant.unit_id, grant.starts_at, grant.ends_at
    )


def held_roles(session: Session, *, account_id: int, now: datetime) -> list[Held]:
    """Return the roles that an account holds now, as rules take them."""
    return [as_held(one) for one in roles_of(session, account_id=account_id, now=now)]


def is_last_admin(session: Session, *, account_id: int, now: datetime) -> bool:
    """Tell whether an account is an administrator now, and no other one stays.

    Others count if their account is in use and their role has no end.
    """
    admins = session.execute(_admins(now)).all()
    is_one = any(who == account_id for who, _ in admins)
    return is_one and not any(
        who != account_id and ends_at is None for who, ends_at in admins
    )


def lock_admins(session: Session, *, now: datetime) -> None:
    """Keep administrators as they are until the transaction ends: of two, one stays."""
    session.execute(_admins(now).with_for_update()).all()


def lock_roles(session: Session, *, account_id: int) -> None:
    """Let no other transaction give this account a role until this one ends."""
    session.execute(
        select(Account.id).where(Account.id == account_id).with_for_update()
    )


def _admins(now: datetime) -> Select[int, datetime | None]:
    return (
        select(RoleGrant.account_id, RoleGrant.ends_at)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == "admin",
            RoleGrant.starts_at <= now,
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
            Account.disabled_at.is_(None),
        )
        .order_by(RoleGrant.id)
    )

"""The roles that accounts hold: given for a place and some time, ended early."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.queries.roles import (
    as_held,
    grants_of,
    is_last_admin,
    lock_admins,
    lock_roles,
)
from quizapp.accounts.rules.roles import Held, check_fits, check_role
from quizapp.audit import service as audit
from quizapp.errors import ConflictError, InvalidError, NotFoundError


@dataclass(frozen=True)
class Reach:
    """Where a role holds: one contest, one unit's branch, or (neither) everywhere.

    And when: during ``[starts_at, ends_at)``; None: from now on, without an end.
    """

    contest_id: int | None = None
    unit_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


EVERYWHERE = Reach()


def grant_role(
    session: Session,
    *,
    account: Account,
    role: str,
    salt: bytes,
    now: datetime,
    reach: Reach = EVERYWHERE,
    granted_by: int | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give an account a role. Whether ``granted_by`` may is asked before.

    Raises:
        InvalidError: the role can't hold there, for such an account, or in such a time.
        ConflictError: she has it, or it excludes another that she holds.
    """
    starts_at = reach.starts_at or now
    if reach.ends_at is not None and reach.ends_at <= max(starts_at, now):
        raise InvalidError("The role would be over before it begins.", field="last_day")
    held = Held(role, reach.contest_id, reach.unit_id, starts_at, reach.ends_at)
    check_role(held, kind=account.kind)
    lock_roles(session, account_id=account.id)
    check_fits(held, [as_held(one) for one in grants_of(session, [account.id])])
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        contest_id=reach.contest_id,
        unit_id=reach.unit_id,
        starts_at=starts_at,
        ends_at=reach.ends_at,
        granted_by=granted_by,
    )
    session.add(grant)
    session.flush()
    _note(session, grant, "accounts.role_granted", granted_by, (salt, reason), now)
    return grant


def revoke_role(
    session: Session,
    *,
    grant_id: int,
    salt: bytes,
    now: datetime,
    revoked_by: int | None = None,
    reason: str = "",
) -> RoleGrant:
    """End a role now; one that hasn't begun never will. It stays in the history.

    Raises:
        NotFoundError: there is no such grant in force or to come.
        ConflictError: it is her own last role of an administrator, or the last one of all.
    """
    lock_admins(session, now=now)
    grant = session.get(
        RoleGrant, grant_id, with_for_update=True, populate_existing=True
    )
    if grant is None or _is_over(grant, now):
        raise NotFoundError("There is no such role in force.")
    if grant.role == "admin" and grant.starts_at <= now:
        _check_admins_are_left(session, grant, revoked_by, now)
    grant.ends_at = max(grant.starts_at, now)
    grant.ended_by = revoked_by
    session.flush()
    _note(session, grant, "accounts.role_revoked", revoked_by, (salt, reason), now)
    return grant


def _is_over(grant: RoleGrant, now: datetime) -> bool:
    """Tell whether a grant has ended, or was ended before it began."""
    ends_at = grant.ends_at
    return ends_at is not None and (ends_at <= now or ends_at == grant.starts_at)


def _check_admins_are_left(
    session: Session, grant: RoleGrant, revoked_by: int | None, now: datetime
) -> None:
    if revoked_by == grant.account_id:
        raise ConflictError(
            "Nobody ends her own role of an administrator: ask another one."
        )
    if is_last_admin(session, account_id=grant.account_id, now=now):
        raise ConflictError("This is the last administrator: name another one first.")


def _note(
    session: Session,
    grant: RoleGrant,
    action: str,
    actor_id: int | None,
    told: tuple[bytes, str],
    now: datetime,
) -> None:
    salt, reason = told
    audit.record(
        session,
        actor=f"account:{actor_id}" if actor_id else "command",
        action=action,
        subject=f"account:{grant.account_id}",
        details={
            "grant": grant.id,
            "role": grant.role,
            "contest": grant.contest_id,
            "unit": grant.unit_id,
        },
        salt=salt,
        reason=reason,
        now=now,
    )

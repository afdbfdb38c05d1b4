"""Staff: accounts by name and password, and the roles that accounts hold."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.rules import check_username
from quizapp.audit import service as audit
from quizapp.errors import ConflictError, NotFoundError
from quizapp.names import check_person_name, person_sort_key, search_key


def add_staff(
    session: Session,
    *,
    username: str,
    full_name: str,
    secret_hash: str,
    now: datetime,
    is_loopback_only: bool = False,
) -> Account:
    """Make an account that signs in by name and password.

    Raises:
        InvalidError: no such name can be.
        ConflictError: the name is taken.
    """
    name = check_person_name(full_name)
    account: Account | None = session.scalar(
        insert(Account)
        .values(
            kind="staff",
            username=check_username(username),
            full_name=name,
            sort_key=person_sort_key(name),
            search_key=search_key(name),
            secret_hash=secret_hash,
            is_loopback_only=is_loopback_only,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Account)
    )
    if account is None:
        raise ConflictError("The name “%(name)s” is taken.", name=username)
    return account


@dataclass(frozen=True)
class Reach:
    """Where a role holds: one contest, one unit's branch, or (neither) everywhere."""

    contest_id: int | None = None
    unit_id: int | None = None


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
) -> RoleGrant:
    """Give an account a role from now on."""
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        contest_id=reach.contest_id,
        unit_id=reach.unit_id,
        starts_at=now,
        ends_at=None,
        granted_by=granted_by,
    )
    session.add(grant)
    session.flush()
    _note(session, grant, "accounts.role_granted", granted_by, salt, now)
    return grant


def revoke_role(
    session: Session,
    *,
    grant_id: int,
    salt: bytes,
    now: datetime,
    revoked_by: int | None = None,
) -> RoleGrant:
    """End a role now.

    Raises:
        NotFoundError: there is no such grant in force.
    """
    grant = session.get(RoleGrant, grant_id)
    if grant is None or (grant.ends_at is not None and grant.ends_at <= now):
        raise NotFoundError("There is no such role in force.")
    grant.ends_at = now
    session.flush()
    _note(session, grant, "accounts.role_revoked", revoked_by, salt, now)
    return grant


def _note(
    session: Session,
    grant: RoleGrant,
    action: str,
    actor_id: int | None,
    salt: bytes,
    now: datetime,
) -> None:
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
        now=now,
    )

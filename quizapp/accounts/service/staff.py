"""Staff: accounts that sign in by name and password."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.queries.roles import is_last_admin, lock_admins
from quizapp.accounts.rules import check_username
from quizapp.accounts.service.signing_in import revoke_sessions
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.errors import ConflictError
from quizapp.names import check_person_name, person_sort_key, search_key


def add_staff(
    session: Session,
    *,
    username: str,
    full_name: str,
    secret_hash: str,
    now: datetime,
    is_loopback_only: bool = False,
    contact_phone: str | None = None,
    act: Act | None = None,
) -> Account:
    """Make an account that signs in by name and password.

    ``contact_phone`` is canonical; ``act`` is left out where nobody of the staff acts.

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
            contact_phone=contact_phone,
            is_loopback_only=is_loopback_only,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Account)
    )
    if account is None:
        raise ConflictError("The name “%(name)s” is taken.", name=username)
    if act is not None:
        _note(session, account, "accounts.staff_added", act, now)
    return account


def change_staff(
    session: Session,
    *,
    account: Account,
    full_name: str,
    contact_phone: str | None,
    act: Act,
    now: datetime,
) -> None:
    """Write how somebody of the staff is called, and by which phone she is known.

    Raises:
        InvalidError: no such name can be.
    """
    name = check_person_name(full_name)
    account.full_name = name
    account.sort_key = person_sort_key(name)
    account.search_key = search_key(name)
    account.contact_phone = contact_phone
    session.flush()
    _note(session, account, "accounts.staff_changed", act, now)


def disable_account(
    session: Session, *, account: Account, act: Act, now: datetime
) -> None:
    """Put an account out of use, and sign all its devices out; its roles stay as they are.

    Raises:
        ConflictError: it is her own, or the last administrator's.
    """
    if act.account_id == account.id:
        raise ConflictError("Nobody puts her own account out of use: ask another.")
    lock_admins(session, now=now)
    session.refresh(account)
    if account.disabled_at is not None:
        return
    if is_last_admin(session, account_id=account.id, now=now):
        raise ConflictError("This is the last administrator: name another one first.")
    account.disabled_at = now
    revoke_sessions(session, account_id=account.id, now=now)
    session.flush()
    _note(session, account, "accounts.disabled", act, now)


def enable_account(
    session: Session, *, account: Account, act: Act, now: datetime
) -> None:
    """Put an account back into use.

    Raises:
        ConflictError: nothing is left of it.
    """
    if account.erased_at is not None:
        raise ConflictError("This account is erased: make a new one.")
    if account.disabled_at is None:
        return
    account.disabled_at = None
    session.flush()
    _note(session, account, "accounts.enabled", act, now)


def _note(
    session: Session, account: Account, action: str, act: Act, now: datetime
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"account:{account.id}",
        details={"account": account.id},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )

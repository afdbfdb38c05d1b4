"""Correcting one's own account, and taking a person out of it."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import (
    Account,
    Notice,
    ResetCode,
    RoleGrant,
)
from quizapp.accounts.rules import check_birth_year
from quizapp.names import check_person_name, person_sort_key, search_key

#: Stands where a name stood. Its blank isn't one that ``names.masked_name`` parts at.
NOBODY = "Ẩn\u00a0danh"


def correct_person(
    session: Session, *, account_id: int, full_name: str, birth_year: int, now: datetime
) -> Account:
    """Correct name and birth year of a person; whether she may is the caller's to ask.

    Raises:
        InvalidError: name or birth year can't be.
    """
    account = session.get_one(Account, account_id, with_for_update=True)
    name = check_person_name(full_name)
    account.birth_year = check_birth_year(birth_year, now)
    account.full_name = name
    account.sort_key = person_sort_key(name)
    account.search_key = search_key(name)
    session.flush()
    return account


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Take out who a person is: name, phone, birth year, PIN, codes, roles, notices.

    The row stays, so that what she did counts on; nobody signs in to it any more. Her
    devices are ``forget_devices``'.
    """
    for table in (ResetCode, Notice):
        session.execute(delete(table).where(table.account_id == account_id))
    session.execute(
        update(RoleGrant)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.starts_at < now,
            RoleGrant.ends_at.is_(None) | (RoleGrant.ends_at > now),
        )
        .values(ends_at=now)
    )
    session.execute(
        delete(RoleGrant).where(
            RoleGrant.account_id == account_id, RoleGrant.starts_at >= now
        )
    )
    session.execute(update(Account).where(Account.id == account_id).values(nobody(now)))
    session.flush()


def nobody(now: datetime) -> dict[str, object]:
    """Return the columns of an account that is nobody's."""
    return {
        "full_name": NOBODY,
        "sort_key": person_sort_key(NOBODY),
        "search_key": "",
        "birth_year": None,
        "phone": None,
        "phone_place": None,
        "contact_phone": None,
        "phone_freed_at": None,
        "brought_in_by": None,
        "unit_id": None,
        "secret_hash": "",
        "disabled_at": now,
        "erased_at": now,
    }


def part_from(
    session: Session, *, account_id: int, created_at: datetime, now: datetime
) -> Account:
    """Make an account that is nobody's, to which an entry of a person goes over.

    ``created_at`` is when the entry was made: of the person nothing is taken over.
    """
    made = Account(
        kind="person",
        username=None,
        is_loopback_only=False,
        created_at=created_at,
        parted_at=None,
        **nobody(now),
    )
    session.add(made)
    session.execute(
        update(Account).where(Account.id == account_id).values(parted_at=now)
    )
    session.flush()
    return made

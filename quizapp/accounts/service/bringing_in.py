"""People without a phone of their own, entered by an officer."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import check_birth_year
from quizapp.audit import service as audit
from quizapp.names import check_person_name, person_sort_key, search_key

#: No PIN fits it: she signs in nowhere until a phone is given to her.
NO_SECRET = "!"  # noqa: S105  # the absence of one


def has_secret(account: Account) -> bool:
    """Tell whether a person has a PIN, or somebody of the staff a password."""
    return account.secret_hash != NO_SECRET


def bring_in(
    session: Session,
    *,
    full_name: str,
    birth_year: int,
    unit_id: int,
    officer_id: int,
    now: datetime,
) -> Account:
    """Make the account of a person without a phone; the caller checks the unit.

    Raises:
        InvalidError: name or birth year can't be.
    """
    name = check_person_name(full_name)
    account = Account(
        kind="person",
        full_name=name,
        sort_key=person_sort_key(name),
        search_key=search_key(name),
        birth_year=check_birth_year(birth_year, now),
        unit_id=unit_id,
        brought_in_by=officer_id,
        secret_hash=NO_SECRET,
        is_loopback_only=False,
        created_at=now,
    )
    session.add(account)
    session.flush()
    audit.record(
        session,
        actor=f"account:{officer_id}",
        action="accounts.brought_in",
        subject=f"account:{account.id}",
        details={"unit": unit_id},
        salt=secrets.token_bytes(16),
        now=now,
    )
    return account

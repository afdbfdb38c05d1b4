"""Signing up: the first person of a phone, and those who share it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import check_birth_year
from quizapp.accounts.service.invitations import tell_of_invitations
from quizapp.errors import ConflictError, InvalidError
from quizapp.names import check_person_name, person_sort_key, search_key


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who signs up. ``phone`` is canonical, ``secret_hash`` that of her PIN."""

    full_name: str
    birth_year: int
    phone: str
    unit_id: int | None
    secret_hash: str


def sign_up(session: Session, *, person: NewPerson, now: datetime) -> Account:
    """Make the account of a phone's first person.

    Raises:
        InvalidError: name or birth year can't be, or the number is signed up already.
    """
    account = _insert(session, _values(person, place=1, now=now))
    if account is None:
        raise InvalidError(
            "This number is signed up already: sign in, or ask a union officer.",
            field="phone",
        )
    tell_of_invitations(session, account=account, now=now)
    return account


def add_person(
    session: Session, *, person: NewPerson, most: int, now: datetime
) -> Account:
    """Make the account of one more person of a phone on which one is signed in.

    Raises:
        InvalidError: name or birth year can't be.
        ConflictError: as many people as may share the phone do.
    """
    place = free_place(session, phone=person.phone, most=most)
    account = _insert(session, _values(person, place=place, now=now))
    if account is None:
        raise ConflictError("This phone was just changed elsewhere: try again.")
    return account


def free_place(session: Session, *, phone: str, most: int) -> int:
    """Return a free place among the people of a phone; held until the transaction ends.

    Raises:
        ConflictError: as many people as may share the phone do.
    """
    places = select(Account.phone_place).where(Account.phone == phone)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(phone, 0))))
    taken = set(session.scalars(places))
    free = set(range(1, most + 1)) - taken
    if len(taken) >= most or not free:
        raise ConflictError(
            "%(most)s people share this phone already: more can't be added.", most=most
        )
    return min(free)


def _values(person: NewPerson, *, place: int, now: datetime) -> dict[str, Any]:
    full_name = check_person_name(person.full_name)
    return {
        "kind": "person",
        "full_name": full_name,
        "sort_key": person_sort_key(full_name),
        "search_key": search_key(full_name),
        "birth_year": check_birth_year(person.birth_year, now),
        "phone": person.phone,
        "phone_place": place,
        "unit_id": person.unit_id,
        "secret_hash": person.secret_hash,
        "is_loopback_only": False,
        "created_at": now,
    }


def _insert(session: Session, values: dict[str, Any]) -> Account | None:
    statement = insert(Account).values(**values).on_conflict_do_nothing()
    return session.scalar(statement.returning(Account))

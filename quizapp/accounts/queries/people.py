"""People and staff: by phone, by name, by part of a name; their codes and notices."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, Notice, ResetCode, SignInFailure
from quizapp.accounts.rules import LIMITS, Failures, reset_code_hash
from quizapp.errors import NotFoundError
from quizapp.names import search_key
from quizapp.units.queries import branches, is_in_branch

MOST_FOUND = 30


def people_of_phone(session: Session, *, phone: str) -> Sequence[Account]:
    """Return the people who share a phone, in the order they signed up."""
    return session.scalars(
        select(Account)
        .where(Account.phone == phone, Account.disabled_at.is_(None))
        .order_by(Account.phone_place)
    ).all()


def people_among(
    session: Session, *, account_ids: Collection[int]
) -> Sequence[Account]:
    """Return those of these accounts that are people who may sign in, by name."""
    return session.scalars(
        select(Account)
        .where(
            Account.id.in_(account_ids),
            Account.kind == "person",
            Account.disabled_at.is_(None),
        )
        .order_by(Account.sort_key, Account.id)
    ).all()


def account_in_use(session: Session, *, account_id: int) -> Account | None:
    """Return an account that may sign in, or None."""
    return session.scalar(
        select(Account).where(Account.id == account_id, Account.disabled_at.is_(None))
    )


def staff_by_name(session: Session, *, username: str) -> Account | None:
    """Return somebody of the staff, or None."""
    return session.scalar(
        select(Account).where(
            Account.username == username, Account.disabled_at.is_(None)
        )
    )


def all_staff(session: Session) -> Sequence[Account]:
    """Return the staff by name."""
    return session.scalars(
        select(Account).where(Account.kind == "staff").order_by(Account.username)
    ).all()


def failures(
    session: Session, *, subject: bytes, device: bytes, now: datetime
) -> Failures:
    """Return the wrong tries within the window, and those of a day."""
    is_recent = SignInFailure.at > now - LIMITS.window
    is_hers, is_here = SignInFailure.subject == subject, SignInFailure.device == device
    is_strange = SignInFailure.is_at_home.is_(False)
    row = session.execute(
        select(
            func.count().filter(is_hers, is_recent),
            func.count().filter(is_here, is_recent),
            func.count().filter(is_strange, is_recent),
            func.count().filter(is_hers, is_here, is_recent),
            func.count().filter(is_strange),
        ).where(SignInFailure.at > now - LIMITS.day)
    ).one()
    return Failures(*row)


def usable_code(
    session: Session, *, people: Sequence[Account], code: str, now: datetime
) -> ResetCode | None:
    """Return the unused code of one of these people, or None."""
    hashes = [reset_code_hash(person.id, code) for person in people]
    return session.scalar(
        select(ResetCode)
        .where(
            ResetCode.code_hash.in_(hashes),
            ResetCode.used_at.is_(None),
            ResetCode.expires_at > now,
        )
        .with_for_update()
    )


def find_people(
    session: Session, *, text: str, phone: str | None, unit_ids: Collection[int] | None
) -> Sequence[Account]:
    """Return people by a part of the name or by their phone.

    ``unit_ids`` are the branches to look in; None: everywhere.
    """
    statement = select(Account).where(
        Account.kind == "person", Account.disabled_at.is_(None)
    )
    if phone is not None:
        statement = statement.where(Account.phone == phone)
    else:
        for word in search_key(text).split():
            statement = statement.where(
                Account.search_key.contains(word, autoescape=True)
            )
    if unit_ids is not None:
        below = select(branches(unit_ids).c.id)
        statement = statement.where(Account.unit_id.in_(below))
    return session.scalars(
        statement.order_by(Account.sort_key, Account.id).limit(MOST_FOUND)
    ).all()


def sharer_of_phone(session: Session, *, account_id: int, phone: str | None) -> Account:
    """Return one of the people of a phone.

    Raises:
        NotFoundError: she isn't one of them.
    """
    person = person_by_id(session, account_id)
    if phone is None or person.phone != phone or person.disabled_at is not None:
        raise NotFoundError("There is no such person.")
    return person


def person_by_id(session: Session, account_id: int) -> Account:
    """Return a person.

    Raises:
        NotFoundError: there is none.
    """
    account = session.get(Account, account_id)
    if account is None or account.kind != "person":
        raise NotFoundError("There is no such person.")
    return account


def check_in_branches(
    session: Session, *, person: Account, unit_ids: Collection[int] | None
) -> None:
    """Check that a person belongs to one of these branches; None: to any.

    Raises:
        NotFoundError: she doesn't.
    """
    if unit_ids is None:
        return
    unit_id = person.unit_id
    if unit_id is not None and any(
        is_in_branch(session, unit_id=unit_id, root_id=root_id) for root_id in unit_ids
    ):
        return
    raise NotFoundError("There is no such person.")


def unseen_notices(session: Session, *, account_id: int) -> Sequence[Notice]:
    """Return what a person hasn't been told yet, the oldest first."""
    return session.scalars(
        select(Notice)
        .where(Notice.account_id == account_id, Notice.seen_at.is_(None))
        .order_by(Notice.id)
    ).all()

"""Reads of accounts: who is signed in, with which roles, and who is meant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from quizapp.accounts.models import (
    Account,
    Notice,
    ResetCode,
    RoleGrant,
    SignInFailure,
)
from quizapp.accounts.rules import LIMITS, Failures, reset_code_hash, token_hash
from quizapp.db import Executor
from quizapp.errors import NotFoundError
from quizapp.names import search_key
from quizapp.units.queries import branch, is_in_branch

MOST_FOUND = 30


@dataclass(frozen=True)
class Me:
    """The account that is signed in, as far as pages ask."""

    id: int
    kind: str
    full_name: str
    phone: str | None
    unit_id: int | None
    is_loopback_only: bool


#: The account ``p`` of a sign-in that is in force.
SIGNED_IN = """
    FROM sign_in_sessions s JOIN accounts p ON p.id = s.account_id
    WHERE s.token_hash = :token_hash AND s.expires_at > :now
      AND s.revoked_at IS NULL AND p.disabled_at IS NULL
"""
#: Asked by nearly every request, so written out.
OF_SESSION = text(f"""
    SELECT p.id, p.kind, p.full_name, p.phone, p.unit_id, p.is_loopback_only {SIGNED_IN}
""")  # constants alone

#: For statements that find out themselves who asks: a condition on ``e.account_id``.
WHOSE = {
    "account": "e.account_id = :account_id",
    "device": f"""e.account_id = (
        SELECT p.id {SIGNED_IN} AND p.kind = 'person'
           AND (NOT p.is_loopback_only OR :is_near))""",  # constants alone
}


@dataclass(frozen=True)
class Asker:
    """Who asks, as a key of ``WHOSE`` and what its condition needs."""

    known_by: str
    values: Mapping[str, Any]

    @classmethod
    def account(cls, account_id: int) -> "Asker":
        """Return somebody who is known already."""
        return cls("account", {"account_id": account_id})

    @classmethod
    def device(cls, token: str, *, is_near: bool, now: datetime) -> "Asker":
        """Return the person who is signed in on a device, if one is.

        ``is_near``: the request comes from the server's own machine.
        """
        values = {"token_hash": token_hash(token), "is_near": is_near, "now": now}
        return cls("device", values)


def account_of_session(executor: Executor, *, token: str, now: datetime) -> Me | None:
    """Return the account of a session that is in force, or None."""
    values = {"token_hash": token_hash(token), "now": now}
    row = executor.execute(OF_SESSION, values).one_or_none()
    return None if row is None else Me(*row)


@dataclass(frozen=True)
class Around:
    """What every page says of the one who is signed in."""

    #: In force now, whatever their scope.
    roles: frozenset[str]
    #: Notices that wait.
    news_count: int


AROUND = text("""
    SELECT ARRAY(SELECT DISTINCT g.role FROM role_grants g
                 WHERE g.account_id = :account_id AND g.starts_at <= :now
                   AND (g.ends_at IS NULL OR g.ends_at > :now)) AS roles,
           (SELECT count(*) FROM notices n
            WHERE n.account_id = :account_id AND n.seen_at IS NULL) AS news_count
""")


def around(executor: Executor, *, account_id: int, now: datetime) -> Around:
    """Return what every page says of an account."""
    asked = {"account_id": account_id, "now": now}
    roles, news_count = executor.execute(AROUND, asked).one()
    return Around(frozenset(roles), news_count)


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


def people_of_phone(session: Session, *, phone: str) -> Sequence[Account]:
    """Return the people who share a phone, in the order they signed up."""
    return session.scalars(
        select(Account)
        .where(Account.phone == phone, Account.disabled_at.is_(None))
        .order_by(Account.phone_place)
    ).all()


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
    """Return the wrong tries within the window."""
    row = session.execute(
        select(
            func.count().filter(SignInFailure.subject == subject),
            func.count().filter(SignInFailure.device == device),
            func.count(),
        ).where(SignInFailure.at > now - LIMITS.window)
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
        below = [select(branch(unit_id).c.id) for unit_id in unit_ids]
        statement = statement.where(or_(*(Account.unit_id.in_(ids) for ids in below)))
    return session.scalars(
        statement.order_by(Account.sort_key, Account.id).limit(MOST_FOUND)
    ).all()


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

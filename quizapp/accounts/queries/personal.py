"""What accounts hold of a person."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import (
    Account,
    Notice,
    ResetCode,
    RoleGrant,
)
from quizapp.accounts.rules import shown_phone
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit

#: The label of a phone, which screens show masked.
PHONE = message("Phone")
#: Roles that people hold as such → what they are called.
ROLE_NAMES = {"unit_officer": message("Union officer")}


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return what accounts hold of a person; texts of notices are told apart."""
    account = session.get_one(Account, account_id)
    return [
        _account(session, account),
        *_codes(session, account_id),
        *_roles(session, account_id),
        *_notices(session, account_id),
    ]


def _account(session: Session, account: Account) -> Holding:
    facts = [
        Fact(message("Full name"), account.full_name),
        Fact(message("Birth year"), account.birth_year and str(account.birth_year)),
        Fact(PHONE, account.phone and shown_phone(account.phone)),
        Fact(message("Unit"), _unit_name(session, account.unit_id)),
        Fact(message("Signed up at"), account.created_at),
        Fact(message("PIN, as a code that can't be turned back"), value=True),
        Fact(
            message("Entered by an officer, without a phone of her own"),
            account.brought_in_by is not None,
        ),
        Fact(message("Number given back to its owner at"), account.phone_freed_at),
    ]
    return Holding(message("Account"), tuple(facts), "account")


def _unit_name(session: Session, unit_id: int | None) -> str | None:
    return session.scalar(select(Unit.name).where(Unit.id == unit_id))


def _codes(session: Session, account_id: int) -> list[Holding]:
    rows = session.scalars(
        select(ResetCode)
        .where(ResetCode.account_id == account_id)
        .order_by(ResetCode.id)
    )
    return [
        Holding(
            message("A reset code that was issued"),
            (
                Fact(message("Issued at"), row.issued_at),
                Fact(message("Used at"), row.used_at),
            ),
            "reset_code",
        )
        for row in rows
    ]


def _roles(session: Session, account_id: int) -> list[Holding]:
    rows = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.account_id == account_id)
        .order_by(RoleGrant.id)
    )
    return [
        Holding(
            message("A role"),
            (
                Fact(message("Role"), ROLE_NAMES.get(row.role, row.role)),
                Fact(message("Unit"), _unit_name(session, row.unit_id)),
                Fact(message("From"), row.starts_at),
                Fact(message("Until"), row.ends_at),
            ),
            "role_grant",
        )
        for row in rows
    ]


def _notices(session: Session, account_id: int) -> list[Holding]:
    told, waiting = session.execute(
        select(func.count(Notice.seen_at), func.count()).where(
            Notice.account_id == account_id
        )
    ).one()
    if not waiting:
        return []
    facts = (
        Fact(message("Notices"), waiting),
        Fact(message("Read of them"), told),
    )
    return [Holding(message("Notices"), facts, "notices")]

"""What is held of a person because she looks after units, or was invited to."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, AddedUnit, OfficerInvitation
from quizapp.accounts.rules import shown_phone
from quizapp.names import search_key
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit


def officer_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the invitations that a person got or sent, and the units she added."""
    sent = session.scalars(
        select(OfficerInvitation)
        .where(OfficerInvitation.invited_by == account_id)
        .order_by(OfficerInvitation.id)
    )
    added = session.execute(
        select(AddedUnit, Unit.name)
        .join(Unit, Unit.id == AddedUnit.unit_id)
        .where(AddedUnit.added_by == account_id)
        .order_by(AddedUnit.unit_id)
    )
    return [
        *(
            _got(session, one)
            for one in invitations_about(session, account_id=account_id)
        ),
        *(_invitation(session, message("Invitation sent"), one, ()) for one in sent),
        *(
            Holding(
                message("Unit added"),
                (Fact(message("Unit"), unit), Fact(message("When"), row.added_at)),
                kind="added_unit",
            )
            for row, unit in added
        ),
    ]


def invitations_about(
    session: Session, *, account_id: int
) -> Sequence[OfficerInvitation]:
    """Return the invitations that hold something of a person.

    Those that she used, and those to her phone; where a family shares it, only those
    that name nobody else.
    """
    account = session.get_one(Account, account_id)
    used = session.scalars(
        select(OfficerInvitation)
        .where(OfficerInvitation.used_by == account_id)
        .order_by(OfficerInvitation.id)
    ).all()
    if account.phone is None:
        return used
    is_shared = session.scalar(
        select(Account.id).where(
            Account.phone == account.phone, Account.id != account_id
        )
    )
    to_phone = session.scalars(
        select(OfficerInvitation)
        .where(
            OfficerInvitation.phone == account.phone,
            OfficerInvitation.used_by.is_(None),
        )
        .order_by(OfficerInvitation.id)
    )
    return [
        *used,
        *(
            one
            for one in to_phone
            if not is_shared or search_key(one.name) in ("", account.search_key)
        ),
    ]


def _got(session: Session, one: OfficerInvitation) -> Holding:
    """Return an invitation with what it says of whom it meant."""
    facts = (
        Fact(message("Full name"), one.name or None),
        Fact(message("Phone"), one.phone and shown_phone(one.phone)),
    )
    return _invitation(session, message("Invitation received"), one, facts)


def _invitation(
    session: Session, title: str, one: OfficerInvitation, facts: tuple[Fact, ...]
) -> Holding:
    unit = session.get_one(Unit, one.unit_id).name
    return Holding(
        title,
        (
            *facts,
            Fact(message("Unit"), unit),
            Fact(message("When"), one.invited_at),
            Fact(message("Used"), one.used_at),
        ),
        kind="officer_invitation",
    )

"""What lists of members hold of a person."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import shown_phone
from quizapp.contests.models import Contest
from quizapp.entries.models import Entry
from quizapp.members.models import ListedMember, MemberClaim, MemberList
from quizapp.members.queries.scope import IS_CLAIMED
from quizapp.members.rules import names_fit, shown_code
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit

#: How a place was taken, in words.
WAYS = {
    "code": message("Place taken by its code"),
    "phone": message("Place taken by the phone number"),
    "officer": message("Place confirmed by an officer"),
}


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the places of a person: those that she took, and those under her phone."""
    return [
        _holding(session, member)
        for member in places_of(session, account_id=account_id)
    ]


def places_of(session: Session, *, account_id: int) -> Sequence[ListedMember]:
    """Return the places that hold something of a person.

    Under a phone that a family shares, an open place is hers if its name fits her own.
    """
    account = session.get_one(Account, account_id)
    claimed = session.scalars(
        select(ListedMember)
        .where(ListedMember.erased_at.is_(None), _is_of(account_id))
        .order_by(ListedMember.id)
    ).all()
    if account.phone is None:
        return claimed
    shared_by = session.scalar(
        select(func.count())
        .select_from(Account)
        .where(Account.phone == account.phone, Account.erased_at.is_(None))
    )
    under_phone = session.scalars(
        select(ListedMember)
        .where(
            ListedMember.phone == account.phone,
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
        )
        .order_by(ListedMember.id)
    )
    return [
        *claimed,
        *(
            member
            for member in under_phone
            if shared_by == 1 or names_fit(member.search_key or "", account.search_key)
        ),
    ]


def _is_of(account_id: int) -> ColumnElement[bool]:
    """Return whether a place is taken by an entry of an account."""
    return exists().where(
        MemberClaim.member_id == ListedMember.id,
        MemberClaim.undone_at.is_(None),
        MemberClaim.entry_id == Entry.id,
        Entry.account_id == account_id,
    )


def _holding(session: Session, member: ListedMember) -> Holding:
    """Return what one place holds."""
    contest, unit, basis = session.execute(
        select(Contest.title, Unit.name, MemberList.basis_text)
        .select_from(ListedMember)
        .join(Contest, Contest.id == ListedMember.contest_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .join(MemberList, MemberList.id == ListedMember.list_id)
        .where(ListedMember.id == member.id)
    ).one()
    claim = session.scalar(
        select(MemberClaim).where(
            MemberClaim.member_id == member.id, MemberClaim.undone_at.is_(None)
        )
    )
    facts = [
        Fact(message("Contest"), contest),
        Fact(message("Full name"), member.full_name),
        Fact(message("Birth year"), member.birth_year),
        Fact(message("Phone"), member.phone and shown_phone(member.phone)),
        Fact(message("Unit"), unit),
        Fact(message("Code to enter by"), shown_code(member.code or "")),
        Fact(message("Basis that was stated"), basis or None),
        Fact(message("Listed"), member.listed_at),
    ]
    if claim is not None:
        facts.append(Fact(WAYS[claim.how], claim.made_at))
    return Holding(
        message("Place in a list of members"), tuple(facts), kind="listed_member"
    )

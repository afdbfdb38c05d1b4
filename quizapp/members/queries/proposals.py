"""Entries and places that may be the same person, for an officer to say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.entries.models import Entry
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries.scope import IS_CLAIMED, below
from quizapp.members.rules import names_fit
from quizapp.units.models import Unit

#: So many are shown; the others once these are settled.
MOST = 100
#: Pairs with the same họ and tên that are looked at.
MOST_PAIRS = 5000


@dataclass(frozen=True)
class Proposal:
    """An entry and a place that nobody has taken, alike by name."""

    member: ListedMember
    entry_id: int
    full_name: str
    birth_year: int | None
    listed_unit: str
    entered_unit: str
    is_same_phone: bool


def proposals(
    session: Session, *, contest_id: int, roots: Collection[int]
) -> list[Proposal]:
    """Return who may be whom in branches: the surest first.

    Both stand in one of the branches, their birth years don't differ, and nobody has
    said yet that they are two.
    """
    inside = below(roots)
    listed, entered = Unit.__table__.alias("listed"), Unit.__table__.alias("entered")
    has_place = exists().where(
        MemberClaim.entry_id == Entry.id, MemberClaim.undone_at.is_(None)
    )
    was_said = exists().where(
        MemberClaim.member_id == ListedMember.id, MemberClaim.entry_id == Entry.id
    )
    rows = session.execute(
        select(ListedMember, Entry.id, Account, listed.c.name, entered.c.name)
        .join(Entry, Entry.contest_id == ListedMember.contest_id)
        .join(Account, Account.id == Entry.account_id)
        .join(listed, listed.c.id == ListedMember.unit_id)
        .join(entered, entered.c.id == Entry.unit_id)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.unit_id.in_(select(inside.c.id)),
            Entry.unit_id.in_(select(inside.c.id)),
            ListedMember.erased_at.is_(None),
            Account.erased_at.is_(None),
            _first_word(ListedMember.search_key) == _first_word(Account.search_key),
            _last_word(ListedMember.search_key) == _last_word(Account.search_key),
            or_(
                ListedMember.birth_year.is_(None),
                ListedMember.birth_year == Account.birth_year,
            ),
            ~has_place,
            ~IS_CLAIMED,
            ~was_said,
        )
        .order_by(ListedMember.sort_key, ListedMember.id, Entry.id)
        .limit(MOST_PAIRS)
    )
    found = [
        Proposal(
            member,
            entry_id,
            account.full_name,
            account.birth_year,
            listed_unit,
            entered_unit,
            is_same_phone=member.phone is not None and member.phone == account.phone,
        )
        for member, entry_id, account, listed_unit, entered_unit in rows
        if names_fit(member.search_key or "", account.search_key)
    ]
    return sorted(found, key=_doubt)[:MOST]


def _doubt(one: Proposal) -> tuple[bool, ...]:
    """Return a key that puts the surest first."""
    return (
        not one.is_same_phone,
        one.member.birth_year is None,
        one.listed_unit != one.entered_unit,
        one.member.full_name != one.full_name,
    )


def _first_word(key: Any) -> ColumnElement[str]:
    return func.split_part(key, " ", 1)


def _last_word(key: Any) -> ColumnElement[str]:
    return func.split_part(key, " ", -1)

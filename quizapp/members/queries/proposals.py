"""Entries and places that may be the same person, for an officer to say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.entries.models import Entry
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries.scope import IS_CLAIMED, below
from quizapp.members.rules import names_fit
from quizapp.units.models import Unit

#: So many are shown; the others once these are settled.
MOST = 100
#: Pairs with the same họ and tên that are looked at, of each kind of nearness.
MOST_PAIRS = 1000


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

    Both stand in one of the branches; their names fit, their birth years don't differ,
    and nobody has said yet that they are two. They are near: the same phone, the same
    unit or one right above the other, or the same year in two units below one.
    """
    pairs = _pairs(contest_id, roots)
    listed, entered = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(ListedMember, Entry.id, Account, listed.name, entered.name)
        .select_from(pairs)
        .join(ListedMember, ListedMember.id == pairs.c.member_id)
        .join(Entry, Entry.id == pairs.c.entry_id)
        .join(Account, Account.id == Entry.account_id)
        .join(listed, listed.id == ListedMember.unit_id)
        .join(entered, entered.id == Entry.unit_id)
        .where(
            ~exists().where(
                MemberClaim.member_id == pairs.c.member_id,
                MemberClaim.entry_id == pairs.c.entry_id,
            )
        )
        .order_by(ListedMember.sort_key, ListedMember.id, Entry.id)
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


def _pairs(contest_id: int, roots: Collection[int]) -> CTE:
    """Return pairs of places and entries that are near each other.

    Each kind of nearness is a join by equal columns, which stays quick among tens of
    thousands; in one condition they would not.
    """
    inside = below(roots)
    place, entry = _open_places(contest_id, inside), _open_entries(contest_id, inside)
    near = (
        place.c.phone == entry.c.phone,
        place.c.unit_id == entry.c.unit_id,
        place.c.parent_id == entry.c.unit_id,
        place.c.unit_id == entry.c.parent_id,
        and_(
            place.c.parent_id == entry.c.parent_id,
            place.c.birth_year == entry.c.birth_year,
        ),
    )
    return union(
        *(
            select(place.c.member_id, entry.c.entry_id)
            .join(
                entry,
                and_(
                    kind,
                    place.c.first == entry.c.first,
                    place.c.last == entry.c.last,
                    or_(
                        place.c.birth_year.is_(None),
                        place.c.birth_year == entry.c.birth_year,
                    ),
                ),
            )
            .limit(MOST_PAIRS)
            .subquery()
            .select()
            for kind in near
        )
    ).cte("pairs")


def _open_places(contest_id: int, inside: CTE) -> CTE:
    return (
        select(
            ListedMember.id.label("member_id"),
            ListedMember.phone,
            ListedMember.birth_year,
            ListedMember.unit_id,
            Unit.parent_id,
            _word(ListedMember.search_key, 1).label("first"),
            _word(ListedMember.search_key, -1).label("last"),
        )
        .join(inside, inside.c.id == ListedMember.unit_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
        )
        .cte("open_places")
    )


def _open_entries(contest_id: int, inside: CTE) -> CTE:
    has_place = exists().where(
        MemberClaim.entry_id == Entry.id, MemberClaim.undone_at.is_(None)
    )
    return (
        select(
            Entry.id.label("entry_id"),
            Account.phone,
            Account.birth_year,
            Entry.unit_id,
            Unit.parent_id,
            _word(Account.search_key, 1).label("first"),
            _word(Account.search_key, -1).label("last"),
        )
        .join(Account, Account.id == Entry.account_id)
        .join(inside, inside.c.id == Entry.unit_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .where(Entry.contest_id == contest_id, Account.erased_at.is_(None), ~has_place)
        .cte("open_entries")
    )


def _doubt(one: Proposal) -> tuple[bool, ...]:
    """Return a key that puts the surest first."""
    return (
        not one.is_same_phone,
        one.member.birth_year is None,
        one.listed_unit != one.entered_unit,
        one.member.full_name != one.full_name,
    )


def _word(key: Any, place: int) -> ColumnElement[str]:
    """Return the first (1) or the last (-1) word of a search key."""
    return func.split_part(key, " ", place)

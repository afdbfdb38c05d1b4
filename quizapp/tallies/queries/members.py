"""Who of a list of members has taken part: never with scores, ranks or answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Round
from quizapp.entries.models import Entry
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries import below
from quizapp.names import search_key
from quizapp.units.models import Unit

#: Not registered; registered, no attempt of hers has ended; one has.
MemberState = Literal["absent", "entered", "done"]


@dataclass(frozen=True, kw_only=True)
class Which:
    """Which members are asked for."""

    contest_id: int
    #: Tops of the branches in which they are listed.
    roots: Collection[int]
    #: Attempts of this round alone count; None: of any round.
    round_id: int | None = None
    state: MemberState | None = None
    #: A part of the name, with or without marks.
    text: str = ""


@dataclass(frozen=True)
class MemberRow:
    """A member as officers see her."""

    id: int
    #: None: her name is erased, her place is counted on.
    full_name: str | None
    birth_year: int | None
    phone: str | None
    unit_id: int
    unit_name: str
    state: MemberState
    #: How the place was taken; None: it is open.
    how: str | None
    #: Of the entry that took it, where the list says otherwise; else None.
    entered_name: str | None
    entered_unit: str | None
    #: Her own unit as she entered; None: no entry, or no unit.
    entered_unit_id: int | None


@dataclass(frozen=True)
class UnitCounts:
    """Members of one unit, those below it not among them."""

    unit_id: int
    name: str
    above: str
    listed: int
    absent: int
    entered: int
    done: int


def member_counts(
    session: Session, *, which: Which, as_of: datetime
) -> list[UnitCounts]:
    """Return how many members of each unit were listed, registered and done at an instant.

    ``which`` is asked for its contest, branches and round alone.
    """
    inside, above = below(which.roots), aliased(Unit)
    claim = _claims(as_of)
    done = _done(which, as_of)
    counted = [
        func.count(),
        func.count().filter(claim.c.entry_id.is_(None)),
        func.count().filter(claim.c.entry_id.is_not(None), done.c.entry_id.is_(None)),
        func.count().filter(done.c.entry_id.is_not(None)),
    ]
    rows = session.execute(
        select(Unit.id, Unit.name, above.name, *counted)
        .select_from(ListedMember)
        .join(inside, inside.c.id == ListedMember.unit_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .join(claim, claim.c.member_id == ListedMember.id, isouter=True)
        .join(done, done.c.entry_id == claim.c.entry_id, isouter=True)
        .where(
            ListedMember.contest_id == which.contest_id,
            ListedMember.listed_at <= as_of,
            or_(ListedMember.removed_at.is_(None), ListedMember.removed_at > as_of),
        )
        .group_by(Unit.id, above.name, above.sort_key)
        .order_by(above.sort_key, Unit.sort_key, Unit.id)
    )
    return [
        UnitCounts(unit_id, name, above_name or "", *numbers)
        for unit_id, name, above_name, *numbers in rows
    ]


def member_rows(
    session: Session, *, which: Which, now: datetime, start: int, most: int
) -> list[MemberRow]:
    """Return members by unit, tên, họ đệm: ``most`` at most, from place ``start`` on."""
    found = session.execute(_members(which, now).offset(start).limit(most))
    return [_row(*row) for row in found]


def member_count(session: Session, *, which: Which, now: datetime) -> int:
    """Return how many members ``member_rows`` has in all."""
    rows = _members(which, now).with_only_columns(ListedMember.id).order_by(None)
    counted = select(func.count()).select_from(rows.subquery())
    return session.scalar(counted) or 0


def member_row(
    session: Session, *, which: Which, member_id: int, now: datetime
) -> MemberRow | None:
    """Return one member, or None."""
    one = _members(which, now).where(ListedMember.id == member_id)
    found = session.execute(one).one_or_none()
    return None if found is None else _row(*found)


def _members(which: Which, now: datetime) -> Select[Any]:
    """Return the query of members with their states."""
    inside, above, own_unit = below(which.roots), aliased(Unit), aliased(Unit)
    claim, done = _claims(now), _done(which, now)
    state = case(
        (done.c.entry_id.is_not(None), "done"),
        (claim.c.entry_id.is_not(None), "entered"),
        else_="absent",
    )
    query = (
        select(
            ListedMember,
            Unit.name,
            state,
            claim.c.how,
            Account.full_name,
            own_unit.name,
            own_unit.id,
        )
        .join(inside, inside.c.id == ListedMember.unit_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .join(claim, claim.c.member_id == ListedMember.id, isouter=True)
        .join(done, done.c.entry_id == claim.c.entry_id, isouter=True)
        .join(Entry, Entry.id == claim.c.entry_id, isouter=True)
        .join(Account, Account.id == Entry.account_id, isouter=True)
        .join(own_unit, own_unit.id == Entry.unit_id, isouter=True)
        .where(
            ListedMember.contest_id == which.contest_id,
            ListedMember.removed_at.is_(None),
            *(
                ListedMember.search_key.contains(word, autoescape=True)
                for word in search_key(which.text).split()
            ),
        )
        .order_by(
            above.sort_key,
            Unit.sort_key,
            Unit.id,
            ListedMember.sort_key,
            ListedMember.id,
        )
    )
    if which.state is not None:
        query = query.where(state == which.state)
    return query


def _claims(as_of: datetime) -> Subquery:
    """Return who held which place at an instant."""
    return (
        select(MemberClaim.member_id, MemberClaim.entry_id, MemberClaim.how)
        .where(
            MemberClaim.how != "refused",
            MemberClaim.made_at <= as_of,
            or_(MemberClaim.undone_at.is_(None), MemberClaim.undone_at > as_of),
        )
        .subquery("claim")
    )


def _done(which: Which, as_of: datetime) -> Subquery:
    """Return the entries of which an attempt had ended at an instant."""
    rounds = select(Round.id).where(Round.contest_id == which.contest_id)
    if which.round_id is not None:
        rounds = rounds.where(Round.id == which.round_id)
    return (
        select(Attempt.entry_id)
        .where(
            Attempt.round_id.in_(rounds),
            and_(Attempt.state != "open", Attempt.recorded_at <= as_of),
        )
        .distinct()
        .subquery("done")
    )


def _row(
    member: ListedMember,
    unit_name: str,
    state: MemberState,
    how: str | None,
    entered_name: str | None,
    entered_unit: str | None,
    entered_unit_id: int | None,
) -> MemberRow:
    is_other_name = search_key(entered_name or "") != member.search_key
    is_other_unit = entered_unit_id != member.unit_id
    return MemberRow(
        id=member.id,
        full_name=member.full_name,
        birth_year=member.birth_year,
        phone=member.phone,
        unit_id=member.unit_id,
        unit_name=unit_name,
        state=state,
        how=how,
        entered_name=entered_name if entered_name and is_other_name else None,
        entered_unit=entered_unit if entered_unit and is_other_unit else None,
        entered_unit_id=entered_unit_id,
    )

"""One place: by its code, by phone, by id; and who has taken it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.contests.models import Contest
from quizapp.entries.models import Entry
from quizapp.errors import NotFoundError
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries.scope import IS_CLAIMED, below, check_in_scope
from quizapp.names import search_key
from quizapp.units.models import Unit


@dataclass(frozen=True)
class OpenPlace:
    """A place as whoever holds its code is shown it."""

    member_id: int
    full_name: str
    unit_id: int
    unit_name: str
    contest: Contest
    is_claimed: bool


def claim_in_force(session: Session, *, member_id: int) -> MemberClaim | None:
    """Return who has taken a place, or None."""
    return session.scalar(
        select(MemberClaim).where(
            MemberClaim.member_id == member_id, MemberClaim.undone_at.is_(None)
        )
    )


def place_of_entry(session: Session, *, entry_id: int) -> ListedMember | None:
    """Return the place that an entry has taken, or None."""
    return session.scalar(
        select(ListedMember)
        .join(MemberClaim, MemberClaim.member_id == ListedMember.id)
        .where(MemberClaim.entry_id == entry_id, MemberClaim.undone_at.is_(None))
    )


def place_by_code(session: Session, *, code: str) -> OpenPlace | None:
    """Return the place of a canonical code, or None."""
    row = session.execute(
        select(ListedMember, Unit.name, Contest, IS_CLAIMED)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .join(Contest, Contest.id == ListedMember.contest_id)
        .where(ListedMember.code == code)
    ).one_or_none()
    if row is None:
        return None
    member, unit_name, contest, claimed = row
    return OpenPlace(
        member.id,
        member.full_name or "",
        member.unit_id,
        unit_name,
        contest,
        is_claimed=bool(claimed),
    )


@dataclass(frozen=True)
class PhonePair:
    """An open place and an entry without one, under the same phone."""

    member_id: int
    entry_id: int
    listed_key: str
    entered_key: str
    #: The entry has no unit, the place's, or one right above or below it.
    is_near: bool


def phone_pairs(
    session: Session, *, contest_id: int, phones: Collection[str]
) -> list[PhonePair]:
    """Return who stands under one of some canonical phones, birth years not differing."""
    listed, entered = aliased(Unit), aliased(Unit)
    has_place = exists().where(
        MemberClaim.entry_id == Entry.id, MemberClaim.undone_at.is_(None)
    )
    was_said = exists().where(
        MemberClaim.member_id == ListedMember.id, MemberClaim.entry_id == Entry.id
    )
    is_near = or_(
        Entry.unit_id.is_(None),
        Entry.unit_id == ListedMember.unit_id,
        entered.parent_id == listed.id,
        listed.parent_id == entered.id,
    )
    rows = session.execute(
        select(
            ListedMember.id,
            Entry.id,
            ListedMember.search_key,
            Account.search_key,
            func.coalesce(is_near, false()),
        )
        .select_from(ListedMember)
        .join(Account, Account.phone == ListedMember.phone)
        .join(
            Entry,
            and_(
                Entry.account_id == Account.id,
                Entry.contest_id == ListedMember.contest_id,
            ),
        )
        .join(listed, listed.id == ListedMember.unit_id)
        .join(entered, entered.id == Entry.unit_id, isouter=True)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.phone.in_(phones),
            ListedMember.erased_at.is_(None),
            or_(
                ListedMember.birth_year.is_(None),
                ListedMember.birth_year == Account.birth_year,
            ),
            ~IS_CLAIMED,
            ~has_place,
            ~was_said,
        )
        .order_by(ListedMember.id, Entry.id)
    )
    return [
        PhonePair(member_id, entry_id, listed_key or "", entered_key, bool(near))
        for member_id, entry_id, listed_key, entered_key, near in rows
    ]


def place_in_scope(
    session: Session, *, contest_id: int, member_id: int, roots: Collection[int]
) -> ListedMember:
    """Return a place of a contest in one of these branches.

    Raises:
        NotFoundError: there is none, or it stands elsewhere.
    """
    found = session.get(ListedMember, member_id)
    if found is None or found.contest_id != contest_id or found.removed_at is not None:
        raise NotFoundError("There is no such member here.")
    check_in_scope(session, unit_id=found.unit_id, roots=roots)
    return found


def entry_in_scope(
    session: Session, *, contest_id: int, entry_id: int, roots: Collection[int]
) -> Entry:
    """Return an entry of a contest in one of these branches.

    Raises:
        NotFoundError: there is none, or it stands elsewhere.
    """
    found = session.get(Entry, entry_id)
    if found is None or found.contest_id != contest_id or found.unit_id is None:
        raise NotFoundError("There is no such entry here.")
    check_in_scope(session, unit_id=found.unit_id, roots=roots)
    return found


@dataclass(frozen=True)
class ListedPlace:
    """A place that nobody has taken, as officers choose it."""

    member_id: int
    full_name: str
    birth_year: int | None
    unit_id: int
    unit_name: str


def open_places(
    session: Session, *, contest_id: int, roots: Collection[int], text: str, most: int
) -> list[ListedPlace]:
    """Return open places of branches whose names hold each word of a text.

    Marks don't matter. In the order of lists, ``most`` at most.
    """
    inside = below(roots)
    rows = session.execute(
        select(
            ListedMember.id,
            ListedMember.full_name,
            ListedMember.birth_year,
            Unit.id,
            Unit.name,
        )
        .join(inside, inside.c.id == ListedMember.unit_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
            *(
                ListedMember.search_key.contains(word, autoescape=True)
                for word in search_key(text).split()
            ),
        )
        .order_by(ListedMember.sort_key, ListedMember.id)
        .limit(most)
    )
    return [
        ListedPlace(member_id, name or "", year, unit_id, unit_name)
        for member_id, name, year, unit_id, unit_name in rows
    ]


def open_place_count(
    session: Session, *, contest_id: int, roots: Collection[int]
) -> int:
    """Return how many places of branches have a name and nobody who took them."""
    inside = below(roots)
    return (
        session.scalar(
            select(func.count())
            .select_from(ListedMember)
            .join(inside, inside.c.id == ListedMember.unit_id)
            .where(
                ListedMember.contest_id == contest_id,
                ListedMember.erased_at.is_(None),
                ~IS_CLAIMED,
            )
        )
        or 0
    )


def names_of_places(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """Return place → full name, of those that aren't erased."""
    rows = session.execute(
        select(ListedMember.id, ListedMember.full_name).where(
            ListedMember.id.in_(ids), ListedMember.full_name.is_not(None)
        )
    )
    return {number: name or "" for number, name in rows}

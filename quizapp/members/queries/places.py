"""One place: by its code, by phone, by id; and who has taken it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.contests.models import Contest
from quizapp.entries.models import Entry
from quizapp.errors import NotFoundError
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries.scope import IS_CLAIMED, below, check_in_scope
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


def open_places_of_phone(
    session: Session, *, contest_id: int, phone: str
) -> Sequence[ListedMember]:
    """Return the places under a canonical phone that nobody has taken."""
    return session.scalars(
        select(ListedMember)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.phone == phone,
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
        )
        .order_by(ListedMember.id)
    ).all()


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

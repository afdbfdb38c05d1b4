"""Lists that were sent, and the places that they are compared with."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.errors import NotFoundError
from quizapp.members.models import ListedMember, MemberList
from quizapp.members.queries.scope import IS_CLAIMED, below
from quizapp.members.rules import Place

#: Codes asked for at a time.
STEP = 5000


def member_list(session: Session, *, list_id: int) -> MemberList:
    """Return a list that was sent.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(MemberList, list_id)
    if found is None:
        raise NotFoundError("There is no such list.")
    return found


def open_lists(
    session: Session, *, contest_id: int, sent_by: int
) -> Sequence[MemberList]:
    """Return what somebody sent and neither took in nor threw away, newest first."""
    return session.scalars(
        select(MemberList)
        .where(
            MemberList.contest_id == contest_id,
            MemberList.sent_by == sent_by,
            MemberList.state.in_(("waiting", "read", "taking")),
        )
        .order_by(MemberList.id.desc())
    ).all()


def named_places(
    session: Session, *, contest_id: int, roots: Collection[int]
) -> list[Place]:
    """Return the places of branches that have a name."""
    inside = below(roots)
    rows = session.execute(
        select(
            ListedMember.id,
            ListedMember.full_name,
            ListedMember.search_key,
            ListedMember.birth_year,
            ListedMember.phone,
            ListedMember.unit_id,
            ListedMember.code,
            IS_CLAIMED,
        )
        .join(inside, inside.c.id == ListedMember.unit_id)
        .where(ListedMember.contest_id == contest_id, ListedMember.erased_at.is_(None))
        .order_by(ListedMember.id)
    )
    return [
        Place(
            id=member_id,
            full_name=full_name or "",
            key=key or "",
            birth_year=birth_year,
            phone=phone,
            unit_id=unit_id,
            code=code or "",
            is_claimed=bool(claimed),
        )
        for member_id, full_name, key, birth_year, phone, unit_id, code, claimed in rows
    ]


def codes_in_use(session: Session, *, codes: Sequence[str]) -> set[str]:
    """Return which of some codes stand somewhere, in whatever contest."""
    found: set[str] = set()
    for at in range(0, len(codes), STEP):
        part = codes[at : at + STEP]
        found |= set(
            session.scalars(
                select(ListedMember.code).where(ListedMember.code.in_(part))
            )
        )
    return found

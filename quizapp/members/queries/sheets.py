"""What is printed: open places by unit, with their codes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.errors import NotFoundError
from quizapp.members.models import ListedMember, MemberSheet
from quizapp.members.queries.scope import IS_CLAIMED, below
from quizapp.units.models import Unit


@dataclass(frozen=True)
class UnitCards:
    """The cards of one unit: name and code of each, in the order of lists."""

    unit: str
    cards: tuple[tuple[str, str], ...]


def cards(
    session: Session, *, contest_id: int, roots: Collection[int]
) -> Sequence[UnitCards]:
    """Return the places of branches that nobody has taken yet, unit by unit."""
    inside, above = below(roots), aliased(Unit)
    rows = session.execute(
        select(
            Unit.id, Unit.name, above.name, ListedMember.full_name, ListedMember.code
        )
        .join(inside, inside.c.id == ListedMember.unit_id)
        .join(Unit, Unit.id == ListedMember.unit_id)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .where(
            ListedMember.contest_id == contest_id,
            ListedMember.erased_at.is_(None),
            ~IS_CLAIMED,
        )
        .order_by(
            above.sort_key,
            Unit.sort_key,
            Unit.id,
            ListedMember.sort_key,
            ListedMember.id,
        )
    )
    found: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    for unit_id, name, above_name, full_name, code in rows:
        label = f"{name}, {above_name}" if above_name else name
        found.setdefault(unit_id, (label, []))[1].append((full_name or "", code or ""))
    return [UnitCards(label, tuple(people)) for label, people in found.values()]


def sheet_of(session: Session, *, sheet_id: int) -> MemberSheet:
    """Return a sheet that was asked for.

    Raises:
        NotFoundError: there is none, or no more.
    """
    found = session.get(MemberSheet, sheet_id)
    if found is None:
        raise NotFoundError("There is no such sheet any more: make it anew.")
    return found


def sheet_content(session: Session, *, sheet_id: int) -> bytes | None:
    """Return the file of a sheet; None: it isn't made yet."""
    return session.scalar(select(MemberSheet.content).where(MemberSheet.id == sheet_id))

"""The branches that somebody looks after, in one contest."""

from collections.abc import Collection, Sequence

from sqlalchemy import CTE, exists, select
from sqlalchemy.orm import Session, aliased

from quizapp.errors import InvalidError, NotFoundError
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.rules import KnownUnit, Units
from quizapp.units.models import Unit
from quizapp.units.queries import is_in_branch

#: Whether somebody has taken a place, in a statement about ``ListedMember``.
IS_CLAIMED = exists().where(
    MemberClaim.member_id == ListedMember.id, MemberClaim.undone_at.is_(None)
)


def below(roots: Collection[int]) -> CTE:
    """Return units and everything below them, as a common table with ``id``."""
    top = select(Unit.id).where(Unit.id.in_(roots)).cte("below", recursive=True)
    return top.union(select(Unit.id).join(top, Unit.parent_id == top.c.id))


def roots_in_contest(
    session: Session, *, contest_unit_id: int | None, unit_ids: Collection[int]
) -> list[int]:
    """Return the tops of the branches that are both these units' and the contest's."""
    if contest_unit_id is None:
        return []
    found = set()
    for unit_id in unit_ids:
        if is_in_branch(session, unit_id=unit_id, root_id=contest_unit_id):
            found.add(unit_id)
        elif is_in_branch(session, unit_id=contest_unit_id, root_id=unit_id):
            found.add(contest_unit_id)
    return sorted(found)


def check_in_scope(session: Session, *, unit_id: int, roots: Collection[int]) -> None:
    """Check that a unit stands in one of these branches.

    Raises:
        NotFoundError: it doesn't.
    """
    if not any(
        is_in_branch(session, unit_id=unit_id, root_id=root_id) for root_id in roots
    ):
        raise NotFoundError("There is no such unit in this contest.")


def units_below(session: Session, *, roots: Collection[int]) -> Sequence[KnownUnit]:
    """Return the units of branches that a list may name, in the order of lists."""
    above = aliased(Unit)
    inside = below(roots)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.type, Unit.depth, Unit.name, above.name)
        .join(inside, inside.c.id == Unit.id)
        .join(above, above.id == Unit.parent_id, isouter=True)
        .where(Unit.valid_to.is_(None))
        .order_by(Unit.depth, Unit.sort_key, Unit.id)
    )
    return [
        KnownUnit(
            id=unit_id,
            code=code,
            type=kind,
            depth=depth,
            name=name,
            parent_name=above_name or "",
        )
        for unit_id, code, kind, depth, name, above_name in rows
    ]


def unit_in_contest(session: Session, *, root_id: int, code: str) -> int:
    """Return the id of the unit of a code in a branch.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return Units.of(units_below(session, roots=[root_id])).meant(code, "")
    except InvalidError as error:
        raise NotFoundError("There is no such unit in this contest.") from error

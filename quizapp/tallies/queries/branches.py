"""Figures of one branch this minute, for its officer: of the units right below too."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.cache import Cache
from quizapp.entries.models import Entry
from quizapp.units.models import Unit

#: So long figures are shown before they are counted anew.
KEPT_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class BranchFigures:
    """How a unit with everything below it is doing in a contest."""

    unit_id: int
    name: str
    #: Entered the contest, whether or not they made an attempt.
    entered: int = 0
    #: People with an attempt that ended.
    people: int = 0
    #: Attempts that ended.
    attempts: int = 0
    #: Attempts that are open and have time left.
    running: int = 0


@dataclass(frozen=True)
class BranchNow:
    """A branch of a contest: as a whole, and by the units right below its top."""

    whole: BranchFigures
    #: Silent ones first, then those with the fewest people.
    below: list[BranchFigures]
    counted_at: datetime

    @property
    def silent_count(self) -> int:
        """Return how many units right below have nobody who took part."""
        return sum(not one.people for one in self.below)


def branch_now(
    session: Session,
    cache: Cache,
    *,
    contest_id: int,
    round_ids: Collection[int],
    unit: Unit,
    now: datetime,
) -> BranchNow:
    """Return how a branch is doing in these rounds, as lately counted.

    An entry stands where its person says that she belongs now; each entry stands under
    one unit, so that people of units add up.
    """
    key = f"quizapp:{{branch:{unit.id}}}:{contest_id}"
    document = cache.document(key)
    if document is None:
        counted = _by_child(session, contest_id, round_ids, unit, now)
        document = {"units": list(counted.items()), "at": now.isoformat()}
        cache.keep(key, document, seconds=KEPT_SECONDS)
    counted = {unit_id: Counted(*figures) for unit_id, figures in document["units"]}
    children = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.parent_id == unit.id, Unit.valid_to.is_(None))
        .order_by(Unit.sort_key, Unit.id)
    )
    below = [
        BranchFigures(unit_id=child_id, name=name, **_of(counted, [child_id]))
        for child_id, name in children
    ]
    return BranchNow(
        whole=BranchFigures(unit_id=unit.id, name=unit.name, **_of(counted, counted)),
        below=sorted(below, key=lambda one: one.people),
        counted_at=datetime.fromisoformat(document["at"]),
    )


class Counted(NamedTuple):
    """The figures of a unit right below, or of the top without these."""

    entered: int = 0
    people: int = 0
    attempts: int = 0
    running: int = 0


def _of(counted: Mapping[int, Counted], unit_ids: Iterable[int]) -> dict[str, int]:
    """Return the sums of the figures of some units, by name."""
    some = [counted.get(unit_id, Counted()) for unit_id in unit_ids]
    return {name: sum(getattr(one, name) for one in some) for name in Counted._fields}


def _by_child(
    session: Session,
    contest_id: int,
    round_ids: Collection[int],
    unit: Unit,
    now: datetime,
) -> dict[int, Counted]:
    """Return unit right below → its figures; under the top's id what it has itself."""
    top = select(Unit.id, Unit.id.label("child"), literal(0).label("level"))
    branch = top.where(Unit.id == unit.id).cte("own_branch", recursive=True)
    child = case((branch.c.level == 0, Unit.id), else_=branch.c.child)
    branch = branch.union_all(
        select(Unit.id, child, branch.c.level + 1).join(
            branch, Unit.parent_id == branch.c.id
        )
    )
    ended = Attempt.state != "open"
    rows = session.execute(
        select(
            branch.c.child,
            func.count(Entry.id.distinct()),
            func.count(Attempt.entry_id.distinct()).filter(ended),
            func.count(Attempt.id).filter(ended),
            func.count(Attempt.id).filter(
                Attempt.state == "open", Attempt.deadline_at > now
            ),
        )
        .join(Entry, (Entry.unit_id == branch.c.id) & (Entry.contest_id == contest_id))
        .outerjoin(
            Attempt,
            (Attempt.entry_id == Entry.id) & Attempt.round_id.in_(round_ids),
        )
        .group_by(branch.c.child)
    )
    return {child_id: Counted(*figures) for child_id, *figures in rows}

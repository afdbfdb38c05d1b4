"""Figures of one branch this minute, for its officer: of the units right below too."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

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
        rows = _counted(session, contest_id, round_ids, unit, now)
        document = {"rows": [asdict(row) for row in rows], "at": now.isoformat()}
        cache.keep(key, document, seconds=KEPT_SECONDS)
    return _read(document)


def _read(document: dict[str, Any]) -> BranchNow:
    whole, *below = (BranchFigures(**kept) for kept in document["rows"])
    at = datetime.fromisoformat(document["at"])
    return BranchNow(whole, sorted(below, key=lambda one: one.people), at)


def _counted(
    session: Session,
    contest_id: int,
    round_ids: Collection[int],
    unit: Unit,
    now: datetime,
) -> list[BranchFigures]:
    """Return the figures of the whole, then of the units right below in their order."""
    children = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.parent_id == unit.id, Unit.valid_to.is_(None))
        .order_by(Unit.sort_key, Unit.id)
    ).all()
    figures = _by_child(session, contest_id, round_ids, unit, now)
    entered, people, attempts, running = (
        sum(column) for column in zip((0, 0, 0, 0), *figures.values(), strict=True)
    )
    whole = BranchFigures(
        unit_id=unit.id,
        name=unit.name,
        entered=entered,
        people=people,
        attempts=attempts,
        running=running,
    )
    return [whole] + [
        BranchFigures(
            unit_id=child_id,
            name=name,
            **dict(
                zip(
                    ("entered", "people", "attempts", "running"),
                    figures.get(child_id, (0, 0, 0, 0)),
                    strict=True,
                )
            ),
        )
        for child_id, name in children
    ]


def _by_child(
    session: Session,
    contest_id: int,
    round_ids: Collection[int],
    unit: Unit,
    now: datetime,
) -> dict[int, tuple[int, int, int, int]]:
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
    return {child_id: (a, b, c, d) for child_id, a, b, c, d in rows}

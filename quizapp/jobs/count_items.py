"""Count what attempts tell of items: when a round has closed, or somebody asks."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.attempts import queries
from quizapp.attempts.rules import Counting
from quizapp.attempts.service import keep_item_statistics
from quizapp.background.queries import is_under_way
from quizapp.background.service import enqueue
from quizapp.contests.queries import read_terms
from quizapp.errors import ConflictError
from quizapp.extensions import clock, db
from quizapp.jobs.work import Work

#: The kind of job.
KIND = "item_statistics"


def run() -> int:
    """Ask for every round that has closed and wasn't counted; return how many."""
    now = clock().now()
    with db.transaction() as session:
        rounds = queries.uncounted_rounds(session, kind=KIND, now=now)
        for round_id in rounds:
            ask(session, round_id=round_id, asked_by=None, now=now)
        return len(rounds)


def ask(
    session: Session, *, round_id: int, asked_by: int | None, now: datetime
) -> bool:
    """Ask for the items of a round to be counted; False: that is under way already."""
    arguments = {"round_id": round_id}
    if is_under_way(session, kind=KIND, arguments=arguments):
        return False
    enqueue(session, kind=KIND, arguments=arguments, asked_by=asked_by, now=now)
    return True


def check_has_closed(closes_at: datetime, now: datetime) -> None:
    """Check that a round has closed: before, nothing of its items is counted.

    Raises:
        ConflictError: it is open or coming.
    """
    if now < closes_at:
        raise ConflictError(
            "This round closes at %(at)s: its questions are counted after that.",
            at=closes_at,
        )


def count_items(work: Work) -> dict[str, Any]:
    """Count the items of a round; its argument is ``round_id``.

    What was counted and hasn't changed since isn't counted anew.

    Raises:
        ConflictError: the round hasn't closed.
    """
    round_id = work.claim.arguments["round_id"]
    with db.transaction() as session:
        check_has_closed(read_terms(session, round_id).closes_at, clock().now())
        source = queries.source_of(session, round_id=round_id)
        if queries.counted_source(session, round_id=round_id) == source.mark:
            return {"attempts": source.attempt_count, "is_new": False}
    counting = Counting()
    for page in queries.pages(db.session(), round_id=round_id):
        for asked in page:
            counting.add(asked)
        total = max(source.attempt_count, counting.attempt_count)
        work.tell(counting.attempt_count, total)
    with db.transaction() as session:
        items = queries.items_named(session, counting.names)
        count = keep_item_statistics(
            session,
            round_id=round_id,
            figures=counting.figures(items),
            source=source,
            attempt_count=counting.attempt_count,
            now=clock().now(),
        )
    return {"attempts": counting.attempt_count, "items": count, "is_new": True}

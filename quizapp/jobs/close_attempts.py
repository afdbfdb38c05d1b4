"""Close attempts whose time is up, and count them: on any number of machines at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.attempts.service import Ended, close_overdue, mark_again
from quizapp.extensions import clock, db, random_token
from quizapp.standings import service as standings

#: Attempts closed in one transaction.
BATCH = 50


def run(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Close all that are overdue and mark anew what an outage was given back to.

    Batch by batch; return how many there were. Each batch takes the present anew: what
    it writes is dated when it is written.
    """
    return sum(every_batch(part, keep_going) for part in (close_batch, mark_batch))


def every_batch(part: Callable[[], int], keep_going: Callable[[], bool]) -> int:
    """Do batches until one isn't full; return how many attempts there were."""
    done_count = 0
    while keep_going():
        count = part()
        done_count += count
        if count < BATCH:
            break
    return done_count


def close_batch() -> int:
    """Close some attempts and bring their standings up to date, in one transaction."""
    now = clock().now()
    with db.transaction() as session:
        closed = close_overdue(session, now=now, batch=BATCH, nonce=random_token)
        record(session, closed, now)
        return len(closed)


def mark_batch() -> int:
    """Mark some attempts anew and bring their standings up to date, likewise."""
    now = clock().now()
    with db.transaction() as session:
        marked = mark_again(session, now=now, batch=BATCH)
        record(session, marked, now)
        return len(marked)


def record(session: Session, ended: list[Ended], now: datetime) -> None:
    """Count attempts; in one order everywhere, so that no two writers wait in a ring."""
    ended.sort(key=lambda one: (one.attempt.round_id, one.attempt.entry_id))
    for attempt, round_ in ended:
        standings.record(session, attempt=attempt, round_=round_, now=now)

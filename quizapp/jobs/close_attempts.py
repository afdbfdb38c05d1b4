"""Close attempts whose time is up, and count them: on any number of machines at once."""

from collections.abc import Callable

from quizapp.attempts.service import close_overdue
from quizapp.extensions import clock, db, random_token
from quizapp.standings import service as standings

#: Attempts closed in one transaction.
BATCH = 50


def run(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Close all that are overdue, batch by batch; return how many there were.

    Each batch takes the present anew: what it writes is dated when it is written.
    """
    closed_count = 0
    while keep_going():
        count = close_batch()
        closed_count += count
        if count < BATCH:
            break
    return closed_count


def close_batch() -> int:
    """Close some attempts and bring their standings up to date, in one transaction."""
    now = clock().now()
    with db.transaction() as session:
        closed = close_overdue(session, now=now, batch=BATCH, nonce=random_token)
        # In one order everywhere, so that two writers never wait for each other.
        closed.sort(key=lambda one: (one.attempt.round_id, one.attempt.entry_id))
        for attempt, round_ in closed:
            standings.record(session, attempt=attempt, round_=round_, now=now)
        return len(closed)

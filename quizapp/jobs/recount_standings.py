"""Count the standings of a round anew."""

from typing import Any

from quizapp.contests.queries import read_terms
from quizapp.entries.queries import hold
from quizapp.extensions import clock, db
from quizapp.jobs.work import Work
from quizapp.standings import queries
from quizapp.standings import service as standings

#: Standings counted anew in one transaction.
BATCH = 100


def recount_standings(work: Work) -> dict[str, Any]:
    """Count every standing of a round anew; its argument is ``round_id``."""
    round_id = work.claim.arguments["round_id"]
    entries = queries.entries_with_ended_attempts(db.session(), round_id=round_id)
    db.session.rollback()
    with db.transaction() as session:
        standings.set_aside(session, round_id=round_id, now=clock().now())
    for start in range(0, len(entries), BATCH):
        work.tell(start, len(entries))
        with db.transaction() as session:
            round_ = read_terms(session, round_id)
            hold(session, entry_ids=entries[start : start + BATCH])
            for entry_id in entries[start : start + BATCH]:
                standings.recount(
                    session, round_=round_, entry_id=entry_id, now=clock().now()
                )
    return {"entries": len(entries)}

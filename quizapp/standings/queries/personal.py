"""What standings hold of a person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round
from quizapp.entries.models import Entry
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.standings.models import Standing


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return where a person stands: which attempt counts, and since when.

    No rank: whether she may know it yet is for the rules of the round.
    """
    rows = session.execute(
        select(Standing, Round.title, Contest.title, Attempt.number)
        .join(Entry, Entry.id == Standing.entry_id)
        .join(Round, Round.id == Standing.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .outerjoin(Attempt, Attempt.id == Standing.attempt_id)
        .where(Entry.account_id == account_id)
        .order_by(Round.contest_id, Round.number)
    )
    return [
        Holding(
            message("Standing, %(round)s"),
            (
                Fact(message("Attempt that counts"), number),
                Fact(message("Attempts that ended"), standing.attempt_count),
                Fact(message("Written at"), standing.changed_at),
            ),
            "standing",
            {"round": round_, "contest": contest},
        )
        for standing, round_, contest, number in rows
    ]

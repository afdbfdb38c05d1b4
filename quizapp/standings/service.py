"""Writes of standings: which attempt of an entry counts in a round, and its key.

Who ends attempts locks them first; ``record`` then locks the standing before it reads
what counts, so that none of two writers at once goes unseen.
"""

from datetime import datetime

from sqlalchemy import func, literal_column, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.contests.models import Round
from quizapp.contests.rules import RoundRules, counted_attempt, sort_key
from quizapp.standings.models import Standing
from quizapp.standings.queries import ended_results

#: Written explicitly: a default does not act on an update, and the refresher asks it.
THIS_TRANSACTION = func.pg_current_xact_id()


def lock_standing(
    session: Session, *, round_id: int, entry_id: int, now: datetime
) -> None:
    """Lock an entry's standing in a round until the transaction ends; make it first.

    Only for an entry with an attempt that ended, or ends in this transaction.
    """
    statement = insert(Standing).values(
        round_id=round_id, entry_id=entry_id, attempt_count=1, changed_at=now
    )
    # DO UPDATE … WHERE false locks the row that is there and writes nothing.
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["round_id", "entry_id"],
            set_={"changed_at": statement.excluded.changed_at},
            where=literal_column("false"),
        )
    )


def record(session: Session, *, attempt: Attempt, round_: Round, now: datetime) -> None:
    """Bring an entry's standing up to date, in the transaction that ended its attempt."""
    session.flush()
    recount(session, round_=round_, entry_id=attempt.entry_id, now=now)


def recount(session: Session, *, round_: Round, entry_id: int, now: datetime) -> None:
    """Compute an entry's standing anew from all its ended attempts of a round."""
    lock_standing(session, round_id=round_.id, entry_id=entry_id, now=now)
    rules = RoundRules.model_validate(round_.rules)
    results = ended_results(session, round_id=round_.id, entry_id=entry_id)
    counted = counted_attempt(results, rules.counted)
    session.execute(
        update(Standing)
        .where(Standing.round_id == round_.id, Standing.entry_id == entry_id)
        .values(
            attempt_id=counted.attempt_id if counted else None,
            sort_key=sort_key(rules.ranking, counted) if counted else None,
            attempt_count=max(1, len(results)),
            changed_at=now,
            changed_by=THIS_TRANSACTION,
        )
        .execution_options(synchronize_session=False)
    )


def touch(session: Session, *, entry_id: int, now: datetime) -> None:
    """Let boards show an entry anew: her name, or her consent to show it, changed."""
    session.execute(
        update(Standing)
        .where(Standing.entry_id == entry_id)
        .values(changed_at=now, changed_by=THIS_TRANSACTION)
        .execution_options(synchronize_session=False)
    )

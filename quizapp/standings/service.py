"""Writes of standings: which attempt of a person counts in a round, and its key.

A person stands at the entry under which she counts. Each statement finds it out itself:
once an attempt is locked, nobody can merge its entry with another.

Who ends attempts locks them first; a recount then locks the standing before it reads
what counts, so that none of two writers at once goes unseen.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import TextClause, func, select, text, update
from sqlalchemy.orm import Session

from quizapp.attempts.queries import AttemptRow
from quizapp.contests.queries import RoundTerms, read_terms
from quizapp.contests.rules import Result, ranked_attempt, sort_key
from quizapp.db import Executor
from quizapp.entries.models import Entry
from quizapp.entries.queries import PERSON_ID
from quizapp.standings.models import Standing
from quizapp.standings.queries import (
    ended_results,
    places_to_count,
    result_of,
    rounds_with_ended_attempts,
)

#: Written explicitly: a default does not act on an update, and the refresher asks it.
THIS_TRANSACTION = func.pg_current_xact_id()

#: DO UPDATE … WHERE false locks the row that is there and writes nothing.
LOCK = text("""
    INSERT INTO standings (round_id, entry_id, attempt_count, changed_at)
    SELECT :round_id, coalesce(e.counts_under_id, e.id), 1, :now
    FROM entries e WHERE e.id = :entry_id
    ON CONFLICT (round_id, entry_id)
    DO UPDATE SET changed_at = excluded.changed_at WHERE false
""")
WRITE = """
    INSERT INTO standings (round_id, entry_id, attempt_id, sort_key, attempt_count,
                           changed_at, changed_by)
    SELECT :round_id, coalesce(e.counts_under_id, e.id),
           {attempt_id}, {sort_key}, :attempt_count, :now, pg_current_xact_id()
    FROM entries e WHERE e.id = :entry_id
    ON CONFLICT (round_id, entry_id) DO UPDATE SET
        attempt_id = excluded.attempt_id, sort_key = excluded.sort_key,
        attempt_count = excluded.attempt_count, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
"""
ATTEMPT_ID, SORT_KEY = "CAST(:attempt_id AS bigint)", "CAST(:sort_key AS bytea)"
#: What is written was counted from what each entry of the person may bring.
WRITE_COUNTED = text(WRITE.format(attempt_id=ATTEMPT_ID, sort_key=SORT_KEY))
#: Who left the contest stands on no board, and what an entry made stands in no ranking
#: until all of her form is filled in; attempts count.
IF_RANKED = (
    "CASE WHEN e.completed_at IS NOT NULL AND e.withdrawn_at IS NULL THEN {} END"
)
WRITE_FIRST = text(
    WRITE.format(
        attempt_id=IF_RANKED.format(ATTEMPT_ID), sort_key=IF_RANKED.format(SORT_KEY)
    )
)
LOCK_ALL = text("""
    SELECT FROM standings WHERE entry_id = ANY(:entry_ids)
    ORDER BY round_id, entry_id FOR UPDATE
""")
ASIDE = """
    UPDATE standings AS s
    SET attempt_id = NULL, sort_key = NULL, attempt_count = 0, changed_at = :now,
        changed_by = pg_current_xact_id()
    FROM entries e
    WHERE e.id = s.entry_id AND e.counts_under_id IS NOT NULL AND s.attempt_count > 0
"""
SET_ASIDE = text(f"{ASIDE} AND s.entry_id = ANY(:entry_ids)")
SET_ASIDE_IN_ROUND = text(f"{ASIDE} AND s.round_id = :round_id")


def lock_standing(
    executor: Executor, *, round_id: int, entry_id: int, now: datetime
) -> None:
    """Lock a person's standing in a round until the transaction ends; make it first.

    Only for an entry with an attempt that ended, or ends in this transaction.
    """
    asked = {"round_id": round_id, "entry_id": entry_id, "now": now}
    executor.execute(LOCK, asked)


def record(
    executor: Executor, *, attempt: AttemptRow, round_: RoundTerms, now: datetime
) -> None:
    """Bring an entry's standing up to date, in the transaction that ended its attempt.

    The first attempt of a person that ends now has no other beside it: the next one
    can't start before this is committed. Where entries became one person while it ran,
    it is marked as shared.
    """
    is_first = attempt.number == 1 and attempt.recorded_at == now
    if is_first and not attempt.is_shared:
        _write(
            executor,
            WRITE_FIRST,
            round_,
            attempt.entry_id,
            [result_of(attempt)],
            1,
            now,
        )
    else:
        recount(executor, round_=round_, entry_id=attempt.entry_id, now=now)


def recount(
    executor: Executor, *, round_: RoundTerms, entry_id: int, now: datetime
) -> None:
    """Compute the standing of an entry's person anew from all that ended in a round."""
    lock_standing(executor, round_id=round_.id, entry_id=entry_id, now=now)
    results, count = ended_results(executor, round_id=round_.id, entry_id=entry_id)
    _write(executor, WRITE_COUNTED, round_, entry_id, results, count, now)


def rank_entry(session: Session, *, entry_id: int, now: datetime) -> None:
    """Compute an entry's standing anew in each round in which an attempt of it has ended.

    So after its form was filled in, after it left the contest, or came back: attempts
    of an entry that left are in no ranking, those of others of the same person are.
    Who calls it holds the entry and its attempts, so that none ends meanwhile.
    """
    for round_id in rounds_with_ended_attempts(session, entry_id=entry_id):
        round_ = read_terms(session, round_id)
        recount(session, round_=round_, entry_id=entry_id, now=now)
    touch(session, entry_id=entry_id, now=now)


def _write(
    executor: Executor,
    statement: TextClause,
    round_: RoundTerms,
    entry_id: int,
    results: Sequence[Result],
    count: int,
    now: datetime,
) -> None:
    counted = ranked_attempt(results, round_.rules)
    executor.execute(
        statement,
        {
            "round_id": round_.id,
            "entry_id": entry_id,
            "attempt_id": counted.attempt_id if counted else None,
            "sort_key": sort_key(round_.rules.ranking, counted) if counted else None,
            "attempt_count": count,
            "now": now,
        },
    )


def move(
    session: Session,
    *,
    entry_ids: Collection[int],
    rounds: Sequence[RoundTerms],
    now: datetime,
) -> None:
    """Count entries anew that became one person, or no longer are one.

    ``entry_ids`` are all of them, their attempts locked; ``rounds`` all in which they
    may stand. What counts under another entry leaves the board.
    """
    session.flush()
    asked = {"entry_ids": sorted(entry_ids)}
    session.execute(LOCK_ALL, asked)
    session.execute(SET_ASIDE, asked | {"now": now})
    by_id = {one.id: one for one in rounds}
    places = places_to_count(session, round_ids=by_id, entry_ids=entry_ids)
    for round_id, entry_id in places:
        recount(session, round_=by_id[round_id], entry_id=entry_id, now=now)
    session.expire_all()


def set_aside(session: Session, *, round_id: int, now: datetime) -> None:
    """Take rows off a board whose attempts count under other entries, if any stand."""
    session.execute(SET_ASIDE_IN_ROUND, {"round_id": round_id, "now": now})


def touch(session: Session, *, entry_id: int, now: datetime) -> None:
    """Let boards show an entry anew: her name, or her consent to show it, changed.

    She stands where her person does.
    """
    session.execute(
        update(Standing)
        .where(
            Standing.entry_id
            == select(PERSON_ID).where(Entry.id == entry_id).scalar_subquery()
        )
        .values(changed_at=now, changed_by=THIS_TRANSACTION)
        .execution_options(synchronize_session=False)
    )

"""Making entries one person, and undoing it: limits, boards and figures follow at once.

Locks are taken in one order: the contest's persons, entries, attempts, standings. Starts
lock an entry first, whatever ends an attempt locks that first: so nobody is in between.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from quizapp.accounts.service import notify
from quizapp.attempts.models import Attempt
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import read_terms, rounds_of, rule_book
from quizapp.entries.models import Entry
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.judging import queries
from quizapp.judging.models import LONGEST_CLAUSE, PersonMerge
from quizapp.judging.queries.people import merges_in_force
from quizapp.judging.rules import check_not_both_open, heads
from quizapp.judging.service.deciding import (
    check_has_no_stake,
    check_reason,
    keep_record,
    pair_to_decide,
)
from quizapp.phrases import message
from quizapp.standings import service as standings

#: Of the advisory locks under which the persons of a contest change: one at a time.
PERSON_LOCKS = 0x706572736F6E << 16
LOCK = text("SELECT pg_advisory_xact_lock(:key)")
LOCK_ENTRIES = text("""
    SELECT id FROM entries WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
""")
LOCK_ATTEMPTS = text("""
    SELECT id FROM attempts WHERE entry_id = ANY(:ids) ORDER BY id FOR UPDATE
""")


def merge(
    session: Session,
    *,
    contest_id: int,
    kept_id: int,
    merged_id: int,
    clause: str,
    act: Act,
    now: datetime,
) -> PersonMerge:
    """Count two people of a contest as one, at the entry ``kept_id``.

    Every attempt stays. ``clause`` of the rules is told to both accounts. If an entry
    counts under another already, that one is kept, or goes.

    Raises:
        NotFoundError: the contest has no such entry.
        ConflictError: they are one already, or both sit at attempts of one round.
        NotAllowedError: who decides has a stake in one of them.
        InvalidError: no reason or no clause is given.
    """
    clause = _checked(clause)
    session.execute(LOCK, {"key": PERSON_LOCKS + contest_id})
    kept, merged = pair_to_decide(session, contest_id, kept_id, merged_id, act)
    found = queries.suspicion_of(session, contest_id=contest_id, one=kept, other=merged)
    _lock(session, [*kept, *merged])
    check_not_both_open(_open_rounds(session, [*kept, *merged]))
    done = PersonMerge(
        contest_id=contest_id,
        kept_entry_id=kept[0],
        merged_entry_id=merged[0],
        clause=clause,
        evidence=[piece.key for piece in found.evidence] if found else [],
        made_at=now,
        made_by=act.account_id,
    )
    session.add(done)
    session.flush()
    _count_anew(session, contest_id, [*kept, *merged], now)
    _tell(session, done, [kept[0], merged[0]], MERGED, now)
    _keep(session, act, "judging.persons_merged", done, now)
    return done


def undo_merge(
    session: Session, *, contest_id: int, merge_id: int, act: Act, now: datetime
) -> PersonMerge:
    """Take back that two people are one: each counts as if it had never been.

    Raises:
        NotFoundError: nothing of the kind was decided in this contest.
        ConflictError: it was taken back already.
        NotAllowedError: who decides has a stake in one of them.
        InvalidError: no reason is given.
    """
    check_reason(act)
    session.execute(LOCK, {"key": PERSON_LOCKS + contest_id})
    done = session.scalar(
        select(PersonMerge).where(
            PersonMerge.id == merge_id, PersonMerge.contest_id == contest_id
        )
    )
    if done is None:
        raise NotFoundError("There is no such decision in this contest.")
    if done.undone_at is not None:
        raise ConflictError("This was taken back already.")
    group = queries.person_entries(
        session, contest_id=contest_id, entry_id=done.merged_entry_id
    )
    check_has_no_stake(session, act, group)
    _lock(session, group)
    done.undone_at, done.undone_by = now, act.account_id
    session.flush()
    _count_anew(session, contest_id, group, now)
    _tell(session, done, [done.kept_entry_id, done.merged_entry_id], PARTED, now)
    _keep(session, act, "judging.persons_parted", done, now)
    return done


MERGED = message(
    "In %(contest)s this entry and another one now count as one person (%(clause)s)."
    " Every attempt is kept; limits and the rank count over both. If that is wrong, call"
    " %(hotline)s."
)
PARTED = message(
    "In %(contest)s this entry counts by itself again; it is no longer one person with"
    " another (%(clause)s). Questions: %(hotline)s."
)


def _checked(clause: str) -> str:
    clause = " ".join(clause.split())
    if not clause:
        raise InvalidError(
            "Name the clause of the rules: the person is told.", field="clause"
        )
    if len(clause) > LONGEST_CLAUSE:
        raise InvalidError(
            "The clause may have %(most)s characters at most.",
            field="clause",
            most=LONGEST_CLAUSE,
        )
    return clause


def _lock(session: Session, entry_ids: Collection[int]) -> None:
    """Keep all starts, hand-ins and closings of these entries out."""
    asked = {"ids": sorted(entry_ids)}
    session.execute(LOCK_ENTRIES, asked)
    session.execute(LOCK_ATTEMPTS, asked)


def _open_rounds(session: Session, entry_ids: Collection[int]) -> list[int]:
    return list(
        session.scalars(
            select(Attempt.round_id).where(
                Attempt.entry_id.in_(entry_ids), Attempt.state == "open"
            )
        )
    )


def _count_anew(
    session: Session, contest_id: int, entry_ids: Collection[int], now: datetime
) -> None:
    """Bring the copies of the ledger up to date: entries, and where they stand."""
    people = heads(merges_in_force(session, contest_id=contest_id))
    _set_heads(session, people, entry_ids)
    session.execute(
        update(Attempt)
        .where(Attempt.entry_id.in_(entry_ids), Attempt.state == "open")
        .values(is_shared=True)
        .execution_options(synchronize_session=False)
    )
    rounds = [
        read_terms(session, one.id) for one in rounds_of(session, contest_id=contest_id)
    ]
    standings.move(session, entry_ids=entry_ids, rounds=rounds, now=now)


def _set_heads(
    session: Session, people: Mapping[int, int], entry_ids: Collection[int]
) -> None:
    for entry in session.scalars(select(Entry).where(Entry.id.in_(entry_ids))):
        entry.counts_under_id = people.get(entry.id)
    session.flush()


def _tell(
    session: Session,
    done: PersonMerge,
    entry_ids: Collection[int],
    words: str,
    now: datetime,
) -> None:
    """Leave a notice for each account, without a word about the other."""
    contest = session.get_one(Contest, done.contest_id)
    params = {
        "contest": contest.title,
        "clause": done.clause,
        "hotline": rule_book(session, contest).hotline,
    }
    accounts = session.scalars(
        select(Entry.account_id).where(Entry.id.in_(entry_ids)).distinct()
    ).all()
    for account_id in sorted(accounts):
        notify(session, account_id=account_id, message=words, params=params, now=now)


def _keep(
    session: Session, act: Act, action: str, done: PersonMerge, now: datetime
) -> None:
    keep_record(
        session,
        act,
        action,
        subject=f"person_merge:{done.id}",
        details={
            "contest": done.contest_id,
            "kept": done.kept_entry_id,
            "merged": done.merged_entry_id,
        },
        now=now,
    )

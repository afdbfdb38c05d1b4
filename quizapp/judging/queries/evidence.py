"""What entries of a contest have in common, found by whole sets at a time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.attempts.rules import Paper
from quizapp.entries.models import Entry
from quizapp.judging.queries.decided import dismissed_keys
from quizapp.judging.queries.people import merges_in_force
from quizapp.judging.rules import (
    MOST_MINUTES_APART,
    Evidence,
    Suspicion,
    answers_by_item,
    heads,
    is_slip,
    same_answers,
    suspicions,
)

#: A slip changes one place of a phone, or two beside each other: it leaves the last four
#: digits as they are, or all before the last five.
LAST, BEFORE = 4, 5

#: Everybody of a contest, as far as she can be compared; :only narrows it to some.
PEOPLE = """
    WITH people AS MATERIALIZED (
        SELECT e.id, coalesce(e.unit_id, 0) AS unit, a.phone, a.birth_year,
               a.search_key
        FROM entries e JOIN accounts a ON a.id = e.account_id
        WHERE e.contest_id = :contest_id AND a.erased_at IS NULL
          AND (CAST(:only AS bigint[]) IS NULL OR e.id = ANY(:only))
    )
"""
NAMES = text(f"""
    {PEOPLE}
    SELECT x.id AS low, y.id AS high, x.unit <> 0 AS is_close
    FROM people x JOIN people y
      ON y.search_key = x.search_key AND y.birth_year = x.birth_year
     AND y.unit = x.unit AND y.id > x.id
""")  # noqa: S608  # constants alone
PHONES = text(f"""
    {PEOPLE}
    SELECT x.id AS low, y.id AS high, y.birth_year = x.birth_year AS is_close
    FROM people x JOIN people y
      ON y.phone = x.phone AND y.search_key = x.search_key AND y.id > x.id
""")  # noqa: S608  # constants alone
NEAR_PHONES = text(f"""
    {PEOPLE}, parts AS MATERIALIZED (
        SELECT p.*, right(phone, {LAST}) AS last,
               left(phone, -{BEFORE}) AS before
        FROM people p WHERE phone IS NOT NULL
    )
    SELECT x.id AS low, y.id AS high, y.birth_year = x.birth_year AS is_close,
           x.phone, y.phone AS other_phone
    FROM parts x JOIN parts y
      ON y.search_key = x.search_key AND y.last = x.last
     AND y.id > x.id AND y.phone <> x.phone
    UNION ALL
    SELECT x.id, y.id, y.birth_year = x.birth_year, x.phone, y.phone
    FROM parts x JOIN parts y
      ON y.search_key = x.search_key AND y.before = x.before AND y.last <> x.last
     AND y.id > x.id
""")  # noqa: S608  # constants alone
#: Attempts of two people on one device, one after the other or at once.
DEVICES = text("""
    WITH taken AS MATERIALIZED (
        SELECT a.id, a.round_id, a.entry_id, a.device_hash, a.started_at,
               coalesce(a.ended_at, a.deadline_at) + :apart AS until
        FROM attempts a JOIN entries e ON e.id = a.entry_id
        WHERE e.contest_id = :contest_id AND a.device_hash IS NOT NULL
          AND (CAST(:only AS bigint[]) IS NULL OR e.id = ANY(:only))
    )
    SELECT x.round_id, x.entry_id AS one, y.entry_id AS other,
           x.id AS attempt_id, y.id AS other_attempt_id
    FROM taken x JOIN taken y
      ON y.device_hash = x.device_hash AND y.round_id = x.round_id
     AND y.entry_id <> x.entry_id AND y.id > x.id
     AND y.started_at <= x.until AND x.started_at <= y.until
""")
PAPERS = text("SELECT id, paper FROM attempts WHERE id = ANY(:ids)")
#: The answer of each position that was received last.
ANSWERS = text("""
    SELECT DISTINCT ON (attempt_id, position) attempt_id, position, value
    FROM responses WHERE attempt_id = ANY(:ids)
    ORDER BY attempt_id, position, lease DESC, counter DESC
""")


def evidence_in(
    session: Session, *, contest_id: int, only: Collection[int] | None = None
) -> list[Evidence]:
    """Return all that entries of a contest have in common; ``only``: of these."""
    asked = {
        "contest_id": contest_id,
        "only": None if only is None else sorted(only),
    }
    names = session.execute(NAMES, asked)
    phones = session.execute(PHONES, asked)
    near = session.execute(NEAR_PHONES, asked)
    return [
        *(Evidence("name", low, high, is_close=close) for low, high, close in names),
        *(Evidence("phone", low, high, is_close=close) for low, high, close in phones),
        *(
            Evidence("near_phone", low, high, is_close=close)
            for low, high, close, phone, other in near
            if is_slip(phone, other)
        ),
        *_of_devices(session, asked),
    ]


def open_suspicions(session: Session, *, contest_id: int) -> list[Suspicion]:
    """Return the likely duplicates that wait for somebody to decide, strongest first."""
    return [
        one
        for one in _suspicions(
            session, contest_id, evidence_in(session, contest_id=contest_id)
        )
        if one.is_open
    ]


def suspicion_of(
    session: Session, *, contest_id: int, one: Sequence[int], other: Sequence[int]
) -> Suspicion | None:
    """Return what two people have in common, each with all her entries; None: nothing."""
    found = evidence_in(session, contest_id=contest_id, only=[*one, *other])
    pairs = _suspicions(session, contest_id, found)
    return pairs[0] if pairs else None


def namesakes(
    session: Session, *, contest_id: int, entry_ids: Collection[int]
) -> dict[int, int]:
    """Return entry → how many entries of the contest have her name, marks aside."""
    here = aliased(Account)
    names = (
        select(Account.search_key)
        .join(Entry, Entry.account_id == Account.id)
        .where(Entry.id.in_(entry_ids))
    )
    counts = (
        select(here.search_key, func.count().label("count"))
        .join(Entry, Entry.account_id == here.id)
        .where(Entry.contest_id == contest_id, here.search_key.in_(names))
        .group_by(here.search_key)
        .subquery()
    )
    rows = session.execute(
        select(Entry.id, counts.c.count)
        .join(Account, Account.id == Entry.account_id)
        .join(counts, counts.c.search_key == Account.search_key)
        .where(Entry.id.in_(entry_ids))
    )
    return {entry_id: count for entry_id, count in rows}  # noqa: C416  # rows aren't typed as pairs


def _suspicions(
    session: Session, contest_id: int, evidence: Iterable[Evidence]
) -> list[Suspicion]:
    return suspicions(
        evidence,
        heads=heads(merges_in_force(session, contest_id=contest_id)),
        dismissed=dismissed_keys(session, contest_id=contest_id),
    )


def _of_devices(session: Session, asked: dict[str, Any]) -> list[Evidence]:
    """Compare the answers of attempts that were made on one device."""
    apart = timedelta(minutes=MOST_MINUTES_APART)
    pairs = session.execute(DEVICES, asked | {"apart": apart}).all()
    ids = sorted({one for pair in pairs for one in pair[3:]})
    given = _answers(session, ids)
    best: dict[str, Evidence] = {}
    for round_id, one, other, attempt_id, other_id in pairs:
        alike = same_answers(given[attempt_id], given[other_id])
        if alike.is_telling:
            found = Evidence(
                "device",
                min(one, other),
                max(one, other),
                round_id=round_id,
                shared=alike.shared,
                same=alike.same,
            )
            known = best.get(found.key)
            if known is None or known.same < found.same:
                best[found.key] = found
    return [*best.values()]


def _answers(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    values: dict[int, dict[int, Any]] = {one: {} for one in ids}
    for attempt_id, position, value in session.execute(ANSWERS, {"ids": [*ids]}):
        values[attempt_id][position] = value
    return {
        attempt_id: answers_by_item(Paper.from_json(paper), values[attempt_id])
        for attempt_id, paper in session.execute(PAPERS, {"ids": [*ids]})
    }

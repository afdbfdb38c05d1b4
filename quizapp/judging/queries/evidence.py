"""What entries of a contest have in common, found by whole sets at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.entries.models import Entry
from quizapp.judging.queries.decided import dismissed_keys
from quizapp.judging.queries.people import merges_in_force
from quizapp.judging.rules import (
    AnswersByItem,
    Attempted,
    Evidence,
    Suspicion,
    heads,
    is_slip,
    one_after_other,
    same_answers,
    suspicions,
)

#: A slip changes one place of a phone, or two beside each other: it leaves the last four
#: digits as they are, or all before the last five.
LAST, BEFORE = 4, 5

#: Everybody of a contest, as far as she can be compared; :only narrows it to some.
PEOPLE = """
    FROM entries e JOIN accounts a ON a.id = e.account_id
    WHERE e.contest_id = :contest_id AND a.erased_at IS NULL
      AND (CAST(:only AS bigint[]) IS NULL OR e.id = ANY(:only))
"""
#: Groups, not pairs: a join of everybody with everybody hangs on what the planner
#: believes of their number.
NAMES = text(f"""
    SELECT array_agg(e.id ORDER BY e.id) AS ids, e.unit_id IS NOT NULL AS is_close
    {PEOPLE}
    GROUP BY a.search_key, a.birth_year, e.unit_id HAVING count(*) > 1
""")  # constants alone
PHONES = text(f"""
    SELECT array_agg(e.id ORDER BY e.id) AS ids,
           array_agg(a.birth_year ORDER BY e.id) AS years
    {PEOPLE} AND a.phone IS NOT NULL
    GROUP BY a.phone, a.search_key HAVING count(*) > 1
""")  # constants alone
#: Of one name, and alike before a slip or behind it.
NEAR_PHONES = text(f"""
    SELECT array_agg(p.id ORDER BY p.id) AS ids,
           array_agg(p.birth_year ORDER BY p.id) AS years,
           array_agg(p.phone ORDER BY p.id) AS phones
    FROM (SELECT e.id, a.search_key, a.birth_year, a.phone {PEOPLE}
          AND a.phone IS NOT NULL) p,
         LATERAL (VALUES ('before', left(p.phone, -{BEFORE})),
                         ('last', right(p.phone, {LAST}))) part (side, digits)
    GROUP BY p.search_key, part.side, part.digits
    HAVING min(p.phone) < max(p.phone)
""")  # noqa: S608  # constants alone
#: Attempts of several people on one device in one round, in the order of their starts.
DEVICES = text("""
    SELECT a.round_id, array_agg(a.id ORDER BY a.started_at, a.id) AS ids,
           array_agg(a.entry_id ORDER BY a.started_at, a.id) AS entry_ids,
           array_agg(a.started_at ORDER BY a.started_at, a.id) AS starts,
           array_agg(coalesce(a.ended_at, a.deadline_at) ORDER BY a.started_at, a.id)
               AS ends
    FROM attempts a JOIN entries e ON e.id = a.entry_id
    WHERE e.contest_id = :contest_id AND a.device_hash IS NOT NULL
      AND (CAST(:only AS bigint[]) IS NULL OR e.id = ANY(:only))
    GROUP BY a.round_id, a.device_hash
    HAVING min(a.entry_id) < max(a.entry_id)
""")
#: What attempts answered: item → the answer in the bank's own terms, whatever the order
#: in which options were shown; the last answer counts. Worked out where it is stored: a
#: process that serves phones must not be held up by it.
ANSWERS = text("""
    SELECT a.id, jsonb_object_agg(
        concat(q.asked ->> 'version', ':', q.asked ->> 'item'),
        CASE WHEN q.asked -> 'options' = '[]' THEN g.values -> CAST(q.place AS text)
             ELSE (SELECT jsonb_agg(coalesce(q.asked -> 'options' -> v.place, '-1')
                                    ORDER BY q.asked -> 'options' -> v.place)
                   FROM (SELECT CAST(one AS int) AS place
                         FROM jsonb_array_elements_text(CASE
                             WHEN jsonb_typeof(g.values -> CAST(q.place AS text)) = 'array'
                             THEN g.values -> CAST(q.place AS text)
                             ELSE jsonb_build_array(g.values -> CAST(q.place AS text))
                         END) one) v)
        END) AS answers
    FROM attempts a
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(o.position, o.value ORDER BY o.lease, o.counter)
            AS values
        FROM responses o WHERE o.attempt_id = a.id) g
    CROSS JOIN LATERAL
        jsonb_array_elements(a.paper -> 'items') WITH ORDINALITY q (asked, place)
    WHERE a.id = ANY(:ids) AND g.values -> CAST(q.place AS text) <> 'null'
    GROUP BY a.id
""")
#: Attempts whose answers are read by one statement.
BATCH = 2000

Asked = Mapping[str, Any]


def evidence_in(
    session: Session, *, contest_id: int, only: Collection[int] | None = None
) -> list[Evidence]:
    """Return all that entries of a contest have in common; ``only``: of these."""
    asked = {
        "contest_id": contest_id,
        "only": None if only is None else sorted(only),
    }
    return [
        *_of_names(session, asked),
        *_of_phones(session, asked),
        *_of_near_phones(session, asked),
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


def _of_names(session: Session, asked: Asked) -> Iterator[Evidence]:
    for ids, is_close in session.execute(NAMES, asked):
        for low, high in combinations(ids, 2):
            yield Evidence("name", low, high, is_close=is_close)


def _of_phones(session: Session, asked: Asked) -> Iterator[Evidence]:
    for ids, years in session.execute(PHONES, asked):
        for one, other in combinations(zip(ids, years, strict=True), 2):
            yield Evidence("phone", one[0], other[0], is_close=one[1] == other[1])


def _of_near_phones(session: Session, asked: Asked) -> Iterator[Evidence]:
    """A pair that is alike on both sides of a slip is in two groups, and told once."""
    told: set[tuple[int, int]] = set()
    for ids, years, phones in session.execute(NEAR_PHONES, asked):
        people = zip(ids, years, phones, strict=True)
        for (low, year, phone), (high, other_year, other) in combinations(people, 2):
            if (low, high) not in told and is_slip(phone, other):
                told.add((low, high))
                yield Evidence("near_phone", low, high, is_close=year == other_year)


def _of_devices(session: Session, asked: Asked) -> Iterator[Evidence]:
    """Compare the answers of attempts that were made on one device."""
    groups = [
        (round_id, [Attempted(*one) for one in zip(*made, strict=True)])
        for round_id, *made in session.execute(DEVICES, asked)
    ]
    pairs = [
        (round_id, *pair) for round_id, made in groups for pair in one_after_other(made)
    ]
    given = _answers(session, sorted({x.id for _, *pair in pairs for x in pair}))
    best: dict[str, Evidence] = {}
    for round_id, one, other in pairs:
        alike = same_answers(given[one.id], given[other.id])
        if alike.is_telling:
            low, high = sorted([one.entry_id, other.entry_id])
            found = Evidence(
                "device",
                low,
                high,
                round_id=round_id,
                shared=alike.shared,
                same=alike.same,
            )
            best[found.key] = max(
                found, best.get(found.key, found), key=lambda piece: piece.same
            )
    yield from best.values()


def _answers(session: Session, ids: Sequence[int]) -> Mapping[int, AnswersByItem]:
    given: dict[int, AnswersByItem] = {}
    for start in range(0, len(ids), BATCH):
        rows = session.execute(ANSWERS, {"ids": [*ids[start : start + BATCH]]})
        given |= {row.id: row.answers for row in rows}
    return defaultdict(dict, given)

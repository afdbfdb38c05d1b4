"""Which attempt counts and where it stands, on real rows."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from quizapp.attempts import queries as attempts
from quizapp.standings import queries, service
from quizapp.standings.models import Standing
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.sittings import terms_of

#: domain.md §5: person, score of 10, seconds, hour of handing in.
FIXTURE = [
    ("P1", 10, 110, 24),
    ("P2", 9, 100, 2),
    ("P2", 10, 300, 48),
    ("P3", 10, 120, 72),
    ("P3", 10, 90, 96),
    ("P4", 10, 200, 120),
    ("P5", 8, 60, 30),
]


def standing(session, round_, entry):
    session.expire_all()
    return session.get_one(Standing, (round_.id, entry.id))


def order(session, round_):
    return [row.entry_id for row in queries.top_rows(session, round_id=round_.id)]


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("best_then_fastest", ["P3", "P1", "P4", "P2", "P5"]),
        ("first", ["P1", "P3", "P4", "P2", "P5"]),
    ],
)
def test_the_fixture_of_r3_has_its_order(session, counted, expected):
    round_ = make_round(session, counted=counted)
    people = {f"P{n}": make_entry(session, round_) for n in range(1, 6)}
    for person, score, seconds, hour in FIXTURE:
        end(
            session,
            round_,
            people[person],
            now=NOON + timedelta(hours=hour),
            seconds=seconds,
            score_hundredths=score * 100,
            full_hundredths=1000,
        )

    names = {entry.id: person for person, entry in people.items()}
    assert [names[entry_id] for entry_id in order(session, round_)] == expected


def test_a_worse_attempt_changes_nothing_but_the_count(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    best = end(session, round_, entry)
    end(session, round_, entry, score_hundredths=100)

    row = standing(session, round_, entry)
    assert (row.attempt_id, row.attempt_count) == (best.id, 2)


def test_an_entry_without_a_valid_attempt_stands_nowhere(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    end(session, round_, entry, is_valid=False)

    row = standing(session, round_, entry)
    assert (row.attempt_id, row.sort_key, row.attempt_count) == (None, None, 1)
    assert order(session, round_) == []


def recount(session, round_, entry):
    service.recount(
        session, round_=terms_of(session, round_), entry_id=entry.id, now=NOON
    )


def test_an_open_attempt_does_not_count(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    ended = end(session, round_, entry)
    factories.attempt(session, entry=entry, round_=round_, number=2)
    recount(session, round_, entry)

    row = standing(session, round_, entry)
    assert (row.attempt_id, row.attempt_count) == (ended.id, 1)


def test_attempts_of_another_round_do_not_count(session):
    round_, other = make_round(session), make_round(session)
    entry = make_entry(session, round_)
    end(session, other, entry)
    mine = end(session, round_, entry, score_hundredths=0)

    assert standing(session, round_, entry).attempt_id == mine.id


def test_recording_twice_is_recording_once(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    attempt = end(session, round_, entry)
    before = standing(session, round_, entry).sort_key
    ended = attempts.attempt_of(
        session, attempt_id=attempt.id, account_id=entry.account_id
    )
    for _ in range(2):
        service.record(
            session,
            attempt=ended._replace(recorded_at=NOON),
            round_=terms_of(session, round_),
            now=NOON,
        )

    row = standing(session, round_, entry)
    assert (row.sort_key, row.attempt_count) == (before, 1)


def test_every_write_carries_its_transaction(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    end(session, round_, entry)
    current = session.scalar(text("SELECT pg_current_xact_id()::text"))
    session.execute(text("UPDATE standings SET changed_by = '3'"))
    recount(session, round_, entry)
    recounted = session.scalar(text("SELECT changed_by::text FROM standings"))
    session.execute(text("UPDATE standings SET changed_by = '3'"))
    service.touch(session, entry_id=entry.id, now=NOON)
    touched = session.scalar(text("SELECT changed_by::text FROM standings"))

    assert recounted == touched == current


def test_a_lock_makes_the_row_and_leaves_one_that_is_there(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    key = {"round_id": round_.id, "entry_id": entry.id}
    service.lock_standing(session, **key, now=NOON)
    made = standing(session, round_, entry).attempt_id
    attempt = end(session, round_, entry)
    service.lock_standing(session, **key, now=NOON + timedelta(hours=1))

    row = standing(session, round_, entry)
    assert (made, row.attempt_id, row.changed_at) == (None, attempt.id, NOON)

"""Many requests of one person at once, on connections of their own: the limit holds."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from quizapp.accounts.queries import Asker
from quizapp.attempts import service
from quizapp.attempts.models import Attempt, Response
from quizapp.contests.queries import read_terms
from quizapp.entries.models import Entry
from quizapp.errors import ConflictError
from quizapp.standings import service as standings
from quizapp.standings.models import Standing
from tests import factories
from tests.conftest import NOON, make_database
from tests.sittings import after, right_value, rounds_at

THREADS = 64


@pytest.fixture(scope="module")
def engine(servers, worker_id):
    """A database of our own, since what races commit stays."""
    url, _ = make_database(servers, f"quizapp_starts_{worker_id}")
    engine = create_engine(url, pool_size=THREADS)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine):
    return sessionmaker(engine, expire_on_commit=False)


@pytest.fixture
def place(sessions):
    """A round that allows three attempts, and somebody who has entered."""
    with sessions.begin() as session:
        contest, (round_,) = rounds_at(session, limit=3)
        return round_.id, factories.entry(session, contest=contest).id


def start(session, round_id, entry_id, seed):
    return service.start(
        session,
        entry_id=entry_id,
        round_=read_terms(session, round_id),
        seed=seed,
        now=NOON,
    )


def hand_in(session, attempt_id, entry_id):
    account_id = session.get_one(Entry, entry_id).account_id
    attempt, round_ = service.hand_in(
        session,
        attempt_id=attempt_id,
        asker=Asker.account(account_id),
        key="key-of-the-form",
        nonce=f"{random.getrandbits(128):032x}",
        now=after(60),
    )
    standings.record(session, attempt=attempt, round_=round_, now=after(60))
    return attempt.receipt_code


def at_once(work, count=THREADS):
    """Let so many threads do the same, all at the same moment; return what came of it."""
    barrier = threading.Barrier(count)

    def one(n):
        barrier.wait(timeout=30)
        return work(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_64_starts_at_once_give_one_open_attempt(sessions, place):
    def begin(n):
        with sessions.begin() as session:
            return start(session, *place, seed=f"{n:032x}").id

    found = at_once(begin)

    assert len(set(found)) == 1
    with sessions() as session:
        assert (
            session.scalar(
                select(func.count())
                .select_from(Attempt)
                .where(Attempt.entry_id == place[1])
            )
            == 1
        )


def test_starting_and_handing_in_in_loops_never_exceeds_the_limit(sessions, place):
    def loop(n):
        for turn in range(6):
            try:
                with sessions.begin() as session:
                    attempt = start(session, *place, seed=f"{n * 10 + turn:032x}")
                with sessions.begin() as session:
                    hand_in(session, attempt.id, place[1])
            except ConflictError:
                return

    at_once(loop, count=12)

    with sessions() as session:
        attempts = session.scalars(
            select(Attempt).where(Attempt.entry_id == place[1])
        ).all()
        standing = session.scalars(
            select(Standing).where(Standing.entry_id == place[1])
        ).one()
    assert sorted(attempt.number for attempt in attempts) == [1, 2, 3]
    assert {attempt.state for attempt in attempts} == {"handed_in"}
    assert standing.attempt_count == 3


def test_handing_in_at_once_gives_one_receipt(sessions, place):
    with sessions.begin() as session:
        attempt_id = start(session, *place, seed=f"{1:032x}").id

    def finish(_):
        with sessions.begin() as session:
            return hand_in(session, attempt_id, place[1])

    assert len(set(at_once(finish, count=16))) == 1


def test_an_answer_that_races_a_hand_in_is_graded_or_refused(engine, sessions, place):
    """Acknowledged means graded: never saved and then ignored."""
    for turn in range(3):
        with sessions.begin() as session:
            attempt = start(session, *place, seed=f"{turn:032x}")
            value = right_value(attempt, 1)
        outcomes = at_once(
            lambda n, attempt=attempt, value=value: (
                finish(sessions, attempt.id, place[1])
                if n == 0
                else save(engine, attempt.id, value, counter=n)
            ),
            count=8,
        )
        saved = sum(outcome == "saved" for outcome in outcomes[1:])
        with sessions() as session:
            ended = session.get_one(Attempt, attempt.id)
            stored = session.scalar(
                select(func.count()).where(Response.attempt_id == attempt.id)
            )
        assert stored == saved
        assert ended.right_count == (1 if saved else 0)
        assert set(outcomes[1:]) <= {"saved", "ended"}


def finish(sessions, attempt_id, entry_id):
    with sessions.begin() as session:
        return hand_in(session, attempt_id, entry_id)


def save(engine, attempt_id, value, counter):
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    sent = service.Sent(
        attempt_id=attempt_id,
        lease=1,
        received_at=after(50),
        answers=[service.SentAnswer(1, counter, value)],
    )
    return service.save(autocommit.connect, sent).outcome

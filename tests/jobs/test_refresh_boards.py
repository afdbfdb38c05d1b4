"""Boards in Redis against PostgreSQL: equal, whatever happened to Redis meanwhile."""

from datetime import timedelta

import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from quizapp.cache import Cache
from quizapp.jobs.refresh_boards import refresh, sql_members
from quizapp.standings import queries, service
from quizapp.standings.rules import digest
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.sittings import terms_of

NO_REDIS = Cache("")


@pytest.fixture
def raw(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture
def cache(settings, raw):
    return Cache(settings.redis_url, secret=settings.secret_key)


@pytest.fixture
def round_(session):
    return make_round(session)


@pytest.fixture
def people(session, round_):
    """Five entries, the first two of them equal, with a board in Redis."""
    entries = [make_entry(session, round_) for _ in range(5)]
    for entry, seconds in zip(entries, [30, 30, 40, 50, 60], strict=True):
        end(session, round_, entry, seconds=seconds)
    return entries


def answers(session, cache, round_, entries):
    """What people are told: the page, and each one's own rank."""
    page = queries.board(session, cache, round_id=round_.id)
    ranks = [
        queries.own_rank(session, cache, round_id=round_.id, entry_id=entry.id)
        for entry in entries
    ]
    return page, ranks


def is_in_redis(cache, round_):
    return cache.board_seal(queries.board_key(round_.id)) is not None


def test_redis_answers_as_postgresql_does(session, cache, round_, people):
    refresh(session, cache, now=NOON)

    assert is_in_redis(cache, round_)
    assert answers(session, cache, round_, people) == answers(
        session, NO_REDIS, round_, people
    )


def test_a_second_pass_carries_what_changed(session, cache, round_, people):
    refresh(session, cache, now=NOON)
    end(session, round_, people[4], seconds=10)
    done = refresh(session, cache, now=NOON)

    assert (done.rebuilt, done.is_complete) == (0, True)
    assert answers(session, cache, round_, people)[1] == [2, 2, 4, 5, 1]


def test_a_rank_that_redis_has_not_heard_of_is_counted_in_postgresql(
    session, cache, round_, people
):
    refresh(session, cache, now=NOON)
    end(session, round_, people[4], seconds=10)

    asked = {"round_id": round_.id, "entry_id": people[4].id}
    assert queries.own_rank(session, cache, **asked) == 1


def test_who_stands_no_more_leaves_the_board(session, cache, round_, people):
    refresh(session, cache, now=NOON)
    session.execute(
        text("UPDATE attempts SET is_valid = false WHERE entry_id = :entry"),
        {"entry": people[0].id},
    )
    service.recount(
        session, round_=terms_of(session, round_), entry_id=people[0].id, now=NOON
    )
    refresh(session, cache, now=NOON)

    page, ranks = answers(session, cache, round_, people)
    assert (page.ranked_count, ranks) == (4, [None, 1, 2, 3, 4])


def test_a_name_is_hidden_with_the_next_pass(session, cache, round_, people):
    refresh(session, cache, now=NOON)
    before = queries.board(session, cache, round_id=round_.id)
    people[0].is_name_shown = False
    session.flush()
    service.touch(session, entry_id=people[0].id, now=NOON)
    refresh(session, cache, now=NOON)

    after = queries.board(session, cache, round_id=round_.id)
    assert after.rows[0].name == "Nguyễn T. A."
    assert after.version != before.version


def test_the_version_stays_while_the_page_does(session, cache, round_, people):
    versions = set()
    for _ in range(3):
        refresh(session, cache, now=NOON)
        versions.add(queries.board(session, cache, round_id=round_.id).version)

    assert len(versions) == 1


def of_another_type(raw, key):
    raw.delete(key)
    raw.lpush(key, "x")


DAMAGE = {
    "flushed": lambda raw, key: raw.flushdb(),
    "board gone": lambda raw, key: raw.delete(key),
    "members gone": lambda raw, key: raw.delete(f"{key}:members"),
    "seal gone": lambda raw, key: raw.delete(f"{key}:seal"),
    "state gone": lambda raw, key: raw.delete(queries.STATE_KEY),
    "page gone": lambda raw, key: raw.delete(key.replace("board", "page")),
    "board wrong-typed": of_another_type,
    "members wrong-typed": lambda raw, key: of_another_type(raw, f"{key}:members"),
    "seal wrong-typed": lambda raw, key: of_another_type(raw, f"{key}:seal"),
    "state wrong-typed": lambda raw, key: of_another_type(raw, queries.STATE_KEY),
    "page wrong-typed": lambda raw, key: of_another_type(
        raw, key.replace("board", "page")
    ),
    "page by another": lambda raw, key: raw.set(key.replace("board", "page"), "{}"),
    "a stranger on it": lambda raw, key: raw.zadd(key, {b"stranger-stranger": 0}),
    "one taken off": lambda raw, key: raw.zremrangebyrank(key, 0, 0),
    "page of another round": lambda raw, key: raw.copy(
        "quizapp:boards", key.replace("board", "page"), replace=True
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_redis_changes_no_answer(session, cache, raw, round_, people, damage):
    truth = answers(session, NO_REDIS, round_, people)
    refresh(session, cache, now=NOON)
    damage(raw, queries.board_key(round_.id))

    assert answers(session, cache, round_, people) == truth


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_redis_is_whole_after_two_passes(
    session, cache, raw, round_, people, damage
):
    refresh(session, cache, now=NOON)
    damage(raw, queries.board_key(round_.id))
    end(session, round_, people[4], seconds=10)
    refresh(session, cache, now=NOON)
    refresh(session, cache, now=NOON)

    assert is_in_redis(cache, round_)
    assert board_digest(cache, round_) == sql_digest(session, round_)


def board_digest(cache, round_):
    return digest(cache.board_members(queries.board_key(round_.id)))


def sql_digest(session, round_):
    return digest(sql_members(session, round_id=round_.id))


def test_a_board_that_lies_in_silence_is_found_when_its_turn_comes(
    session, cache, raw, round_, people
):
    refresh(session, cache, now=NOON)
    key = queries.board_key(round_.id)
    (first,) = raw.zrange(key, 0, 0)
    raw.zrem(key, first)
    raw.zadd(key, {b"\x00" * len(first): 0})
    session.execute(text("UPDATE standings SET changed_by = '3'"))
    early = refresh(session, cache, now=NOON + timedelta(seconds=29))
    due = refresh(session, cache, now=NOON + timedelta(seconds=30))

    assert (early.rebuilt, due.rebuilt) == (0, 1)
    assert board_digest(cache, round_) == sql_digest(session, round_)


def test_a_state_of_another_database_is_not_believed(session, cache, round_, people):
    refresh(session, cache, now=NOON)
    state = cache.document(queries.STATE_KEY)
    cache.keep(queries.STATE_KEY, state | {"source": "1.1.1"}, seconds=60)

    assert refresh(session, cache, now=NOON).rebuilt == 1


def test_a_state_from_the_future_is_not_believed(session, cache, round_, people):
    """The database was put back to an earlier time: it has fewer transactions now."""
    refresh(session, cache, now=NOON)
    state = cache.document(queries.STATE_KEY)
    cache.keep(queries.STATE_KEY, state | {"xmin": state["xmin"] + 99}, seconds=60)

    assert refresh(session, cache, now=NOON).rebuilt == 1


def test_an_old_redis_is_brought_forward(session, cache, raw, round_, people):
    """Redis came back with what it had saved a while ago."""
    refresh(session, cache, now=NOON)
    saved = {key: raw.dump(key) for key in raw.scan_iter("*")}
    end(session, round_, people[4], seconds=10)
    refresh(session, cache, now=NOON)
    for key, value in saved.items():
        raw.restore(key, 0, value, replace=True)
    refresh(session, cache, now=NOON)

    assert board_digest(cache, round_) == sql_digest(session, round_)


def test_without_a_refresher_redis_soon_falls_silent(
    session, cache, raw, round_, people
):
    refresh(session, cache, now=NOON)
    key = queries.board_key(round_.id)

    lives = [raw.ttl(f"{key}:seal"), raw.ttl(key.replace("board", "page"))]

    assert all(0 < life <= 10 for life in lives)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["end", "invalid", "refresh", "flush"]),
        st.integers(0, 5),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=25,
)


@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(MOVES)
def test_random_histories_end_in_equal_boards(make_session, settings, moves):
    cache = Cache(settings.redis_url, secret=settings.secret_key)
    with (
        make_session() as session,
        redis.Redis.from_url(settings.redis_url) as raw,
    ):
        raw.flushdb()
        round_ = make_round(session, ranking=["score_desc", "duration_asc"])
        entries = [make_entry(session, round_) for _ in range(6)]
        for kind, who, seconds, is_best in moves:
            if kind == "refresh":
                refresh(session, cache, now=NOON)
            elif kind == "flush":
                raw.flushdb()
            else:
                end(
                    session,
                    round_,
                    entries[who],
                    seconds=seconds,
                    score_hundredths=200 if is_best else 100,
                    is_valid=kind == "end",
                )
        refresh(session, cache, now=NOON)

        assert answers(session, cache, round_, entries) == answers(
            session, NO_REDIS, round_, entries
        )
        assert board_digest(cache, round_) == sql_digest(session, round_)
        session.rollback()

"""One person with two accounts, both at once: the limit holds, and one paper is open."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from quizapp.attempts.models import Attempt
from quizapp.audit.service import Act
from quizapp.contests.models import Round
from quizapp.contests.queries import read_terms
from quizapp.entries.models import Entry
from quizapp.entries.queries import hold
from quizapp.judging import service as judging
from quizapp.standings import queries as standing_queries
from quizapp.standings import service as standings
from tests import factories
from tests.conftest import NOON
from tests.merging import merge, part, stands
from tests.races.arena import (
    SWEPT,
    at_once,
    begin,
    committed,
    hand_in,
    sent_to_wait,
    sweep,
    venue,
)
from tests.sittings import after

TURNS = 12


@pytest.fixture
def judge(sessions):
    with sessions.begin() as session:
        account = factories.staff(session)
        return Act(f"account:{account.id}", "one person", b"0" * 16, account.id)


def two(sessions, limit):
    place = venue(sessions, people=2, limit=limit)
    return place.rounds[0], *place.people


def make_one(sessions, judge, one, other):
    with sessions.begin() as session:
        return merge(session, *entries_of(session, one, other), act=judge, now=NOON).id


def entries_of(session, *people):
    return [session.get_one(Entry, person.entry_id) for person in people]


def made(sessions, *people):
    """How many attempts these made, and how many of them are open."""
    with sessions() as session:
        counted = [func.count(), func.count().filter(Attempt.state == "open")]
        ids = [person.entry_id for person in people]
        return tuple(
            session.execute(select(*counted).where(Attempt.entry_id.in_(ids))).one()
        )


def agrees(sessions, round_id):
    with sessions() as session:
        round_ = session.get_one(Round, round_id)
        return not list(standing_queries.differences(session, round_=round_))


def test_two_accounts_of_one_person_start_at_once(sessions, judge):
    for _ in range(TURNS):
        _, one, other = two(sessions, limit=1)
        make_one(sessions, judge, one, other)

        at_once(
            *(
                lambda who=who: committed(sessions, begin, who)
                for who in (one, other) * 4
            )
        )

        assert made(sessions, one, other) == (1, 1)


def test_starts_of_both_over_time_never_pass_the_limit(sessions, judge):
    def go(who, seconds):
        attempt = committed(sessions, begin, who, now=after(seconds))
        if attempt is not None:
            committed(sessions, hand_in, who, attempt.id, now=after(seconds + 1))

    for _ in range(TURNS):
        round_id, one, other = two(sessions, limit=3)
        make_one(sessions, judge, one, other)

        pair = (one, other)
        at_once(*(lambda n=n, pair=pair: go(pair[n % 2], n) for n in range(12)))

        total, still_open = made(sessions, one, other)
        assert 1 <= total <= 3
        assert still_open == 0
        assert agrees(sessions, round_id)


def test_starts_race_the_merge_that_makes_them_one(sessions, judge):
    """Whoever was first: never two open, nor more than the limit unless before it."""
    for _ in range(TURNS):
        _, one, other = two(sessions, limit=1)

        *_, merged = at_once(
            *(
                lambda who=who: committed(sessions, begin, who)
                for who in (one, other) * 3
            ),
            lambda one=one, other=other: committed(
                sessions,
                lambda session: (
                    merge(session, *entries_of(session, one, other), act=judge).id
                ),
            ),
        )

        total, still_open = made(sessions, one, other)
        assert total == still_open
        assert total <= (1 if merged is not None else 2)


def test_hand_ins_race_a_merge_and_its_undoing(sessions, judge):
    """However they follow one another, the standings say what the attempts say."""
    for _ in range(TURNS):
        round_id, one, other = two(sessions, limit=2)
        with sessions.begin() as session:
            done = begin(session, other)
            hand_in(session, other, done.id, now=after(5))
        running = committed(sessions, begin, one, now=after(6))

        def unite_and_part(one=one, other=other):
            with sessions.begin() as session:
                done = merge(session, *entries_of(session, one, other), act=judge)
            with sessions.begin() as session:
                part(session, session.get_one(type(done), done.id), act=judge)
            with sessions.begin() as session:
                merge(session, *entries_of(session, other, one), act=judge)

        at_once(
            unite_and_part,
            lambda one=one, running=running: committed(
                sessions, hand_in, one, running.id, now=after(60)
            ),
            lambda: committed(sessions, sweep, now=after(SWEPT + 10)),
        )

        assert agrees(sessions, round_id)
        with sessions() as session:
            mine = {
                entry_id: count
                for (place, entry_id), (_, _, count) in stands(session).items()
                if place == round_id
            }
        assert mine == {other.entry_id: 2}


def test_one_of_two_judges_who_merge_at_once_is_told(sessions, judge):
    _, one, other = two(sessions, limit=1)

    def decide(kept, merged):
        return committed(
            sessions,
            lambda session: (
                judging.merge(
                    session,
                    contest_id=session.get_one(Entry, kept.entry_id).contest_id,
                    kept_id=kept.entry_id,
                    merged_id=merged.entry_id,
                    clause="Điều 3",
                    act=judge,
                    now=NOON,
                ).id
            ),
        )

    done = at_once(lambda: decide(one, other), lambda: decide(other, one))

    assert sorted(one is None for one in done) == [False, True]


def waiting(engine, sessions, first, second):
    """Let ``second`` wait for what ``first`` holds until it commits; return both."""
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            done = first(session)
            future = sent_to_wait(engine, pool, lambda: committed(sessions, second))
            assert not future.done()
        return done, future.result(timeout=30)


def united(judge, kept, merged):
    return lambda session: (
        merge(session, *entries_of(session, kept, merged), act=judge).id
    )


def sat(sessions, person):
    with sessions.begin() as session:
        hand_in(session, person, begin(session, person).id, now=after(5))


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_start_that_waits_for_a_merge_counts_over_both(
    engine, sessions, judge, is_kept
):
    _, one, other = two(sessions, limit=1)
    sat(sessions, other)
    pair = (one, other) if is_kept else (other, one)

    _, started = waiting(
        engine, sessions, united(judge, *pair), lambda session: begin(session, one)
    )

    assert started is None
    assert made(sessions, one, other) == (1, 0)


def test_a_merge_waits_for_a_start_and_finds_both_open(engine, sessions, judge):
    _, one, other = two(sessions, limit=2)
    committed(sessions, begin, other)

    started, merged = waiting(
        engine,
        sessions,
        lambda session: begin(session, one).id,
        united(judge, one, other),
    )

    assert started
    assert merged is None


def test_a_merge_waits_for_a_hand_in_and_counts_it(engine, sessions, judge):
    round_id, one, other = two(sessions, limit=2)
    sat(sessions, other)
    running = committed(sessions, begin, one)

    waiting(
        engine,
        sessions,
        lambda session: hand_in(session, one, running.id, now=after(60)).id,
        united(judge, other, one),
    )

    assert agrees(sessions, round_id)


def test_a_hand_in_that_waits_for_a_merge_counts_at_the_kept_entry(
    engine, sessions, judge
):
    round_id, one, other = two(sessions, limit=2)
    sat(sessions, other)
    running = committed(sessions, begin, one)

    waiting(
        engine,
        sessions,
        united(judge, other, one),
        lambda session: hand_in(session, one, running.id, now=after(60)).id,
    )

    assert agrees(sessions, round_id)


def test_a_recount_waits_for_a_merge(engine, sessions, judge):
    round_id, one, other = two(sessions, limit=2)
    sat(sessions, one)
    sat(sessions, other)

    def count_again(session):
        hold(session, entry_ids=[one.entry_id])
        standings.recount(
            session,
            round_=read_terms(session, round_id),
            entry_id=one.entry_id,
            now=after(60),
        )

    waiting(engine, sessions, united(judge, other, one), count_again)

    assert agrees(sessions, round_id)

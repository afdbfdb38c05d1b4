"""Starts at once, round after round: one attempt is open, and no limit is passed."""

from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from quizapp.contests.rules import day_of
from tests.conftest import NOON
from tests.races.arena import (
    SWEPT,
    THREADS,
    all_at_once,
    at_once,
    attempts_of,
    begin,
    begin_anew,
    committed,
    hand_in,
    standings_are_exact,
    sweep,
    venue,
)
from tests.sittings import after

LIMIT = 3
#: In Vietnam noon UTC is 19:00, so the second is on the next day.
TODAY, TOMORROW = NOON, after(6 * 3600)
#: No two hand-ins arrive at the same one.
MOMENTS = count(1)
TWO_ROUNDS = ((-3600, 86_400), (-3600, 86_400))


def started(sessions, person, **where):
    """Return the id of the attempt that a start gives, or None if it is refused."""
    attempt = committed(sessions, begin, person, **where)
    return attempt and attempt.id


def burst(sessions, person, numbers=(1,)):
    """Start 20 times at once, in these rounds by turns; return what each was given."""
    return all_at_once(
        lambda n: started(sessions, person, number=numbers[n % len(numbers)])
    )


def loop(sessions, person, places):
    """Start and hand in as long as it is allowed, in each round on each day."""
    for number, now in places:
        while attempt := committed(sessions, begin, person, number=number, now=now):
            done_at = attempt.started_at + timedelta(milliseconds=next(MOMENTS))
            committed(sessions, hand_in, person, attempt.id, now=done_at)


def loops(sessions, person, places):
    """Let 20 threads loop, each through the places from another one on, then one.

    A start may be refused because of an attempt that is handed in meanwhile: the last
    loop uses what is left.
    """
    all_at_once(lambda n: loop(sessions, person, places[n % 4 :] + places))
    loop(sessions, person, places)


@pytest.mark.parametrize("per", ["round", "day", "contest"])
def test_20_starts_give_one_attempt_each_time_until_none_is_left(sessions, per):
    here = venue(sessions, people=3, limit=LIMIT, per=per)
    for person in here.people:
        for _ in range(LIMIT):
            begun = burst(sessions, person)
            committed(sessions, hand_in, person, begun[0], now=after(60))
            assert begun == [begun[0]] * THREADS
        refused = burst(sessions, person)
        with sessions() as session:
            made = [attempt.number for attempt in attempts_of(session, person)]
        assert refused == [None] * THREADS
        assert made == [1, 2, 3]


@pytest.mark.parametrize(
    ("per", "key", "expected"),
    [
        ("round", lambda attempt: attempt.round_id, [LIMIT, LIMIT]),
        ("day", lambda attempt: day_of(attempt.started_at), [LIMIT, LIMIT]),
        ("contest", lambda _: "all", [LIMIT]),
    ],
    ids=["round", "day", "contest"],
)
def test_loops_of_starts_and_hand_ins_end_exactly_at_the_limit(
    sessions, per, key, expected
):
    here = venue(sessions, people=3, limit=LIMIT, per=per, windows=TWO_ROUNDS)
    places = [(number, now) for now in (TODAY, TOMORROW) for number in (1, 2)]
    for person in here.people:
        loops(sessions, person, places)
        with sessions() as session:
            made = Counter(map(key, attempts_of(session, person)))
            assert standings_are_exact(session, here)
        assert list(made.values()) == expected


@pytest.mark.parametrize("per", ["day", "contest"])
def test_two_rounds_begun_at_once_share_the_last_attempt(sessions, per):
    here = venue(sessions, people=10, limit=1, per=per, windows=TWO_ROUNDS)
    for person in here.people:
        begun = burst(sessions, person, numbers=(1, 2))
        with sessions() as session:
            (only,) = attempts_of(session, person)
        assert Counter(begun) == {only.id: THREADS // 2, None: THREADS // 2}


def test_a_limit_per_round_lets_two_rounds_begin_at_once(sessions):
    here = venue(sessions, people=5, limit=1, windows=TWO_ROUNDS)
    for person in here.people:
        begun = burst(sessions, person, numbers=(1, 2))
        with sessions() as session:
            one, two = attempts_of(session, person)
        assert Counter(begun) == {one.id: THREADS // 2, two.id: THREADS // 2}


def started_anew(sessions, person):
    """Start over an attempt that ran out; once more if a sweeper ended it meanwhile."""
    start = partial(committed, sessions, begin_anew, person, now=after(SWEPT))
    return (start() or start()).id


def starts_beside_sweepers(sessions, person):
    """Start over an attempt that ran out; return what 8 starts and 2 sweeps gave."""
    found = at_once(
        *[partial(started_anew, sessions, person)] * 8,
        *[partial(committed, sessions, sweep, now=after(SWEPT))] * 2,
    )
    return found[:8], found[8] + found[9]


def test_starts_over_an_attempt_that_ran_out_close_it_once_beside_sweepers(sessions):
    here = venue(sessions, people=15, limit=2)
    for person in here.people:
        first = started(sessions, person)
        begun, swept = starts_beside_sweepers(sessions, person)
        with sessions() as session:
            ran_out, running = attempts_of(session, person)
            assert standings_are_exact(session, here)
        assert (ran_out.id, ran_out.state, running.state) == (first, "closed", "open")
        assert begun == [running.id] * 8
        assert swept in ([], [first])

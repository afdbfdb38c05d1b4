"""Time given back while people start and hand in: nobody misses it, nobody gets it twice.

The oracle is the pure function of the ledger, read when all is done.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, islice

import pytest

from quizapp.attempts import queries, rules
from quizapp.contests.models import Round
from tests.races.arena import (
    LIMIT,
    MOST_BATCHES,
    SWEPT,
    all_at_once,
    at_once,
    attempts_in,
    begin,
    committed,
    give,
    give_outage,
    hand_in,
    is_worth,
    mark_again,
    save,
    sent_to_wait,
    standings_are_exact,
    sweep,
    undo,
    venue,
)
from tests.sittings import after


def grants_of(session, attempt):
    """Return the ledger as it is for an attempt, whenever it ended."""
    ledger = queries.Ledger(session, round_id=attempt.round_id)
    return ledger.grants_for(entry_id=attempt.entry_id, unit_id=attempt.unit_id)


def times_by(session, attempt, grants):
    """Return deadline and duration of an attempt by the pure functions."""
    round_ = session.get_one(Round, attempt.round_id)
    deadline = rules.deadline_at(
        attempt.started_at,
        limit_seconds=round_.limit_seconds,
        closes_at=round_.closes_at,
        grants=grants,
    )
    if attempt.state == "open":
        return deadline, None
    duration = rules.duration_ms(
        attempt.started_at,
        ended_at=attempt.ended_at,
        limit_seconds=round_.limit_seconds,
        grants=grants,
    )
    return deadline, duration


def follows_the_ledger(session, attempt):
    """Tell whether deadline and duration are those of the whole ledger."""
    by_ledger = times_by(session, attempt, grants_of(session, attempt))
    return (attempt.deadline_at, attempt.duration_ms) == by_ledger


def followed_the_ledger(session, attempt):
    """Tell whether they are those of the ledger as it was at some time."""
    grants = grants_of(session, attempt)
    return (attempt.deadline_at, attempt.duration_ms) in [
        times_by(session, attempt, grants[:length]) for length in range(len(grants) + 1)
    ]


def deadline(sessions, here):
    with sessions() as session:
        (attempt,) = attempts_in(session, *here.rounds)
        return (attempt.deadline_at - after(0)).seconds


def start(sessions, person, now=10):
    return committed(sessions, begin, person, now=after(now)).id


def test_time_that_is_given_waits_for_a_start_and_reaches_it(engine, sessions):
    here = venue(sessions)
    gift = partial(committed, sessions, give, here.rounds[0], now=10)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            begin(session, here.people[0])
            giving = sent_to_wait(engine, pool, gift)
            assert not giving.done()
        giving.result()
    assert deadline(sessions, here) == LIMIT + 60


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_start_waits_for_what_is_written_to_the_ledger(engine, sessions, is_undone):
    here = venue(sessions)
    grant_id = committed(sessions, give, here.rounds[0])
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            if is_undone:
                undo(session, grant_id, now=10)
            else:
                give(session, here.rounds[0], now=10)
            starting = sent_to_wait(
                engine, pool, partial(start, sessions, here.people[0], now=0)
            )
            assert not starting.done()
        starting.result()
    assert deadline(sessions, here) == LIMIT + (0 if is_undone else 120)


def give_and_undo(sessions, here, turn):
    """Give time to everybody, a unit and a person; take the second grant back."""
    (round_id,), somebody = here.rounds, here.people[turn]
    committed(sessions, give, round_id, seconds=1, now=10)
    unit = committed(
        sessions, give, round_id, seconds=10, now=10, unit_id=somebody.unit_id
    )
    committed(sessions, give, round_id, seconds=100, now=10, entry_id=somebody.entry_id)
    committed(sessions, undo, unit, now=11)


def test_no_start_misses_what_is_given_or_taken_back_meanwhile(sessions):
    here = venue(sessions, people=60)
    for turn in range(0, 60, 6):
        starters = here.people[turn : turn + 6]
        at_once(
            *(partial(start, sessions, person) for person in starters),
            *[partial(give_and_undo, sessions, here, turn)] * 2,
        )
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        assert len(attempts) == 60
        assert all(follows_the_ledger(session, attempt) for attempt in attempts)
    assert len({attempt.deadline_at for attempt in attempts}) > 1


def test_a_hand_in_under_way_keeps_what_it_is_and_other_attempts_get_the_time(
    engine, sessions
):
    here = venue(sessions, people=2)
    first, second = (start(sessions, person, now=0) for person in here.people)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            hand_in(session, here.people[0], first, now=after(60))
            giving = sent_to_wait(
                engine,
                pool,
                partial(committed, sessions, give, here.rounds[0], now=61),
            )
            assert not giving.done()
        giving.result()
    with sessions() as session:
        ended, running = attempts_in(session, *here.rounds)
    assert (ended.id, ended.deadline_at) == (first, after(LIMIT))
    assert (running.id, running.deadline_at) == (second, after(LIMIT + 60))


def give_and_undo_in_turns(sessions, here, people):
    for person in people:
        give_and_undo(sessions, here, here.people.index(person))


def hand_in_all(sessions, sitting, second=60):
    for person, attempt_id in sitting:
        committed(sessions, hand_in, person, attempt_id, now=after(second))


def test_every_hand_in_has_the_time_of_one_state_of_the_ledger(sessions):
    here = venue(sessions, people=60)
    sitting = [(person, start(sessions, person)) for person in here.people]
    at_once(
        *(partial(hand_in_all, sessions, sitting[n:50:4]) for n in range(4)),
        *(
            partial(give_and_undo_in_turns, sessions, here, here.people[n::9])
            for n in range(2)
        ),
    )
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        ended, running = attempts[:50], attempts[50:]
        assert {attempt.state for attempt in ended} == {"handed_in"}
        assert all(followed_the_ledger(session, attempt) for attempt in ended)
        assert all(follows_the_ledger(session, attempt) for attempt in running)
        assert standings_are_exact(session, here)


def outages(sessions, here, n):
    """Give outages back, each of its own minute, and take every other one back."""
    for minute in range(n, 8, 2):
        window = (60 * minute, 60 * minute + 30)
        grant_id = committed(
            sessions, give_outage, here.rounds[0], window=window, now=600 + minute
        )
        if minute % 4 < 2:
            committed(sessions, undo, grant_id, now=620 + minute)


def mark_all(sessions, seconds):
    """Mark again what is due, each time at another moment."""
    for second in islice(seconds, MOST_BATCHES):
        if not committed(sessions, mark_again, now=after(second), batch=20):
            break


def mark_beside(sessions, seconds, working):
    """Mark again what is due as long as somebody works."""
    while working:
        mark_all(sessions, seconds)


def worked(working, work):
    """Do a part of the work, and take it off the list."""
    try:
        work()
    finally:
        working.pop()


def hand_in_beside_outages(sessions, here, sitting, seconds):
    """Let three hand in, two give outages back, and two mark again, at once."""
    works = [partial(hand_in_all, sessions, sitting[n::3], 550) for n in range(3)]
    works += [partial(outages, sessions, here, n) for n in range(2)]
    working = works.copy()
    at_once(
        *(partial(worked, working, work) for work in works),
        *[partial(mark_beside, sessions, seconds, working)] * 2,
    )


def test_outages_reach_every_attempt_whether_handed_in_before_or_after(
    engine, sessions
):
    here = venue(sessions, people=45)
    sitting = [(person, start(sessions, person, now=0)) for person in here.people]
    for _, attempt_id in sitting:
        save(engine, attempt_id, (1, 1, 3), now=after(540))
    seconds = count(1000)
    hand_in_beside_outages(sessions, here, sitting, seconds)
    mark_all(sessions, seconds)
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        assert all(follows_the_ledger(session, attempt) for attempt in attempts)
        assert all(is_worth(session, attempt, {1: 3}) for attempt in attempts)
        assert standings_are_exact(session, here)
    assert {attempt.deadline_at for attempt in attempts} == {after(LIMIT + 4 * 30)}
    assert not any(attempt.is_mark_due for attempt in attempts)


def test_one_of_many_who_give_an_outage_back_at_once_does(sessions):
    here = venue(sessions)
    start(sessions, here.people[0], now=0)
    given = all_at_once(
        lambda n: committed(
            sessions, give_outage, here.rounds[0], window=(n, 60 + n), now=100
        )
    )
    assert given.count(None) == len(given) - 1
    assert deadline(sessions, here) == LIMIT + 60


def test_one_of_many_who_take_a_grant_back_at_once_does(sessions):
    here = venue(sessions)
    start(sessions, here.people[0], now=0)
    grant_id = committed(sessions, give, here.rounds[0])
    committed(sessions, give, here.rounds[0], seconds=7)
    undone = all_at_once(lambda n: committed(sessions, undo, grant_id, now=n))
    assert undone.count(None) == len(undone) - 1
    assert deadline(sessions, here) == LIMIT + 7


def sweep_all(sessions):
    """Sweep five at a time until nothing is left, or held; return the ids."""
    closed = []
    while found := committed(sessions, sweep, now=after(SWEPT), batch=5):
        closed += found
    return closed


def sweep_beside_a_gift(sessions, here):
    """Let two sweep while time is given to everybody; return the ids of the closed."""
    gift = partial(committed, sessions, give, here.rounds[0], seconds=600, now=SWEPT)
    one, two, _ = at_once(*[partial(sweep_all, sessions)] * 2, gift)
    return one + two


def test_time_given_at_the_end_reaches_all_that_no_sweeper_had_closed(sessions):
    for _ in range(6):
        here = venue(sessions, people=20)
        for person in here.people:
            start(sessions, person, now=0)
        closed = sweep_beside_a_gift(sessions, here)
        with sessions() as session:
            attempts = attempts_in(session, *here.rounds)
            assert standings_are_exact(session, here)
        for attempt in attempts:
            end = ("closed", LIMIT) if attempt.id in closed else ("open", LIMIT + 600)
            assert (attempt.state, attempt.deadline_at) == (end[0], after(end[1]))

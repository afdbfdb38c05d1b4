"""Several sweepers, and hand-ins beside them: each attempt is ended once, by one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain

import pytest

from tests.races.arena import (
    GRACE,
    LIMIT,
    SWEPT,
    at_once,
    attempts_in,
    attempts_of,
    begin,
    begin_anew,
    committed,
    hand_in,
    is_worth,
    make_mark_due,
    mark_again,
    nonce,
    save,
    sent_to_wait,
    standings_are_exact,
    sweep,
    until_done,
    venue,
    what_ended,
)
from tests.sittings import after, right_value

#: How the nonce of an attempt begins that a sweeper closed.
BY_A_SWEEPER = "5" * 24
TWO_ROUNDS = ((-3600, 86_400), (-3600, 86_400))


def sweeper_code():
    return BY_A_SWEEPER + nonce()[:8]


def sit_down(sessions, here, **where):
    """Let everybody start; return the ids of the attempts."""
    with sessions.begin() as session:
        return [begin(session, person, **where).id for person in here.people]


def sweep_all(sessions, batch=50, now=SWEPT):
    return until_done(sessions, sweep, batch, now=after(now), code=sweeper_code)


@pytest.mark.parametrize(("sweepers", "batch"), [(2, 50), (4, 7)])
def test_sweepers_close_each_of_300_attempts_once(engine, sessions, sweepers, batch):
    here = venue(sessions, people=150, windows=TWO_ROUNDS)
    overdue = sit_down(sessions, here) + sit_down(sessions, here, number=2)
    for attempt_id in overdue[::3]:
        save(engine, attempt_id, (1, 1, 0), (2, 1, 1), now=after(30))
    closed = at_once(*[partial(sweep_all, sessions, batch)] * sweepers)
    assert sorted(chain(*closed)) == sorted(overdue)
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        assert {attempt.state for attempt in attempts} == {"closed"}
        assert all(
            is_worth(session, attempt, {1: 0, 2: 1} if n % 3 == 0 else {})
            for n, attempt in enumerate(attempts)
        )
        assert standings_are_exact(session, here)


def test_a_sweeper_closes_what_no_other_holds_and_does_not_wait(sessions):
    here = venue(sessions, people=5)
    overdue = sit_down(sessions, here)
    with sessions.begin() as session:
        first = sweep(session, now=after(SWEPT), batch=2)
        others = sweep_all(sessions)
    assert sorted(first + others) == overdue
    assert len(first) == 2


def test_what_a_sweeper_held_that_died_is_closed_by_the_next(sessions):
    here = venue(sessions, people=5)
    overdue = sit_down(sessions, here)
    with suppress(ZeroDivisionError), sessions.begin() as session:
        held = sweep(session, now=after(SWEPT))
        raise ZeroDivisionError
    assert held == sweep_all(sessions) == overdue
    with sessions() as session:
        assert standings_are_exact(session, here)


def sit_down_twice(sessions, here):
    """Let everybody end one attempt that must be marked again, and let one run out.

    Those that are closed first are of those whose marks are made again last.
    """
    firsts = []
    with sessions.begin() as session:
        for n, person in enumerate(here.people):
            firsts.append(begin(session, person, now=after(n)).id)
            hand_in(session, person, firsts[n], now=after(100))
            begin(session, person, now=after(300 - n))
    make_mark_due(sessions, *firsts)


def test_sweepers_that_close_and_that_mark_again_do_not_wait_in_a_ring(sessions):
    here = venue(sessions, people=40)
    sit_down_twice(sessions, here)
    now = after(SWEPT + 300)
    done = at_once(
        *[partial(until_done, sessions, sweep, 20, now=now)] * 2,
        *[partial(until_done, sessions, mark_again, 20, now=now)] * 2,
    )
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        assert standings_are_exact(session, here)
    assert sorted(chain(*done)) == [attempt.id for attempt in attempts]
    assert not any(attempt.is_mark_due for attempt in attempts)


def end_at_once(sessions, person, attempt_id, now):
    """Let two sweepers and three hand-ins end it; return ids swept, and the replies."""
    finish = partial(committed, sessions, hand_in, person, attempt_id, now=after(now))
    found = at_once(
        *[partial(sweep_all, sessions)] * 2,
        *[lambda: what_ended(finish())] * 3,
    )
    return found[0] + found[1], found[2:]


@pytest.mark.parametrize(
    ("second", "state"), [(-1, "handed_in"), (0, "handed_in"), (1, "closed")]
)
def test_hand_ins_and_sweepers_at_the_deadline_end_it_once(
    engine, sessions, second, state
):
    here = venue(sessions, people=25)
    for person in here.people:
        attempt = committed(sessions, begin, person)
        value = right_value(attempt, 1)
        save(engine, attempt.id, (1, 1, value), now=after(LIMIT + GRACE))
        now = LIMIT + GRACE + second
        swept, replies = end_at_once(sessions, person, attempt.id, now)
        with sessions() as session:
            (ended,) = attempts_of(session, person)
            assert is_worth(session, ended, {1: value})
        is_swept = ended.receipt_nonce.startswith(BY_A_SWEEPER)
        assert swept == ([attempt.id] if is_swept else [])
        assert replies == [what_ended(ended)] * 3
        assert ended.state == ("closed" if is_swept else state)
        assert ended.ended_at == after(LIMIT)
    with sessions() as session:
        assert standings_are_exact(session, here)


def test_a_sweeper_leaves_out_what_is_being_handed_in(sessions):
    here = venue(sessions)
    (person,) = here.people
    (attempt_id,) = sit_down(sessions, here)
    with sessions.begin() as session:
        hand_in(session, person, attempt_id, now=after(LIMIT))
        assert sweep_all(sessions) == []
    assert sweep_all(sessions) == []
    with sessions() as session:
        (ended,) = attempts_of(session, person)
    assert ended.state == "handed_in"


def test_a_hand_in_waits_for_the_sweeper_and_is_told_its_receipt(engine, sessions):
    here = venue(sessions)
    (person,) = here.people
    (attempt_id,) = sit_down(sessions, here)
    finish = partial(committed, sessions, hand_in, person, attempt_id, now=after(LIMIT))
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            sweep(session, now=after(SWEPT), code=sweeper_code)
            waiting = sent_to_wait(engine, pool, finish)
            assert not waiting.done()
        told = waiting.result()
    assert told.state == "closed"
    assert told.receipt_nonce.startswith(BY_A_SWEEPER)


def test_a_start_waits_for_the_sweeper_of_the_attempt_before_and_begins_anew(
    engine, sessions
):
    here = venue(sessions)
    (person,) = here.people
    (attempt_id,) = sit_down(sessions, here)
    start = partial(committed, sessions, begin_anew, person, now=after(SWEPT))
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            sweep(session, now=after(SWEPT), code=sweeper_code)
            waiting = sent_to_wait(engine, pool, start)
            assert not waiting.done()
        begun = waiting.result()
    with sessions() as session:
        ran_out, running = attempts_of(session, person)
    assert (ran_out.id, running.id) == (attempt_id, begun.id)
    assert ran_out.receipt_nonce.startswith(BY_A_SWEEPER)

"""One attempt handed in many times at once: it ends once, and all are told the same."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.races.arena import (
    THREADS,
    all_at_once,
    attempts_in,
    attempts_of,
    begin,
    committed,
    hand_in,
    is_worth,
    make_mark_due,
    mark_again,
    nonce,
    save,
    sent_to_wait,
    standings_are_exact,
    venue,
    what_ended,
)
from tests.sittings import after, right_value

KEYS = "key-of-the-form", "key-of-another-tab"


def sitting(sessions, engine, person):
    """Start, and answer the first question right; return the id of the attempt."""
    attempt = committed(sessions, begin, person)
    save(engine, attempt.id, (1, 1, right_value(attempt, 1)), now=after(30))
    return attempt.id


def reply(sessions, person, attempt_id, n):
    """Hand in at a moment of one's own, which the nonce ends in; return what is told."""
    return what_ended(
        committed(
            sessions,
            hand_in,
            person,
            attempt_id,
            now=after(60 + n),
            key=KEYS[n % 2],
            code=nonce()[:30] + f"{n:02x}",
        )
    )


@pytest.mark.parametrize("fifty", range(4))
def test_20_hand_ins_of_each_of_200_attempts_give_one_receipt_each(
    engine, sessions, fifty
):
    here = venue(sessions, people=50)
    for person in here.people:
        attempt_id = sitting(sessions, engine, person)
        replies = all_at_once(partial(reply, sessions, person, attempt_id))
        with sessions() as session:
            (attempt,) = attempts_of(session, person)
        assert replies == [what_ended(attempt)] * THREADS
    with sessions() as session:
        attempts = attempts_in(session, *here.rounds)
        assert standings_are_exact(session, here)
    assert {attempt.state for attempt in attempts} == {"handed_in"}


def test_the_end_is_all_of_one_hand_in_and_the_others_change_nothing(engine, sessions):
    here = venue(sessions, people=5)
    for person in here.people:
        attempt_id = sitting(sessions, engine, person)
        all_at_once(partial(reply, sessions, person, attempt_id))
        with sessions() as session:
            (attempt,) = attempts_of(session, person)
            assert is_worth(session, attempt, {1: right_value(attempt, 1)})
        n = int(attempt.receipt_nonce[30:], 16)
        assert attempt.hand_in_key == KEYS[n % 2]
        assert attempt.ended_at == attempt.recorded_at == after(60 + n)
        assert attempt.duration_ms == (60 + n) * 1000


def repeat(sessions, person, attempt_id):
    reply(sessions, person, attempt_id, 1)


def mark_anew(sessions, _, attempt_id):
    assert committed(sessions, mark_again, now=after(200)) == [attempt_id]


@pytest.mark.parametrize("count_before", [repeat, mark_anew])
def test_who_counts_an_attempt_before_waits_for_a_hand_in_under_way(
    engine, sessions, count_before
):
    """What was counted without it must not be written over it."""
    here = venue(sessions)
    (person,) = here.people
    first = sitting(sessions, engine, person)
    reply(sessions, person, first, 0)
    make_mark_due(sessions, first)
    second = sitting(sessions, engine, person)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            hand_in(session, person, second, now=after(100))
            work = partial(count_before, sessions, person, first)
            counting = sent_to_wait(engine, pool, work)
        counting.result()
    with sessions() as session:
        assert standings_are_exact(session, here)

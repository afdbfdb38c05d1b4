"""Answers on their way while an attempt ends: what was told to be saved is graded."""

from functools import partial
from threading import Barrier

import pytest

from tests.races.arena import (
    GRACE,
    LIMIT,
    MOST_BATCHES,
    SWEPT,
    all_at_once,
    at_once,
    attempts_of,
    begin,
    begin_anew,
    committed,
    hand_in,
    is_worth,
    save,
    stored_answers,
    sweep,
    venue,
)
from tests.sittings import after

SAVERS = 6
#: The last moment at which an answer is in time.
EDGE = LIMIT + GRACE


def save_on(engine, attempt_id, gate, n):
    """Save until it isn't taken any more; return what one is told of each answer.

    Every other saver sends two answers at a time. Counters are one's own, and grow. The
    attempt ends once everybody has saved once.
    """
    told = {}
    for counter in range(n + 1, 10_000, SAVERS):
        sent = [(1 + counter % 3, counter, (0, 1, 2, 3, None)[counter % 5])]
        sent += [(4, counter, counter % 4)] * (n % 2)
        outcomes = save(engine, attempt_id, *sent, now=after(EDGE))
        told |= dict(zip(sent, outcomes, strict=True))
        if set(outcomes) != {"saved"}:
            break
        if counter == n + 1:
            gate.wait(timeout=30)
    return told


def end_by_hand_in(sessions, person, attempt_id):
    committed(sessions, hand_in, person, attempt_id, now=after(EDGE))


def end_by_a_new_start(sessions, person, _):
    committed(sessions, begin_anew, person, now=after(EDGE + 1))


def end_by_sweeping(sessions, _, attempt_id):
    """Sweep until it is closed: what is being saved is left out."""
    for _ in range(5 * MOST_BATCHES):
        if attempt_id in committed(sessions, sweep, now=after(SWEPT)):
            break


def race(engine, sessions, person, attempt_id, end):
    """Let many save while it ends; return what they were told of each answer."""
    gate = Barrier(SAVERS + 1)

    def end_it():
        gate.wait(timeout=30)
        end(sessions, person, attempt_id)

    savers = [partial(save_on, engine, attempt_id, gate, n) for n in range(SAVERS)]
    *told, _ = at_once(*savers, end_it)
    return {sent: outcome for one in told for sent, outcome in one.items()}


def newest(answers):
    """Return the value of the highest counter at each position, nulls left out."""
    values = {position: value for position, _, value in sorted(answers, key=by_counter)}
    return {at: value for at, value in values.items() if value is not None}


def by_counter(answer):
    return answer[1]


@pytest.mark.parametrize(
    ("end", "refusal"),
    [
        (end_by_hand_in, "ended"),
        (end_by_a_new_start, "again"),
        (end_by_sweeping, "again"),
    ],
)
def test_what_was_told_to_be_saved_is_graded_and_nothing_else(
    engine, sessions, end, refusal
):
    here = venue(sessions, people=15)
    for person in here.people:
        attempt_id = committed(sessions, begin, person).id
        told = race(engine, sessions, person, attempt_id, end)
        saved = {sent for sent, outcome in told.items() if outcome == "saved"}
        refused = [outcome for outcome in told.values() if outcome != "saved"]
        with sessions() as session:
            ended = attempts_of(session, person)[0]
            stored = stored_answers(session, attempt_id)
            assert is_worth(session, ended, newest(saved))
        assert stored == {(at, counter): value for at, counter, value in saved}
        assert refused == [refusal] * (SAVERS // 2 * 3)


def save_late(engine, attempt_id, n):
    """Save ten answers after the time is up; return what one is told."""
    return [
        save(engine, attempt_id, (1, counter, counter % 4), now=after(EDGE + 1))
        for counter in range(n + 2, 60, SAVERS)
    ]


def test_late_answers_are_kept_beside_a_sweeper_and_not_graded(engine, sessions):
    here = venue(sessions, people=10)
    for person in here.people:
        attempt_id = committed(sessions, begin, person).id
        save(engine, attempt_id, (1, 1, 2), now=after(EDGE))
        *told, _ = at_once(
            *(partial(save_late, engine, attempt_id, n) for n in range(SAVERS)),
            partial(end_by_sweeping, sessions, person, attempt_id),
        )
        with sessions() as session:
            (ended,) = attempts_of(session, person)
            assert is_worth(session, ended, {1: 2})
            assert len(stored_answers(session, attempt_id)) == 1 + 58
        assert {outcome for one in told for (outcome,) in one} == {"late"}


def test_of_answers_of_one_name_at_once_one_is_kept_and_the_others_are_told(
    engine, sessions
):
    (person,) = venue(sessions).people
    attempt_id = committed(sessions, begin, person).id
    for counter in range(1, 16):
        told = all_at_once(
            lambda n, counter=counter: save(
                engine, attempt_id, (1, counter, n % 4), now=after(30)
            )
        )
        with sessions() as session:
            kept = stored_answers(session, attempt_id)[1, counter]
        assert told == [["saved"] if n % 4 == kept else ["other"] for n in range(20)]

"""Ending attempts: marks, receipts, durations, the sweeper."""

import pytest

from quizapp.accounts.queries import Asker
from quizapp.attempts import service
from quizapp.attempts.rules import receipt_code, receipt_hash
from quizapp.errors import NotFoundError
from tests import factories
from tests.conftest import NOON
from tests.sittings import after, answer, right_value, seat, sweep, wrong_value


@pytest.fixture
def here(session):
    return seat(session, prediction="How many people?")


@pytest.fixture
def attempt(here):
    return here.start()


def test_a_hand_in_grades_what_was_saved(session, here, attempt):
    for position in (1, 2):
        answer(session, attempt, position, right_value(attempt, position))
    answer(session, attempt, 3, wrong_value(attempt, 3))
    answer(session, attempt, 5, 1200)
    here.hand_in(attempt, after(391))

    assert (attempt.state, attempt.ended_at) == ("handed_in", after(391))
    assert (attempt.score_hundredths, attempt.right_count) == (200, 2)
    assert (attempt.answered_count, attempt.prediction) == (4, 1200)
    assert (attempt.duration_ms, attempt.recorded_at) == (391_000, after(391))


@pytest.mark.parametrize(
    ("needs_all", "answered", "is_valid"),
    [(True, 5, True), (True, 4, False), (False, 4, True), (False, 0, True)],
)
def test_validity_asks_for_every_answer_if_the_rules_do(
    session, needs_all, answered, is_valid
):
    rule = {"valid_only_if_all_answered": needs_all}
    here = seat(session, prediction="How many?", attempts=rule)
    attempt = here.start()
    for position in range(1, answered + 1):
        answer(session, attempt, position, 0)

    assert here.hand_in(attempt, after(9)).is_valid is is_valid


def test_the_receipt_can_be_checked_from_the_answers(session, here, attempt):
    answer(session, attempt, 2, 3)
    here.hand_in(attempt, after(9))
    nonce = attempt.receipt_nonce

    assert attempt.receipt_code == receipt_code(nonce)
    assert attempt.receipt_hash == receipt_hash(
        attempt_id=attempt.id, answers={2: 3}, nonce=nonce
    )


@pytest.mark.parametrize("key", ["key-of-the-form", "another-key"])
def test_a_second_hand_in_returns_the_same_receipt(here, attempt, key):
    first = here.hand_in(attempt, after(9))
    kept = (first.receipt_code, first.receipt_hash, first.ended_at, first.hand_in_key)
    again = here.hand_in(attempt, after(20), key=key)

    assert kept == (
        again.receipt_code,
        again.receipt_hash,
        again.ended_at,
        again.hand_in_key,
    )


@pytest.mark.parametrize(
    ("seconds", "state", "ended"),
    [
        (899, "handed_in", 899),
        (900, "handed_in", 900),
        (901, "handed_in", 900),
        (905, "handed_in", 900),
        (906, "closed", 900),
        (5000, "closed", 900),
    ],
)
def test_a_hand_in_after_the_deadline_ends_at_the_deadline(
    here, attempt, seconds, state, ended
):
    here.hand_in(attempt, after(seconds))

    assert (attempt.state, attempt.ended_at) == (state, after(ended))
    assert attempt.duration_ms == ended * 1000
    assert attempt.recorded_at == after(seconds)


def test_late_answers_are_not_graded(session, here, attempt):
    answer(session, attempt, 1, right_value(attempt, 1), now=after(906))
    here.hand_in(attempt, after(907))

    assert (attempt.score_hundredths, attempt.answered_count) == (0, 0)


def test_somebody_elses_attempt_can_not_be_handed_in(session, attempt):
    stranger = factories.account(session)

    with pytest.raises(NotFoundError):
        service.hand_in(
            session,
            attempt_id=attempt.id,
            asker=Asker.account(stranger.id),
            key="k" * 8,
            nonce="a" * 32,
            now=NOON,
        )


@pytest.mark.parametrize(("seconds", "count"), [(934, 0), (935, 0), (936, 1)])
def test_the_sweeper_waits_for_grace_and_requests_on_their_way(
    session, attempt, seconds, count
):
    assert len(sweep(session, seconds)) == count


def test_the_sweeper_closes_with_what_the_server_has(session, attempt):
    answer(session, attempt, 1, right_value(attempt, 1))
    answer(session, attempt, 2, right_value(attempt, 2), now=after(906))
    ((closed, round_),) = sweep(session, 1000)

    assert closed.id == attempt.id
    assert round_.id == attempt.round_id
    assert (closed.state, closed.ended_at) == ("closed", after(900))
    assert (closed.score_hundredths, closed.duration_ms) == (100, 900_000)
    assert closed.receipt_code
    assert closed.hand_in_key is None


def test_the_sweeper_takes_those_first_that_ran_out_first(session):
    attempts = [seat(session).start(now=after(n)) for n in (3, 1, 2)]

    assert [one.attempt.id for one in sweep(session, 2000, batch=2)] == [
        attempts[1].id,
        attempts[2].id,
    ]
    assert [one.attempt.id for one in sweep(session, 2000)] == [attempts[0].id]
    assert sweep(session, 2000) == []


def test_an_attempt_handed_in_at_the_deadline_and_one_closed_took_as_long(session):
    in_hand, left_open = seat(session), seat(session)
    first, second = in_hand.start(), left_open.start()
    in_hand.hand_in(first, after(903))
    sweep(session, 1000)

    assert first.duration_ms == second.duration_ms
    assert first.ended_at == second.ended_at


@pytest.mark.parametrize(
    ("seconds", "state"), [(905, "open"), (906, "closed"), (5000, "closed")]
)
def test_one_attempt_is_closed_when_its_time_is_up(session, attempt, seconds, state):
    closed = service.close(
        session, attempt_id=attempt.id, now=after(seconds), nonce=lambda: "a" * 32
    )

    assert closed.attempt.state == state


def test_closing_an_attempt_that_ended_changes_nothing(session, here, attempt):
    code = here.hand_in(attempt, after(9)).receipt_code
    closed = service.close(
        session, attempt_id=attempt.id, now=after(5000), nonce=lambda: "a" * 32
    )

    assert (closed.attempt.state, closed.attempt.receipt_code) == ("handed_in", code)

"""Saving answers: what is kept, what counts, what the sender is told."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from quizapp.attempts import queries, service
from quizapp.attempts.models import Response
from quizapp.attempts.rules import counted_answers
from quizapp.direct import ConnectionLostError
from quizapp.errors import NotFoundError
from tests.conftest import NOON
from tests.sittings import after, answer, right_value, seat, sweep


@pytest.fixture
def here(session):
    return seat(session)


@pytest.fixture
def attempt(here):
    return here.start()


def stored(session):
    rows = session.execute(
        select(Response.position, Response.lease, Response.counter, Response.value)
    )
    return [tuple(row) for row in rows]


def seen(session, here, attempt):
    """The answers that the page of the attempt shows."""
    sitting = queries.sitting_of(
        session, attempt_id=attempt.id, account_id=here.entry.account_id
    )
    return sitting.answers


@pytest.mark.parametrize("value", [0, [0, 2], True, False, "9,5", "ổ", None])
def test_an_answer_is_saved_as_it_came(session, attempt, value):
    kept = answer(session, attempt, 1, value, counter=7)

    assert kept.outcome == "saved"
    assert stored(session) == [(1, 1, 7, value)]


def test_the_reply_knows_the_attempt(session, attempt):
    kept = answer(session, attempt, 1, 0)

    assert (kept.state, kept.newest_lease, kept.deadline_at) == ("open", 1, after(900))


def test_the_same_answer_again_is_saved_once(session, attempt):
    outcomes = [answer(session, attempt, 1, 2, counter=5).outcome for _ in range(3)]

    assert outcomes == ["saved"] * 3
    assert len(stored(session)) == 1


def test_another_value_under_the_same_number_is_told(session, attempt):
    answer(session, attempt, 1, 2, counter=5)

    assert answer(session, attempt, 1, 3, counter=5).outcome == "other"
    assert stored(session) == [(1, 1, 5, 2)]


@pytest.mark.parametrize(
    ("seconds", "outcome"),
    [(899, "saved"), (904, "saved"), (905, "saved"), (906, "late"), (4000, "late")],
)
def test_what_comes_after_deadline_and_grace_is_kept_but_late(
    session, attempt, seconds, outcome
):
    kept = answer(session, attempt, 1, 0, now=after(seconds))

    assert kept.outcome == outcome
    assert len(stored(session)) == 1


def test_a_repeat_after_the_deadline_of_an_answer_in_time_is_saved(session, attempt):
    answer(session, attempt, 1, 0, counter=5, now=after(899))

    kept = answer(session, attempt, 1, 0, counter=5, now=after(2000))

    assert kept.outcome == "saved"


def test_a_repeat_of_a_late_answer_is_late(session, attempt):
    answer(session, attempt, 1, 0, counter=5, now=after(2000))

    assert answer(session, attempt, 1, 0, counter=5, now=after(2001)).outcome == "late"


def test_after_a_hand_in_nothing_is_taken(session, here, attempt):
    here.hand_in(attempt, after(10))

    assert answer(session, attempt, 1, 0, now=after(11)).outcome == "ended"
    assert stored(session) == []


def test_a_repeat_after_a_hand_in_of_an_answer_in_time_is_saved(session, here, attempt):
    answer(session, attempt, 1, 0, counter=5)
    here.hand_in(attempt, after(10))

    assert answer(session, attempt, 1, 0, counter=5, now=after(11)).outcome == "saved"


def swept(session):
    sweep(session, 936)


def test_after_a_sweep_answers_are_kept_as_evidence(session, attempt):
    swept(session)

    assert answer(session, attempt, 1, 0, now=after(940)).outcome == "late"
    assert len(stored(session)) == 1


def test_an_answer_that_was_on_its_way_during_a_sweep_is_not_acknowledged(
    session, attempt
):
    swept(session)

    assert answer(session, attempt, 1, 0, now=after(905)).outcome == "again"
    assert stored(session) == []


def test_an_older_lease_is_stored_and_told_of_the_newer(session, here, attempt):
    service.open_again(
        session, attempt_id=attempt.id, account_id=here.entry.account_id, now=NOON
    )
    kept = answer(session, attempt, 1, 0, lease=1)

    assert (kept.outcome, kept.newest_lease) == ("saved", 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"lease": 2},
        {"answers": [service.SentAnswer(5, 1, 0)]},
        {"attempt_id": 10**15},
    ],
)
def test_what_does_not_exist_is_not_found(session, attempt, changes):
    values = {
        "attempt_id": attempt.id,
        "lease": 1,
        "received_at": NOON,
        "answers": [service.SentAnswer(1, 1, 0)],
    }
    session.flush()

    class Door:
        __enter__ = lambda _: session.connection()  # noqa: E731  # a toy door
        __exit__ = lambda *_: False  # noqa: E731  # a toy door

    with pytest.raises(NotFoundError):
        service.save(Door, service.Sent(**values | changes))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(1, 1, 0), (1, 2, 1)], 1),
        ([(1, 2, 1), (1, 1, 0)], 1),
        ([(2, 1, 3), (1, 9, 0)], 3),
        ([(1, 1, 0), (1, 2, None)], None),
        ([(1, 1, None), (1, 2, 2)], 2),
        ([(1, 10, 2), (1, 9, 1)], 2),
    ],
)
def test_the_highest_lease_and_counter_counts(
    session, here, attempt, answers, expected
):
    attempt.lease = 2
    for lease, counter, value in answers:
        answer(session, attempt, 1, value, lease=lease, counter=counter)

    assert seen(session, here, attempt).get(1) == expected


def test_the_page_shows_what_grading_counts(session, here, attempt):
    attempt.lease = 3
    for n in range(40):
        answer(
            session,
            attempt,
            1 + n % 4,
            n % 5 if n % 5 < 4 else None,
            lease=1 + n % 3,
            counter=1 + (n * 7) % 13,
            now=after(880 + n),
        )
    (answers,) = queries.responses_of(session, [attempt.id]).values()
    counted = counted_answers(answers, deadline_at=attempt.deadline_at, grace_seconds=5)

    assert seen(session, here, attempt) == counted


def test_answers_can_not_be_changed_or_deleted(session, attempt):
    answer(session, attempt, 1, right_value(attempt, 1))

    for verb in ("UPDATE responses SET value = '1'", "DELETE FROM responses"):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            session.begin_nested(),
        ):
            session.execute(text(verb))


def test_a_save_is_repeated_once_on_a_lost_connection(session, attempt):
    lost = ConnectionLostError()
    tries = []

    class Door:
        def __enter__(self):
            tries.append(1)
            if len(tries) == 1:
                raise lost
            session.flush()
            return session.connection()

        def __exit__(self, *_):
            return False

    sent = service.Sent(
        attempt_id=attempt.id,
        lease=1,
        received_at=NOON,
        answers=[service.SentAnswer(1, 1, 0)],
    )

    assert service.save(Door, sent).outcome == "saved"

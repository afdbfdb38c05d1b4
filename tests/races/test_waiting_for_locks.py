"""Who waits for a lock arrived earlier than who held it: what counts is who held it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from sqlalchemy import event, text

from quizapp.attempts.service import saving
from tests.races.arena import (
    attempts_of,
    begin,
    committed,
    give,
    give_outage,
    hand_in,
    mark_again,
    save,
    sent_to_wait,
    standings_are_exact,
    undo,
    venue,
)
from tests.sittings import after, right_value


def only(sessions, person):
    with sessions() as session:
        return attempts_of(session, person)[0]


@contextmanager
def just_after(engine, beginning, work):
    """Do this once, right after the first statement that contains the text."""
    fired = []

    def hook(conn, cursor, statement, *_):
        if beginning in statement and not fired:
            fired.append(1)
            work()

    event.listen(engine, "after_cursor_execute", hook)
    yield
    event.remove(engine, "after_cursor_execute", hook)


def test_a_start_beside_a_hand_in_is_not_refused_while_attempts_are_left(
    engine, sessions
):
    (person,) = venue(sessions, limit=3).people
    first = committed(sessions, begin, person)
    end = partial(committed, sessions, hand_in, person, first.id, now=after(60))
    with just_after(engine, "INSERT INTO attempts", end):
        begun = committed(sessions, begin, person, now=after(61))
    assert begun is not None


def test_an_answer_told_to_be_saved_counts_though_time_is_taken_back(engine, sessions):
    here = venue(sessions)
    (person,) = here.people
    attempt = committed(sessions, begin, person)
    grant = committed(sessions, give, here.rounds[0], window=(0, 500), now=500)
    told = save(engine, attempt.id, (1, 1, right_value(attempt, 1)), now=after(937))
    committed(sessions, undo, grant, now=930)  # arrived 7 s before, got its lock after
    committed(sessions, hand_in, person, attempt.id, now=after(938))
    assert (told, only(sessions, person).score_hundredths) == (["saved"], 100)


def test_time_given_too_late_for_a_hand_in_does_not_come_by_a_later_outage(sessions):
    here = venue(sessions)
    (person,) = here.people
    attempt = committed(sessions, begin, person)
    committed(sessions, hand_in, person, attempt.id, now=after(600))
    # arrived at 590, waited for its locks until the hand-in was committed
    committed(sessions, give, here.rounds[0], window=(0, 500), now=590, seconds=300)
    committed(sessions, give_outage, here.rounds[0], window=(550, 560), now=700)
    committed(sessions, mark_again, now=after(701), batch=9)
    ended = only(sessions, person)
    assert (ended.deadline_at, ended.duration_ms) == (after(910), 590_000)


def test_time_that_a_hand_in_had_is_not_lost_by_a_later_outage(engine, sessions):
    here = venue(sessions)
    (person,) = here.people
    attempt = committed(sessions, begin, person)
    save(engine, attempt.id, (1, 1, right_value(attempt, 1)), now=after(950))
    committed(sessions, give, here.rounds[0], window=(800, 1000), now=1000, seconds=200)
    committed(
        sessions, hand_in, person, attempt.id, now=after(999)
    )  # came before, done after
    before = only(sessions, person).score_hundredths
    committed(sessions, give_outage, here.rounds[0], window=(100, 130), now=1100)
    committed(sessions, mark_again, now=after(1101), batch=9)
    assert (before, only(sessions, person).score_hundredths) == (100, 100)


def test_a_twin_of_a_saved_batch_is_not_told_that_nothing_is_kept(
    engine, sessions, monkeypatch
):
    (person,) = venue(sessions).people
    attempt = committed(sessions, begin, person)
    batch = (1, 1, 2), (2, 1, 3)
    paused = text(
        saving.SAVE.text.replace(
            "WHERE a.id = :attempt_id",
            "WHERE a.id = :attempt_id AND pg_advisory_xact_lock_shared(77)::text IS NOT NULL",
            1,
        )
    )
    plain = saving.SAVE
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            session.execute(text("SELECT pg_advisory_xact_lock(77)"))
            monkeypatch.setattr(saving, "SAVE", paused)
            twin = sent_to_wait(
                engine, pool, lambda: save(engine, attempt.id, *batch, now=after(30))
            )
            monkeypatch.setattr(saving, "SAVE", plain)
            first = save(engine, attempt.id, *batch, now=after(30))
            committed(sessions, hand_in, person, attempt.id, now=after(60))
        told = twin.result()
    assert first == ["saved"] * 2
    assert told == first


def test_the_first_hand_in_repeated_with_its_instant_counts_all(sessions):
    here = venue(sessions)
    (person,) = here.people
    first = committed(sessions, begin, person)
    committed(sessions, hand_in, person, first.id, now=after(60))
    second = committed(sessions, begin, person, now=after(61))
    committed(sessions, hand_in, person, second.id, now=after(70))
    committed(sessions, hand_in, person, first.id, now=after(60))
    with sessions() as session:
        assert standings_are_exact(session, here)

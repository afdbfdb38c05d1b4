"""Jobs: asked for, taken under a lease, taken over, ended."""

from datetime import timedelta

import pytest

from quizapp.background import queries, service
from quizapp.background.service import LEASE, LostClaimError
from quizapp.errors import NotFoundError
from tests.conftest import NOON

LATER = NOON + LEASE


def ask(session, kind="count", **arguments):
    return service.enqueue(
        session, kind=kind, arguments=arguments, asked_by=None, now=NOON
    )


def take(session, now=NOON):
    return service.claim(session, now=now)


def found(session, job):
    session.expire_all()
    return queries.job(session, job_id=job.id)


def test_a_job_is_taken_with_what_it_needs(session):
    job = ask(session, round_id=3)

    claim = take(session)

    assert (claim.job_id, claim.kind, claim.arguments) == (
        job.id,
        "count",
        {"round_id": 3},
    )
    assert found(session, job).state == "running"


def test_the_oldest_job_is_taken_first(session):
    first, second = ask(session), ask(session)

    assert [take(session).job_id, take(session).job_id] == [first.id, second.id]
    assert take(session) is None


def test_progress_is_seen_and_holds_the_job(session):
    job = ask(session)
    claim = take(session)
    half = NOON + LEASE / 2
    service.progress(session, claim=claim, done_count=3, total_count=7, now=half)

    row = found(session, job)
    assert (row.done_count, row.total_count) == (3, 7)
    assert row.lease_until == half + LEASE


def test_a_job_ends_with_its_result(session):
    job = ask(session)
    service.finish(session, claim=take(session), result={"rows": 9}, now=LATER)

    row = found(session, job)
    assert (row.state, row.result, row.ended_at) == ("done", {"rows": 9}, LATER)
    assert queries.waiting_or_running(session) == []


def test_a_job_fails_with_a_sentence(session):
    job = ask(session)
    service.fail(session, claim=take(session), failure="No such round.", now=LATER)

    row = found(session, job)
    assert (row.state, row.failure) == ("failed", "No such round.")


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, False), (0, True), (1, True)])
def test_a_silent_worker_loses_its_job_when_the_lease_runs_out(
    session, seconds, is_taken
):
    job = ask(session)
    take(session)

    claim = take(session, now=LATER + timedelta(seconds=seconds))

    assert (claim is not None) == is_taken
    assert found(session, job).try_count == (2 if is_taken else 1)


WORDS = {
    "progress": lambda session, claim: service.progress(
        session, claim=claim, done_count=1, total_count=2, now=LATER
    ),
    "finish": lambda session, claim: service.finish(
        session, claim=claim, result={}, now=LATER
    ),
    "fail": lambda session, claim: service.fail(
        session, claim=claim, failure="x", now=LATER
    ),
    "put back": lambda session, claim: service.put_back(
        session, claim=claim, failure="x", now=LATER
    ),
    "release": lambda session, claim: service.release(session, claim=claim),
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_who_lost_a_job_can_say_nothing_about_it(session, word):
    job = ask(session)
    lost = take(session)
    take(session, now=LATER)

    with pytest.raises(LostClaimError):
        word(session, lost)
    assert found(session, job).state == "running"


def test_a_job_that_broke_off_is_tried_again_until_its_third_try(session):
    job = ask(session)
    states = []
    for _ in range(3):
        service.put_back(session, claim=take(session), failure="Oh.", now=NOON)
        states.append(found(session, job).state)

    assert states == ["waiting", "waiting", "failed"]
    assert found(session, job).failure == "Oh."


def test_a_job_whose_workers_all_died_is_given_up(session):
    job = ask(session)
    for n in range(3):
        take(session, now=NOON + n * LEASE)

    assert take(session, now=NOON + 3 * LEASE) is None
    assert found(session, job).state == "failed"


def test_giving_a_job_back_costs_no_try(session):
    job = ask(session)
    service.release(session, claim=take(session))

    row = found(session, job)
    assert (row.state, row.try_count, row.lease_until) == ("waiting", 0, None)


def test_a_job_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFoundError):
        queries.job(session, job_id=0)

"""What runners do with jobs, and what becomes of those that go wrong."""

import pytest
from sqlalchemy import text

from quizapp.background import queries, service
from quizapp.errors import ConflictError
from quizapp.extensions import db
from quizapp.jobs import run_jobs
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON


@pytest.fixture
def session(app):
    with app.app_context():
        yield db.session()


def ask(session, kind, **arguments):
    job = service.enqueue(
        session, kind=kind, arguments=arguments, asked_by=None, now=NOON
    )
    session.commit()
    return job.id


def found(session, job_id):
    session.expire_all()
    return queries.job(session, job_id=job_id)


def run_all(runner):
    return run_jobs.run(runners={"count": runner})


def test_every_waiting_job_is_done(session):
    ids = [ask(session, "count", n=n) for n in (1, 2)]

    assert run_all(lambda work: dict(work.claim.arguments)) == 2
    assert [found(session, job_id).result for job_id in ids] == [{"n": 1}, {"n": 2}]


def test_a_refusal_is_told_to_whoever_asked(session):
    def refuse(work):
        raise ConflictError("This round is still open.")

    job_id = ask(session, "count")
    run_all(refuse)

    job = found(session, job_id)
    assert (job.state, job.failure) == ("failed", "This round is still open.")


def test_a_fault_of_the_program_is_tried_three_times(session):
    job_id = ask(session, "count")

    assert run_all(lambda work: 1 / 0) == 3
    assert found(session, job_id).state == "failed"


def test_a_kind_that_nobody_knows_fails(session):
    job_id = ask(session, "unheard of")
    run_jobs.run()

    assert found(session, job_id).failure == "This version knows no such job."


def test_a_worker_that_ends_gives_its_job_back(session):
    job_id = ask(session, "count")
    run_jobs.run_one(lambda: False, {"count": lambda work: work.tell(1, 2)})

    job = found(session, job_id)
    assert (job.state, job.try_count) == ("waiting", 0)


def test_a_worker_that_lost_its_job_stops_without_a_word(session, clock):
    def slow(work):
        clock.advance(minutes=2)
        service.claim(session, now=clock.now())
        session.commit()
        work.tell(1, 2)

    job_id = ask(session, "count")
    run_jobs.run_one(runners={"count": slow})

    job = found(session, job_id)
    assert (job.state, job.try_count) == ("running", 2)


def test_standings_are_counted_anew(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    attempt = end(session, round_, entry)
    session.execute(text("UPDATE standings SET attempt_id = NULL, sort_key = NULL"))
    job_id = ask(session, "recount_standings", round_id=round_.id)
    run_jobs.run()

    repaired = session.scalar(text("SELECT attempt_id FROM standings"))
    assert (repaired, found(session, job_id).result) == (attempt.id, {"entries": 1})

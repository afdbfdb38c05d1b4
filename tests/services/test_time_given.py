"""Time given back: whom it reaches, the audit log, undoing, later starts."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from quizapp.attempts import queries, service
from quizapp.attempts.models import TimeGrant
from quizapp.attempts.rules import deadline_at
from quizapp.audit.queries import newest
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from tests import factories
from tests.sittings import Seat, after, answer, right_value, rounds_at, seat

ACT = Act("account:1", "power cut in the commune", b"0" * 16)


def give(here, seconds=120, window=(0, 100), now=100, **scope):
    return service.give_time(
        here.session,
        round_=here.round_,
        seconds=seconds,
        from_at=after(window[0]),
        to_at=after(window[1]),
        act=ACT,
        now=after(now),
        scope=service.Scope(**scope),
    )


def undo(here, grant, now):
    return service.undo_time(here.session, grant_id=grant.id, act=ACT, now=after(now))


def seats(session, count, **changes):
    """So many people in one round, each in a unit of her own below one parent."""
    _, (round_,) = rounds_at(session, **changes)
    parent = factories.unit(session)
    found = []
    for _ in range(count):
        unit = factories.unit(session, parent=parent)
        contest = session.get(factories.Contest, round_.contest_id)
        entry = factories.entry(session, contest=contest, unit_id=unit.id)
        found.append(Seat(session, entry, round_))
    return parent, found


def deadlines(attempts):
    return [(one.deadline_at - after(0)).total_seconds() for one in attempts]


def test_time_for_everybody_reaches_all_of_the_round(session):
    _, (first, second) = seats(session, 2)
    attempts = [first.start(), second.start(now=after(99)), seat(session).start()]
    give(first)

    assert deadlines(attempts) == [1020, 1119, 900]


def test_time_for_one_entry_reaches_no_other(session):
    _, (first, second) = seats(session, 2)
    attempts = [first.start(), second.start()]
    give(first, entry_id=first.entry.id)

    assert deadlines(attempts) == [1020, 900]


def test_time_for_a_unit_reaches_its_whole_branch(session):
    parent, (first, second) = seats(session, 2)
    attempts = [first.start(), second.start()]
    give(first, unit_id=first.entry.unit_id)
    give(first, seconds=60, unit_id=parent.id)

    assert deadlines(attempts) == [1080, 960]


@pytest.mark.parametrize(
    ("started", "deadline"), [(99, 1119), (100, 1000), (101, 1001)]
)
def test_who_starts_after_the_window_gets_nothing(session, started, deadline):
    here = seat(session)
    give(here)

    assert deadlines([here.start(now=after(started))]) == [deadline]


def test_who_starts_later_inside_the_window_gets_the_time(session):
    here = seat(session)
    give(here, window=(0, 5000))

    assert deadlines([here.start(now=after(1000))]) == [2020]


def test_an_ended_attempt_keeps_its_deadline(session):
    here = seat(session)
    attempt = here.start()
    here.hand_in(attempt, after(50))
    give(here)

    assert deadlines([attempt]) == [900]


def test_late_answers_count_once_time_was_given_for_them(session):
    here = seat(session)
    attempt = here.start()
    kept = answer(session, attempt, 1, right_value(attempt, 1), now=after(910))
    give(here, window=(800, 905), now=920)
    here.hand_in(attempt, after(930))

    assert kept.outcome == "late"
    assert (attempt.state, attempt.score_hundredths) == ("handed_in", 100)


def test_time_given_back_is_taken_off_the_duration(session):
    here = seat(session)
    attempt = here.start()
    give(here, seconds=300, window=(100, 300), now=300)
    here.hand_in(attempt, after(500))

    assert attempt.duration_ms == 300_000


@pytest.mark.parametrize(("undone", "deadline"), [(200, 900), (950, 950), (1100, 1020)])
def test_undoing_takes_the_time_back_but_never_before_now(session, undone, deadline):
    here = seat(session)
    attempt = here.start()
    undo(here, give(here), undone)

    assert deadlines([attempt]) == [deadline]


def test_time_is_undone_once(session):
    here = seat(session)
    grant = give(here)
    undo(here, grant, 200)

    with pytest.raises(ConflictError):
        undo(here, grant, 201)


def test_an_undoing_can_not_be_undone(session):
    here = seat(session)
    undoing = undo(here, give(here), 200)

    with pytest.raises(NotFoundError):
        undo(here, undoing, 201)


def test_a_grant_that_cannot_be_writes_nothing(session):
    here = seat(session)

    with pytest.raises(InvalidError):
        give(here, seconds=0)
    assert session.query(TimeGrant).count() == 0


def test_deadlines_are_what_the_rule_says_of_the_ledger(session):
    parent, people = seats(session, 4)
    attempts = [one.start(now=after(40 * n)) for n, one in enumerate(people)]
    first = give(people[0], 60, (0, 50), 60)
    give(people[0], 30, (0, 700), 70, entry_id=people[1].entry.id)
    second = give(people[0], 600, (50, 90), 100, unit_id=parent.id)
    undo(people[0], first, 1500)
    undo(people[0], second, 1550)
    ledger = queries.Ledger(session, round_id=people[0].round_.id)

    for attempt in attempts:
        assert attempt.deadline_at == deadline_at(
            attempt.started_at,
            limit_seconds=900,
            closes_at=people[0].round_.closes_at,
            grants=ledger.grants_for(
                entry_id=attempt.entry_id, unit_id=attempt.unit_id
            ),
        )


def test_giving_and_undoing_stand_in_the_audit_log(session):
    here = seat(session)
    here.start()
    grant = give(here)
    undo(here, grant, 200)
    undone, given = newest(session, limit=2)

    assert (given.action, given.subject) == (
        "attempts.time_given",
        f"round:{here.round_.id}",
    )
    assert given.details["seconds"] == 120
    assert given.details["open_attempts"] == 1
    assert (undone.action, undone.details["undoes"]) == (
        "attempts.time_undone",
        grant.id,
    )


def test_the_ledger_can_not_be_changed(session):
    give(seat(session))

    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("UPDATE time_grants SET seconds = 1"))

"""The demo: a crowd from a fixed seed, in the proportions of real contests."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round
from quizapp.demo import crowd, desks, loading
from quizapp.demo.staff import OFFICER_PHONE
from quizapp.judging.queries import open_suspicions
from quizapp.members.queries import place_of_entry
from quizapp.phrases import ZONE
from quizapp.standings.queries import differences
from quizapp.tallies.queries import Which, member_counts
from tests.conftest import NOON

WINDOWS = [
    crowd.Window(1, NOON - timedelta(days=14), NOON - timedelta(days=8)),
    crowd.Window(2, NOON - timedelta(days=3), NOON - timedelta(minutes=25)),
]


def people(count=300):
    return crowd.people(count, unit_count=75, windows=WINDOWS, this_year=2030)


def test_the_same_arguments_give_the_same_crowd():
    assert people(40) == people(40)


def test_attempts_stay_in_their_rounds_and_apart():
    windows = {window.number: window for window in WINDOWS}
    for person in people():
        starts = [one.started_at for one in person.sittings]
        assert starts == sorted(starts)
        for one in person.sittings:
            window = windows[one.round_number]
            assert window.opens_at <= one.started_at < window.until


def test_a_crowd_takes_part_as_real_ones_do():
    sittings = [one for person in people() for one in person.sittings]

    assert 1.3 <= len(sittings) / 300 <= 4
    hours = Counter(one.started_at.astimezone(ZONE).hour for one in sittings)
    evening = sum(hours[hour] for hour in (19, 20, 21))
    assert evening > 1.5 * sum(hours[hour] for hour in (13, 14, 15))
    assert 0 < len({person.unit for person in people()}) < 75


@pytest.fixture
def demo(session):
    """A demo of twenty people."""
    loading.load(session, people=20, now=NOON, tell=lambda _: None)
    return session.scalars(select(Contest)).one()


def test_a_demo_has_a_finished_and_an_open_round(session, demo):
    first, second = session.scalars(
        select(Round).where(Round.contest_id == demo.id).order_by(Round.number)
    )

    assert first.closes_at <= NOON - timedelta(days=7)
    assert second.opens_at < NOON
    assert second.closes_at - NOON >= timedelta(days=7)
    ended = select(func.count()).where(Attempt.state != "open")
    assert session.scalar(ended) >= 20
    assert session.scalar(select(func.max(Attempt.ended_at))) <= NOON


def test_standings_of_a_demo_are_what_its_attempts_say(session, demo):
    for round_ in session.scalars(select(Round).where(Round.contest_id == demo.id)):
        assert list(differences(session, round_=round_)) == []


def test_a_demo_is_loaded_once_and_known_as_one(session, demo):
    assert not loading.is_empty(session)
    assert loading.is_loaded(session)


def test_rounds_of_a_demo_ask_different_questions(session, demo):
    drawn = [
        {
            (item["version"], item["item"])
            for paper in session.scalars(
                select(Attempt.paper).where(Attempt.round_id == round_.id)
            )
            for item in paper["items"]
        }
        for round_ in session.scalars(select(Round).where(Round.contest_id == demo.id))
    ]
    assert drawn[0]
    assert drawn[1]
    assert not drawn[0] & drawn[1]


def test_the_officer_of_a_demo_has_a_list_with_some_who_took_part(session, demo):
    officer = session.scalars(select(Account).filter_by(phone=OFFICER_PHONE)).one()
    which = Which(contest_id=demo.id, roots=[officer.unit_id])

    [counts] = member_counts(session, which=which, as_of=NOON)

    assert counts.done >= 2
    assert counts.absent == desks.NOT_YET
    assert counts.listed == counts.done + counts.entered + counts.absent


def test_somebody_in_a_demo_took_part_with_the_officers_help(session, demo):
    officer = session.scalars(select(Account).filter_by(phone=OFFICER_PHONE)).one()

    [attempt] = session.scalars(select(Attempt).where(Attempt.assisted_by.is_not(None)))

    assert attempt.assisted_by == officer.id
    assert (attempt.state, attempt.ended_at < NOON) == ("handed_in", True)
    assert (
        place_of_entry(session, entry_id=attempt.entry_id).full_name == "Nguyễn Thị Sáu"
    )


def test_a_demo_has_a_likely_pair_for_the_same_person_desk(session, demo):
    found = open_suspicions(session, contest_id=demo.id)

    assert {"near_phone", "name"} <= found[0].kinds
    assert found[0].strength == "strong"

"""Starting attempts: limits, one open at a time, the same again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.queries import Asker
from quizapp.attempts import queries, service
from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import Paper, draw_paper
from quizapp.contests.rules import PaperPlan
from quizapp.errors import ConflictError, NotFoundError
from tests import factories
from tests.conftest import NOON
from tests.sittings import Seat, after, rounds_at, seat, sweep, terms_of

DAY = 86_400


def test_a_start_writes_paper_deadline_and_unit(session):
    unit = factories.unit(session)
    here = seat(session, prediction="How many?")
    here.entry.unit_id = unit.id
    attempt = here.start(seed="ab" * 16)
    plan = PaperPlan.model_validate(here.round_.plan)

    assert Paper.from_json(attempt.paper) == draw_paper(plan, "ab" * 16)
    assert (attempt.number, attempt.state, attempt.lease) == (1, "open", 1)
    assert (attempt.position_count, attempt.full_hundredths) == (5, 400)
    assert attempt.deadline_at == NOON + timedelta(minutes=15)
    assert attempt.unit_id == unit.id


def test_a_start_near_the_close_ends_with_the_round(session):
    here = seat(session, windows=[(-10, 60)])

    assert here.start().deadline_at == after(60)


@pytest.mark.parametrize(
    ("seconds", "message"), [(-3601, "opens at"), (60, "closed at"), (61, "closed at")]
)
def test_a_start_outside_the_window_is_a_conflict(session, seconds, message):
    here = seat(session, windows=[(-3600, 60)])

    with pytest.raises(ConflictError, match=message):
        here.start(now=after(seconds))


@pytest.mark.parametrize("seconds", [-3600, 59])
def test_a_start_inside_the_window_is_allowed(session, seconds):
    here = seat(session, windows=[(-3600, 60)])

    assert here.start(now=after(seconds)).state == "open"


def test_a_second_start_returns_the_attempt_that_is_open(session):
    here = seat(session)
    first = here.start()

    assert here.start(now=after(1)) is first
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_open_attempt_is_returned_after_the_round_has_closed(session):
    here = seat(session, windows=[(-3600, 60)])
    first = here.start()

    assert here.start(now=after(61)) is first


def test_attempts_are_counted_and_the_limit_holds(session):
    here = seat(session, limit=2)
    numbers = []
    for n in range(2):
        attempt = here.start(now=after(n))
        numbers.append(attempt.number)
        here.hand_in(attempt, after(n))

    with pytest.raises(ConflictError, match="Every attempt"):
        here.start(now=after(9))
    assert numbers == [1, 2]


def test_without_a_limit_attempts_go_on(session):
    here = seat(session, limit=None)
    for n in range(5):
        here.hand_in(here.start(now=after(n)), after(n))

    assert here.start(now=after(9)).number == 6


@pytest.mark.parametrize(
    ("seconds", "may"),
    # Noon in London is 19:00 in Vietnam: the day there ends five hours later.
    [(5 * 3600 - 1, False), (5 * 3600, True), (5 * 3600 + 1, True)],
)
def test_a_day_is_a_day_in_vietnam(session, seconds, may):
    here = seat(session, limit=1, per="day", windows=[(-DAY, DAY)])
    here.hand_in(here.start(), NOON)

    if may:
        assert here.start(now=after(seconds)).number == 2
    else:
        with pytest.raises(ConflictError):
            here.start(now=after(seconds))


@pytest.mark.parametrize("per", ["day", "contest"])
def test_the_limit_of_day_and_contest_reaches_over_rounds(session, per):
    windows = [(-3600, DAY), (-3600, DAY)]
    contest, rounds = rounds_at(session, limit=1, per=per, windows=windows)
    entry = factories.entry(session, contest=contest)
    first, second = (Seat(session, entry, round_) for round_ in rounds)
    first.hand_in(first.start(), NOON)

    with pytest.raises(ConflictError):
        second.start()


def test_the_limit_of_a_round_leaves_other_rounds_alone(session):
    windows = [(-3600, DAY), (-3600, DAY)]
    contest, rounds = rounds_at(session, limit=1, windows=windows)
    entry = factories.entry(session, contest=contest)
    first, second = (Seat(session, entry, round_) for round_ in rounds)
    first.hand_in(first.start(), NOON)

    assert second.start().number == 1


def test_closed_attempts_use_up_the_limit(session):
    here = seat(session, limit=1)
    here.start()
    sweep(session, DAY)

    with pytest.raises(ConflictError):
        here.start(now=after(DAY - 1))


@pytest.mark.parametrize(("made", "left"), [(0, 2), (1, 1), (2, 0)])
def test_what_is_left_is_told(session, made, left):
    here = seat(session, limit=2)
    for n in range(made):
        here.hand_in(here.start(now=after(n)), after(n))
    mine = queries.my_round(
        session,
        terms_of(session, here.round_),
        account_id=here.entry.account_id,
        now=after(9),
    )

    assert (mine.entry_id, mine.open_id, mine.left_count) == (here.entry.id, None, left)


def test_who_lines_up_gets_contest_round_and_entry(session):
    here = seat(session)
    contest_id = here.round_.contest_id
    slug = session.get(factories.Contest, contest_id).slug
    line = service.line_up(
        session, asker=Asker.account(here.entry.account_id), slug=slug, number=1
    )

    assert (line.round_.contest.id, line.round_.id, line.entry_id) == (
        contest_id,
        here.round_.id,
        here.entry.id,
    )


def test_nobody_lines_up_without_an_entry(session):
    here = seat(session)
    slug = session.get(factories.Contest, here.round_.contest_id).slug
    stranger = factories.account(session)

    assert not service.line_up(
        session, asker=Asker.account(stranger.id), slug=slug, number=1
    )


def test_opening_again_gives_a_newer_lease(session):
    here = seat(session)
    attempt = here.start()
    mine = {"attempt_id": attempt.id, "account_id": here.entry.account_id}

    leases = [service.open_again(session, **mine, now=NOON).lease for _ in range(2)]

    assert leases == [2, 3]


@pytest.mark.parametrize(("seconds", "may"), [(899, True), (900, False), (901, False)])
def test_an_attempt_is_opened_again_until_its_deadline(session, seconds, may):
    here = seat(session)
    attempt = here.start()
    mine = {"attempt_id": attempt.id, "account_id": here.entry.account_id}

    if may:
        assert service.open_again(session, **mine, now=after(seconds)).lease == 2
    else:
        with pytest.raises(ConflictError):
            service.open_again(session, **mine, now=after(seconds))


def test_somebody_elses_attempt_does_not_exist(session):
    attempt = seat(session).start()
    stranger = factories.account(session)
    asked = {"attempt_id": attempt.id, "account_id": stranger.id}

    for question in (queries.attempt_of, queries.sitting_of):
        with pytest.raises(NotFoundError):
            question(session, **asked)
    with pytest.raises(NotFoundError):
        service.open_again(session, **asked, now=NOON)

from datetime import timedelta

import pytest

from quizapp.contests import queries
from quizapp.contests.rules import PaperPlan, RoundRules
from quizapp.errors import NotFoundError
from tests import factories
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def contest_with(session, *windows, **changes):
    """A contest whose rounds open and close so many hours from noon."""
    parts = [
        factories.round_part(n, opens=NOON + opens * HOUR, closes=NOON + closes * HOUR)
        for n, (opens, closes) in enumerate(windows, start=1)
    ]
    return factories.contest(session, book=factories.rule_book(rounds=parts, **changes))


def test_a_contest_is_found_by_its_slug(session):
    contest = factories.contest(session)

    assert queries.contest_by_slug(session, contest.slug) is contest


def test_an_unknown_contest_is_not_found(session):
    with pytest.raises(NotFoundError):
        queries.contest_by_slug(session, "no-such-contest")


def test_rounds_come_in_the_order_of_their_numbers(session):
    contest = contest_with(session, (-2, -1), (1, 2), (3, 4))

    numbers = [one.number for one in queries.rounds_of(session, contest_id=contest.id)]

    assert numbers == [1, 2, 3]


def test_a_round_is_found_by_its_number_and_in_its_contest_alone(session):
    contest = contest_with(session, (-2, -1), (1, 2))
    other = factories.contest(session)

    found = queries.round_by_number(session, contest_id=contest.id, number=2)

    assert (found.contest_id, found.number) == (contest.id, 2)
    with pytest.raises(NotFoundError):
        queries.round_by_number(session, contest_id=other.id, number=2)


def test_rules_and_plan_come_back_as_they_were_kept(session):
    contest = factories.contest(session)
    round_ = queries.round_by_number(session, contest_id=contest.id, number=1)

    assert PaperPlan.model_validate(round_.plan) == factories.plan()
    rules = RoundRules.model_validate(round_.rules)
    assert (rules.limit, rules.per, rules.counted) == (2, "round", "best_then_earliest")


def test_the_newest_rule_book_is_read_once(session):
    contest = factories.contest(session)

    book = queries.rule_book(session, contest)

    assert book.contest == contest.slug
    assert queries.rule_book(session, contest) is book


@pytest.mark.parametrize(
    ("windows", "phase", "number"),
    [
        ([(-2, -1), (-1, 1), (2, 3)], "open", 2),
        ([(-2, -1), (1, 2), (3, 4)], "coming", 2),
        ([(1, 2), (3, 4)], "coming", 1),
        ([(-4, -3), (-2, -1)], "closed", 2),
        ([(-1, 0), (1, 2)], "coming", 2),
        ([(0, 1)], "open", 1),
    ],
)
def test_a_contest_shows_the_round_that_people_ask_about(
    session, windows, phase, number
):
    contest = contest_with(session, *windows)
    rounds = queries.rounds_of(session, contest_id=contest.id)

    found = queries.contest_now(contest, rounds, now=NOON)

    assert (found.phase, found.round_.number) == (phase, number)


def test_contests_are_grouped_with_those_first_that_matter_soonest(session):
    names = {
        contest_with(session, window).id: name
        for name, window in {
            "open-long": (-1, 9),
            "open-short": (-5, 1),
            "soon": (1, 2),
            "later": (5, 6),
            "long-over": (-9, -8),
            "just-over": (-3, -1),
        }.items()
    }

    current = queries.current_contests(session, now=NOON)

    def in_order(group):
        return [names[one.contest.id] for one in group]

    assert in_order(current.open) == ["open-short", "open-long"]
    assert in_order(current.coming) == ["soon", "later"]
    assert in_order(current.finished) == ["just-over", "long-over"]


def test_the_site_speaks_for_the_open_contest_then_the_next_then_the_last(session):
    assert queries.site_contest(session, now=NOON) is None
    for hotline, window in [("3", (-3, -1)), ("2", (5, 6)), ("1", (-1, 1))]:
        contest_with(session, window, hotline=hotline)

        assert queries.site_contest(session, now=NOON).hotline == hotline

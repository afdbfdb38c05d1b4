"""Deadlines, late answers, time given back: both sides of every boundary."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.rules import (
    Grant,
    check_grant,
    deadline_at,
    duration_ms,
    first_deadline,
    is_in_time,
    may_be_swept,
)
from quizapp.errors import InvalidError
from tests.conftest import NOON

LIMIT = 900


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def grant(id_, seconds, from_at, to_at, granted_at=0, undoes=None):
    return Grant(
        id=id_,
        seconds=seconds,
        from_at=after(from_at),
        to_at=after(to_at),
        granted_at=after(granted_at),
        undoes_id=undoes,
    )


def deadline(*grants, closes=10_000, started=0):
    """The deadline in seconds after noon."""
    found = deadline_at(
        after(started), limit_seconds=LIMIT, closes_at=after(closes), grants=grants
    )
    return (found - NOON).total_seconds()


def took(ended, *grants, started=0):
    """The duration in ms of an attempt that ended so many seconds after noon."""
    return duration_ms(
        after(started), ended_at=after(ended), limit_seconds=LIMIT, grants=grants
    )


@pytest.mark.parametrize(
    ("closes", "expected"), [(899, 899), (900, 900), (901, 900), (1, 1)]
)
def test_the_deadline_is_full_time_or_the_close_of_the_round(closes, expected):
    assert deadline(closes=closes) == expected
    assert first_deadline(NOON, limit_seconds=LIMIT, closes_at=after(closes)) == after(
        expected
    )


@pytest.mark.parametrize(
    ("received", "grace", "expected"),
    [
        (899, 0, True),
        (900, 0, True),
        (901, 0, False),
        (904, 5, True),
        (905, 5, True),
        (905.000001, 5, False),
        (906, 5, False),
    ],
)
def test_an_answer_counts_by_the_deadline_plus_grace(received, grace, expected):
    found = is_in_time(after(received), deadline_at=after(900), grace_seconds=grace)

    assert found is expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(934, False), (935, False), (936, True)]
)
def test_the_sweeper_waits_for_grace_and_the_longest_request(seconds, expected):
    found = may_be_swept(after(seconds), deadline_at=after(900), grace_seconds=5)

    assert found is expected


@pytest.mark.parametrize(
    ("from_at", "to_at", "expected"),
    [
        (-100, -1, 900),
        (-100, 0, 900),
        (-100, 1, 1020),
        (100, 200, 1020),
        (899, 2000, 1020),
        (900, 2000, 900),
        (901, 2000, 900),
    ],
)
def test_time_reaches_attempts_that_run_inside_its_window(from_at, to_at, expected):
    assert deadline(grant(1, 120, from_at, to_at)) == expected


def test_time_is_given_beyond_the_close_of_the_round():
    assert deadline(grant(1, 120, 0, 10), closes=600) == 720


def test_a_second_grant_reaches_into_time_that_the_first_gave():
    first, second = grant(1, 120, 0, 10), grant(2, 60, 950, 1000)

    assert deadline(first, second) == 1080
    assert deadline(second) == 900


def test_grants_are_read_in_the_order_of_the_ledger():
    first, second = grant(1, 120, 0, 10), grant(2, 60, 950, 1000)

    assert deadline(second, first) == deadline(first, second)


@pytest.mark.parametrize(
    ("undone_at", "expected"),
    [
        (100, 900),
        (899, 900),
        (900, 900),
        (901, 901),
        (1019, 1019),
        (1020, 1020),
        (1021, 1020),
    ],
)
def test_undoing_never_puts_a_deadline_before_its_own_instant(undone_at, expected):
    given_ = grant(1, 120, 0, 10)
    undoing = grant(2, -120, 0, 10, granted_at=undone_at, undoes=1)

    assert deadline(given_, undoing) == expected


def test_undoing_a_grant_that_did_not_reach_an_attempt_changes_nothing():
    given_ = grant(1, 120, 2000, 3000)
    undoing = grant(2, -120, 2000, 3000, granted_at=3000, undoes=1)

    assert deadline(given_, undoing) == 900


def test_an_attempt_that_starts_after_an_undoing_is_as_if_there_was_no_grant():
    given_ = grant(1, 120, 0, 5000)
    undoing = grant(2, -120, 0, 5000, granted_at=500, undoes=1)

    assert deadline(given_, undoing, started=1000) == 1900


@given(
    st.lists(
        st.tuples(st.integers(1, 600), st.integers(-500, 1500), st.integers(1, 600))
    )
)
def test_giving_time_never_takes_any(windows):
    grants = [
        grant(n, seconds, begin, begin + length)
        for n, (seconds, begin, length) in enumerate(windows)
    ]
    found = [deadline(*grants[:n]) for n in range(len(grants) + 1)]

    assert found == sorted(found)


@pytest.mark.parametrize(
    ("ended", "expected"), [(0, 0), (1, 1000), (0.0019, 1), (899, 899_000)]
)
def test_the_duration_is_what_passed_in_whole_ms(ended, expected):
    assert took(ended) == expected


@pytest.mark.parametrize("ended", [900, 901, 1000])
def test_the_duration_is_at_most_the_limit(ended):
    assert took(ended) == 900_000


@pytest.mark.parametrize(
    ("from_at", "to_at", "seconds", "expected"),
    [
        (100, 200, 100, 400_000),
        (100, 200, 60, 440_000),
        (-300, 50, 300, 450_000),
        (450, 900, 300, 450_000),
        (500, 900, 300, 500_000),
        (501, 900, 300, 500_000),
        (-300, 0, 300, 500_000),
    ],
)
def test_time_given_back_is_taken_off_as_far_as_the_attempt_ran_in_it(
    from_at, to_at, seconds, expected
):
    assert took(500, grant(1, seconds, from_at, to_at)) == expected


def test_time_that_was_taken_back_is_not_taken_off():
    given_ = grant(1, 100, 100, 200)
    undoing = grant(2, -100, 100, 200, granted_at=300, undoes=1)

    assert took(500, given_, undoing) == 500_000


def test_more_time_given_than_spent_leaves_nothing():
    assert took(10, grant(1, 300, -5, 400), grant(2, 300, -5, 400)) == 0


@pytest.mark.parametrize(
    ("seconds", "from_at", "to_at", "field"),
    [
        (0, 0, 1, "seconds"),
        (86_401, 0, 1, "seconds"),
        (60, 1, 1, "to_at"),
        (60, 2, 1, "to_at"),
        (60, 1, 2, "from_at"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(seconds, from_at, to_at, field):
    with pytest.raises(InvalidError) as refused:
        check_grant(seconds, after(from_at), after(to_at), NOON)

    assert refused.value.field == field


@pytest.mark.parametrize("seconds", [1, 86_400])
def test_a_grant_may_reach_into_what_is_to_come(seconds):
    check_grant(seconds, NOON, after(5000), NOON)

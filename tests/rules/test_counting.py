from datetime import UTC, datetime, timedelta

import pytest

from quizapp.contests.rules import Result, attempts_left, counted_attempt

START = datetime(2026, 10, 12, tzinfo=UTC)


def attempt(number, *, score, seconds, handed_in=None, is_valid=True):
    """An attempt that started ``number`` hours in."""
    started_at = START + timedelta(hours=number)
    return Result(
        attempt_id=number,
        score_hundredths=score,
        duration_ms=seconds * 1000,
        started_at=started_at,
        handed_in_at=handed_in or started_at + timedelta(seconds=seconds),
        is_valid=is_valid,
    )


MADE = [
    attempt(1, score=700, seconds=50),
    attempt(2, score=900, seconds=90),
    attempt(3, score=900, seconds=60),
    attempt(4, score=800, seconds=10),
]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("first", 1), ("last", 4), ("best_then_earliest", 2), ("best_then_fastest", 3)],
)
@pytest.mark.parametrize("made", [MADE, MADE[::-1]])
def test_the_rule_picks_one_attempt_in_whatever_order_they_come(how, expected, made):
    assert counted_attempt(made, how).attempt_id == expected


@pytest.mark.parametrize(
    "how", ["first", "last", "best_then_earliest", "best_then_fastest"]
)
def test_the_only_attempt_counts(how):
    assert counted_attempt(MADE[:1], how) is MADE[0]


def test_an_attempt_that_is_not_valid_is_passed_over():
    best = attempt(5, score=1000, seconds=5, is_valid=False)

    assert counted_attempt([best, MADE[0]], "best_then_earliest") is MADE[0]


def test_nothing_counts_while_nothing_is_valid():
    invalid = attempt(1, score=1000, seconds=5, is_valid=False)

    assert counted_attempt([invalid], "first") is None
    assert counted_attempt([], "first") is None


def test_equally_fast_in_printed_seconds_means_the_earlier_one():
    one = attempt(1, score=900, seconds=60)
    other = Result(
        attempt_id=2,
        score_hundredths=900,
        duration_ms=60_999,
        started_at=START,
        handed_in_at=START + timedelta(minutes=2),
    )

    assert counted_attempt([one, other], "best_then_fastest") is other


@pytest.mark.parametrize(
    ("limit", "made_count", "expected"),
    [(None, 99, None), (2, 0, 2), (2, 1, 1), (2, 2, 0), (2, 3, 0)],
)
def test_attempts_left_never_fall_below_none(limit, made_count, expected):
    assert attempts_left(limit, made_count) == expected

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.contests.rules import check_may_start, closes_in, opens_in, phase
from quizapp.errors import ConflictError

OPENS = datetime(2030, 1, 1, 3, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)


@pytest.mark.parametrize(
    ("edge", "seconds", "expected"),
    [
        (OPENS, -1, "coming"),
        (OPENS, 0, "open"),
        (OPENS, 1, "open"),
        (CLOSES, -1, "open"),
        (CLOSES, 0, "closed"),
        (CLOSES, 1, "closed"),
    ],
)
def test_a_window_holds_its_start_and_not_its_end(edge, seconds, expected):
    assert phase(OPENS, CLOSES, edge + timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (OPENS - timedelta(seconds=1), "This round opens at"),
        (CLOSES, "This round closed at"),
    ],
)
def test_a_start_outside_the_window_is_refused(at, message):
    with pytest.raises(ConflictError, match=message):
        check_may_start(OPENS, CLOSES, at)


@pytest.mark.parametrize("left", [None, 1])
@pytest.mark.parametrize("at", [OPENS, CLOSES - timedelta(seconds=1)])
def test_a_start_inside_the_window_is_allowed(at, left):
    check_may_start(OPENS, CLOSES, at, left_count=left)


def test_a_start_beyond_the_limit_is_refused():
    with pytest.raises(ConflictError, match="Every attempt"):
        check_may_start(OPENS, CLOSES, OPENS, left_count=0)


def test_the_time_until_an_edge_never_falls_below_zero():
    assert opens_in(OPENS, OPENS - timedelta(minutes=5)) == timedelta(minutes=5)
    assert opens_in(OPENS, CLOSES) == timedelta()
    assert closes_in(CLOSES, CLOSES - timedelta(minutes=5)) == timedelta(minutes=5)
    assert closes_in(CLOSES, CLOSES + timedelta(days=1)) == timedelta()

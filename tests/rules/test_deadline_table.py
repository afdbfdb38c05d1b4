"""What arrives when counts or not: each boundary a second before, on it, a second after.

All in seconds after noon, when the attempt starts; full time is 900, the grace 5.
"""

from datetime import timedelta

import pytest

from quizapp.attempts.rules import Grant, deadline_at, is_in_time, may_be_swept
from tests.conftest import NOON

LIMIT, GRACE, LONGEST = 900, 5, 30
FAR = 10_000


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def given(id_, seconds, window, at):
    return Grant(
        id=id_,
        seconds=seconds,
        from_at=after(window[0]),
        to_at=after(window[1]),
        granted_at=after(at),
    )


def undone(id_, grant, at):
    return Grant(
        id=id_,
        seconds=-grant.seconds,
        from_at=grant.from_at,
        to_at=grant.to_at,
        granted_at=after(at),
        undoes_id=grant.id,
    )


EXTRA = given(1, 120, (99, 100), 100)
OUTAGE = given(2, 60, (300, 360), 400)
AT_THE_END = given(3, 100, (850, 900), 950)
AFTER_THE_END = given(4, 100, (900, 950), 960)
TO_COME = given(5, 30, (0, 5000), 10)

#: What happened → close of the round, ledger, deadline.
STORIES = {
    "nothing": (FAR, (), 900),
    "the round closes early": (600, (), 600),
    "the round closes with the full time": (900, (), 900),
    "the round closes a second after": (901, (), 900),
    "closed right after the start": (1, (), 1),
    "extra time": (FAR, (EXTRA,), 1020),
    "extra time over the close of the round": (900, (EXTRA,), 1020),
    "extra time and an early close": (600, (EXTRA,), 720),
    "an outage": (FAR, (OUTAGE,), 960),
    "extra time and an outage": (FAR, (EXTRA, OUTAGE), 1080),
    "an outage at the end": (FAR, (AT_THE_END,), 1000),
    "an outage after the end": (FAR, (AFTER_THE_END,), 900),
    "an outage that extra time brings into reach": (FAR, (EXTRA, AFTER_THE_END), 1120),
    "time given before the start": (FAR, (given(1, 60, (-100, 0), 0),), 900),
    "time given from the start": (FAR, (given(1, 60, (-100, 1), 1),), 960),
    "time to come": (FAR, (TO_COME,), 930),
    "undone at once": (FAR, (EXTRA, undone(2, EXTRA, 100)), 900),
    "undone while it runs": (FAR, (EXTRA, undone(2, EXTRA, 899)), 900),
    "undone in what was given": (FAR, (EXTRA, undone(2, EXTRA, 950)), 950),
    "undone after the end": (FAR, (EXTRA, undone(2, EXTRA, 2000)), 1020),
    "one of two undone": (FAR, (EXTRA, OUTAGE, undone(3, EXTRA, 500)), 960),
    "an early close, an outage": (500, (OUTAGE,), 560),
    "an early close before the outage": (300, (OUTAGE,), 300),
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_the_deadline_and_each_side_of_it(name, off):
    closes, ledger, expected = STORIES[name]
    deadline = deadline_at(
        NOON, limit_seconds=LIMIT, closes_at=after(closes), grants=ledger
    )
    last = expected + GRACE

    assert deadline == after(expected)
    assert (after(expected + off) <= deadline) == (off <= 0)
    assert is_in_time(after(last + off), deadline_at=deadline, grace_seconds=GRACE) == (
        off <= 0
    )
    assert may_be_swept(
        after(last + LONGEST + off), deadline_at=deadline, grace_seconds=GRACE
    ) == (off > 0)


@pytest.mark.parametrize("micro", [-1, 0, 1])
def test_a_microsecond_decides(micro):
    at = after(LIMIT + GRACE) + timedelta(microseconds=micro)

    assert is_in_time(at, deadline_at=after(LIMIT), grace_seconds=GRACE) == (micro <= 0)

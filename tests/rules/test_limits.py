"""Limits on wrong tries: by subject, by device, in all, and a device at home."""

from collections import Counter, deque
from datetime import timedelta

import pytest

from quizapp.accounts.rules import (
    LIMITS,
    Failures,
    check_code_failures,
    check_failures,
)
from quizapp.errors import TooManyError
from tests.conftest import NOON


def may_try(found, **where):
    try:
        check_failures(found, **where)
    except TooManyError:
        return False
    return True


@pytest.mark.parametrize(
    ("found", "is_let"),
    [
        (Failures(0, 0, LIMITS.in_all - 1), True),
        (Failures(1, 0, LIMITS.in_all - 1), True),
        (Failures(1, 0, LIMITS.in_all), False),
        (Failures(0, 1, LIMITS.in_all), False),
        (Failures(0, 0, LIMITS.in_all), True),
        (Failures(0, 0, LIMITS.from_strangers - 1), True),
        (Failures(0, 0, LIMITS.from_strangers), False),
        (Failures(0, 0, 0, 0, LIMITS.from_strangers_in_a_day - 1), True),
        (Failures(0, 0, 0, 0, LIMITS.from_strangers_in_a_day), False),
    ],
)
def test_strangers_are_stopped_by_what_was_tried_in_all(found, is_let):
    assert may_try(found) is is_let


@pytest.mark.parametrize(
    ("found", "is_let"),
    [
        (Failures(10_000, 0, 150_000, 0), True),
        (Failures(10_000, 9, 150_000, 9), True),
        (Failures(10, 10, 10, 10), False),
        (Failures(0, 29, 29, 0), True),
        (Failures(0, 30, 30, 0), False),
    ],
)
def test_a_device_at_home_is_judged_by_its_own_failures_alone(found, is_let):
    assert may_try(found, is_at_home=True) is is_let


@pytest.mark.parametrize(
    ("found", "is_let"),
    [
        (Failures(9, 0, 150_000), True),
        (Failures(10, 0, 10), False),
        (Failures(0, 30, 30), False),
    ],
)
def test_who_holds_a_reset_code_is_not_kept_out_by_strangers(found, is_let):
    if is_let:
        check_code_failures(found)
    else:
        with pytest.raises(TooManyError):
            check_code_failures(found)


class Site:
    """The limits over a simulated clock: what is tried, hashed and counted."""

    def __init__(self):
        self.recent, self.of_a_day = Window(LIMITS.window), Window(LIMITS.day)
        self.hashed = 0

    def tries(self, now, subject, device, *, is_right, is_at_home=False):
        """Whether somebody gets in; a hash is computed only if the limits let her."""
        recent = self.recent.until(now)
        found = Failures(
            recent["subject", subject],
            recent["device", device],
            recent["strangers"],
            recent["pair", subject, device],
            self.of_a_day.until(now)["strangers"],
        )
        if not may_try(found, is_at_home=is_at_home):
            return False
        self.hashed += 1
        if not is_right:
            marks = [
                ("subject", subject),
                ("device", device),
                ("pair", subject, device),
            ]
            marks += [] if is_at_home else ["strangers"]
            self.recent.add(now, marks)
            self.of_a_day.add(now, marks)
        return is_right


class Window:
    """Counts of what happened not longer ago than so long."""

    def __init__(self, lasts):
        self.lasts, self.rows, self.counts = lasts, deque(), Counter()

    def add(self, now, marks):
        self.rows.append((now, marks))
        self.counts.update(marks)

    def until(self, now):
        while self.rows and self.rows[0][0] <= now - self.lasts:
            self.counts.subtract(self.rows.popleft()[1])
        return self.counts


ACCOUNTS = 30_000
GUESSES = 150_000


@pytest.mark.parametrize(
    ("hours", "got_through"),
    [
        (1 / 60, LIMITS.from_strangers),  # all at once
        (1, 4 * LIMITS.from_strangers),
        (24, LIMITS.from_strangers_in_a_day),
    ],
    ids=["in a minute", "in an hour", "in a day"],
)
def test_guessing_over_a_provinces_accounts_is_stopped_before_hashes(
    hours, got_through
):
    """Each guess from a device of its own, one account after the other."""
    site, pause = Site(), timedelta(hours=hours) / GUESSES
    for n in range(GUESSES):
        site.tries(NOON + n * pause, n % ACCOUNTS, f"guesser-{n}", is_right=False)

    assert site.hashed == got_through


def test_real_people_get_in_while_all_accounts_are_guessed_at():
    """On the device she signed in on before, whatever strangers try."""
    site, pause = Site(), timedelta(hours=1) / GUESSES
    inside = []
    for n in range(GUESSES):
        now = NOON + n * pause
        site.tries(now, n % ACCOUNTS, f"guesser-{n}", is_right=False)
        if n % 50 == 0:
            who = n * 7 % ACCOUNTS
            inside.append(
                site.tries(now, who, f"own-{who}", is_right=True, is_at_home=True)
            )

    assert len(inside) == GUESSES / 50
    assert all(inside)


def test_who_mistypes_at_home_meanwhile_tries_again():
    site = Site()
    for n in range(LIMITS.from_strangers):
        site.tries(NOON, n, f"guesser-{n}", is_right=False)

    assert not site.tries(NOON, "her", "own", is_right=False, is_at_home=True)
    assert site.tries(NOON, "her", "own", is_right=True, is_at_home=True)
    assert not site.tries(NOON, "her", "borrowed", is_right=True)


def test_nobody_is_kept_out_once_the_window_is_over():
    site = Site()
    for n in range(GUESSES // 50):
        site.tries(NOON, n, f"guesser-{n}", is_right=False)

    assert not site.tries(NOON, "her", "new", is_right=True)
    assert site.tries(NOON + LIMITS.window, "her", "new", is_right=True)

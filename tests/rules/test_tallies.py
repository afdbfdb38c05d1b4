"""What a tally counts: means, rates, rolls, instants, cells that do nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from quizapp.errors import InvalidError
from quizapp.standings.rules import Turnout
from quizapp.tallies.files import harmless
from quizapp.tallies.rules import (
    TallyRow,
    days_between,
    measures_of,
    members_known,
    read_as_of,
)


def row(*, members=None, **counts):
    return TallyRow(code="1", name="Xã An", turnout=Turnout(**counts), members=members)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, None),
        ({"started": 4}, None),
        ({"handed_in": 2, "score_hundredths": 1500}, Decimal("7.50")),
        ({"handed_in": 2, "closed": 1, "score_hundredths": 1000}, Decimal("3.33")),
    ],
)
def test_the_mean_is_over_attempts_that_ended(counts, expected):
    assert row(**counts).mean_score == expected


@pytest.mark.parametrize(
    ("people", "members", "expected"),
    [
        (5, None, None),
        (5, 0, None),
        (0, 8, Decimal("0.0000")),
        (1, 8, Decimal("0.1250")),
        (9, 8, Decimal("1.1250")),
    ],
)
def test_the_rate_is_people_by_members(people, members, expected):
    assert row(people=people, members=members).rate == expected


def test_days_have_no_roll():
    keys = [one.key for one in measures_of("day")]

    assert keys == [
        "people",
        "attempts",
        "handed_in",
        "closed",
        "started",
        "mean_score",
    ]
    assert [one.key for one in measures_of("unit")] == [*keys, "members", "rate"]


@pytest.mark.parametrize(
    ("rolls", "expected"),
    [
        ({}, {}),
        ({2: 5}, {2: 5}),
        ({2: 5, 3: 7}, {2: 5, 3: 7, 1: 12}),
        ({1: 20, 2: 5}, {1: 20, 2: 5}),
    ],
)
def test_members_add_up_only_where_every_roll_is_known(rolls, expected):
    assert members_known({1: None, 2: 1, 3: 1}, rolls) == expected


def test_days_are_those_of_vietnam():
    first = datetime(2026, 10, 19, 16, 59, tzinfo=UTC)
    last = datetime(2026, 10, 19, 17, 0, tzinfo=UTC)

    assert days_between(first, last) == [date(2026, 10, 19), date(2026, 10, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "20:14 20/10/2026",
        "20h14 20/10/2026",
        "20/10/2026 20h14",
        "2026-10-20T20:14",
        "2026-10-20T20:14:00+07:00",
        "2026-10-20T13:14:00Z",
    ],
)
def test_an_instant_is_read_as_people_write_it(text):
    assert read_as_of(text) == datetime(2026, 10, 20, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "hôm qua", "20/10/2026", "25:00 20/10/2026"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(InvalidError):
        read_as_of(text)


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "|", "%", "＝", "＋", "＠", "％"]
)
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\u00a0", "\u3000", " \t "])
def test_a_dangerous_cell_is_quoted(before, first):
    text = f"{before}{first}cmd()"

    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Xã An", "1-2", "Ấp 3 (=4)", "  Xã An"])
def test_a_plain_cell_stays_as_it_is(text):
    assert harmless(text) == text

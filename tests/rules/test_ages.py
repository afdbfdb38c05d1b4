"""Who is how old: the whole date is asked only where the year leaves it open."""

from datetime import UTC, date, datetime

import pytest

from quizapp.entries.rules import (
    age_band,
    ages_that_matter,
    check_age,
    has_reached,
    is_child,
    kept_date,
    leaves_open,
    needs_birth_date,
    read_day,
)
from quizapp.errors import InvalidError

#: 12 October in Vietnam.
DAY = datetime(2026, 10, 12, 5, tzinfo=UTC)
LAST_DAY = datetime(2026, 12, 31, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minimum", "ages"), [(0, (16,)), (14, (14, 16)), (16, (16,)), (18, (18,))]
)
def test_ages_that_decide(minimum, ages):
    assert ages_that_matter(minimum) == ages


@pytest.mark.parametrize(
    ("birth_year", "minimum", "is_needed"),
    [
        (2009, 14, False),
        (2010, 14, True),
        (2011, 14, False),
        (2012, 14, True),
        (2013, 14, False),
        (2010, 16, True),
        (2010, 18, False),
        (2008, 18, True),
        (2012, 0, False),
        (2026, 0, False),
    ],
)
def test_the_date_is_asked_where_the_year_leaves_an_age_open(
    birth_year, minimum, is_needed
):
    assert needs_birth_date(birth_year, minimum, DAY) is is_needed


def test_on_the_last_day_of_a_year_nothing_is_open():
    assert leaves_open(2010, 16, DAY)
    assert not leaves_open(2010, 16, LAST_DAY)
    assert has_reached(16, 2010, None, LAST_DAY)


@pytest.mark.parametrize(
    ("born", "is_reached"),
    [
        (date(2012, 10, 11), True),
        (date(2012, 10, 12), True),
        (date(2012, 10, 13), False),
    ],
)
def test_an_age_is_reached_on_the_birthday(born, is_reached):
    assert has_reached(14, 2012, born, DAY) is is_reached
    if is_reached:
        check_age(2012, 14, DAY, birth_date=born)
        return
    with pytest.raises(InvalidError, match="14 years") as caught:
        check_age(2012, 14, DAY, birth_date=born)
    assert caught.value.field == "birth_date"


@pytest.mark.parametrize(
    ("now", "is_reached"),
    [
        (datetime(2026, 2, 28, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 17, tzinfo=UTC), True),
    ],
)
def test_who_was_born_on_29_february_is_older_on_1_march(now, is_reached):
    assert has_reached(14, 2012, date(2012, 2, 29), now) is is_reached


def test_without_the_date_it_is_asked_for():
    with pytest.raises(InvalidError, match="whole date") as caught:
        check_age(2012, 14, DAY)

    assert caught.value.field == "birth_date"


def test_a_day_of_another_year_is_refused():
    with pytest.raises(InvalidError, match="another year") as caught:
        check_age(2012, 14, DAY, birth_date=date(2011, 5, 5))

    assert caught.value.field == "birth_date"


@pytest.mark.parametrize(
    ("birth_year", "born", "expected"),
    [
        (2009, None, False),
        (2010, None, True),  # not known to be 16: her name is kept
        (2010, date(2010, 10, 12), False),
        (2010, date(2010, 10, 13), True),
        (2011, None, True),
    ],
)
def test_who_may_be_under_16_is_a_child(birth_year, born, expected):
    assert is_child(birth_year, born, DAY) is expected


def test_the_date_is_kept_only_where_it_is_needed():
    assert kept_date(2010, date(2010, 1, 2), 14, DAY) == date(2010, 1, 2)
    assert kept_date(1980, date(1980, 1, 2), 14, DAY) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", None),
        ("5/3/2012", date(2012, 3, 5)),
        ("05-03-2012", date(2012, 3, 5)),
        ("5.3.2012", date(2012, 3, 5)),
        ("5/3", date(2012, 3, 5)),
        ("2012-03-05", date(2012, 3, 5)),
        (" 05/03/2012\u200b", date(2012, 3, 5)),
    ],
)
def test_days_are_read_as_people_write_them(typed, expected):
    assert read_day(typed, 2012) == expected


@pytest.mark.parametrize(
    "typed", ["31/2/2012", "5/13/2012", "hôm nào", "5", "0/0/0000"]
)
def test_other_days_are_refused(typed):
    with pytest.raises(InvalidError) as caught:
        read_day(typed, 2012)

    assert caught.value.field == "birth_date"


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [
        (2011, "under_16"),
        (2010, "16_30"),
        (1996, "16_30"),
        (1995, "31_45"),
        (1981, "31_45"),
        (1980, "46_60"),
        (1966, "46_60"),
        (1965, "over_60"),
    ],
)
def test_bands_of_age(birth_year, band):
    assert age_band(birth_year, DAY) == band

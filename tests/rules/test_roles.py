"""Roles: where they hold, who gives them, which exclude each other, for which days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.accounts import models
from quizapp.accounts.rules.roles import (
    BY_KEY,
    LONGEST_YEARS,
    ROLES,
    SETS,
    Held,
    Place,
    check_fits,
    check_role,
    may_give,
    term,
)
from quizapp.errors import ConflictError, InvalidError
from tests.conftest import NOON

DAY = timedelta(days=1)


def held(role, contest_id=None, unit_id=None, *, from_=NOON, to=None):
    return Held(role, contest_id, unit_id, from_, to)


def test_the_declaration_and_the_database_know_the_same_roles():
    assert sorted(BY_KEY) == sorted(models.ROLES)


def test_there_are_four_sets_and_each_has_roles():
    assert len(SETS) == 4
    assert {one.of for one in ROLES} == set(SETS)


def test_exclusions_hold_both_ways():
    for role in ROLES:
        for other in role.not_with:
            assert role.key in BY_KEY[other].not_with, (role.key, other)


def test_an_auditor_goes_with_no_other_role_of_staff():
    staff = {one.key for one in ROLES if one.kind == "staff"}

    assert BY_KEY["auditor"].not_with == staff - {"auditor"}


@pytest.mark.parametrize(
    ("giver", "role", "place", "may"),
    [
        (held("admin"), "admin", Place(), True),
        (held("admin"), "judge", Place(1), True),
        (held("admin"), "unit_officer", Place(None, 5), True),
        (held("organizer"), "editor", Place(), True),
        (held("organizer"), "organizer", Place(1), False),
        (held("organizer"), "judge", Place(1), False),
        (held("organizer"), "auditor", Place(1), False),
        (held("organizer", 1), "editor", Place(1), True),
        (held("organizer", 1), "secretary", Place(1), True),
        (held("organizer", 1), "second_reader", Place(1), True),
        (held("organizer", 1), "editor", Place(2), False),
        (held("organizer", 1), "editor", Place(), False),
        (held("organizer", 1), "judge", Place(1), False),
        (held("organizer", 1), "unit_officer", Place(None, 5, frozenset({1})), True),
        (held("organizer", 1), "unit_officer", Place(None, 5, frozenset({2})), False),
        (
            held("unit_officer", None, 4),
            "unit_officer",
            Place(None, 5, frozenset({1}), frozenset({4, 3})),
            True,
        ),
        (
            held("unit_officer", None, 5),
            "unit_officer",
            Place(None, 5, frozenset({1}), frozenset({4, 3})),
            False,
        ),
        (held("unit_officer", None, 4), "editor", Place(1), False),
        (held("editor", 1), "editor", Place(1), False),
        (held("auditor"), "editor", Place(1), False),
        (held("judge", 1), "secretary", Place(1), False),
    ],
)
def test_who_gives_what_where(giver, role, place, may):
    assert may_give(role, place, [giver]) is may


def test_who_holds_nothing_gives_nothing():
    assert not any(may_give(role.key, Place(1), []) for role in ROLES)


@pytest.mark.parametrize(
    ("role", "kind", "field"),
    [
        (held("admin"), "staff", None),
        (held("admin", 1), "staff", "contest"),
        (held("judge", 1), "staff", None),
        (held("judge", None, 5), "staff", "unit"),
        (held("unit_officer", None, 5), "person", None),
        (held("unit_officer"), "person", "unit"),
        (held("unit_officer", 1), "person", "unit"),
        (held("unit_officer", None, 5), "staff", "role"),
        (held("editor", 1), "person", "role"),
    ],
)
def test_where_and_by_whom_a_role_can_be_held(role, kind, field):
    if field is None:
        check_role(role, kind=kind)
        return
    with pytest.raises(InvalidError) as error:
        check_role(role, kind=kind)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("new", "other", "fits"),
    [
        # The same role twice.
        (held("editor", 1), held("editor", 1), False),
        (held("editor", 1), held("editor", 2), True),
        (held("editor", 1), held("editor"), False),
        (held("editor"), held("editor", 1), True),
        # One after the other: ends are no part of it.
        (held("editor", 1, from_=NOON + DAY), held("editor", 1, to=NOON + DAY), True),
        (
            held("editor", 1, from_=NOON + DAY - timedelta(microseconds=1)),
            held("editor", 1, to=NOON + DAY),
            False,
        ),
        (held("editor", 1, to=NOON + DAY), held("editor", 1, from_=NOON + DAY), True),
        # Who makes a contest doesn't judge it.
        (held("judge", 1), held("organizer", 1), False),
        (held("organizer", 1), held("judge", 1), False),
        (held("judge", 1), held("organizer", 2), True),
        (held("judge"), held("editor", 2), False),
        (held("judge", 1), held("admin"), False),
        (held("judge", 1), held("second_reader", 1), True),
        (held("judge", 1), held("secretary", 1), True),
        (held("judge", 1), held("organizer", 1, to=NOON), True),
        # An auditor changes nothing.
        (held("auditor", 1), held("secretary", 1), False),
        (held("secretary"), held("auditor", 1), False),
        (held("auditor", 1), held("secretary", 2), True),
        # Officers of several units.
        (held("unit_officer", None, 5), held("unit_officer", None, 5), False),
        (held("unit_officer", None, 5), held("unit_officer", None, 6), True),
    ],
)
def test_which_roles_go_together(new, other, fits):
    if fits:
        check_fits(new, [other])
        return
    with pytest.raises(ConflictError):
        check_fits(new, [other])


#: 19:00 on 1/1/2030 in Vietnam.
TODAY = date(2030, 1, 1)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("first", "last", "starts_at", "ends_at"),
    [
        (None, None, NOON, None),
        (TODAY, None, NOON, None),
        (TODAY, TODAY, NOON, midnight(TODAY + DAY)),
        (None, TODAY, NOON, midnight(TODAY + DAY)),
        (TODAY + DAY, None, midnight(TODAY + DAY), None),
        (TODAY + DAY, TODAY + DAY, midnight(TODAY + DAY), midnight(TODAY + 2 * DAY)),
    ],
)
def test_days_are_those_of_vietnam_and_the_last_one_counts(
    first, last, starts_at, ends_at
):
    assert term(first, last, now=NOON) == (starts_at, ends_at)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - DAY, None, "first_day"),
        (None, TODAY - DAY, "last_day"),
        (TODAY + 2 * DAY, TODAY + DAY, "last_day"),
        (date(2030 + LONGEST_YEARS + 1, 1, 1), None, "first_day"),
        (None, date(9999, 12, 31), "last_day"),
    ],
)
def test_days_that_cannot_be_are_told(first, last, field):
    with pytest.raises(InvalidError) as error:
        term(first, last, now=NOON)
    assert error.value.field == field


def test_after_midnight_in_vietnam_it_is_the_next_day():
    before = datetime(2030, 1, 1, 16, 59, 59, tzinfo=UTC)

    assert term(TODAY, None, now=before)[0] == before
    with pytest.raises(InvalidError):
        term(TODAY, None, now=before + timedelta(seconds=1))

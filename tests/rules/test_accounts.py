"""Accounts: phones in one spelling, PINs nobody guesses, limits on wrong tries."""

from datetime import timedelta

import pytest

from quizapp.accounts.rules import (
    LIMITS,
    Failures,
    canonical_phone,
    check_birth_year,
    check_failures,
    check_password,
    check_pin,
    check_username,
    keyed_hash,
    masked_phone,
    reset_code_hash,
    shown_phone,
)
from quizapp.errors import InvalidError, TooManyError
from tests.conftest import NOON


@pytest.mark.parametrize(
    "typed",
    [
        "0900000001",
        "+84900000001",
        "0084900000001",
        "84900000001",
        "090 000 0001",
        "090.000.0001",
        "090-000-0001",
        "(090)0000001",
        "０９００００００01",
        "٠٩٠٠٠٠٠٠٠١",
        "0900000001 ",
        "\u200b0900000001",
        "+840900000001",
    ],
)
def test_one_phone_has_one_spelling(typed):
    assert canonical_phone(typed) == "+84900000001"


@pytest.mark.parametrize(
    "typed",
    [
        "0900000001;0900000002",
        "0900000001\n0900000002",
        '["0900000001","0900000002"]',
        "0900000001%00",
        "0",
        "",
        "0" * 500,
        "1e9",
        "0900000001@x",
        "tel:0900000001",
        "0100000001",
        "090000000",
        "09000000011",
        "+0900000001",
    ],
)
def test_what_is_no_phone_is_refused_beside_its_field(typed):
    with pytest.raises(InvalidError) as error:
        canonical_phone(typed)
    assert error.value.field == "phone"


def test_phones_abroad_are_phones_too():
    assert canonical_phone("+1 415 555 0100") == "+14155550100"


def test_a_phone_is_shown_in_groups_and_masked_on_screens():
    assert shown_phone("+84900000001") == "0900 000 001"
    assert masked_phone("+84900000123") == "090•••123"


@pytest.mark.parametrize("pin", ["402915", "000001", "998877"])
def test_a_pin_of_six_digits_is_taken(pin):
    assert check_pin(pin) == pin


@pytest.mark.parametrize(
    "pin", ["", "12345", "1234567", "12345a", "４０２９１５", "123456", "000000"]
)
def test_a_pin_that_anybody_guesses_or_that_is_none_is_refused(pin):
    with pytest.raises(InvalidError) as error:
        check_pin(pin)
    assert error.value.field == "pin"


@pytest.mark.parametrize(
    ("year", "is_taken"), [(1909, False), (1910, True), (2030, True), (2031, False)]
)
def test_a_birth_year_is_one_of_people_who_live(year, is_taken):
    if is_taken:
        assert check_birth_year(year, NOON) == year
    else:
        with pytest.raises(InvalidError):
            check_birth_year(year, NOON)


@pytest.mark.parametrize("password", ["123456789", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(InvalidError):
        check_password(password)
    assert check_password("1234567890")


@pytest.mark.parametrize("name", ["", "a", "Lê", "A.b", "-ab", "a" * 41])
def test_a_name_to_sign_in_by_is_plain(name):
    with pytest.raises(InvalidError):
        check_username(name)
    assert check_username("ban-to-chuc")


@pytest.mark.parametrize(
    ("found", "may_try"),
    [
        (Failures(9, 29, 499), True),
        (Failures(10, 0, 10), False),
        (Failures(0, 30, 30), False),
        (Failures(0, 0, 500), True),
        (Failures(1, 0, 500), False),
        (Failures(0, 1, 500), False),
        (Failures(1, 1, 499), True),
    ],
)
def test_wrong_tries_are_limited_by_subject_device_and_in_all(found, may_try):
    if may_try:
        check_failures(found)
    else:
        with pytest.raises(TooManyError):
            check_failures(found)


def test_limits_hold_within_a_quarter_of_an_hour():
    assert timedelta(minutes=15) == LIMITS.window


def test_hashes_are_bound_to_key_kind_and_account():
    hashes = {
        keyed_hash("k", "phone", "1"),
        keyed_hash("k", "device", "1"),
        keyed_hash("q", "phone", "1"),
        reset_code_hash(1, "12345678"),
        reset_code_hash(2, "12345678"),
    }
    assert len(hashes) == 5

"""The second factor: codes by time, each good once; secrets nobody reads; recovery."""

import hmac
from datetime import timedelta
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.accounts.rules import (
    RECOVERY_CODE_COUNT,
    address_of,
    boxed,
    code_of,
    fitting_step,
    grouped,
    is_recovery_code,
    plain_code,
    recovery_code,
    recovery_code_hash,
    shown_secret,
    step_at,
    unboxed,
)
from quizapp.accounts.rules.second_factor import Box
from quizapp.errors import ConflictError
from tests.conftest import NOON, SECRET

BYTES = b"12345678901234567890"
NONCE = b"0123456789ab"


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924")]
)
def test_codes_are_those_of_the_standard(second, code):
    """RFC 6238, appendix B, the last six digits."""
    assert code_of(BYTES, second // 30) == code


@given(st.binary(min_size=20, max_size=20), st.integers(1, 2**40))
def test_codes_are_truncated_as_written(secret, step):
    """RFC 4226 §5.3, written out."""
    digest = hmac.digest(secret, pack(">Q", step), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    assert code_of(secret, step) == f"{number % 10**6:06}"


@pytest.mark.parametrize(
    ("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_off_by_one_step(steps, fits):
    code = code_of(BYTES, step_at(NOON) + steps)

    found = fitting_step(BYTES, code, now=NOON, last_step=None)
    assert found == (step_at(NOON) + steps if fits else None)


def test_a_used_step_and_those_before_it_fit_no_more():
    present = step_at(NOON)
    code = code_of(BYTES, present)

    assert fitting_step(BYTES, code, now=NOON, last_step=present - 1) == present
    assert fitting_step(BYTES, code, now=NOON, last_step=present) is None
    before = code_of(BYTES, present - 1)
    assert fitting_step(BYTES, before, now=NOON, last_step=present) is None
    later = NOON + timedelta(seconds=30)
    following = code_of(BYTES, present + 1)
    assert fitting_step(BYTES, following, now=later, last_step=present) == present + 1


@pytest.mark.parametrize("typed", ["", "abcdef", "00000", "１２３４５６", "0" * 500])
def test_what_is_no_code_fits_nothing(typed):
    assert fitting_step(BYTES, typed, now=NOON, last_step=None) is None


def test_a_code_may_be_typed_in_groups():
    code = code_of(BYTES, step_at(NOON))
    typed = f" {code[:3]} {code[3:]}"

    assert fitting_step(BYTES, typed, now=NOON, last_step=None) == step_at(NOON)


def test_a_secret_is_read_by_its_key_and_for_its_account_alone():
    box = boxed(BYTES, key=SECRET, account_id=7, nonce=NONCE)

    assert BYTES not in box.stored
    assert len(box.stored) == 48
    assert unboxed(Box.of(box.stored), key=SECRET, account_id=7) == BYTES
    for key, account_id in ((SECRET, 8), (SECRET[::-1], 7)):
        with pytest.raises(ConflictError):
            unboxed(box, key=key, account_id=account_id)


@given(st.integers(0, 47), st.integers(1, 255))
def test_a_secret_that_was_changed_is_not_read(place, bits):
    stored = bytearray(boxed(BYTES, key=SECRET, account_id=7, nonce=NONCE).stored)
    stored[place] ^= bits

    with pytest.raises(ConflictError):
        unboxed(Box.of(bytes(stored)), key=SECRET, account_id=7)


def test_the_app_reads_name_organizer_and_secret():
    address = address_of(BYTES, name="ban-to-chuc", issuer="Hội Phụ nữ tỉnh")

    assert address.startswith("otpauth://totp/H%E1%BB%99i%20Ph%E1%BB%A5")
    assert f"secret={shown_secret(BYTES)}" in address
    assert grouped("GEZDGNBVGY") == "GEZD GNBV GY"


@given(st.binary(min_size=20, max_size=20))
def test_recovery_codes_are_ten_letters_that_nobody_misreads(randomness):
    code = recovery_code(randomness)

    assert is_recovery_code(code)
    assert not set(code) & set("01ilou")
    assert is_recovery_code(f" {code[:5]}-{code[5:].upper()} ")
    assert plain_code(f"{code[:5]} {code[5:].upper()}") == code


def test_recovery_codes_are_many_and_stored_bound_to_their_account():
    assert RECOVERY_CODE_COUNT == 10
    assert not is_recovery_code("123456")
    hashes = {
        recovery_code_hash(SECRET, 1, "abcde fghjk"),
        recovery_code_hash(SECRET, 1, "ABCDE-FGHJK"),
        recovery_code_hash(SECRET, 2, "abcdefghjk"),
        recovery_code_hash(SECRET[::-1], 1, "abcdefghjk"),
    }
    assert len(hashes) == 3

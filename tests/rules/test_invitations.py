"""Invitations of officers: codes as they are typed, pasted lists, how long they last."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.accounts.rules import (
    CODE_LENGTH,
    INVITATION_LASTS,
    bare_code,
    check_can_be_used,
    invitation_code,
    pasted_lines,
    shown_code,
)
from quizapp.errors import ConflictError
from tests.conftest import NOON


@given(st.binary(min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_read_back_however_it_is_shown(numbers):
    code = invitation_code(numbers)

    assert bare_code(shown_code(code)) == code
    assert bare_code(f" {shown_code(code).lower()} ") == code
    assert not set(code) & set("01ILO")


@pytest.mark.parametrize(
    ("text", "phone", "unit", "name"),
    [
        (
            "0912 345 678, Chi hội 1, Lê Thị An",
            "+84912345678",
            "Chi hội 1",
            "Lê Thị An",
        ),
        ("0912345678\tChi hội 1", "+84912345678", "Chi hội 1", ""),
        ("+84 912 345 678; Chi hội  1 ;", "+84912345678", "Chi hội 1", ""),
        ("0912345678 | Tổ 2, ấp 3 | Lê", "+84912345678", "Tổ 2, ấp 3", "Lê"),
    ],
)
def test_a_pasted_line_is_read(text, phone, unit, name):
    pasted = pasted_lines(f"\n{text}\n\n")

    assert pasted.faults == ()
    (line,) = pasted.lines
    assert (line.line, line.phone, line.unit, line.name) == (2, phone, unit, name)


def test_every_fault_of_a_pasted_list_is_told_by_its_line():
    pasted = pasted_lines("0912345678, Chi hội 1\n12, Chi hội 2\n0912345679\n")

    assert [fault.line for fault in pasted.faults] == [2, 3]
    assert [line.line for line in pasted.lines] == [1]


@pytest.mark.parametrize("count", [0, 201])
def test_an_empty_list_and_one_too_long_are_refused(count):
    pasted = pasted_lines("0912345678, Chi hội 1\n" * count)

    assert [fault.line for fault in pasted.faults] == [0]


def test_a_list_as_long_as_it_may_be_is_read():
    assert len(pasted_lines("0912345678, Chi hội 1\n" * 200).lines) == 200


@pytest.mark.parametrize(
    ("seconds", "used", "revoked", "refusal"),
    [
        (-1, False, False, None),
        (0, False, False, "too old"),
        (1, False, False, "too old"),
        (-1, True, False, "used already"),
        (-1, False, True, "taken back"),
    ],
)
def test_until_when_an_invitation_can_be_used(seconds, used, revoked, refusal):
    def check():
        check_can_be_used(
            used_at=NOON if used else None,
            revoked_at=NOON if revoked else None,
            expires_at=NOON + INVITATION_LASTS,
            now=NOON + INVITATION_LASTS + timedelta(seconds=seconds),
        )

    if refusal is None:
        check()
    else:
        with pytest.raises(ConflictError, match=refusal):
            check()

"""What a secretary types to find who calls."""

import pytest

from quizapp.errors import InvalidError
from quizapp.helpdesk.rules import Wanted, wanted


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Nguyễn  Thị Ánh", Wanted(words=("nguyen", "thi", "anh"))),
        ("0912 345 678", Wanted(phone="+84912345678")),
        ("+84 912.345.678", Wanted(phone="+84912345678")),
        ("678", Wanted(phone_end="678")),
        ("091•••678", Wanted(phone_end="091678")),
        ("345 678", Wanted(phone_end="345678")),
        ("012345678", Wanted(phone_end="012345678")),
    ],
)
def test_a_name_a_phone_or_its_end_is_meant(typed, found):
    assert wanted(typed) == found


@pytest.mark.parametrize("typed", ["", "  ", "78", "0123456789", "…"])
def test_what_finds_nobody_or_everybody_is_refused(typed):
    with pytest.raises(InvalidError) as caught:
        wanted(typed)
    assert caught.value.field == "q"

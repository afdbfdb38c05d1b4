"""How values are written on pages."""

import pytest

from quizapp.web.filters import masked_numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lê Thị A; 1975; 0912 345 678", "Lê Thị A; 1975; 091•••678"),
        ("+84 912.345.678", "849•••678"),
        ("0987222001,0987222002", "098•••001,098•••002"),
        ("Chi hội 2, năm 1975", "Chi hội 2, năm 1975"),
        ("", ""),
    ],
)
def test_phones_in_a_line_are_masked_and_years_are_not(text, shown):
    assert masked_numbers(text) == shown

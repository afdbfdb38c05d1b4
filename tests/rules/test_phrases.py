from datetime import UTC, date, datetime

import pytest

from quizapp.phrases import shown_value, spoken

AT = datetime(2026, 10, 20, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (27568, "27.568", "27,568"),
        (12.5, "12,5", "12.5"),
        (AT, "20:14 ngày 20/10/2026", "20:14, 20/10/2026"),
        (date(2026, 10, 20), "20/10/2026", "20/10/2026"),
        ("Vị Thanh", "Vị Thanh", "Vị Thanh"),
    ],
)
def test_values_are_written_as_people_write_them(value, vietnamese, english):
    assert shown_value(value, "vi") == vietnamese
    assert shown_value(value, "en") == english


def test_an_unknown_sentence_stays_as_it_is():
    assert spoken("%(n)s things", {"n": 1000}, language="vi") == "1.000 things"


def test_a_sentence_without_parameters_may_hold_a_percent_sign():
    assert spoken("100 % of it", {}, language="en") == "100 % of it"

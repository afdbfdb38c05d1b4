"""Grading: which answers count, and what they are worth."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.rules import (
    Answer,
    Paper,
    Question,
    check_answer,
    counted_answers,
    grade,
)
from quizapp.banks.rules import Bank
from quizapp.errors import InvalidError
from tests.conftest import NOON

BANK = Bank.model_validate(
    {
        "id": "bank",
        "title": "Ngân hàng",
        "licence": "CC-BY-4.0",
        "items": [
            {
                "id": "one",
                "kind": "single",
                "stem": "?",
                "options": [{"text": "a"}, {"text": "b", "key": "true"}, {"text": "c"}],
            },
            {
                "id": "some",
                "kind": "multiple",
                "stem": "?",
                "points": "1.5",
                "options": [
                    {"text": "a", "key": "true"},
                    {"text": "b", "key": "true"},
                    {"text": "c"},
                ],
            },
            {"id": "truth", "kind": "true_false", "stem": "?", "answer": "false"},
            {
                "id": "number",
                "kind": "number",
                "stem": "?",
                "answer": "1200",
                "tolerance": "5",
            },
        ],
    }
)
ITEMS = {(1, item.id): item for item in BANK.items}
PAPER = Paper(
    (
        Question(1, "one", (2, 1, 0), "s3", 100),
        Question(1, "some", (1, 2, 0), "m3", 150),
        Question(1, "truth", (), "t", 100),
        Question(1, "number", (), "n", 100),
    ),
    has_prediction=True,
)
ALL_RIGHT = {1: 1, 2: [0, 2], 3: False, 4: "1.203", 5: 40}


def mark(values, *, needs_all=False):
    return grade(PAPER, values, ITEMS, needs_all=needs_all)


def answer(value, *, position=1, lease=1, counter=1, late=0):
    received_at = NOON + timedelta(seconds=late)
    return Answer(position, lease, counter, value, received_at)


def counted(*answers):
    return counted_answers(answers, deadline_at=NOON, grace_seconds=5)


def test_everything_right_is_the_full_score():
    found = mark(ALL_RIGHT)
    assert found.score_hundredths == PAPER.full_hundredths == 450
    assert found.right_count == 4
    assert found.answered_count == 5
    assert found.prediction == 40


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (1, 0),
        (1, 2),
        (2, [0]),
        (2, [0, 1]),
        (2, [0, 1, 2]),
        (3, True),
        (4, "1.206"),
        (4, "1.194"),
    ],
)
def test_a_wrong_answer_costs_the_points_of_its_question(position, value):
    points = PAPER.questions[position - 1].points_hundredths
    found = mark(ALL_RIGHT | {position: value})
    assert found.score_hundredths == 450 - points
    assert found.right_count == 3


@pytest.mark.parametrize("value", ["1195", "1205", "1.205", "1 200", "1200,0"])
def test_a_number_may_be_written_in_several_ways_within_its_tolerance(value):
    assert mark({4: value}).right_count == 1


@pytest.mark.parametrize("missing", [1, 2, 3, 4, 5])
def test_with_needs_all_one_missing_answer_makes_an_attempt_invalid(missing):
    values = {place: value for place, value in ALL_RIGHT.items() if place != missing}
    assert mark(ALL_RIGHT, needs_all=True).is_valid
    assert not mark(values, needs_all=True).is_valid
    assert mark(values).is_valid


def test_nothing_answered_is_nothing_right():
    found = mark({})
    assert (found.score_hundredths, found.right_count) == (0, 0)
    assert found.prediction is None


def test_the_highest_lease_and_counter_counts_whatever_came_first():
    new, old = answer(2, lease=2, counter=1), answer(0, lease=1, counter=99)
    assert counted(new, old) == counted(old, new) == {1: 2}
    assert counted(answer(0, counter=2), answer(1, counter=10)) == {1: 1}


@pytest.mark.parametrize(("late", "found"), [(4, {1: 0}), (5, {1: 0}), (6, {})])
def test_what_comes_after_deadline_and_grace_counts_for_nothing(late, found):
    assert counted(answer(0, late=late)) == found


def test_an_answer_that_was_taken_back_counts_for_nothing():
    assert counted(answer(0, counter=1), answer(None, counter=2)) == {}


@given(st.permutations([answer(n, lease=1 + n % 3, counter=n) for n in range(1, 9)]))
def test_the_order_of_arrival_decides_nothing(answers):
    assert counted(*answers) == {1: 8}


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("s4", 3),
        ("m4", [0, 3]),
        ("t", False),
        ("n", "12,5"),
        ("p", 0),
        ("p", 999_999_999),
        ("s4", None),
    ],
)
def test_a_value_that_fits_its_question_is_taken(shape, value):
    check_answer(shape, value)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("s4", 4),
        ("s4", -1),
        ("s4", True),
        ("s4", "1"),
        ("s4", [1]),
        ("m4", []),
        ("m4", [1, 1]),
        ("m4", [4]),
        ("m4", 1),
        ("t", 1),
        ("t", "true"),
        ("n", 12),
        ("n", "twelve"),
        ("n", "nan"),
        ("p", -1),
        ("p", 1_000_000_000),
        ("p", 1.0),
        ("p", True),
        ("p", "7"),
    ],
)
def test_a_value_that_does_not_fit_its_question_is_refused(shape, value):
    with pytest.raises(InvalidError):
        check_answer(shape, value)

"""Who may be one person: slips in phones, answers alike, strengths, chains of merges."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import ConflictError
from quizapp.judging.rules import (
    Attempted,
    Evidence,
    SameAnswers,
    check_may_merge,
    check_not_both_open,
    heads,
    is_slip,
    one_after_other,
    same_answers,
    strength_of,
    suspicions,
)
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("+84901234567", "+84901234567", False),
        ("+84901234567", "+84901234568", True),
        ("+84901234567", "+84801234567", True),
        ("+84901234567", "+84901234576", True),
        ("+84901234567", "+84091234567", True),
        ("+84901234567", "+84901234678", False),
        ("+84901234567", "+84901264537", False),
        ("+84901234567", "+84901234588", False),
        ("+84901234567", "+849012345678", False),
    ],
)
def test_a_slip_is_one_digit_or_two_that_are_swapped(one, other, expected):
    assert is_slip(one, other) is expected
    assert is_slip(other, one) is expected


@pytest.mark.parametrize(
    ("shared", "same", "expected"),
    [(4, 4, True), (3, 3, False), (5, 4, True), (10, 8, True), (10, 7, False)],
)
def test_answers_are_alike_from_four_questions_and_four_in_five_on(
    shared, same, expected
):
    assert SameAnswers(shared, same).is_telling is expected


def test_only_what_both_answered_is_compared():
    one = {"1:a": [0], "1:b": [2], "1:c": "Huế"}
    other = {"1:a": [0], "1:b": [1], "1:d": [3]}

    assert same_answers(one, other) == SameAnswers(shared=2, same=1)


def sat(number, entry_id, starts, ends):
    start, end = (NOON + timedelta(minutes=minutes) for minutes in (starts, ends))
    return Attempted(number, entry_id, start, end)


@pytest.mark.parametrize(
    ("starts", "expected"), [(0, 1), (5, 1), (15, 1), (15.1, 0), (60, 0)]
)
def test_who_sits_until_ten_minutes_after_another_sits_soon_after(starts, expected):
    found = list(one_after_other([sat(1, 1, 0, 5), sat(2, 2, starts, 90)]))

    assert len(found) == expected


def test_ones_own_attempts_and_those_in_between_make_no_pair_less():
    attempts = [sat(1, 1, 0, 5), sat(2, 1, 6, 8), sat(3, 2, 9, 12)]

    assert [(x.id, y.id) for x, y in one_after_other(attempts)] == [(1, 3), (2, 3)]


def of(kind, *, close=True, low=1, high=2, **more):
    return Evidence(kind, low, high, is_close=close, **more)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([of("phone")], "strong"),
        ([of("phone", close=False)], "weak"),
        ([of("near_phone")], "strong"),
        ([of("near_phone", close=False)], "medium"),
        ([of("name")], "medium"),
        ([of("name", close=False)], "weak"),
        ([of("device", round_id=1)], "medium"),
        ([of("device", round_id=1), of("device", round_id=2)], "medium"),
        ([of("device", round_id=1), of("name")], "strong"),
        ([of("device", round_id=1), of("name", close=False)], "medium"),
        ([of("phone", close=False), of("name", close=False)], "medium"),
    ],
)
def test_strength_adds_kinds_up_and_counts_each_once(evidence, expected):
    assert strength_of(evidence) == expected


def test_pairs_stand_by_strength_and_the_newest_first():
    found = suspicions(
        [
            of("name", low=1, high=2),
            of("name", low=3, high=9),
            of("phone", low=4, high=5),
        ],
        heads={},
    )

    assert [(one.low, one.high) for one in found] == [(4, 5), (3, 9), (1, 2)]


def test_what_lies_between_entries_of_one_person_is_no_question():
    assert suspicions([of("name", low=1, high=2)], heads={2: 1}) == []
    assert suspicions([of("name", low=2, high=3)], heads={2: 1, 3: 1}) == []


def test_evidence_of_a_merged_entry_speaks_of_the_kept_one():
    (found,) = suspicions(
        [of("name", low=2, high=3), of("phone", low=1, high=3)], heads={2: 1}
    )

    assert (found.low, found.high, found.kinds) == (1, 3, {"name", "phone"})


def test_the_same_of_several_entries_is_told_once_and_what_is_new_first():
    old, new = of("name", low=1, high=3), of("name", low=2, high=3)
    rounds = [of("device", round_id=n) for n in (1, 2)]
    (found,) = suspicions(
        [
            old,
            new,
            of("phone", low=1, high=3),
            *(Evidence("device", 1, 3, round_id=one.round_id) for one in rounds),
        ],
        heads={2: 1},
        dismissed={old.key},
    )

    told = [(one.evidence.kind, one.evidence.round_id) for one in found.told]
    assert sorted(told, key=str) == [
        ("device", 1),
        ("device", 2),
        ("name", None),
        ("phone", None),
    ]
    assert all(one.is_new for one in found.told)


def test_a_dismissed_pair_comes_back_with_new_evidence_alone():
    seen = of("name")
    (closed,) = suspicions([seen], heads={}, dismissed={seen.key})
    (again,) = suspicions(
        [seen, of("device", round_id=7)], heads={}, dismissed={seen.key}
    )

    assert not closed.is_open
    assert again.is_open
    assert [one.is_new for one in again.weighed] == [True, False]


def test_the_same_device_in_another_round_is_new_evidence():
    assert of("device", round_id=1).key != of("device", round_id=2).key


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ({}, {}),
        ({2: 1}, {2: 1}),
        ({2: 1, 3: 2}, {2: 1, 3: 1}),
        ({3: 2, 2: 1, 4: 3, 5: 4}, {2: 1, 3: 1, 4: 1, 5: 1}),
        ({2: 1, 3: 1, 8: 7}, {2: 1, 3: 1, 8: 7}),
    ],
)
def test_chains_of_merges_are_flat(merges, expected):
    assert heads(merges) == expected


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_merges_that_are_checked_never_close_a_circle(wanted):
    merges = {}
    for kept, merged in wanted:
        known = heads(merges)
        ends = known.get(kept, kept), known.get(merged, merged)
        try:
            check_may_merge(*ends)
        except ConflictError:
            continue
        merges[ends[1]] = ends[0]

    found = heads(merges)

    assert found.keys() == merges.keys()
    assert not found.keys() & set(found.values())


@pytest.mark.parametrize("rounds", [[], [1], [1, 2]])
def test_open_attempts_of_different_rounds_may_become_one_persons(rounds):
    check_not_both_open(rounds)


def test_two_open_attempts_of_one_round_may_not():
    with pytest.raises(ConflictError, match="same round"):
        check_not_both_open([1, 2, 1])

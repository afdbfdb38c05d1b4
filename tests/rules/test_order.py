from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.contests.rules import (
    CRITERIA,
    Result,
    counted_attempt,
    explain,
    key_length,
    ranks,
    sort_key,
)
from quizapp.phrases import spoken

START = datetime(2026, 10, 12, tzinfo=UTC)
R3 = ("score_desc", "duration_asc", "handed_in_asc")
R4 = ("score_desc", "duration_asc")

#: domain.md §5: person, score of 10, seconds, hour of handing in.
FIXTURE = [
    ("P1", 10, 110, 24),
    ("P2", 9, 100, 2),
    ("P2", 10, 300, 48),
    ("P3", 10, 120, 72),
    ("P3", 10, 90, 96),
    ("P4", 10, 200, 120),
    ("P5", 8, 60, 30),
]


def result(*, score=10, seconds=60, hours=1, milliseconds=0, **changes):
    handed_in_at = START + timedelta(hours=hours)
    values = {
        "score_hundredths": score * 100,
        "duration_ms": seconds * 1000 + milliseconds,
        "handed_in_at": handed_in_at,
        "started_at": handed_in_at - timedelta(seconds=seconds),
    }
    return Result(**values | changes)


def order(chain, how):
    people = {}
    for person, score, seconds, hours in FIXTURE:
        one = result(score=score, seconds=seconds, hours=hours)
        people.setdefault(person, []).append(one)
    counted = {name: counted_attempt(results, how) for name, results in people.items()}
    return sorted(counted, key=lambda name: sort_key(chain, counted[name]))


@pytest.mark.parametrize(
    ("chain", "how", "expected"),
    [
        (R3, "best_then_fastest", ["P3", "P1", "P4", "P2", "P5"]),
        (R3, "first", ["P1", "P3", "P4", "P2", "P5"]),
        (R4, "best_then_fastest", ["P3", "P1", "P4", "P2", "P5"]),
        (R4, "first", ["P1", "P3", "P4", "P2", "P5"]),
        (R4, "best_then_earliest", ["P1", "P3", "P4", "P2", "P5"]),
        (R4, "last", ["P3", "P1", "P4", "P2", "P5"]),
    ],
)
def test_the_worked_example_comes_out_in_its_order(chain, how, expected):
    assert order(chain, how) == expected


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"score": 10}, {"score": 9}),
        ({"score": 10, "seconds": 900}, {"score": 9, "seconds": 1}),
        ({"seconds": 59}, {"seconds": 60}),
        ({"hours": 1}, {"hours": 2}),
    ],
)
def test_each_criterion_decides_in_its_turn(better, worse):
    assert sort_key(R3, result(**better)) < sort_key(R3, result(**worse))


@pytest.mark.parametrize(
    ("milliseconds", "is_tie"), [(0, True), (999, True), (1000, False), (-1, False)]
)
def test_durations_compare_in_the_whole_seconds_that_are_printed(milliseconds, is_tie):
    one, other = result(), result(milliseconds=milliseconds)

    assert (sort_key(R4, one) == sort_key(R4, other)) is is_tie


def test_moments_compare_in_whole_seconds():
    late = START + timedelta(hours=1, microseconds=999_999)

    assert sort_key(R3, result()) == sort_key(R3, result(handed_in_at=late))


def test_the_earlier_start_decides_where_the_chain_names_it():
    early = result(started_at=START)

    assert sort_key(["started_asc"], early) < sort_key(["started_asc"], result())


def test_equal_keys_share_a_rank_and_the_next_is_counted_on():
    keys = sorted(
        sort_key(R4, one)
        for one in (result(hours=5), result(hours=9), result(seconds=61))
    )

    assert ranks(keys) == [1, 1, 3]
    assert ranks([]) == []


moments = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2500-01-01"),
    timezones=st.just(UTC),
)
results = st.builds(
    Result,
    score_hundredths=st.integers(0, 100_000),
    duration_ms=st.integers(0, 10**10),
    handed_in_at=moments,
    started_at=moments,
)
chains = st.lists(st.sampled_from(sorted(CRITERIA)), unique=True, min_size=1)


@given(chains, results)
def test_keys_of_a_chain_have_one_width(chain, one):
    assert len(sort_key(chain, one)) == key_length(chain)


@given(chains, results, results)
def test_bytes_order_as_the_numbers_do(chain, one, other):
    def numbers(of):
        return [
            (-1 if CRITERIA[name].is_descending else 1) * CRITERIA[name].number(of)
            for name in chain
        ]

    by_bytes = sort_key(chain, one) < sort_key(chain, other)

    assert by_bytes == (numbers(one) < numbers(other))


def test_numbers_beyond_the_width_stay_inside_it():
    huge = result(score_hundredths=2**40, duration_ms=-5)

    assert sort_key(R4, huge) == bytes(8)


def test_each_part_of_a_rank_is_said_in_words():
    said = [
        spoken(*part, language="en")
        for part in explain(
            [*R3, "started_asc"], result(score=9, seconds=391, hours=13)
        )
    ]

    assert said == [
        "9 points",
        "time 06:31",
        "handed in at 20:00:00 on 12/10/2026",
        "started at 19:53:29 on 12/10/2026",
    ]

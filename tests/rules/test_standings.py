"""Members of boards, and turnout over a tree of units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.standings.rules import (
    NO_UNIT,
    Turnout,
    digest,
    entry_of,
    member,
    rolled_up,
    upwards,
)

#: A province, a district, two communes in it, and attempts under no unit.
PARENTS = {1: None, 2: 1, 3: 2, 4: 2, NO_UNIT: None}


def one(people=1, **counts):
    return Turnout(people=people, **counts)


@given(st.binary(max_size=20), st.integers(0, 2**63 - 1))
def test_a_member_tells_its_entry(key, entry):
    assert entry_of(member(key, entry)) == entry


@given(st.lists(st.tuples(st.binary(min_size=4, max_size=4), st.integers(0, 99))))
def test_members_are_in_the_order_of_key_then_entry(pairs):
    members = sorted(member(key, entry) for key, entry in pairs)

    assert members == [member(key, entry) for key, entry in sorted(pairs)]


@given(st.lists(st.binary(max_size=9)), st.randoms())
def test_a_digest_does_not_ask_for_the_order(members, random):
    shuffled = random.sample(members, len(members))

    assert digest(shuffled) == digest(members)


@pytest.mark.parametrize("other", [[b"a"], [b"a", b"c"], [b"a", b"b", b"b"]])
def test_a_digest_tells_members_apart(other):
    assert digest(other) != digest([b"a", b"b"])


@pytest.mark.parametrize(
    ("unit", "places"),
    [
        (3, [3, 2, 1, None]),
        (1, [1, None]),
        (NO_UNIT, [NO_UNIT, None]),
        (99, [NO_UNIT, None]),
    ],
)
def test_what_lies_above_a_unit(unit, places):
    assert list(upwards(PARENTS, unit)) == places


def test_attempts_of_a_commune_count_in_all_that_lies_above():
    own = {3: one(handed_in=2, closed=1, started=4, score_hundredths=700)}

    branches = rolled_up(PARENTS, own, [])

    assert branches[3] == branches[2] == branches[1] == branches[None] == own[3]
    assert branches[4] == Turnout()


def test_attempts_that_ended_either_way_are_added():
    assert one(handed_in=2, closed=1, started=9).ended == 3


def test_a_person_of_two_communes_counts_once_where_they_meet():
    own = {3: one(handed_in=1), 4: one(people=2, handed_in=2)}

    branches = rolled_up(PARENTS, own, [(3, 4)])

    people = {place: turnout.people for place, turnout in branches.items()}
    assert people == {3: 1, 4: 2, 2: 2, 1: 2, NO_UNIT: 0, None: 2}
    assert branches[2].handed_in == 3


def test_a_person_of_a_district_and_its_commune_counts_once_in_the_district():
    branches = rolled_up(PARENTS, {2: one(), 3: one()}, [(2, 3)])

    assert branches[2].people == 1


TREES = st.lists(st.integers(0, 100), min_size=1, max_size=8).map(
    lambda picks: (
        {
            unit: None if unit == 1 else 1 + pick % (unit - 1)
            for unit, pick in enumerate(picks, start=1)
        }
        | {NO_UNIT: None}
    )
)


@given(TREES, st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=30))
def test_people_are_those_of_a_plain_count(parents, made):
    """``made``: (unit, person) of each attempt; units beyond the tree are in none."""
    own = {
        unit: Turnout(
            people=len({person for at, person in made if at == unit}),
            handed_in=sum(at == unit for at, _ in made),
        )
        for unit, _ in made
    }
    homes = [{unit for unit, who in made if who == person} for person in range(1, 5)]

    branches = rolled_up(parents, own, [units for units in homes if len(units) > 1])

    for place, turnout in branches.items():
        inside = [pair for pair in made if place in upwards(parents, pair[0])]
        assert turnout.people == len({person for _, person in inside})
        assert turnout.ended == len(inside)

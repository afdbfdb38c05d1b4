"""Trees as of a day, where closed units count, and rolls that are parted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.units.rules import (
    Change,
    Event,
    History,
    Lines,
    Place,
    State,
    Succession,
    Tree,
    code_below,
    parted,
)

DAY = date(2025, 7, 1)
AT = datetime(2025, 7, 10, tzinfo=UTC)


def tree(successors=(), closed=(), origins=None):
    """1 on top, 2 and 3 below it, 4 and 5 below 2, 6 below 3."""
    above = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}
    states = {
        unit: State(parent, f"U{unit}", "xã", is_open=unit not in closed)
        for unit, parent in above.items()
    }
    found = {}
    for unit, after, is_whole in successors:
        found.setdefault(unit, []).append(Succession(1, unit, after, is_whole))
    return Tree(states, found, origins or {})


@pytest.mark.parametrize(
    ("given_tree", "unit", "expected"),
    [
        (tree(), 4, Place(4, (1, 2))),
        (tree(), 1, Place(1, ())),
        (tree([(4, 5, True)], {4}), 4, Place(5, (1, 2))),
        (tree([(4, 5, True), (5, 6, True)], {4, 5}), 4, Place(6, (1, 3))),
        (tree([(4, 5, False), (4, 6, False)], {4}), 4, Place(4, (1,), is_unknown=True)),
        (tree([(4, 5, False)], {4}), 4, Place(4, (1, 2, 5), is_unknown=True)),
        (tree((), {4}), 4, Place(4, (1, 2), is_unknown=True)),
        (tree((), {2, 4}), 4, Place(4, (1,), is_unknown=True)),
        (tree([(2, 3, True)], {2}), 4, Place(4, (1, 3))),
        (tree((), {4}, {4: [5]}), 4, Place(5, (1, 2))),
        (tree((), {4}, {4: [5, 6]}), 4, Place(4, (1,), is_unknown=True)),
        (tree(), 99, Place(99, (), is_unknown=True)),
    ],
    ids=["open", "top", "merged", "merged twice", "split", "half known", "dissolved",
         "all gone", "parent merged", "unmade", "unmade of two", "strange"],
)  # fmt: skip
def test_where_a_unit_counts(given_tree, unit, expected):
    assert given_tree.place(unit) == expected


def test_a_ring_of_successors_ends_somewhere():
    ring = tree([(4, 5, True), (5, 4, True)], {4, 5})

    assert ring.place(4).is_unknown


def history():
    before, after = State(2, "Cũ", "xã"), State(3, "Mới", "phường")
    return History(
        present={4: after},
        events=[
            Event(1, "rename", DAY, AT),
            Event(2, "undo", DAY, AT + timedelta(days=1), undoes_id=1),
        ],
        changes=[Change(1, 4, before, after)],
    )


@pytest.mark.parametrize(
    ("day", "known_at", "name"),
    [
        (DAY - timedelta(1), AT, "Cũ"),
        (DAY, AT, "Mới"),
        (DAY, AT - timedelta(microseconds=1), "Cũ"),
        (DAY, AT + timedelta(days=1), "Cũ"),
        (DAY, AT + timedelta(days=1, microseconds=-1), "Mới"),
        (DAY, None, "Cũ"),
    ],
)
def test_what_holds_and_what_was_known_are_two_times(day, known_at, name):
    assert history().at(day, known_at).states[4].name == name


def test_a_unit_counts_as_it_was_made_before_the_day_of_its_making():
    made = State(2, "Mới", "xã")
    found = History(
        present={4: made},
        events=[Event(1, "found", DAY, AT)],
        changes=[Change(1, 4, State(2, "Mới", "xã", is_open=False), made)],
    )

    assert found.at(DAY - timedelta(9), AT).states[4].is_open
    assert not found.at(DAY, AT - timedelta(1)).states[4].is_open


def test_a_moved_unit_has_a_line_at_each_place_and_a_renamed_one_has_one():
    moved = tree()
    states = dict(moved.states)
    states[4] = State(3, "U4", "xã")
    states[5] = State(2, "Tên mới", "xã")
    lines = Lines([moved, Tree(states)], 1)
    named = [(line.unit_id, line.name, line.level) for line in lines.all()]

    assert named == [
        (1, "U1", 0), (2, "U2", 1), (5, "Tên mới", 2), (4, "U4", 2),
        (3, "U3", 1), (4, "U4", 2), (6, "U6", 2),
    ]  # fmt: skip
    assert lines.line_of(0, 4) != lines.line_of(1, 4)
    assert lines.line_of(0, 5) == lines.line_of(1, 5)
    assert 4 in lines.in_the_end().values()


def test_what_left_the_branch_keeps_lines_beside_it():
    states = dict(tree().states)
    states[4] = State(3, "U4", "xã")
    lines = Lines([tree(), Tree(states)], 2)
    lines.line_of(1, 4)

    tops = [line.unit_id for line in lines.all() if line.level == 0]
    assert sorted(tops) == [2, 3]


@pytest.mark.parametrize(
    ("total", "shares", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [60, 40], [61, 40]),
        (0, [1, 2], [0, 0]),
        (1, [1, 2], [0, 1]),
        (7, [1], [7]),
    ],
)
def test_rolls_are_parted_by_the_largest_remainders(total, shares, expected):
    assert parted(total, shares) == expected


@given(
    total=st.integers(0, 10**7),
    shares=st.lists(st.integers(1, 10**6), min_size=1, max_size=9),
)
def test_parts_add_up_and_differ_by_less_than_one(total, shares):
    parts = parted(total, shares)

    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - total * share) < sum(shares)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], "A-01"),
        (["A-01", "A-07"], "A-08"),
        (["A-x", "A-1-1", "B-09"], "A-01"),
        (["A-99"], "A-100"),
    ],
)
def test_codes_run_on(taken, expected):
    assert code_below("A", taken) == expected

"""Boards as PostgreSQL tells them: ranks, pages, names, units."""

from datetime import timedelta

import pytest

from quizapp.cache import Cache
from quizapp.standings import queries
from quizapp.standings.rules import NO_UNIT
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON

NO_REDIS = Cache("")


def board_of(session, seconds, **changes):
    """A round whose entries took so many seconds each; the round, the entries."""
    round_ = make_round(session, ranking=["score_desc", "duration_asc"])
    entries = []
    for taken in seconds:
        entries.append(make_entry(session, round_, **changes))
        end(session, round_, entries[-1], seconds=taken)
    return round_, entries


def ranks_of(rows):
    return [row.rank for row in rows]


def test_equals_share_a_rank_and_the_next_one_is_skipped(session):
    round_, _ = board_of(session, [50, 40, 40, 60])

    assert ranks_of(queries.top_rows(session, round_id=round_.id)) == [1, 1, 3, 4]


def test_equals_stand_in_the_order_of_their_entries(session):
    round_, entries = board_of(session, [40, 40])

    rows = queries.top_rows(session, round_id=round_.id)

    assert [row.entry_id for row in rows] == [entry.id for entry in entries]


@pytest.mark.parametrize(
    ("page", "expected"), [(1, [1, 2]), (2, [2, 2]), (3, [5]), (4, [])]
)
def test_a_tie_goes_on_over_the_edge_of_a_page(session, page, expected):
    round_, _ = board_of(session, [10, 20, 20, 20, 30])

    rows = queries.top_rows(session, round_id=round_.id, page=page, page_size=2)

    assert ranks_of(rows) == expected


def test_own_rank_is_that_of_the_board(session):
    round_, entries = board_of(session, [50, 40, 40, 60])

    found = [
        queries.own_rank(session, NO_REDIS, round_id=round_.id, entry_id=entry.id)
        for entry in entries
    ]

    assert found == [3, 1, 1, 4]


def test_who_has_made_no_attempt_has_no_standing(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    asked = {"round_id": round_.id, "entry_id": entry.id}

    assert queries.own_rank(session, NO_REDIS, **asked) is None
    assert queries.own_standing(session, NO_REDIS, **asked) is None


def test_who_has_no_valid_attempt_is_told_so(session):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    end(session, round_, entry, is_valid=False)
    asked = {"round_id": round_.id, "entry_id": entry.id}

    mine = queries.own_standing(session, NO_REDIS, **asked)

    assert (mine.attempt_count, mine.row) == (1, None)


def test_own_row_has_the_full_name(session):
    round_, (entry,) = board_of(session, [50], is_name_shown=False)

    mine = queries.own_standing(
        session, NO_REDIS, round_id=round_.id, entry_id=entry.id
    )

    assert (mine.row.rank, mine.row.name) == (1, "Nguyễn Thị An")


@pytest.mark.parametrize(
    ("is_name_shown", "has_full_names", "expected"),
    [
        (True, False, ("Nguyễn Thị An", "Xã Vị Tân", "Tỉnh Hậu Giang")),
        (False, False, ("Nguyễn T. A.", "", "")),
        (False, True, ("Nguyễn Thị An", "Xã Vị Tân", "Tỉnh Hậu Giang")),
    ],
)
def test_name_and_unit_are_shown_by_consent(
    session, is_name_shown, has_full_names, expected
):
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    commune = factories.unit(session, parent=root, name="Xã Vị Tân")
    round_, _ = board_of(session, [9], unit_id=commune.id, is_name_shown=is_name_shown)

    (row,) = queries.top_rows(
        session, round_id=round_.id, has_full_names=has_full_names
    )

    assert (row.name, row.unit, row.parent_unit) == expected


def test_a_row_holds_what_the_ranking_compared(session):
    round_, _ = board_of(session, [65])

    (row,) = queries.top_rows(session, round_id=round_.id)

    assert (row.score_hundredths, row.duration_ms) == (200, 65_000)
    assert row.handed_in_at == NOON
    assert row.started_at == NOON - timedelta(seconds=65)
    assert type(row).from_json(row.to_json()) == row


def test_people_and_attempts_are_two_numbers(session):
    round_, (first, _) = board_of(session, [50, 60])
    end(session, round_, first)

    assert queries.people_and_attempts(session, round_ids=[round_.id]) == (2, 3)


def communes(session):
    root = factories.unit(session, name="Tỉnh")
    district = factories.unit(session, parent=root, name="Huyện", type="huyện")
    names = ("Xã An", "Xã Bình", "Xã Châu")
    return root, [factories.unit(session, parent=district, name=name) for name in names]


def units_by(session, round_, root, by):
    rows = queries.unit_board(session, round_id=round_.id, root_id=root.id, by=by)
    return [(row.rank, row.unit.name, row.people, row.attempts) for row in rows]


def test_units_stand_by_people_or_by_attempts(session):
    root, (an, binh, _) = communes(session)
    round_ = make_round(session)
    (one, *others) = [
        make_entry(session, round_, unit_id=unit.id) for unit in (an, binh, binh)
    ]
    for entry in (one, one, one, *others):
        end(session, round_, entry)

    assert units_by(session, round_, root, "people") == [
        (1, "Xã Bình", 2, 2),
        (2, "Xã An", 1, 3),
        (3, "Xã Châu", 0, 0),
    ]
    assert units_by(session, round_, root, "attempts")[0] == (1, "Xã An", 1, 3)


def test_equal_units_share_a_rank(session):
    root, _ = communes(session)
    round_ = make_round(session)

    assert [row[0] for row in units_by(session, round_, root, "people")] == [1, 1, 1]


def test_branches_below_a_commune_count_in_it(session):
    root, (an, *_) = communes(session)
    chi_hoi = factories.unit(session, parent=an, name="Chi hội 1", type="chi hội")
    round_ = make_round(session)
    end(session, round_, make_entry(session, round_, unit_id=chi_hoi.id))

    assert units_by(session, round_, root, "people")[0] == (1, "Xã An", 1, 1)


def test_where_there_are_no_communes_the_lowest_units_stand(session):
    root = factories.unit(session, name="Công ty", type="công ty")
    factories.unit(session, parent=root, name="Phòng Kế toán", type="phòng")
    round_ = make_round(session)

    found = [row[1] for row in units_by(session, round_, root, "people")]

    assert found == ["Phòng Kế toán"]


def test_a_branch_is_listed_parents_first_in_vietnamese_order(session):
    root, _ = communes(session)
    factories.unit(session, parent=root, name="Ấp lẻ")

    nodes = queries.branch_nodes(session, root_id=root.id)

    assert [(node.name, node.level) for node in nodes] == [
        ("Tỉnh", 0),
        ("Ấp lẻ", 1),
        ("Huyện", 1),
        ("Xã An", 2),
        ("Xã Bình", 2),
        ("Xã Châu", 2),
    ]


def test_a_branch_leaves_out_what_is_not_below_it(session):
    root, (an, *_) = communes(session)

    nodes = queries.branch_nodes(session, root_id=an.parent_id)

    assert [(node.name, node.parent_id) for node in nodes[:2]] == [
        ("Huyện", None),
        ("Xã An", an.parent_id),
    ]
    assert root.id not in {node.id for node in nodes}


def test_a_person_who_moved_counts_once_above_both_units(session):
    root, (an, binh, _) = communes(session)
    round_ = make_round(session)
    entry = make_entry(session, round_, unit_id=an.id)
    end(session, round_, entry)
    entry.unit_id = binh.id
    end(session, round_, entry)
    nodes = queries.branch_nodes(session, root_id=root.id)

    turnout = queries.round_turnout(session, round_ids=[round_.id], nodes=nodes)

    found = {place: turnout[place].people for place in (an.id, binh.id, root.id, None)}
    assert found == {an.id: 1, binh.id: 1, root.id: 1, None: 1}
    assert turnout[root.id].ended == 2
    assert turnout[NO_UNIT].people == 0

"""A tree that gives way to another: the change of 2025 as it is shipped, and faults."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.audit.service import Act
from quizapp.errors import FileFaultsError
from quizapp.tallies import queries
from quizapp.units.files import read_changes, read_units
from quizapp.units.models import Unit, UnitEvent
from quizapp.units.queries import events_of_tree, search_units, unit_by_code
from quizapp.units.service import import_units, take_over, undo
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON

UNITS = Path(__file__).parent.parent.parent / "units"
ACT = Act("command:root", "theo tệp", b"s" * 16)
HEADER = "from_tree,from_code,from_name,to_tree,to_code,to_name,effective_on,decision\n"
OLD, NEW = "hau-giang-2022", "can-tho-2025"


@pytest.fixture
def trees(session):
    for tree in (OLD, NEW):
        rows = read_units(UNITS / f"{tree}.csv")
        import_units(session, tree=tree, rows=rows, name=tree, now=NOON)


@pytest.fixture
def rows():
    return read_changes(UNITS / "changes-2025.csv")


def take(session, rows):
    found = take_over(session, rows=rows, name="changes.csv", act=ACT, now=NOON)
    session.expire_all()
    return found.closed, found.known, found.events


def test_every_commune_of_2022_has_one_whole_successor(session, trees, rows):
    communes = [row for row in rows if len(row.from_code) == 5]

    assert len({row.from_code for row in communes}) == len(communes) == 75
    assert all(row.to_code and not row.is_part for row in communes)
    assert take(session, rows) == (84, 0, 30)
    assert take(session, rows) == (0, 84, 0)


def test_the_new_tree_finds_the_old_names_and_the_old_one_is_closed(
    session, trees, rows
):
    take(session, rows)
    top = unit_by_code(session, tree=NEW, code=None)
    old = unit_by_code(session, tree=OLD, code="31318")
    found = search_units(session, root_id=top.id, text="phuong vii")

    assert [one.name for one in found] == ["Phường Vị Thanh"]
    assert old.valid_to == date(2025, 7, 1)
    assert top.valid_from == date(2025, 7, 1)
    assert search_units(session, root_id=old.parent_id, text="phuong") == []


def test_the_old_tree_tells_what_its_units_became(session, trees, rows):
    take(session, rows)
    top = unit_by_code(session, tree=OLD, code=None)
    told = {
        ", ".join(one.name for one in event.before): [one.name for one in event.after]
        for event in events_of_tree(session, tree_id=top.tree_id, most=40)
    }

    assert told["Tỉnh Hậu Giang"] == ["Thành phố Cần Thơ"]
    assert told["Phường I, Phường III, Phường VII"] == ["Phường Vị Thanh"]


def test_figures_of_2022_stand_under_both_trees(session, trees, rows, clock):
    round_ = make_round(session)
    contest = session.get_one(factories.Contest, round_.contest_id)
    contest.unit_id = unit_by_code(session, tree=OLD, code=None).id
    session.get_one(factories.Round, round_.id).opens_at = datetime(
        2022, 10, 1, tzinfo=UTC
    )
    for code in ("31318", "31321", "31333"):
        unit = unit_by_code(session, tree=OLD, code=code)
        entry = make_entry(session, round_, unit_id=unit.id)
        end(session, round_, entry, now=datetime(2022, 10, 20, tzinfo=UTC))
    take(session, rows)

    def people(units):
        tally = queries.tally(
            session, contest_id=contest.id, units=units, now=NOON + timedelta(hours=1)
        )
        return {
            row.name: row.turnout.people for row in tally.rows if row.turnout.people
        }

    assert people("now") == {
        "Thành phố Cần Thơ": 3, "Phường Vị Thanh": 2, "Phường Vị Tân": 1,
    }  # fmt: skip
    assert people("then") == {
        "Tỉnh Hậu Giang": 3, "Thành phố Vị Thanh": 3, "Phường I": 1,
        "Phường III": 1, "Xã Vị Tân": 1,
    }  # fmt: skip


def test_a_decision_is_taken_back_alone(session, trees, rows):
    take(session, rows)
    event = session.scalars(
        select(UnitEvent).where(UnitEvent.reason.endswith("khoản 16"))
    ).one()
    undo(session, event_id=event.id, act=ACT, now=NOON)
    session.expire_all()

    opened = session.scalars(
        select(Unit.name).where(Unit.valid_to.is_(None), Unit.code.in_(["31318", "31330"]))
        .order_by(Unit.code)
    ).all()  # fmt: skip
    assert opened == ["Phường I", "Phường VII"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"from_tree": "no-tree"}, "There is no tree"),
        ({"to_tree": "no-tree"}, "There is no tree"),
        ({"from_code": "1"}, "There is no unit"),
        ({"to_name": "Phường Khác"}, "is called"),
        ({"effective_on": date(2030, 1, 2)}, "hasn't come yet"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(session, trees, rows, changes, sentence):
    with pytest.raises(FileFaultsError) as caught:
        take(session, [replace(rows[0], **changes), *rows[1:]])

    assert any(sentence in str(fault) for fault in caught.value.faults)
    assert session.scalars(select(UnitEvent)).all() == []


def test_what_was_closed_in_another_way_is_not_closed_again(session, trees, rows):
    take(session, rows[:1])
    other = next(row for row in rows if row.to_code != rows[0].to_code and row.to_code)
    wrong = replace(rows[0], to_code=other.to_code, to_name=other.to_name)
    with pytest.raises(FileFaultsError, match="faults"):
        take(session, [wrong])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("from_tree,from_code\n", 6),
        (f"{HEADER}a,,Xã,b,1,,32/1/2025,\n", 4),
    ],
)
def test_faults_of_a_file_are_told_at_once(tmp_path, text, count):
    path = tmp_path / "changes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileFaultsError) as caught:
        read_changes(path)

    assert len(caught.value.faults) >= count

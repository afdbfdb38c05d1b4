"""Taking units in: by code, whole or not at all, and the same again changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.contests.service import import_contest
from quizapp.errors import FileFaultsError, InvalidError
from quizapp.units.files import read_units
from quizapp.units.models import Unit, UnitFormerName, UnitRoll, UnitTree
from quizapp.units.queries import unit_by_code, units_of
from quizapp.units.rules import UnitRow
from quizapp.units.service import import_units
from tests import factories
from tests.conftest import NOON

UNITS = Path(__file__).parent.parent.parent / "units"


def row(code, parent="T", name=None, kind="chi hội", **more):
    return UnitRow(
        line=2,
        code=code,
        parent_code=parent,
        type=kind,
        name=name or f"Đơn vị {code}",
        **more,
    )


TOP = row("T", "", "Tỉnh T", "khối")


def take(session, *rows, tree="a-tree", name="units.csv", now=NOON):
    found = import_units(session, tree=tree, rows=rows, name=name, now=now)
    session.expire_all()
    return found.added, found.changed, found.unchanged, found.rolls


def unit(session, code, tree="a-tree"):
    return unit_by_code(session, tree=tree, code=code)


def parents(session, tree="a-tree"):
    units = units_of(session, tree=tree)
    codes = {one.id: one.code for one in units}
    return {one.code: (codes.get(one.parent_id), one.depth) for one in units}


def rolls(session):
    return [
        (one.member_count, one.counted_on, one.source)
        for one in session.scalars(select(UnitRoll).order_by(UnitRoll.id))
    ]


def former(session, code):
    names = select(UnitFormerName).where(
        UnitFormerName.unit_id == unit(session, code).id
    )
    return sorted(one.name for one in session.scalars(names))


@pytest.mark.parametrize(
    ("tree", "count", "depth"), [("hau-giang-2022", 84, 2), ("can-tho-2025", 104, 1)]
)
def test_official_trees_are_taken_in_and_twice_is_once(session, tree, count, depth):
    rows = read_units(UNITS / f"{tree}.csv")

    assert take(session, *rows, tree=tree) == (count, 0, 0, 0)
    assert take(session, *rows, tree=tree) == (0, 0, count, 0)
    assert max(one.depth for one in units_of(session, tree=tree)) == depth


def test_rows_may_come_in_any_order(session):
    take(session, row("3", "2"), row("2", "1"), row("1"), TOP)

    assert parents(session) == {
        "T": (None, 0), "1": ("T", 1), "2": ("1", 2), "3": ("2", 3),
    }  # fmt: skip


def test_a_unit_keeps_its_id_when_name_type_or_parent_change(session):
    take(session, TOP, row("1"), row("2"), row("3", "2"))
    before = unit(session, "2").id

    assert take(session, row("2", "1", "Xã Mới", "xã")) == (0, 1, 0, 0)

    after = unit(session, "2")
    assert (after.id, after.name, after.type) == (before, "Xã Mới", "xã")
    assert after.search_key == "xa moi"
    assert parents(session)["3"] == ("2", 3)


def test_the_same_code_in_another_tree_is_another_unit(session):
    take(session, TOP, row("1"))
    take(session, TOP, row("1", name="Khác"), tree="another")

    assert unit(session, "1").name == "Đơn vị 1"
    assert unit(session, "1", "another").name == "Khác"


def test_units_that_the_file_does_not_name_stay(session):
    take(session, TOP, row("1"), row("2"))
    take(session, row("3", "2"))

    assert set(parents(session)) == {"T", "1", "2", "3"}


def test_zeros_that_a_spreadsheet_dropped_come_back(session):
    take(
        session,
        row("1", "", kind="thành phố"),
        row("4", "1", kind="phường"),
        row("4A", "4"),
    )

    assert set(parents(session)) == {"01", "00004", "4A"}
    assert parents(session)["4A"] == ("00004", 2)


def test_nothing_is_taken_in_while_there_are_faults(session):
    with pytest.raises(FileFaultsError) as caught:
        take(session, TOP, row("1", "missing"), row("2", counted_on=date(2030, 1, 2)))

    assert (caught.value.name, len(caught.value.faults)) == ("units.csv", 2)
    assert session.scalars(select(Unit)).all() == []


@pytest.mark.parametrize("slug", ["", "Hậu Giang", "a--b", "a/b", "-a"])
def test_a_tree_has_a_plain_name(session, slug):
    with pytest.raises(InvalidError, match="name a tree"):
        take(session, TOP, tree=slug)

    assert session.scalars(select(UnitTree)).all() == []


def test_former_names_are_those_of_the_file(session):
    take(session, TOP, row("1", former_names=("Xã Cũ", "Xã Xưa", "Xã Cũ")))

    assert former(session, "1") == ["Xã Cũ", "Xã Xưa"]
    assert take(session, row("1", former_names=("Xã Xưa", "Xã Cũ"))) == (0, 0, 1, 0)
    assert take(session, row("1", former_names=("Xã Cũ",))) == (0, 1, 0, 0)
    assert former(session, "1") == ["Xã Cũ"]
    assert take(session, row("1", former_names=None)) == (0, 0, 1, 0)
    assert former(session, "1") == ["Xã Cũ"]
    assert take(session, row("1", former_names=())) == (0, 1, 0, 0)
    assert former(session, "1") == []


def test_members_are_noted_with_day_and_source_only_when_they_change(session):
    june, december = date(2029, 6, 30), date(2029, 12, 31)
    first = row("1", members=100, counted_on=june)
    second = row("1", members=120, counted_on=december)

    assert take(session, TOP, first, name="june.csv")[-1] == 1
    assert take(session, second, name="december.csv")[-1] == 1
    assert take(session, first)[-1] == 0
    assert take(session, second)[-1] == 0
    assert take(session, row("1", members=121, counted_on=december))[-1] == 1
    assert rolls(session) == [
        (100, june, "june.csv"), (120, december, "december.csv"),
        (121, december, "units.csv"),
    ]  # fmt: skip


def test_members_without_a_day_were_counted_today_in_vietnam(session):
    evening = NOON + timedelta(hours=6)
    take(session, TOP, row("1", members=5), now=evening)

    assert take(session, row("1", members=5), now=NOON + timedelta(days=9))[-1] == 0
    assert take(session, row("1", members=6), now=NOON + timedelta(days=9))[-1] == 1
    assert [(count, day) for count, day, _ in rolls(session)] == [
        (5, date(2030, 1, 2)), (6, date(2030, 1, 10)),
    ]  # fmt: skip


@pytest.mark.parametrize("units", ["no-tree", "a-tree/9"])
def test_a_contest_of_units_that_are_not_there_is_refused(session, units):
    take(session, TOP, row("1"))
    book = factories.rule_book(
        eligibility={"units": units},
        entry={"required": ["full_name", "birth_year", "phone", "unit"]},
    )

    with pytest.raises(FileFaultsError) as caught:
        import_contest(session, book=book, now=NOON)

    assert any(units in str(fault) for fault in caught.value.faults)


@pytest.mark.parametrize("units", ["a-tree", "a-tree/1"])
def test_a_contest_finds_its_tree_or_branch(session, units):
    take(session, TOP, row("1"))
    book = factories.rule_book(
        eligibility={"units": units},
        entry={"required": ["full_name", "birth_year", "phone", "unit"]},
    )

    with pytest.raises(FileFaultsError) as caught:
        import_contest(session, book=book, now=NOON)

    assert not any(units in str(fault) for fault in caught.value.faults)

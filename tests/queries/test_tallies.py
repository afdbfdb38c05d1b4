"""Figures as of an instant: rolled up, dated, the same for ever, and as files."""

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from quizapp.tallies import files, queries
from quizapp.units.models import UnitRoll
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.merging import judge, merge, part

LATER = NOON + timedelta(hours=2)
RISKY = "=HYPERLINK(1)"


@pytest.fixture
def field(session):
    """A province, a district, two communes; three people, four attempts that ended."""
    root = factories.unit(session, name="Tỉnh", code="00")
    district = factories.unit(session, parent=root, name="Huyện", type="huyện")
    an, risky = (
        factories.unit(session, parent=district, name=name, code=code)
        for name, code in (("Xã An", "007"), (RISKY, "008"))
    )
    round_ = make_round(session)
    contest = session.get_one(factories.Contest, round_.contest_id)
    contest.unit_id = root.id
    people = [make_entry(session, round_, unit_id=u.id) for u in (an, an, risky)]
    for entry in (*people, people[0]):
        end(session, round_, entry)
    factories.attempt(session, entry=people[1], round_=round_, number=2, now=NOON)
    return contest, round_, an, people


def count(session, contest, **asked):
    return queries.tally(session, contest_id=contest.id, now=LATER, **asked)


def figures(row):
    turnout = row.turnout
    return row.name, turnout.people, turnout.ended, turnout.started


def roll(session, unit, members, *, recorded_at=NOON, counted_on=date(2029, 1, 1)):
    return factories.added(
        session,
        UnitRoll(
            unit_id=unit.id,
            member_count=members,
            counted_on=counted_on,
            source="sổ hội viên",
            recorded_at=recorded_at,
        ),
    )


def test_units_are_rolled_up_parents_first(session, field):
    found = count(session, field[0])

    assert [figures(row) for row in found.rows] == [
        ("Tỉnh", 3, 4, 5),
        ("Huyện", 3, 4, 5),
        (RISKY, 1, 1, 1),
        ("Xã An", 2, 3, 4),
    ]
    assert figures(found.total) == ("", 3, 4, 5)


@pytest.mark.parametrize(
    ("level", "expected"),
    [(0, ["Tỉnh"]), (1, ["Huyện"]), (2, [RISKY, "Xã An"]), (3, [])],
)
def test_a_level_keeps_the_units_of_one_depth(session, field, level, expected):
    rows = count(session, field[0], level=level).rows

    assert [row.name for row in rows if not row.is_direct] == expected


def test_the_rate_follows_the_newest_roll_that_had_come_in(session, field):
    contest, _, an, _ = field
    roll(session, an, 10)
    roll(session, an, 5, recorded_at=NOON + timedelta(hours=1))

    rates = [
        next(row.rate for row in found.rows if row.name == "Xã An")
        for found in (count(session, contest, as_of=NOON), count(session, contest))
    ]

    assert [str(rate) for rate in rates] == ["0.2000", "0.4000"]


@pytest.mark.parametrize(("seconds", "people"), [(-1, 0), (0, 3), (1, 3)])
def test_what_came_later_does_not_count(session, field, seconds, people):
    found = count(session, field[0], as_of=NOON + timedelta(seconds=seconds))

    assert found.total.turnout.people == people


def test_days_are_those_of_vietnam_and_people_do_not_add_up(session, field):
    contest, round_, _, people = field
    end(session, round_, people[0], now=NOON + timedelta(hours=6))
    asked = {"now": NOON + timedelta(hours=9), "contest_id": contest.id, "by": "day"}

    found = queries.tally(session, **asked)

    assert [(row.day, row.turnout.people) for row in found.rows] == [
        (date(2030, 1, 1), 3),
        (date(2030, 1, 2), 1),
    ]
    assert found.total.turnout.people == 3


def test_the_future_is_taken_back_to_what_is_final(session, field):
    found = count(session, field[0], as_of=LATER + timedelta(days=1))

    assert found.as_of < LATER


def test_without_an_instant_a_whole_minute_counts(session, field):
    found = count(session, field[0])

    assert (found.as_of.second, found.as_of.microsecond) == (0, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("by", ["unit", "day"])
def test_the_same_instant_gives_the_same_bytes(session, field, by, form):
    contest, round_, _, people = field

    def written(now):
        found = queries.tally(
            session, contest_id=contest.id, by=by, as_of=NOON, now=now
        )
        return files.written(found, form, "vi")

    first = written(LATER)
    end(session, round_, people[2], now=NOON + timedelta(hours=1))

    assert written(LATER + timedelta(days=3)) == first


def sheet(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_workbook_agrees_with_sql(session, field):
    contest, round_, *_ = field
    rows = sheet(files.written(count(session, contest), "xlsx", "en"))
    head = next(row for row in rows if "People" in row)
    by_code = {row[0]: dict(zip(head, row, strict=True)) for row in rows if row[0]}

    (people, ended) = session.execute(
        text(
            "SELECT count(DISTINCT entry_id), count(*) FROM attempts"
            " WHERE round_id = :round AND state <> 'open'"
        ),
        {"round": round_.id},
    ).one()

    assert (by_code["00"]["People"], by_code["00"]["Attempts"]) == (people, ended)
    assert (by_code["007"]["People"], by_code["007"]["Attempts"]) == (2, 3)


def test_no_cell_of_a_workbook_is_a_formula(session, field):
    content = files.written(count(session, field[0]), "xlsx", "vi")

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.namelist()
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f[ >/]", xml)
    assert not [part for part in parts if "calcChain" in part or "external" in part]
    assert RISKY in {cell for row in sheet(content) for cell in row}


def test_days_of_a_workbook_are_days(session, field):
    rows = sheet(files.written(count(session, field[0], by="day"), "xlsx", "vi"))

    assert any(row[0] == date(2030, 1, 1) for row in rows)


def test_a_csv_has_its_mark_and_does_nothing(session, field):
    content = files.written(count(session, field[0]), "csv", "vi")
    cells = [
        cell
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))
        for cell in row
    ]

    assert content.startswith(b"\xef\xbb\xbf")
    assert f"'{RISKY}" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@|%")]


def test_json_has_the_figures_and_the_instant_in_vietnam(session, field):
    found = json.loads(
        files.written(count(session, field[0], as_of=NOON), "json", "vi")
    )

    assert found["as_of"] == "2030-01-01T19:00:00+07:00"
    assert (found["total"]["people"], found["total"]["attempts"]) == (3, 4)
    assert found["rows"][0]["code"] == "00"


def test_one_person_counts_once_from_when_on_it_was_known_to_when_it_was_undone(
    session, field
):
    contest, _, _, people = field
    act = judge(session)
    before, during, after_ = (LATER - timedelta(minutes=n) for n in (50, 30, 10))
    done = merge(
        session, people[0], people[2], act=act, now=LATER - timedelta(minutes=40)
    )
    part(session, done, act=act, now=LATER - timedelta(minutes=20))

    found = [
        (total.turnout.people, total.turnout.ended)
        for at in (before, during, after_)
        for by in ("unit", "day")
        for total in [count(session, contest, by=by, as_of=at).total]
    ]

    assert found == [(3, 4), (3, 4), (2, 4), (2, 4), (3, 4), (3, 4)]


def test_where_units_of_one_person_meet_she_counts_once(session, field):
    contest, _, _, people = field
    merge(session, people[0], people[2], now=NOON)

    found = count(session, contest)

    assert [figures(row) for row in found.rows] == [
        ("Tỉnh", 2, 4, 5),
        ("Huyện", 2, 4, 5),
        (RISKY, 1, 1, 1),
        ("Xã An", 2, 3, 4),
    ]


def test_a_unit_that_is_named_after_the_quiz_counts_from_then_on(session, field):
    contest, _, _, people = field
    before = NOON + timedelta(minutes=30)
    earlier = count(session, contest, as_of=before)
    people[2].completed_at = NOON + timedelta(hours=1)
    session.flush()

    unnamed = count(session, contest, as_of=before)
    named = count(session, contest, as_of=NOON + timedelta(hours=1))

    assert [figures(row) for row in unnamed.rows] == [
        ("Tỉnh", 2, 3, 4),
        ("Huyện", 2, 3, 4),
        (RISKY, 0, 0, 0),
        ("Xã An", 2, 3, 4),
        ("", 1, 1, 1),
    ]
    assert figures(unnamed.total) == figures(earlier.total)
    assert [figures(row) for row in named.rows] == [
        figures(row) for row in earlier.rows
    ]

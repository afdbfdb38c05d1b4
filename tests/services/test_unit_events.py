"""What happens to units: rows of today, the ledger, rolls, names, and taking it back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.units import service
from quizapp.units.models import UnitChange, UnitEvent, UnitRoll, UnitSuccession
from quizapp.units.queries import events_about, history_of, search_units
from quizapp.units.service import NewUnit, Part
from tests import factories
from tests.conftest import NOON

TODAY = date(2030, 1, 1)
ACT = Act("account:7", "Quyết định 12", b"s" * 16, 7)
LONG_AGO = date(2029, 6, 1)


class Field:
    """A province of two districts; three communes, the first with two branches."""

    def __init__(self, session):
        self.session = session
        self.top = factories.unit(session, name="Tỉnh T", code="00")
        self.east, self.west = (
            factories.unit(session, parent=self.top, name=name, type="huyện")
            for name in ("Huyện Đông", "Huyện Tây")
        )
        self.an, self.binh = (
            factories.unit(session, parent=self.east, name=name)
            for name in ("Xã An", "Xã Bình")
        )
        self.cat = factories.unit(session, parent=self.west, name="Xã Cát")
        self.branches = [
            factories.unit(session, parent=self.an, name=f"Chi hội {n}", type="chi hội")
            for n in (1, 2)
        ]

    def do(self, verb, *, on=TODAY, now=NOON, **asked):
        event = getattr(service, verb)(
            self.session, effective_on=on, act=ACT, now=now, **asked
        )
        self.session.expire_all()
        return event

    def undo(self, event, now=NOON):
        found = service.undo(self.session, event_id=event.id, act=ACT, now=now)
        self.session.expire_all()
        return found

    def roll(self, unit, count, on=LONG_AGO):
        service.add_roll(
            self.session, unit_id=unit.id, member_count=count, counted_on=on,
            source="sổ hội viên", act=ACT, now=NOON,
        )  # fmt: skip

    def members(self, unit):
        rows = select(UnitRoll).where(UnitRoll.unit_id == unit.id)
        rows = rows.order_by(UnitRoll.counted_on.desc(), UnitRoll.id.desc())
        return self.session.scalars(rows).first().member_count

    def found(self, text):
        found = search_units(self.session, root_id=self.top.id, text=text)
        return [one.name for one in found if not one.name.startswith("Chi hội")]

    def state(self):
        columns = ("name", "type", "parent_id", "depth", "valid_to", "search_key")
        units = self.session.scalars(
            select(factories.Unit).order_by(factories.Unit.id)
        ).all()
        return {
            unit.id: tuple(getattr(unit, column) for column in columns)
            for unit in units
        }


@pytest.fixture
def field(session):
    return Field(session)


def test_a_merge_closes_units_and_their_names_find_the_one_that_stays(field):
    field.do("merge", unit_ids=[field.an.id, field.binh.id], into=field.binh.id)

    assert (field.an.valid_to, field.binh.valid_to) == (TODAY, None)
    assert {one.parent_id for one in field.branches} == {field.binh.id}
    assert field.found("xa an") == ["Xã Bình"]


def test_a_merge_into_a_new_unit_stands_where_the_first_stood(field, session):
    event = field.do(
        "merge",
        unit_ids=[field.an.id, field.cat.id],
        into=NewUnit(name="Phường An Cát", kind="Phường"),
    )
    made = session.scalar(
        select(factories.Unit).where(factories.Unit.name == "Phường An Cát")
    )

    assert (made.type, made.parent_id, made.depth) == ("phường", field.east.id, 2)
    assert (made.valid_from, made.code) == (TODAY, f"{field.east.code}-01")
    assert {one.parent_id for one in field.branches} == {made.id}
    assert {one.depth for one in field.branches} == {3}
    field.undo(event)
    assert field.found("an cat") == []
    assert {one.parent_id for one in field.branches} == {field.an.id}


def test_a_new_unit_may_bear_the_name_of_one_that_it_follows(field):
    new = NewUnit(name="Xã An", kind="xã", code="AN-2030")
    field.do("merge", unit_ids=[field.an.id, field.binh.id], into=new)

    assert field.found("xa an") == ["Xã An"]


def test_rolls_are_added_up_where_all_are_known(field):
    field.roll(field.an, 100)
    field.roll(field.binh, 20)
    event = field.do("merge", unit_ids=[field.an.id, field.binh.id], into=field.binh.id)
    assert field.members(field.binh) == 120
    field.undo(event)
    assert field.members(field.binh) == 20


def test_an_unknown_roll_is_not_guessed(field, session):
    field.roll(field.an, 100)
    field.do("merge", unit_ids=[field.an.id, field.binh.id], into=field.binh.id)

    rows = select(UnitRoll).where(UnitRoll.unit_id == field.binh.id)
    assert session.scalars(rows).all() == []


def halves(field, *shares):
    return [
        Part(NewUnit(name="Xã An Trên", kind="xã"), shares[0]),
        Part(field.binh.id, shares[1]),
    ]


def test_a_split_parts_the_roll_and_leaves_nobody_out(field, session):
    field.roll(field.an, 101)
    field.roll(field.binh, 9)
    first, second = (one.id for one in field.branches)
    event = field.do(
        "split",
        unit_id=field.an.id,
        parts=halves(field, 1, 1),
        children={first: 0, second: 1},
    )
    made = session.scalar(
        select(factories.Unit).where(factories.Unit.name == "Xã An Trên")
    )

    assert (field.members(made), field.members(field.binh)) == (51, 59)
    assert [one.parent_id for one in field.branches] == [made.id, field.binh.id]
    assert field.an.valid_to == TODAY
    assert sorted(field.found("xa an")) == ["Xã An Trên", "Xã Bình"]
    rows = session.scalars(select(UnitSuccession)).all()
    assert [(row.is_whole, row.share) for row in rows] == [(False, 1)] * 2
    before = field.members(field.an)
    field.undo(event)
    assert (before, field.members(field.binh)) == (101, 9)
    assert field.an.valid_to is None


def test_without_shares_the_roll_is_not_parted(field, session):
    field.roll(field.cat, 10)
    names = [NewUnit(name=f"Xã Cát {n}", kind="xã") for n in (1, 2)]
    field.do("split", unit_id=field.cat.id, parts=[Part(name) for name in names])

    assert len(session.scalars(select(UnitRoll)).all()) == 1


def test_a_rename_keeps_the_old_name_findable(field):
    event = field.do("rename", unit_id=field.an.id, name="Phường Mới", kind="phường")

    assert (field.an.name, field.an.type) == ("Phường Mới", "phường")
    assert field.found("xa an") == ["Phường Mới"]
    field.undo(event)
    assert (field.an.name, field.an.type) == ("Xã An", "xã")
    assert field.found("phuong moi") == []


def test_a_move_takes_along_what_is_below(field):
    factories.unit(field.session, parent=field.branches[0], name="Tổ 1", type="tổ")
    field.do("move", unit_id=field.an.id, parent_id=field.top.id)

    assert (field.an.depth, field.branches[0].depth) == (1, 2)
    assert field.found("to 1") == ["Tổ 1"]


def test_a_dissolved_unit_is_offered_no_more(field):
    field.do("dissolve", unit_id=field.cat.id)

    assert field.found("cat") == []


@pytest.mark.parametrize(
    ("verb", "asked", "error"),
    [
        ("merge", lambda f: {"unit_ids": [f.an.id], "into": f.an.id}, InvalidError),
        ("merge", lambda f: {"unit_ids": [f.an.id, f.an.id],
                             "into": NewUnit(name="A", kind="xã")}, InvalidError),
        ("merge", lambda f: {"unit_ids": [f.an.id, f.branches[0].id],
                             "into": f.cat.id}, InvalidError),
        ("merge", lambda f: {"unit_ids": [f.an.id, f.binh.id],
                             "into": f.branches[0].id}, InvalidError),
        ("merge", lambda f: {"unit_ids": [f.top.id], "into": f.an.id}, InvalidError),
        ("merge", lambda f: {"unit_ids": [f.an.id, f.cat.id],
                             "into": NewUnit(name="Xã Bình", kind="xã")}, ConflictError),
        ("merge", lambda f: {"unit_ids": [f.an.id], "into": 9**9}, NotFoundError),
        ("split", lambda f: {"unit_id": f.an.id, "parts": halves(f, 1, 1)}, InvalidError),
        ("split", lambda f: {"unit_id": f.cat.id, "parts": halves(f, 1, None)},
         InvalidError),
        ("split", lambda f: {"unit_id": f.cat.id, "parts": halves(f, 0, 1)}, InvalidError),
        ("split", lambda f: {"unit_id": f.cat.id, "parts": halves(f, 1, 1)[:1]},
         InvalidError),
        ("split", lambda f: {"unit_id": f.east.id, "parts": halves(f, 1, 1),
                             "children": {f.an.id: 0, f.binh.id: 0}}, InvalidError),
        ("rename", lambda f: {"unit_id": f.an.id, "name": "Xã An"}, InvalidError),
        ("rename", lambda f: {"unit_id": f.an.id, "name": "Xã Bình"}, ConflictError),
        ("rename", lambda f: {"unit_id": f.an.id, "name": " "}, InvalidError),
        ("move", lambda f: {"unit_id": f.an.id, "parent_id": f.east.id}, InvalidError),
        ("move", lambda f: {"unit_id": f.an.id, "parent_id": f.branches[0].id},
         InvalidError),
        ("move", lambda f: {"unit_id": f.an.id, "parent_id": f.an.id}, InvalidError),
        ("move", lambda f: {"unit_id": f.top.id, "parent_id": f.an.id}, InvalidError),
        ("dissolve", lambda f: {"unit_id": f.an.id}, ConflictError),
        ("dissolve", lambda f: {"unit_id": f.top.id}, InvalidError),
        ("dissolve", lambda f: {"unit_id": 9**9}, NotFoundError),
        ("dissolve", lambda f: {"unit_id": f.cat.id, "on": TODAY + timedelta(1)},
         InvalidError),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(field, session, verb, asked, error):
    before = field.state()
    with pytest.raises(error):
        field.do(verb, **asked(field))
    assert field.state() == before


def test_an_event_needs_a_reason(field):
    bare = Act("account:7", "", b"s" * 16)
    with pytest.raises(InvalidError) as caught:
        service.dissolve(
            field.session, unit_id=field.cat.id, effective_on=TODAY, act=bare, now=NOON
        )

    assert caught.value.field == "reason"


def test_units_of_different_trees_do_not_mix(field, session):
    other = factories.unit(session, name="Khối khác")
    with pytest.raises(InvalidError, match="different trees"):
        field.do("move", unit_id=field.an.id, parent_id=other.id)


def test_closed_units_stay_closed(field):
    field.do("dissolve", unit_id=field.cat.id)
    with pytest.raises(ConflictError, match="closed"):
        field.do("rename", unit_id=field.cat.id, name="Xã Mới")
    with pytest.raises(ConflictError, match="closed"):
        field.do("move", unit_id=field.an.id, parent_id=field.cat.id)


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (1, True)])
def test_events_of_a_unit_follow_one_another(field, days, is_fine):
    field.do("rename", unit_id=field.an.id, name="Xã Ân", on=LONG_AGO)
    day = LONG_AGO + timedelta(days=days)
    if is_fine:
        field.do("rename", unit_id=field.an.id, name="Xã Ấn", on=day)
        assert field.an.name == "Xã Ấn"
        return
    with pytest.raises(InvalidError) as caught:
        field.do("rename", unit_id=field.an.id, name="Xã Ấn", on=day)
    assert caught.value.params["day"] == LONG_AGO


def test_every_event_is_undone_to_the_last_column(field):
    before = field.state()
    events = [
        field.do("rename", unit_id=field.an.id, name="Xã Ân"),
        field.do("move", unit_id=field.an.id, parent_id=field.west.id),
        field.do("merge", unit_ids=[field.an.id, field.cat.id], into=field.an.id),
        field.do("dissolve", unit_id=field.binh.id),
        field.do(
            "split",
            unit_id=field.an.id,
            parts=[
                Part(NewUnit(name="Xã Ân 1", kind="xã", code="AN1")),
                Part(NewUnit(name="Xã Ân 2", kind="xã", code="AN2")),
            ],
            children={one.id: 0 for one in field.branches},
        ),
    ]
    for event in reversed(events):
        field.undo(event)
    made = {unit_id for unit_id in field.state() if unit_id not in before}

    assert {key: row for key, row in field.state().items() if key in before} == before
    assert {field.state()[unit_id][4] for unit_id in made} == {TODAY}


def test_what_later_events_build_on_is_not_undone(field):
    first = field.do("rename", unit_id=field.an.id, name="Xã Ân")
    second = field.do("move", unit_id=field.an.id, parent_id=field.west.id)
    with pytest.raises(ConflictError, match="builds on"):
        field.undo(first)
    field.undo(second)
    field.undo(first)
    with pytest.raises(ConflictError, match="already"):
        field.undo(first)


def test_what_happens_elsewhere_does_not_stand_in_the_way(field):
    first = field.do("rename", unit_id=field.an.id, name="Xã Ân")
    field.do("rename", unit_id=field.binh.id, name="Xã Bính")
    field.undo(first)

    assert field.an.name == "Xã An"


def test_a_move_is_not_undone_into_a_circle_or_under_what_is_closed(field):
    first = field.do("move", unit_id=field.an.id, parent_id=field.west.id)
    field.do("move", unit_id=field.east.id, parent_id=field.branches[0].id)
    with pytest.raises(ConflictError, match="below it"):
        field.undo(first)


def test_a_name_that_was_given_away_does_not_come_back(field):
    first = field.do("rename", unit_id=field.an.id, name="Xã Ân")
    field.do("rename", unit_id=field.binh.id, name="Xã An")
    with pytest.raises(ConflictError, match="already"):
        field.undo(first)


def test_a_unit_with_units_below_is_not_unmade(field, session):
    made = service.add_unit(
        session, parent_id=field.cat.id, kind="chi hội", name="Chi hội 9", code=None,
        act=ACT, now=NOON,
    )  # fmt: skip
    service.add_unit(
        session, parent_id=made.id, kind="tổ", name="Tổ 1", code=None, act=ACT, now=NOON
    )
    event = session.scalars(select(UnitEvent).order_by(UnitEvent.id)).first()
    with pytest.raises(ConflictError, match="builds on"):
        field.undo(event)


@pytest.mark.parametrize("kind", ["import", "undo"])
def test_imports_and_undos_are_not_undone(field, session, kind):
    event = field.do("rename", unit_id=field.an.id, name="Xã Ân")
    if kind == "undo":
        event = field.undo(event)
    else:
        row = {"tree_id": field.an.tree_id, "kind": kind, "effective_on": TODAY,
               "recorded_at": NOON, "recorded_by": "command:x", "reason": "",
               "undoes_id": None}  # fmt: skip
        event = factories.added(session, UnitEvent(**row))
    with pytest.raises(InvalidError, match="taken back"):
        field.undo(event)
    with pytest.raises(NotFoundError):
        service.undo(session, event_id=9**9, act=ACT, now=NOON)


def test_the_history_of_a_unit_is_told_newest_first(field):
    field.do("rename", unit_id=field.an.id, name="Xã Ân", on=LONG_AGO)
    merged = field.do(
        "merge", unit_ids=[field.an.id, field.binh.id], into=field.binh.id
    )
    field.undo(merged, now=NOON + timedelta(hours=1))
    newest, oldest = events_about(field.session, unit_id=field.an.id)

    assert (newest.kind, newest.undone_at) == ("merge", NOON + timedelta(hours=1))
    assert [one.name for one in newest.before] == ["Xã Ân"]
    assert [one.name for one in newest.after] == ["Xã Bình"]
    assert (oldest.was.name, oldest.now.name, oldest.reason) == (
        "Xã An", "Xã Ân", "Quyết định 12",
    )  # fmt: skip


def test_the_ledger_tells_every_day(field):
    field.do("rename", unit_id=field.an.id, name="Xã Ân", on=LONG_AGO)
    field.do("move", unit_id=field.an.id, parent_id=field.west.id)
    history = history_of(field.session, tree_ids=[field.an.tree_id])
    days = (LONG_AGO - timedelta(1), LONG_AGO, TODAY)
    states = [history.at(day).states[field.an.id] for day in days]

    assert [state.name for state in states] == ["Xã An", "Xã Ân", "Xã Ân"]
    assert [state.parent_id for state in states] == [
        field.east.id, field.east.id, field.west.id,
    ]  # fmt: skip
    early = history.at(TODAY, known_at=NOON - timedelta(seconds=1))
    assert early.states[field.an.id].name == "Xã An"


def test_the_audit_log_holds_every_event_without_free_text(field, session):
    event = field.do("rename", unit_id=field.an.id, name="Xã Ân")
    field.undo(event)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.position)).all()

    assert [one.action for one in entries] == ["units.renamed", "units.undone"]
    assert all(
        isinstance(value, int) for one in entries for value in one.details.values()
    )


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"member_count": -1}, "member_count"),
        ({"member_count": 10**9}, "member_count"),
        ({"counted_on": TODAY + timedelta(1)}, "counted_on"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_counts_that_cannot_be_are_refused(field, changes, name):
    asked = {"member_count": 5, "counted_on": TODAY, "source": "sổ"} | changes
    with pytest.raises(InvalidError) as caught:
        service.add_roll(field.session, unit_id=field.an.id, act=ACT, now=NOON, **asked)
    assert caught.value.field == name


def test_the_ledger_is_only_added_to(field, session):
    field.do("rename", unit_id=field.an.id, name="Xã Ân")
    rows = session.scalars(select(UnitChange)).all()

    assert [(row.was_name, row.name) for row in rows] == [("Xã An", "Xã Ân")]

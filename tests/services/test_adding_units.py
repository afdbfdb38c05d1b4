"""Adding one unit: where it stands, which code it gets, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.units.queries import search_units
from quizapp.units.service import add_unit
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def commune(session):
    top = factories.unit(session, name="Tỉnh T", code="00")
    return factories.unit(session, parent=top, name="Xã An", code="31318")


def add(session, parent, name="Chi hội 1", *, kind="chi hội", code=None, now=NOON):
    act = Act("account:7", "theo đề nghị của xã", b"s" * 16, 7)
    return add_unit(
        session, parent_id=parent.id, kind=kind, name=name, code=code, act=act, now=now
    )


def test_a_unit_stands_below_its_parent_from_today_in_vietnam(session, commune):
    unit = add(session, commune, "  Chi hội\u00a0Ấp 1 ", now=NOON + timedelta(hours=6))

    assert (unit.tree_id, unit.parent_id, unit.depth) == (
        commune.tree_id, commune.id, 2,
    )  # fmt: skip
    assert (unit.name, unit.type, unit.search_key) == (
        "Chi hội Ấp 1", "chi hội", "chi hoi ap 1",
    )  # fmt: skip
    assert (unit.valid_from, unit.valid_to) == (date(2030, 1, 2), None)
    found = search_units(session, root_id=commune.id, text="ap 1")
    assert [one.id for one in found] == [unit.id]


def test_codes_run_below_each_parent_and_never_come_back(session, commune):
    first, second = add(session, commune, "A"), add(session, commune, "B")
    second.valid_to = date(2030, 6, 1)
    deeper = add(session, first, "Tổ 1", kind="tổ")

    assert (first.code, second.code, deeper.code) == (
        "31318-01", "31318-02", "31318-01-01",
    )  # fmt: skip
    assert add(session, commune, "C").code == "31318-03"


def test_a_code_may_be_given_and_is_its_units_alone(session, commune):
    assert add(session, commune, code=" AP1 ").code == "AP1"
    with pytest.raises(InvalidError, match="AP1") as caught:
        add(session, commune, "Khác", code="AP1")

    assert caught.value.field == "code"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Chi h?i"}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "x" * 41}, "kind"),
        ({"code": " "}, "code"),
        ({"code": "x" * 41}, "code"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(session, commune, changes, field):
    with pytest.raises(InvalidError) as caught:
        add(session, commune, **changes)

    assert caught.value.field == field


def test_no_two_units_of_one_name_below_one_parent(session, commune):
    first = add(session, commune)
    with pytest.raises(ConflictError):
        add(session, commune, "Chi hội  1")
    first.valid_to = date(2030, 6, 1)

    assert add(session, commune).id != first.id


def test_nothing_is_added_below_what_is_closed_or_not_there(session, commune):
    commune.valid_to = date(2029, 1, 1)
    session.flush()
    with pytest.raises(ConflictError, match="closed"):
        add(session, commune)
    with pytest.raises(NotFoundError):
        add_unit(
            session, parent_id=commune.id + 1_000_000, kind="tổ", name="Tổ", code=None,
            act=Act("account:7", "", b"s" * 16), now=NOON,
        )  # fmt: skip


def test_who_added_it_stands_in_the_audit_log(session, commune):
    unit = add(session, commune)
    entry = session.scalars(select(AuditEntry)).one()

    assert (entry.action, entry.subject) == ("units.added", f"unit:{unit.id}")
    assert (entry.actor, entry.details["parent"]) == ("account:7", commune.id)

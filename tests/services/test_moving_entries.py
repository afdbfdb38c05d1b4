"""People who belong to another unit now: their entry follows, their attempts stay."""

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.entries.models import EntryMove
from quizapp.entries.queries import moves_held
from quizapp.entries.service import move_entry
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON

ACT = Act("account:7", "danh sách của xã", b"s" * 16, 7)


@pytest.fixture
def field(session):
    top = factories.unit(session, name="Tỉnh")
    units = [factories.unit(session, parent=top) for _ in range(2)]
    round_ = make_round(session)
    session.get_one(factories.Contest, round_.contest_id).unit_id = top.id
    entry = make_entry(session, round_, unit_id=units[0].id)
    return round_, entry, units


def move(session, entry, unit_id):
    return move_entry(session, entry=entry, unit_id=unit_id, act=ACT, now=NOON)


def test_attempts_stay_and_those_to_come_follow(session, field):
    round_, entry, (old, new) = field
    first = end(session, round_, entry)
    made = move(session, entry, new.id)
    second = end(session, round_, entry)

    assert (made.from_unit_id, made.unit_id, made.recorded_by) == (
        old.id, new.id, "account:7",
    )  # fmt: skip
    assert (first.unit_id, second.unit_id) == (old.id, new.id)
    audit = session.scalars(select(AuditEntry)).one()
    assert (audit.action, audit.details) == (
        "entries.moved",
        {"count": 1, "entry": entry.id},
    )


def test_who_belongs_there_already_is_not_moved(session, field):
    _, entry, (old, _) = field

    assert move(session, entry, old.id) is None
    assert session.scalars(select(EntryMove)).all() == []


def test_units_that_cannot_be_are_refused(session, field):
    _, entry, (_, new) = field
    stranger = factories.unit(session, name="Khối khác")
    with pytest.raises(InvalidError):
        move(session, entry, stranger.id)
    with pytest.raises(NotFoundError):
        move(session, entry, 9**9)
    new.valid_to = NOON.date()
    with pytest.raises(ConflictError):
        move(session, entry, new.id)


def test_a_person_sees_where_she_was_put(session, field):
    _, entry, (_, new) = field
    move(session, entry, new.id)
    (held,) = moves_held(session, account_id=entry.account_id)

    assert [fact.value for fact in held.facts] == [new.name, NOON]
    assert moves_held(session, account_id=entry.account_id + 1) == []

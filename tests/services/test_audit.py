import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditText
from quizapp.audit.queries import is_whole, newest, verification
from quizapp.audit.rules import GENESIS
from quizapp.audit.service import Act, erase_text, record, ways_to_change
from quizapp.errors import NotFoundError

ACT = Act("account:1", "asked for by her", b"1" * 16)


def note(session, clock, **changes):
    act = {
        "actor": "account:1",
        "action": "accounts.reset_code_issued",
        "subject": "account:2",
        "details": {"minutes": 10},
        "salt": b"0" * 16,
    }
    return record(session, **act | changes, now=clock.now())


def test_entries_follow_one_another(session, clock):
    first, second = note(session, clock), note(session, clock, reason="called by phone")

    assert (first.position, second.position) == (1, 2)
    assert second.previous_hash == first.hash
    assert [entry.position for entry in newest(session)] == [2, 1]


def test_a_whole_chain_is_verified(session, clock):
    entries = [note(session, clock, reason="x" * n) for n in range(5)]

    found = verification(session)

    assert (found.entry_count, found.broken) == (5, ())
    assert found.head == entries[-1].hash


def test_an_erased_reason_leaves_the_chain_whole(session, clock):
    note(session, clock, reason="a name that must go")
    erase_text(session, position=1, act=ACT, now=clock.now())

    found = verification(session)

    assert (found.entry_count, found.erased_count, found.broken) == (2, 1, ())
    assert newest(session)[0].subject == "audit:1"
    assert session.scalar(text("SELECT count(*) FROM audit_texts")) == 1


def test_a_reason_that_is_not_there_can_not_be_erased(session, clock):
    note(session, clock)

    with pytest.raises(NotFoundError):
        erase_text(session, position=1, act=ACT, now=clock.now())


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries CASCADE",
        "UPDATE audit_texts SET reason = 'other'",
        "TRUNCATE audit_texts",
    ],
)
def test_the_application_can_not_change_an_entry(session, clock, verb):
    note(session, clock, reason="because")

    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(verb))


def test_a_reason_goes_only_once_an_entry_says_who_erased_it(session, clock):
    note(session, clock, reason="because")

    with pytest.raises(DBAPIError, match="says who erased it"):
        session.execute(text("DELETE FROM audit_texts"))


@pytest.fixture
def owner(database):
    """A session of the owner of the database, all of it rolled back."""
    engine = create_engine(database[1], poolclass=pool.NullPool)
    with engine.connect() as connection, Session(connection) as found:
        yield found
        found.rollback()


@pytest.mark.parametrize(
    "verb",
    ["DELETE FROM audit_entries", "TRUNCATE audit_texts"],
)
def test_the_owner_is_refused_by_a_trigger(owner, verb):
    with pytest.raises(DBAPIError, match="only added to"):
        owner.execute(text(verb))


def test_nobody_finds_a_way_to_change_the_record(session, owner, clock):
    assert ways_to_change(session, now=clock.now()) == []
    assert ways_to_change(owner, now=clock.now()) == []


def test_trying_leaves_nothing(session, clock):
    ways_to_change(session, now=clock.now())

    assert newest(session) == []


@pytest.mark.parametrize("table", ["audit_entries", "audit_texts"])
def test_without_its_triggers_the_owner_could_change_it(owner, clock, table):
    owner.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))

    found = ways_to_change(owner, now=clock.now())

    assert found
    assert all(table in one for one in found)


def test_a_changed_text_is_found(session, clock):
    entry = note(session, clock, reason="because")
    other = AuditText(position=1, salt=b"0" * 16, reason="other")

    assert not is_whole(entry, other, GENESIS)


def test_a_changed_entry_is_found(session, clock):
    first, second = note(session, clock), note(session, clock)
    session.expunge_all()
    second.action = "something.else"

    assert is_whole(first, None, GENESIS)
    assert not is_whole(second, None, first.hash)
    assert not is_whole(first, None, second.hash)

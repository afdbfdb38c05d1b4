import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import DBAPIError

from quizapp.audit.queries import is_whole, newest, verification
from quizapp.audit.rules import GENESIS
from quizapp.audit.service import record


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
    session.execute(text("DELETE FROM audit_texts"))

    found = verification(session)

    assert (found.erased_count, found.broken) == (1, ())


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries CASCADE",
    ],
)
def test_the_application_can_not_change_an_entry(session, clock, verb):
    note(session, clock)

    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(verb))


def test_the_owner_is_refused_by_a_trigger(database):
    engine = create_engine(database[1], poolclass=pool.NullPool)
    with (
        engine.connect() as connection,
        pytest.raises(DBAPIError, match="only added to"),
    ):
        connection.execute(text("DELETE FROM audit_entries"))


def test_a_changed_text_is_found(session, clock):
    note(session, clock, reason="because")
    note(session, clock)
    session.execute(text("UPDATE audit_texts SET reason = 'other'"))
    session.expire_all()

    assert verification(session).broken == (1,)


def test_a_changed_entry_is_found(session, clock):
    first, second = note(session, clock), note(session, clock)
    session.expunge_all()
    second.action = "something.else"

    assert is_whole(first, None, GENESIS)
    assert not is_whole(second, None, first.hash)
    assert not is_whole(first, None, second.hash)

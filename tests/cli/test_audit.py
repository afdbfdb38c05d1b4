"""The record by command, and the doctor who tries to change it."""

import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.orm import Session

from quizapp.audit.service import record
from quizapp.cli import doctor
from tests.conftest import NOON


@pytest.fixture
def entry(session):
    made = record(
        session,
        actor="command",
        action="accounts.enabled",
        subject="account:1",
        details={},
        salt=b"0" * 16,
        reason="because",
        now=NOON,
    )
    session.commit()
    return made


def test_a_whole_chain_is_said_with_its_last_hash(run, entry):
    code, out, _ = run("audit", "verify")

    assert code == 0
    assert entry.hash.hex() in out


def test_a_noted_hash_is_found(run, entry):
    code, out, _ = run("audit", "verify", "--noted", entry.hash.hex())

    assert code == 0
    assert "entry 1" in out


@pytest.mark.parametrize(("noted", "exits"), [("ab" * 32, 1), ("xyz", 2)])
def test_a_noted_hash_that_is_not_there_is_told(run, entry, noted, exits):
    assert run("audit", "verify", "--noted", noted)[0] == exits


def test_the_doctor_finds_no_way_to_change_the_record(app, session):
    with app.app_context():
        words = doctor.audit_is_protected()

    assert "6 ways" in words
    assert session.scalar(text("SELECT count(*) FROM audit_entries")) == 0


@pytest.fixture
def owner(database):
    """A session of the owner of the database, all of it rolled back."""
    engine = create_engine(database[1], poolclass=pool.NullPool)
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as found:
            yield found
        outer.rollback()


def reported(app, session, capsys):
    with app.app_context():
        is_green = doctor.report("audit log", lambda: doctor.protection(session))
    return is_green, capsys.readouterr().out


def test_the_doctor_is_green_even_for_the_owner(app, owner, capsys):
    assert reported(app, owner, capsys)[0]


def test_the_doctor_is_red_where_a_role_may_change_the_record(app, owner, capsys):
    for table in ("audit_entries", "audit_texts"):
        owner.connection().exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.commit()

    is_green, out = reported(app, owner, capsys)

    assert not is_green
    assert "red" in out
    assert "UPDATE audit_entries SET" in out
    assert "TRUNCATE audit_texts" in out


@pytest.mark.parametrize("limit", [-1, 0, 99999999999999999999])
def test_no_such_number_of_entries_can_be_asked_for(run, limit):
    assert run("audit", "list", "--limit", limit)[0] == 2

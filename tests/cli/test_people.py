"""``quizapp person erase``: asks before, erases one of a phone, and says what stays."""

from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from tests import factories


def test_one_of_a_phone_is_erased_and_the_other_stays(run, session):
    first = factories.account(session, phone="+84987000001")
    second = factories.account(session, phone="+84987000001", phone_place=2)
    factories.entry(session, account=second)
    session.commit()
    code, out, _ = run("person", "erase", "0987 000 001", "--place", "2", "--yes")

    session.expire_all()
    assert code == 0
    assert "1 entries stay as facts of nobody" in out
    assert "the hash of the phone stays until 2030-01-16T12:00:00+00:00" in out
    assert (first.erased_at is None, second.erased_at is None) == (True, False)
    assert session.scalars(select(AuditEntry.actor)).all() == ["command"]


def test_without_a_yes_nothing_is_erased(run, session):
    account = factories.account(session, phone="+84987000001")
    session.commit()
    code, _, _ = run("person", "erase", "0987000001")

    session.expire_all()
    assert code == 1
    assert account.erased_at is None


def test_a_phone_that_nobody_has_is_said_to_be_none(run, session):
    code, _, err = run("person", "erase", "0987000001", "--yes")

    assert (code, err.strip()) == (1, "There is no such person.")

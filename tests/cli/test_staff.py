"""Staff by command: roles for contests and days, codes, accounts out of use."""

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account, RoleGrant, SecondFactor
from tests import factories
from tests.conftest import NOON


def add(run, username="hoa", role="editor", *more):
    return run("staff", "add", username, "--name", "Lê Thị Hoa", "--role", role, *more)


def grants(session):
    session.expire_all()
    return session.scalars(select(RoleGrant).order_by(RoleGrant.id)).all()


def test_somebody_is_added_for_a_contest_and_days(run, session):
    contest = factories.contest(session)
    session.commit()
    days = ("--from", "2030-01-10", "--until", "20/01/2030")
    code, out, err = add(
        run, "hoa", "judge", "--contest", contest.slug, *days, "--phone", "0912345678"
    )

    assert (code, err) == (0, "")
    assert "password: " in out
    (grant,) = grants(session)
    assert (grant.role, grant.contest_id) == ("judge", contest.id)
    assert (grant.ends_at - grant.starts_at).days == 11
    account = session.get(Account, grant.account_id)
    assert account.contact_phone == "+84912345678"
    listed = run("staff", "list")[1]
    assert f"[judge] {contest.slug} from 2030-01-09 17:00 UTC" in listed


def test_what_cannot_be_given_is_said_and_nothing_stays(run, session):
    code, _, err = add(run, "hoa", "editor", "--until", "2029-12-31")

    assert code == 1
    assert "last day" in err
    assert session.scalar(select(Account)) is None


def test_a_role_is_given_and_ended_with_a_reason(run, session):
    add(run)
    assert run("staff", "grant", "hoa", "--role", "secretary", "--reason", "x")[0] == 0
    number = grants(session)[1].id
    assert run("staff", "revoke", number)[1] == f"grant {number} ended: secretary\n"
    assert run("staff", "revoke", 99999999999999999999)[0] == 2

    assert "secretary" not in run("staff", "list")[1]
    assert "secretary" in run("staff", "list", "--all")[1]
    code, _, err = run("staff", "grant", "hoa", "--role", "judge")
    assert code == 1
    assert "exclude each other" in err


def test_an_account_is_put_out_of_use_and_back(run, session):
    add(run)
    assert run("staff", "disable", "hoa", "--reason", "left")[1] == "hoa  disabled\n"
    assert "(disabled)" in run("staff", "list")[1]
    assert run("staff", "code", "hoa")[0] == 1
    assert run("staff", "enable", "hoa")[1] == "hoa  enabled\n"
    assert "(disabled)" not in run("staff", "list")[1]
    assert run("staff", "code", "hoa")[1].startswith("code: ")


def test_the_last_administrator_stays(run, session):
    add(run, "chu", "admin")

    code, _, err = run("staff", "disable", "chu")

    assert code == 1
    assert "last administrator" in err


@pytest.mark.parametrize("command", ["grant", "disable", "enable", "code"])
def test_somebody_unknown_is_told(run, session, command):
    more = ("--role", "editor") if command == "grant" else ()

    assert run("staff", command, "ai", *more)[0] == 1


def test_an_officer_is_named_for_days(run, session):
    unit = factories.unit(session)
    tree = session.get(factories.UnitTree, unit.tree_id).slug
    factories.account(session, phone="+84912345678", unit_id=unit.id)
    session.commit()
    place = f"{tree}/{unit.code}"

    code, _, _ = run("person", "officer", "0912345678", place, "--until", "2030-02-01")

    assert code == 0
    assert unit.name in run("person", "find", "0912345678")[1]
    (grant,) = grants(session)
    assert grant.ends_at is not None


def test_a_lost_second_factor_is_taken_away(run, session):
    account = factories.staff(session, username="ban")
    row = SecondFactor(
        account_id=account.id, secret=b"x" * 48, last_step=1, confirmed_at=NOON
    )
    factories.added(session, row)
    session.commit()

    code, out, _ = run("staff", "reset-second-factor", "ban")
    assert (code, out) == (0, "ban  second factor reset\n")
    session.expire_all()
    assert session.get(SecondFactor, account.id) is None
    code, _, err = run("staff", "reset-second-factor", "ban")
    assert code != 0
    assert "There is no second factor." in err
    assert run("staff", "reset-second-factor", "nobody")[0] != 0

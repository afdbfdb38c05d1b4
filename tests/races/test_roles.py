"""Administrators who end each other at once, and one role given by two."""

import pytest
from sqlalchemy import select

from quizapp.accounts import service
from quizapp.accounts.models import Account, RoleGrant
from quizapp.errors import ConflictError
from tests import factories
from tests.conftest import NOON
from tests.races.arena import all_at_once, at_once

SALT = b"0" * 16


@pytest.fixture
def admins(sessions):
    """Two administrators, the only ones: their accounts and grants."""
    with sessions.begin() as session:
        session.query(RoleGrant).filter_by(role="admin").update({"ends_at": NOON})
        found = []
        for _ in range(2):
            account = factories.staff(session)
            grant = factories.role(session, account=account, role="admin")
            found.append((account.id, grant.id))
        return found


def outcome(work):
    try:
        return work()
    except ConflictError:
        return None


def test_of_two_who_end_each_other_one_stays(sessions, admins):
    def end(by, grant_id):
        with sessions.begin() as session:
            return service.revoke_role(
                session, grant_id=grant_id, revoked_by=by, salt=SALT, now=NOON
            ).id

    (one, her_grant), (other, other_grant) = admins
    found = at_once(
        lambda: outcome(lambda: end(one, other_grant)),
        lambda: outcome(lambda: end(other, her_grant)),
    )

    assert found.count(None) == 1
    with sessions() as session:
        left = session.scalars(
            select(RoleGrant.id).where(
                RoleGrant.role == "admin", RoleGrant.ends_at.is_(None)
            )
        ).all()
    assert len(left) == 1


def test_a_role_that_many_give_at_once_is_given_once(sessions):
    with sessions.begin() as session:
        account_id = factories.staff(session).id

    def give():
        with sessions.begin() as session:
            account = session.get_one(Account, account_id)
            return service.grant_role(
                session, account=account, role="editor", salt=SALT, now=NOON
            ).id

    found = all_at_once(lambda _: outcome(give), 8)

    assert sum(one is not None for one in found) == 1

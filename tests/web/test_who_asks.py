"""Starts and hand-ins find out by their own statement who asks; nobody else gets in."""

import pytest
from sqlalchemy import update

from quizapp.accounts.models import Account, SignInSession
from quizapp.attempts.models import Attempt
from tests import factories
from tests.conftest import NOON
from tests.sittings import seat
from tests.web.people import form_token, sign_in


@pytest.fixture
def here(session, app):
    return seat(session)


@pytest.fixture
def her(session, here):
    """The account that has entered."""
    return session.get_one(Account, here.entry.account_id)


@pytest.fixture(params=["start", "hand-in"])
def asked(request, session, here):
    """The address of a form that starts or hands in an attempt."""
    if request.param == "hand-in":
        return f"/attempts/{here.start().id}/hand-in"
    contest = session.get_one(factories.Contest, here.round_.contest_id)
    return f"/contests/{contest.slug}/rounds/1/attempts"


def press(client, address, environ=None):
    token = form_token(client)
    data = {"csrf_token": token, "key": "key-of-the-form"}
    return client.post(address, data=data, environ_base=environ or {})


def states(session):
    session.expire_all()
    return {attempt.state for attempt in session.query(Attempt)}


def test_who_is_signed_in_gets_through(client, session, her, asked):
    sign_in(client, session, her)
    assert press(client, asked).location.startswith("/attempts/")


@pytest.mark.parametrize(
    "end",
    [
        update(SignInSession).values(revoked_at=NOON),
        update(SignInSession).values(expires_at=NOON),
        update(Account).values(disabled_at=NOON),
        update(Account).values(is_loopback_only=True),
    ],
    ids=["revoked", "expired", "disabled", "from elsewhere"],
)
def test_a_sign_in_that_is_not_in_force_leads_to_signing_in(
    client, session, her, asked, end
):
    sign_in(client, session, her)
    before = states(session)
    session.execute(end)
    session.commit()

    reply = press(client, asked, {"REMOTE_ADDR": "192.0.2.7"})

    assert (reply.status_code, reply.location) == (303, "/sign-in")
    assert states(session) == before


def test_nobody_is_sent_to_sign_in(client, session, asked):
    before = states(session)
    assert press(client, asked).location == "/sign-in"
    assert states(session) == before


def test_staff_find_nothing_there(client, session, asked):
    sign_in(client, session, factories.staff(session))
    assert press(client, asked).status_code == 404


def test_a_stranger_neither_starts_nor_hands_in(client, session, asked):
    sign_in(client, session, factories.account(session))
    before = states(session)
    reply = press(client, asked)

    assert reply.status_code == 404 or reply.location.startswith("/contests/")
    assert states(session) == before


@pytest.mark.parametrize("key", ["", "short", "a key with\x00nothing", "k" * 65])
def test_a_hand_in_without_a_right_key_leads_to_looking_over(
    client, session, here, her, key
):
    sign_in(client, session, her)
    attempt = here.start()
    data = {"csrf_token": form_token(client), "key": key}
    reply = client.post(f"/attempts/{attempt.id}/hand-in", data=data)

    assert reply.location == f"/attempts/{attempt.id}/hand-in"
    assert states(session) == {"open"}

"""The queue before a start: the moment at which somebody asked is hers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from quizapp.attempts.models import Attempt
from tests import factories
from tests.conftest import NOON
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in


@pytest.fixture
def address(client, session, app):
    contest, (round_,) = rounds_at(session)
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    return f"/contests/{contest.slug}/rounds/{round_.number}/attempts"


@pytest.fixture
def is_busy(monkeypatch):
    """The database gives no connection, until told otherwise."""
    from quizapp.attempts import service

    real = service.line_up
    state = {"busy": True}

    def line_up(*args, **kwargs):
        if state["busy"]:
            raise PoolTimeoutError
        return real(*args, **kwargs)

    monkeypatch.setattr(service, "line_up", line_up)
    return state


def post(client, address, **fields):
    token = form_token(client, "/account")
    return client.post(address, data=fields | {"csrf_token": token})


def ticket_in(reply):
    return re.search(r'name="ticket" value="([^"]+)"', reply.text)[1]


def test_a_busy_start_gives_a_place_in_the_queue(client, address, is_busy):
    reply = post(client, address)

    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "3"
    assert "Đang chờ đến lượt" in reply.text


def test_the_moment_of_joining_stays_over_tries(
    client, session, address, is_busy, clock
):
    ticket = ticket_in(post(client, address))
    clock.advance(seconds=4)
    ticket = ticket_in(post(client, address, ticket=ticket))
    clock.advance(seconds=4)
    is_busy["busy"] = False
    assert post(client, address, ticket=ticket).status_code == 303

    attempt = session.query(Attempt).one()
    assert (attempt.joined_at, attempt.started_at) == (
        NOON,
        NOON + timedelta(seconds=8),
    )
    assert attempt.deadline_at == NOON + timedelta(seconds=908)


@pytest.mark.parametrize("minutes", [16, 600])
def test_a_ticket_that_was_put_aside_counts_no_more(
    client, session, address, is_busy, clock, minutes
):
    ticket = ticket_in(post(client, address))
    clock.advance(minutes=minutes)
    is_busy["busy"] = False
    post(client, address, ticket=ticket)

    attempt = session.query(Attempt).one()
    assert attempt.joined_at == attempt.started_at


def test_a_ticket_of_somebody_else_or_none_of_ours_is_worth_nothing(
    app, client, session, address, is_busy, clock
):
    ticket = ticket_in(post(client, address))
    clock.advance(seconds=30)
    is_busy["busy"] = False
    contest = session.query(factories.Contest).one()
    other = app.test_client()
    entry = factories.entry(session, contest=contest)
    sign_in(other, session, session.get(factories.Account, entry.account_id))
    post(other, address, ticket=ticket)
    post(client, address, ticket=ticket + "x")

    for attempt in session.query(Attempt):
        assert attempt.joined_at == attempt.started_at


def test_before_the_opening_a_page_can_start_by_itself(client, session, app, clock):
    contest, (round_,) = rounds_at(session, windows=((60, 3600),))
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    page = client.get(f"/contests/{contest.slug}/rounds/{round_.number}").text

    assert 'data-module="joining"' in page
    early = post(client, f"/contests/{contest.slug}/rounds/1/attempts")
    assert early.status_code == 409
    assert session.query(Attempt).count() == 0

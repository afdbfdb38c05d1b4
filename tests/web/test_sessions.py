"""The devices on which somebody is signed in, and ending them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import SignInSession
from quizapp.audit.models import AuditEntry
from quizapp.hashing import hashed
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in
from tests.web.test_pages import check

PIN = "402915"
ANDROID = "Mozilla/5.0 (Linux; Android 10) Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def her(session):
    return factories.account(
        session, phone="+84900000001", secret_hash=hashed(PIN, is_cheap=True)
    )


def post(client, address, headers=None, **data):
    token = form_token(client)
    return client.post(address, data=data | {"csrf_token": token}, headers=headers)


def by_pin(client):
    post(client, "/sign-in", {"User-Agent": ANDROID}, phone="0900000001", pin=PIN)
    return client


def is_in(client):
    return client.get("/account").status_code == 200


def ends(page):
    return re.findall(r'action="(/account/sessions/\d+/end)"', page)


def test_devices_are_told_in_words_and_this_one_is_marked(app, session, her):
    by_pin(app.test_client())
    laptop = app.test_client()
    sign_in(laptop, session, her)

    page = laptop.get("/account/sessions").text
    check(page)
    assert "Chrome, Android" in page
    assert "19:00 ngày 01/01/2030" in page
    assert page.count("máy này") == 1
    assert len(ends(page)) == 1


def test_one_is_ended_and_acts_no_longer_within_five_seconds(app, clock, session, her):
    lost, desk = by_pin(app.test_client()), by_pin(app.test_client())
    assert is_in(lost)
    (address,) = ends(desk.get("/account/sessions").text)

    assert post(desk, address).location == "/account/sessions"
    clock.advance(seconds=4)
    assert not is_in(lost)
    assert is_in(desk)
    assert post(desk, address).status_code == 404


def test_all_others_are_ended_at_once(app, clock, session, her):
    others = [by_pin(app.test_client()) for _ in range(3)]
    desk = by_pin(app.test_client())
    reply = post(desk, "/account/sessions/end")
    assert reply.location == "/account/sessions"
    page = desk.get("/account/sessions").text
    assert "Số thiết bị đã đăng xuất: 3." in page
    assert "Không có thiết bị nào khác" in page
    check(page)

    clock.advance(seconds=4)
    assert [is_in(one) for one in (*others, desk)] == [False, False, False, True]


def test_nobody_ends_a_device_of_somebody_else(app, session, her):
    mine = by_pin(app.test_client())
    row = session.scalars(select(SignInSession)).one()
    stranger = app.test_client()
    sign_in(stranger, session, factories.account(session))

    for number in (row.id, 10**9, 10**20):
        assert post(stranger, f"/account/sessions/{number}/end").status_code == 404
    post(stranger, "/account/sessions/end")
    assert is_in(mine)


def test_this_device_is_ended_by_signing_out(client, session, her):
    by_pin(client)
    row = session.scalars(select(SignInSession)).one()

    reply = post(client, f"/account/sessions/{row.id}/end")
    assert reply.status_code == 404
    assert "Đăng xuất" in reply.text
    assert is_in(client)


def test_what_staff_end_is_written_down(app, session):
    staff = factories.staff(session)
    clients = [app.test_client() for _ in range(2)]
    for client in clients:
        sign_in(client, session, staff)
    page = clients[0].get("/account/sessions").text
    check(page)
    post(clients[0], ends(page)[0])

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor) == (
        "accounts.session_ended",
        f"account:{staff.id}",
    )


def test_a_device_that_ended_by_itself_is_not_shown(app, session, her, clock):
    by_pin(app.test_client())
    clock.advance(days=31)
    desk = app.test_client()
    post(desk, "/sign-in", phone="0900000001", pin=PIN)

    assert ends(desk.get("/account/sessions").text) == []
    rows = session.scalars(select(SignInSession)).all()
    assert sorted(one.created_at for one in rows) == [NOON, NOON + timedelta(days=31)]

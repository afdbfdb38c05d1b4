"""Signing in and out as browsers do it, reset codes, officers and organizers."""

import re

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import SignInFailure, SignInSession
from quizapp.hashing import hashed
from tests import factories
from tests.web.people import form_token, sign_in

PIN = "402915"
HASH = hashed(PIN, is_cheap=True)
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def person(session, **changes):
    return factories.account(
        session, **{"phone": "+84900000001", "secret_hash": HASH} | changes
    )


def post(client, page, action=None, environ=None, **data):
    token = form_token(client)
    return client.post(
        action or page, data=data | {"csrf_token": token}, environ_base=environ or {}
    )


def try_pin(client, pin=PIN, phone="0900 000 001", environ=None):
    return post(client, "/sign-in", phone=phone, pin=pin, environ=environ)


def name_on_page(client):
    return re.search(r'<p class="lead"><strong>(.*?)<', client.get("/account").text)


def test_phone_and_pin_let_a_person_in_and_out(client, session):
    person(session)

    assert try_pin(client).status_code == 303
    assert name_on_page(client)[1] == "Nguyễn Thị An"
    assert post(client, "/account", "/sign-out").status_code == 303
    assert client.get("/account").status_code == 303


def test_known_and_unknown_phones_get_the_same_bytes(client, session):
    person(session)

    def refused(phone):
        text = try_pin(client, "402916", phone).text
        return re.sub(r'value="[^"]*"', "", text)

    known, unknown = refused("0900000001"), refused("0900000002")
    assert known == unknown
    assert "Số điện thoại và mã PIN không khớp" in known


def test_wrong_tries_are_counted_and_end_in_a_lock(client, session):
    person(session)
    for _ in range(10):
        assert try_pin(client, "402916").status_code == 422

    reply = try_pin(client)
    assert reply.status_code == 422
    assert "Nhập sai quá nhiều lần" in reply.text
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 10


def test_an_office_behind_one_address_still_gets_in(app, session):
    person(session)
    for n in range(4):
        attacker = app.test_client()
        for _ in range(10):
            try_pin(attacker, "402916", f"09100000{n:02}")

    assert try_pin(app.test_client()).status_code == 303


def test_people_with_one_pin_choose_who_it_is_after_it_fitted(client, session):
    first = person(session)
    second = person(session, phone_place=2, full_name="Trần Văn Bảy")
    other = person(session, phone_place=3, secret_hash="x", full_name="Lê Thị Tám")

    assert try_pin(client).location == "/sign-in/people"
    page = client.get("/sign-in/people").text
    assert first.full_name in page
    assert second.full_name in page
    assert other.full_name not in page
    refused = post(client, "/sign-in/people", person=other.id)
    assert refused.location == "/sign-in"
    post(client, "/sign-in/people", person=second.id)
    assert name_on_page(client)[1] == "Trần Văn Bảy"


def test_each_sign_in_has_a_new_session_and_ends_the_one_before(client, session):
    person(session)
    try_pin(client)
    with client.session_transaction() as cookie:
        before = cookie["_user_id"]
    try_pin(client)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    revoked = select(func.count()).where(SignInSession.revoked_at.is_not(None))
    assert session.scalar(revoked) == 1


def test_a_way_back_leads_to_this_site_alone(client, session):
    person(session)
    with client.session_transaction() as cookie:
        cookie["next"] = "https://example.org/"
    assert try_pin(client).location == "/"


def test_staff_of_a_demo_sign_in_from_this_machine_alone(client, session):
    factories.role(
        session,
        account=factories.staff(
            session, username="ban", secret_hash=HASH, is_loopback_only=True
        ),
        role="organizer",
    )

    def tried(environ=None):
        return post(
            client,
            "/staff/sign-in",
            username="ban",
            password=PIN,
            environ=environ,
        )

    assert tried(ELSEWHERE).status_code == 422
    assert tried().location == "/manage/"


@pytest.mark.parametrize("role", ["judge", "organizer"])
def test_staff_come_to_their_own_desk(client, session, role):
    account = factories.staff(
        session, username="ban", secret_hash=HASH, is_loopback_only=True
    )
    factories.role(session, account=account, role=role)

    reply = post(client, "/staff/sign-in", username="ban", password=PIN)
    assert reply.location == ("/judge/" if role == "judge" else "/manage/")


def test_an_officer_issues_a_code_and_the_person_chooses_a_new_pin(app, session):
    root = factories.unit(session)
    unit, other_unit = (factories.unit(session, parent=root) for _ in range(2))
    her = person(session, unit_id=unit.id)
    stranger = factories.account(session, unit_id=other_unit.id)
    officer = factories.account(session, full_name="Cán Bộ")
    factories.role(session, account=officer, role="unit_officer", unit_id=unit.id)
    desk = app.test_client()
    sign_in(desk, session, officer)

    page = desk.get("/officer/reset-codes?q=0900000001").text
    assert "090•••001" in page
    assert "+84900000001" not in page
    assert post(desk, "/officer/reset-codes", person=stranger.id).status_code == 404
    shown = post(desk, "/officer/reset-codes", person=her.id).text
    code = re.search(r'class="code">([\d ]+)<', shown)[1]
    phone = app.test_client()
    fields = {"phone": "0900000001", "code": code, "pin": "771204"}
    assert post(phone, "/reset", **fields).status_code == 303
    assert name_on_page(phone)[1] == her.full_name
    assert post(app.test_client(), "/reset", **fields).status_code == 422
    assert try_pin(app.test_client(), "771204").status_code == 303


def test_somebody_who_is_signed_in_adds_people_up_to_the_limit(client, session):
    sign_in(client, session, person(session))
    for name in ("Lê Văn Hai", "Lê Thị Ba"):
        reply = post(
            client,
            "/account/people/new",
            "/account/people",
            full_name=name,
            birth_year="1990",
            pin="402915",
        )
        assert reply.status_code == 303
    assert "Lê Thị Ba" in client.get("/account").text
    refused = post(
        client,
        "/account/people/new",
        "/account/people",
        full_name="Lê Văn Tư",
        birth_year="1990",
        pin="402915",
    )
    assert refused.status_code == 422
    assert "Đã có 3 người dùng chung số này" in refused.text


def test_signed_in_pages_are_kept_by_no_cache(client, session):
    sign_in(client, session, person(session))
    assert client.get("/account").headers["Cache-Control"] == "no-store"


def test_a_reset_code_is_refused_alike_for_known_and_unknown_phones(app, session):
    person(session)
    client = app.test_client()
    refused = {
        re.sub(
            r'value="[^"]*"',
            "",
            post(client, "/reset", phone=phone, code="12345678", pin="771204").text,
        )
        for phone in ("0900000001", "0900000002")
    }

    assert len(refused) == 1
    assert "Số điện thoại và mã" in refused.pop()


def test_a_locked_phone_is_told_alike_known_or_not(app, session):
    person(session)

    def locked(phone):
        for _ in range(10):
            try_pin(app.test_client(), "402916", phone)
        text = try_pin(app.test_client(), PIN, phone).text
        return re.sub(r'value="[^"]*"', "", text)

    assert locked("0900000001") == locked("0900000002")

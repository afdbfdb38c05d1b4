"""PIN or password once more, before what belongs to others is shown or changed."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.accounts.models import ResetCode, SignInFailure, SignInSession
from quizapp.accounts.rules import LIMITS, PROOF_LASTS
from quizapp.hashing import hashed
from quizapp.web import access
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in
from tests.web.test_pages import check

PASSWORD = "mat-khau-dai"
HASH = hashed(PASSWORD, is_cheap=True)
DESK = "/manage/people"
LONG_AGO = NOON - PROOF_LASTS
JSON = {"Accept": "application/json"}


@pytest.fixture
def organizer(session):
    account = factories.staff(session, secret_hash=HASH, is_loopback_only=True)
    factories.role(session, account=account, role="organizer")
    return account


@pytest.fixture
def desk(client, session, organizer):
    """A desk that was left alone for a quarter of an hour."""
    sign_in(client, session, organizer, proved_at=LONG_AGO)
    return client


def post(client, address, **data):
    return client.post(address, data=data | {"csrf_token": form_token(client)})


@pytest.mark.parametrize(("seconds", "status"), [(1, 200), (0, 303), (-1, 303)])
def test_a_page_asks_a_quarter_of_an_hour_after(
    client, session, organizer, seconds, status
):
    proved_at = LONG_AGO + timedelta(seconds=seconds)
    sign_in(client, session, organizer, proved_at=proved_at)

    assert client.get(DESK).status_code == status
    assert client.get("/manage/").status_code == 200


def test_it_comes_back_to_the_page_once_the_password_is_typed(desk):
    asked = desk.get(f"{DESK}?q=an%20b")
    assert asked.location == "/account/again?next=/manage/people?q%3Dan%2520b"
    page = desk.get(asked.location)
    check(page.text)
    onward = re.search(r'name="next" value="([^"]*)"', page.text)[1]

    fields = {"again_secret": PASSWORD, "next": onward}
    assert post(desk, "/account/again", **fields).location == f"{DESK}?q=an%20b"
    assert desk.get(onward).status_code == 200


def test_a_wrong_password_is_told_and_counted(desk, session):
    reply = post(desk, "/account/again", again_secret="x", next=DESK)

    assert reply.status_code == 422
    assert "Mật khẩu không đúng" in reply.text
    assert f'name="next" value="{DESK}"' in reply.text
    check(reply.text)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1
    assert desk.get(DESK).status_code == 303


def test_too_many_wrong_ones_lock_asking_and_signing_in(desk, organizer, app):
    for _ in range(LIMITS.by_subject):
        post(desk, "/account/again", again_secret="x")
    refused = post(desk, "/account/again", again_secret=PASSWORD)
    assert "Nhập sai quá nhiều lần" in refused.text
    elsewhere = post(
        app.test_client(),
        "/staff/sign-in",
        username=organizer.username,
        password=PASSWORD,
    )
    assert "Nhập sai quá nhiều lần" in elsewhere.text


def test_it_leads_to_no_other_site(desk):
    fields = {"again_secret": PASSWORD, "next": "//evil.example/x"}
    assert post(desk, "/account/again", **fields).location == "/account"


def test_a_form_that_was_sent_is_carried_and_nothing_was_done(desk, session):
    her = factories.account(session)
    reply = post(
        desk,
        f"{DESK}/{her.id}/reset-code",
        person=her.id,
        note='<b>"quoted" & typed</b>',
    )

    assert reply.status_code == 403
    check(reply.text)
    assert f'name="person" value="{her.id}"' in reply.text
    assert "&lt;b&gt;&#34;quoted&#34; &amp; typed&lt;/b&gt;" in reply.text
    assert session.scalar(select(func.count()).select_from(ResetCode)) == 0


def test_sent_again_with_the_password_it_goes_on(desk, session):
    her = factories.account(session)
    wrong = post(desk, f"{DESK}/{her.id}/reset-code", person=her.id, again_secret="x")
    assert wrong.status_code == 403
    assert "Mật khẩu không đúng" in wrong.text
    assert "again_secret" not in re.findall(r'hidden" name="(\w+)"', wrong.text)

    right = post(
        desk, f"{DESK}/{her.id}/reset-code", person=her.id, again_secret=PASSWORD
    )
    assert 'class="code"' in right.text
    assert desk.get(DESK).status_code == 200


def test_scripts_get_a_sentence(desk):
    for reply in (
        desk.get(DESK, headers=JSON),
        desk.post(
            f"{DESK}/1/reset-code", headers=JSON, data={"csrf_token": form_token(desk)}
        ),
    ):
        assert reply.status_code == 403
        assert "nhập lại mã PIN hoặc mật khẩu" in reply.json["error"]


def test_files_are_chosen_again(desk):
    data = {"csrf_token": form_token(desk), "file": (BytesIO(b"x"), "list.xlsx")}
    headers = {"Referer": "http://localhost/manage/handbooks"}
    reply = desk.post(f"{DESK}/1/reset-code", data=data, headers=headers)

    assert reply.status_code == 403
    assert "/account/again?next=/manage/handbooks" in reply.text
    check(reply.text)


def test_what_another_process_asked_is_known_at_once(desk, session, app):
    """What this one keeps of a device may be some seconds old."""
    assert desk.get(DESK).status_code == 303
    session.execute(SignInSession.__table__.update().values(proved_at=NOON))
    session.commit()

    assert desk.get(DESK).status_code == 200


def test_officers_type_their_pin(client, session):
    officer = factories.account(session, secret_hash=hashed("402915", is_cheap=True))
    sign_in(client, session, officer, proved_at=LONG_AGO)
    page = client.get("/account/again")
    assert "Mã PIN 6 số" in page.text
    check(page.text)

    wrong = post(client, "/account/again", again_secret="402916")
    assert "Mã PIN không đúng" in wrong.text
    right = post(client, "/account/again", again_secret="402915", next="/")
    assert right.location == "/"


def test_a_view_that_everybody_may_enter_asks_nobody_again():
    app = Flask("open")
    app.view_functions.pop("static", None)
    view = access.asks_again(access.enter(access.PUBLIC)(lambda: ""))
    app.add_url_rule("/open", "open", view)

    with pytest.raises(RuntimeError, match="open"):
        access.check_every_route(app)


def test_signing_in_is_a_proof(app, session, organizer):
    client = app.test_client()
    fields = {"username": organizer.username, "password": PASSWORD}
    post(client, "/staff/sign-in", **fields)
    assert client.get(DESK).status_code == 200

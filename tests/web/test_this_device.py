"""What a device keeps of those who signed in on it: homes, names, and changing over."""

import re

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import SignInFailure, SignInSession
from quizapp.accounts.rules import LIMITS
from quizapp.attempts.models import Response
from quizapp.hashing import hashed, is_match
from tests import factories
from tests.conftest import NOON
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in
from tests.web.test_attempts import given, put
from tests.web.test_pages import check

PIN, OTHER_PIN = "402915", "771204"
HASH, OTHER_HASH = hashed(PIN, is_cheap=True), hashed(OTHER_PIN, is_cheap=True)
PHONE = "0900 000 001"


@pytest.fixture
def her(session):
    return factories.account(session, phone="+84900000001", secret_hash=HASH)


@pytest.fixture
def him(session, her):
    return factories.account(
        session,
        phone="+84900000001",
        phone_place=2,
        full_name="Trần Văn Bảy",
        secret_hash=OTHER_HASH,
    )


def post(client, address, **data):
    return client.post(address, data=data | {"csrf_token": form_token(client)})


def try_pin(client, pin=PIN, phone=PHONE, **data):
    return post(client, "/sign-in", phone=phone, pin=pin, **data)


def who(client):
    found = re.search(r'<p class="lead"><strong>(.*?)<', client.get("/account").text)
    return found and found[1]


def fail(session, subject_client, count):
    """Wrong PINs from devices of their own."""
    for _ in range(count):
        try_pin(subject_client(), "000000")


def test_strangers_lock_a_phone_and_not_the_device_at_home(app, session, her):
    home = app.test_client()
    try_pin(home)
    post(home, "/sign-out")
    fail(session, app.test_client, LIMITS.by_subject)

    assert "Nhập sai quá nhiều lần" in try_pin(app.test_client()).text
    assert try_pin(home).status_code == 303


def test_a_home_ends_with_the_devices_own_failures(app, session, her):
    home = app.test_client()
    try_pin(home)
    post(home, "/sign-out")
    for _ in range(LIMITS.by_subject):
        assert try_pin(home, "000000").status_code == 422

    assert "Nhập sai quá nhiều lần" in try_pin(home).text
    flags = session.scalars(select(SignInFailure.is_at_home)).all()
    assert flags == [True] * LIMITS.by_subject


def copied(app, home, *names):
    """Another device that was given cookies of the first."""
    copy = app.test_client()
    for name in names:
        copy.set_cookie(name, home.get_cookie(name).value)
    return copy


def test_a_copied_home_without_its_device_is_none(app, session, her):
    """Else who drops the device's cookie is counted by nothing."""
    home = app.test_client()
    try_pin(home)
    fail(session, app.test_client, LIMITS.by_subject)

    assert try_pin(copied(app, home, "this-device")).status_code == 422
    assert try_pin(copied(app, home, "this-device", "device")).status_code == 303


@pytest.mark.parametrize("text", ["x", "e30.x", ""])
def test_a_made_up_home_is_none(app, session, her, text):
    fail(session, app.test_client, LIMITS.by_subject)
    client = app.test_client()
    client.set_cookie("this-device", text)

    assert try_pin(client).status_code == 422


def test_beyond_the_budget_nothing_is_hashed_and_homes_get_in(
    app, session, her, monkeypatch
):
    home = app.test_client()
    try_pin(home)
    rows = [
        {"at": NOON, "subject": b"%d" % n, "device": b"%d" % n, "is_at_home": False}
        for n in range(LIMITS.from_strangers)
    ]
    session.execute(SignInFailure.__table__.insert(), rows)
    session.commit()
    hashes = []

    def compare(stored, secret):
        hashes.append(secret)
        return is_match(stored, secret)

    monkeypatch.setitem(app.extensions, "compare_secrets", compare)
    for n in range(20):
        reply = try_pin(app.test_client(), phone=f"09100000{n:02}")
        assert "Nhập sai quá nhiều lần" in reply.text
    assert hashes == []
    assert try_pin(home).status_code == 303
    assert hashes == [PIN]


def test_names_are_shown_where_they_were_remembered_alone(app, session, her):
    home = app.test_client()
    try_pin(home, remember="y")
    post(home, "/sign-out")
    page = home.get("/sign-in").text
    check(page)
    assert "Nguyễn T. A." in page
    assert her.full_name not in page

    for other in (app.test_client(), copied(app, home, "this-device")):
        assert "Nguyễn T. A." not in other.get("/sign-in").text


def test_without_the_tick_no_name_is_kept(app, session, her):
    client = app.test_client()
    try_pin(client)
    post(client, "/sign-out")
    assert "Nguyễn T. A." not in client.get("/sign-in").text
    assert client.get(f"/sign-in/as/{her.id}").location == "/sign-in"
    assert post(client, f"/sign-in/as/{her.id}", pin=PIN).location == "/sign-in"
    assert who(client) is None


def test_a_remembered_name_needs_the_pin_alone(app, session, her):
    client = app.test_client()
    try_pin(client, remember="y")
    post(client, "/sign-out")
    address = re.search(r'href="(/sign-in/as/\d+)"', client.get("/sign-in").text)[1]
    check(client.get(address).text)
    wrong = post(client, address, pin="000000")
    assert wrong.status_code == 422
    assert "Mã PIN không đúng" in wrong.text

    assert post(client, address, pin=PIN).status_code == 303
    assert who(client) == her.full_name


def test_names_are_forgotten_by_one_tap(app, session, her):
    client = app.test_client()
    try_pin(client, remember="y")
    assert post(client, "/sign-in/forget").location == "/account"
    post(client, "/sign-out")

    assert "Nguyễn T. A." not in client.get("/sign-in").text
    assert post(client, "/sign-in/forget").location == "/sign-in"


def test_a_name_is_gone_once_the_account_is(app, session, her):
    client = app.test_client()
    try_pin(client, remember="y")
    post(client, "/sign-out")
    session.get_one(factories.Account, her.id).disabled_at = NOON
    session.commit()

    assert "Nguyễn T. A." not in client.get("/sign-in").text
    assert client.get(f"/sign-in/as/{her.id}").location == "/sign-in"
    assert post(client, f"/sign-in/as/{her.id}", pin=PIN).location == "/sign-in"


def test_who_is_asked_for_after_one_pin_is_remembered_too(app, session, her):
    twin = factories.account(
        session,
        phone="+84900000001",
        phone_place=2,
        full_name="Lê Thị Tám",
        secret_hash=HASH,
    )
    client = app.test_client()
    try_pin(client, remember="y")
    post(client, "/sign-in/people", person=twin.id)
    post(client, "/sign-out")

    page = client.get("/sign-in").text
    assert "Lê T. T." in page
    assert "Nguyễn T. A." not in page


def test_another_one_of_the_phone_takes_over_by_name_and_pin(client, session, her, him):
    sign_in(client, session, her)
    page = client.get("/account").text
    assert him.full_name in page
    address = f"/account/people/{him.id}"
    assert f'href="{address}"' in page
    check(client.get(address).text)

    wrong = post(client, address, pin=PIN)
    assert wrong.status_code == 422
    check(wrong.text)
    assert who(client) == her.full_name
    assert post(client, address, pin=OTHER_PIN).location == "/"
    assert who(client) == him.full_name


def test_changing_over_signs_the_one_before_out(client, session, her, him):
    sign_in(client, session, her)
    post(client, f"/account/people/{him.id}", pin=OTHER_PIN)

    session.expire_all()
    rows = session.scalars(select(SignInSession).order_by(SignInSession.id)).all()
    assert [one.revoked_at for one in rows] == [NOON, None]


def test_nobody_takes_over_from_another_phone(client, session, her, him):
    stranger = factories.account(session, secret_hash=OTHER_HASH)
    staff = factories.staff(session, secret_hash=OTHER_HASH)
    sign_in(client, session, her)
    for target in (stranger.id, staff.id, 10**9):
        address = f"/account/people/{target}"
        assert client.get(address).status_code == 404
        assert post(client, address, pin=OTHER_PIN).status_code == 404
    assert who(client) == her.full_name


def test_wrong_pins_of_changing_over_are_counted(client, session, her, him):
    sign_in(client, session, her)
    address = f"/account/people/{him.id}"
    for _ in range(LIMITS.by_subject):
        post(client, address, pin="000000")

    assert "Nhập sai quá nhiều lần" in post(client, address, pin=OTHER_PIN).text
    count = select(func.count()).select_from(SignInFailure)
    assert session.scalar(count) == LIMITS.by_subject


def test_an_open_quiz_of_somebody_else_goes_on(client, session, her, him):
    contest, (round_,) = rounds_at(session, count=4)
    factories.entry(session, contest=contest, account=her)
    sign_in(client, session, her)
    address = post(
        client, f"/contests/{contest.slug}/rounds/{round_.number}/attempts"
    ).location
    token = given(client.get(address).text, "token")

    post(client, f"/account/people/{him.id}", pin=OTHER_PIN)
    saved = put(client, address, 1, 2, token=token)

    assert saved.json["outcome"] == "saved"
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    assert client.get(address).status_code == 404
    post(client, f"/account/people/{her.id}", pin=PIN)
    assert client.get(address).status_code == 200

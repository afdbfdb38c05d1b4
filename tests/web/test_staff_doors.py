"""Staff sign in by password and second factor; what is counted, what is told."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import SecondFactor, SignInFailure, SignInSession
from quizapp.accounts.rules import LIMITS, code_of, step_at
from quizapp.hashing import hashed
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token
from tests.web.test_pages import check

PASSWORD = "mat-khau-dai"
HASH = hashed(PASSWORD, is_cheap=True)
STEP = timedelta(seconds=30)


@pytest.fixture
def organizer(session):
    account = factories.staff(session, username="ban", secret_hash=HASH)
    factories.role(session, account=account, role="organizer")
    return account


def post(client, address, **data):
    return client.post(address, data=data | {"csrf_token": form_token(client)})


def try_password(client, name="ban", password=PASSWORD):
    return post(client, "/staff/sign-in", username=name, password=password)


def secret_on(page):
    """The bytes of the secret that stands on a page of setting up."""
    from base64 import b32decode

    return b32decode(
        re.search(r'translate="no">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    )


def code(secret, now=NOON):
    return code_of(secret, step_at(now))


def codes_on(page):
    return re.findall(r"<li>([a-z2-9]{5} [a-z2-9]{5})</li>", page)


def set_up(client, now=NOON):
    """Sign in for the first time; return the secret and the recovery codes."""
    assert try_password(client).location == "/staff/sign-in/second-factor"
    secret = secret_on(client.get("/staff/sign-in/second-factor").text)
    reply = post(client, "/staff/sign-in/second-factor", code=code(secret, now))
    assert reply.status_code == 200
    return secret, codes_on(reply.text)


def is_in(client):
    return client.get("/manage/").status_code == 200


def test_before_the_second_factor_is_set_up_nothing_is_reached(client, organizer):
    assert try_password(client).location == "/staff/sign-in/second-factor"
    assert client.get("/manage/").location == "/staff/sign-in"
    assert client.get("/account").status_code == 303
    check(client.get("/staff/sign-in/second-factor").text)


def test_it_is_set_up_by_the_first_code_and_lets_in(client, session, organizer):
    secret, codes = set_up(client)

    assert len(set(codes)) == 10
    assert is_in(client)
    stored = session.scalars(select(SecondFactor)).one()
    assert stored.account_id == organizer.id
    assert secret not in stored.secret


def test_a_wrong_first_code_keeps_the_same_picture(client, session, organizer):
    try_password(client)
    before = secret_on(client.get("/staff/sign-in/second-factor").text)
    reply = post(client, "/staff/sign-in/second-factor", code="000000")

    assert reply.status_code == 422
    assert "Mã không đúng" in reply.text
    check(reply.text)
    assert secret_on(reply.text) == before
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1


def test_recovery_codes_are_shown_once(client, organizer):
    set_up(client)

    again = client.get("/staff/sign-in/second-factor")
    assert again.location == "/staff/sign-in"
    assert not codes_on(client.get("/account/second-factor").text)


@pytest.mark.parametrize(
    ("steps", "status"), [(-1, 422), (0, 422), (1, 303), (2, 303), (3, 422)]
)
def test_later_a_code_of_now_is_asked(app, clock, organizer, steps, status):
    """The clock stands one step after setting up; that code can't be used again."""
    secret, _ = set_up(app.test_client())
    clock.advance(seconds=30)
    client = app.test_client()
    assert try_password(client).location == "/staff/sign-in/code"
    check(client.get("/staff/sign-in/code").text)

    reply = post(client, "/staff/sign-in/code", code=code(secret, NOON + steps * STEP))
    assert reply.status_code == status
    assert is_in(client) is (status == 303)


def test_a_used_code_lets_nobody_in(app, clock, organizer):
    secret, _ = set_up(app.test_client())
    clock.advance(seconds=30)
    seen = code(secret, NOON + STEP)
    first, second = app.test_client(), app.test_client()
    for client, status in ((first, 303), (second, 422)):
        try_password(client)
        assert post(client, "/staff/sign-in/code", code=seen).status_code == status


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(app, organizer):
    _, codes = set_up(app.test_client())
    client = app.test_client()
    try_password(client)
    assert post(client, "/staff/sign-in/code", code=codes[0]).status_code == 303
    assert "mã dự phòng còn lại: 9" in client.get("/manage/").text

    another = app.test_client()
    try_password(another)
    assert post(another, "/staff/sign-in/code", code=codes[0]).status_code == 422


def test_wrong_codes_are_counted_with_wrong_passwords(app, clock, organizer):
    secret, _ = set_up(app.test_client())
    clock.advance(seconds=30)
    guesser = app.test_client()
    try_password(guesser)
    for _ in range(LIMITS.by_subject):
        post(guesser, "/staff/sign-in/code", code="000000")
    right = code(secret, NOON + STEP)
    refused = post(guesser, "/staff/sign-in/code", code=right)

    assert "Nhập sai quá nhiều lần" in refused.text
    assert "Nhập sai quá nhiều lần" in try_password(app.test_client()).text


def test_a_password_that_fitted_waits_ten_minutes(app, clock, organizer):
    set_up(app.test_client())
    client = app.test_client()
    try_password(client)
    clock.advance(minutes=10)

    assert client.get("/staff/sign-in/code").location == "/staff/sign-in"
    assert post(client, "/staff/sign-in/code", code="0").location == "/staff/sign-in"


@pytest.mark.parametrize("address", ["/staff/sign-in/code", "/staff/sign-in/second-factor"])  # fmt: skip
def test_without_the_password_there_is_no_second_step(client, organizer, address):
    assert client.get(address).location == "/staff/sign-in"
    assert post(client, address, code="123456").location == "/staff/sign-in"


def bare(reply):
    """A page without what is of the one form alone."""
    return re.sub(r'value="[^"]*"', "", reply.text)


def test_known_and_unknown_names_get_the_same_bytes(app, session, organizer):
    client = app.test_client()
    refused = {
        bare(try_password(client, name, "not-her-password"))
        for name in ("ban", "nobody", "ban-to-chuc")
    }
    assert len(refused) == 1
    assert "không khớp" in refused.pop()


def test_wrong_codes_of_both_kinds_get_the_same_bytes(app, organizer):
    set_up(app.test_client())
    client = app.test_client()
    try_password(client)
    refused = {
        bare(post(client, "/staff/sign-in/code", code=typed))
        for typed in ("000000", "abcdefghjk", "x")
    }
    assert len(refused) == 1


def test_locked_names_get_the_same_bytes_known_or_not(app, organizer):
    def locked(name):
        for _ in range(LIMITS.by_subject):
            try_password(app.test_client(), name, "wrong")
        return bare(try_password(app.test_client(), name))

    assert locked("ban") == locked("nobody")


def test_staff_of_a_demo_need_the_password_alone_and_are_told(client, session):
    account = factories.staff(
        session, username="demo", secret_hash=HASH, is_loopback_only=True
    )
    factories.role(session, account=account, role="organizer")

    assert "chỉ cần mật khẩu" in client.get("/staff/sign-in").text
    assert try_password(client, "demo").location == "/manage/"
    for address in ("/account", "/account/second-factor"):
        assert "chỉ cần mật khẩu" in client.get(address).text


def test_new_recovery_codes_ask_password_and_code(app, clock, organizer):
    client = app.test_client()
    secret, before = set_up(client)
    clock.advance(seconds=30)
    address = "/account/second-factor/codes"
    fields = {"again_secret": PASSWORD, "again_code": code(secret, NOON + STEP)}
    for wrong in ({"again_secret": "x"}, {"again_code": "000000"}, {"again_code": ""}):
        reply = post(client, address, **fields | wrong)
        assert reply.status_code == 422
        check(reply.text)
    made = codes_on(post(client, address, **fields).text)

    assert len(made) == 10
    assert not set(made) & set(before)
    another = app.test_client()
    for typed, status in ((before[1], 422), (made[1], 303)):
        try_password(another)
        assert post(another, "/staff/sign-in/code", code=typed).status_code == status


def test_it_moves_to_another_phone(app, clock, organizer):
    client = app.test_client()
    old, _ = set_up(client)
    assert client.get("/account/second-factor/move").status_code == 303
    clock.advance(seconds=30)
    fields = {"again_secret": PASSWORD, "again_code": code(old, NOON + STEP)}
    assert post(client, "/account/second-factor/move", **fields).status_code == 303
    page = client.get("/account/second-factor/move").text
    check(page)
    new = secret_on(page)
    address = "/account/second-factor/move/confirm"
    assert post(client, address, code=code(old, NOON + STEP)).status_code == 422
    assert len(codes_on(post(client, address, code=code(new, NOON + STEP)).text)) == 10

    clock.advance(seconds=30)
    later = NOON + 2 * STEP
    another = app.test_client()
    for secret, status in ((old, 422), (new, 303)):
        try_password(another)
        reply = post(another, "/staff/sign-in/code", code=code(secret, later))
        assert reply.status_code == status


def test_without_a_second_factor_there_is_nothing_to_renew(client, session):
    from tests.web.people import sign_in

    sign_in(client, session, factories.staff(session))
    for name in ("codes", "move"):
        assert post(client, f"/account/second-factor/{name}").status_code == 404


def test_who_set_it_up_elsewhere_meanwhile_is_not_overwritten(app, organizer):
    slow, quick = app.test_client(), app.test_client()
    try_password(slow)
    secret = secret_on(slow.get("/staff/sign-in/second-factor").text)
    set_up(quick)

    reply = post(slow, "/staff/sign-in/second-factor", code=code(secret))
    assert reply.location == "/staff/sign-in"
    assert not is_in(slow)


def test_sessions_of_staff_last_half_a_day(client, session, organizer):
    set_up(client)
    row = session.scalars(select(SignInSession)).one()
    assert row.expires_at == NOON + timedelta(hours=12)

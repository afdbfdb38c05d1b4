"""What every answer carries, and what no request gets."""

import pytest

from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in


def test_every_page_carries_a_policy_without_inline_code(client):
    headers = client.get("/").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_an_unknown_host_is_refused(client, host):
    reply = client.get("/", headers={"Host": host})
    assert reply.status_code == 400
    assert "evil" not in reply.text


def test_forwarded_headers_change_nothing_without_a_proxy(client):
    plain = client.get("/").text
    forged = client.get(
        "/",
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    ).text
    assert "evil" not in forged
    assert len(plain) == len(forged)


def test_a_form_without_its_token_is_refused_in_words(client):
    reply = client.post("/sign-in", data={"phone": "0900000001", "pin": "402915"})

    assert reply.status_code == 403
    assert "Biểu mẫu đã hết hạn" in reply.text


def test_a_body_too_large_is_refused_before_it_is_read(client):
    token = form_token(client, "/sign-in")
    data = {"csrf_token": token, "phone": "9" * 70_000, "pin": "1"}
    reply = client.post("/sign-in", data=data)

    assert reply.status_code == 413
    assert "Dữ liệu quá lớn" in reply.text


@pytest.mark.parametrize(
    "address", ["/nowhere", "/contests/none", "/attempts/1/receipt/x", "/static/../x"]
)
def test_what_is_not_there_is_said_in_words(client, address):
    reply = client.get(address)

    assert reply.status_code == 404
    assert "Không tìm thấy" in reply.text
    assert "Traceback" not in reply.text


def test_a_wrong_method_looks_like_a_page_that_is_not_there(client):
    token = form_token(client)
    reply = client.post("/healthz", data={"csrf_token": token})
    assert reply.status_code == 404


@pytest.mark.parametrize("form", ["vi", "en"])
def test_a_reader_chooses_her_language_and_stays_on_her_page(client, form):
    token = form_token(client)
    reply = client.post(
        "/language",
        data={"csrf_token": token, "language": form, "back": "/sign-in"},
    )

    assert reply.location == "/sign-in"
    page = client.get("/sign-in").text
    assert f'<html lang="{form}"' in page
    assert ("Sign in" in page) is (form == "en")


def test_a_language_switch_leads_to_no_other_site(client):
    token = form_token(client)
    reply = client.post(
        "/language",
        data={"csrf_token": token, "language": "en", "back": "//evil.example/x"},
    )
    assert reply.location == "/"


def test_people_come_to_no_desk(client, session):
    sign_in(client, session, factories.account(session))

    for address in ("/manage/", "/judge/", "/officer/", "/manage/people"):
        assert client.get(address).status_code == 404, address


def test_a_role_that_has_ended_opens_nothing(client, session):
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer", ends_at=NOON)
    sign_in(client, session, account)

    assert client.get("/manage/").status_code == 404


def test_metrics_are_for_this_machine_or_a_token(client):
    assert client.get("/metrics").status_code == 200
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_base=far).status_code == 404
    near = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})
    assert near.status_code == 404


def test_ready_tells_what_is_not(client):
    assert client.get("/healthz").json == {"alive": True}
    assert client.get("/readyz").status_code in {200, 503}

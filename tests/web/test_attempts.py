"""Taking an attempt as browsers do: with scripts, without, and with bad manners."""

import re
from pathlib import Path

import pytest

from quizapp.attempts.models import Attempt, Response
from tests import factories
from tests.sittings import right_value, rounds_at
from tests.web.people import form_token, sign_in

HOSTILE = sorted((Path(__file__).parent.parent / "data/hostile/json").glob("*.json"))


@pytest.fixture
def place(session, app):
    """A contest with an open round of four questions and a prediction."""
    return rounds_at(session, count=4, prediction="Bao nhiêu người?")


@pytest.fixture
def her(client, session, place):
    """Somebody who has entered, signed in on the client."""
    contest, _ = place
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    return entry


def start(client, place):
    contest, (round_,) = place
    token = form_token(client, "/account")
    address = f"/contests/{contest.slug}/rounds/{round_.number}/attempts"
    reply = client.post(address, data={"csrf_token": token})
    return reply.location


def given(page, name):
    return re.search(rf'data-{name}="([^"]*)"', page)[1]


def put(client, address, position, value, *, token, counter=1):
    return client.put(
        f"{address}/responses/{position}",
        json={"value": value, "counter": counter},
        headers={"X-Attempt-Token": token},
    )


def post(client, address, page=None, **data):
    token = form_token(client, page or "/account")
    return client.post(address, data=data | {"csrf_token": token})


def test_a_start_leads_to_the_paper_and_a_second_one_to_the_same(client, place, her):
    address = start(client, place)

    assert start(client, place) == address
    page = client.get(address).text
    assert page.count('class="question card"') == 5
    assert given(page, "lease") == "1"


def test_an_answer_is_saved_and_stands_on_the_page(client, session, place, her):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    reply = put(client, address, 1, 2, token=token)

    assert reply.json["outcome"] == "saved"
    assert reply.json["saved"] == [1]
    assert reply.json["deadline_at"] > reply.json["server_now"]
    assert 'value="2" checked' in client.get(address).text
    assert session.query(Response).count() == 1


def test_an_answer_needs_no_cookie_but_its_token(app, client, place, her):
    address = start(client, place)
    token = given(client.get(address).text, "token")

    stranger = app.test_client()
    assert put(stranger, address, 1, 2, token=token).status_code == 200
    for wrong in ("", token[:-2] + "xx", "x"):
        assert put(stranger, address, 1, 1, token=wrong).status_code == 403


def test_the_same_answer_again_is_the_same_and_another_is_a_conflict(
    client, place, her
):
    address = start(client, place)
    token = given(client.get(address).text, "token")

    assert put(client, address, 1, 2, token=token).status_code == 200
    assert put(client, address, 1, 2, token=token).status_code == 200
    other = put(client, address, 1, 3, token=token)
    assert (other.status_code, other.json["outcome"]) == (409, "other")


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_hostile_bodies_are_bad_requests_and_change_nothing(
    client, session, place, her, path
):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    reply = client.put(
        f"{address}/responses/1",
        data=path.read_bytes(),
        content_type="application/json",
        headers={"X-Attempt-Token": token, "Accept": "application/json"},
    )

    assert reply.status_code in {400, 413}
    assert session.query(Response).count() == 0


@pytest.mark.parametrize("value", [4, -1, True, "1", [1], {}, 1.5, 10**30], ids=repr)
def test_a_value_that_is_no_option_is_a_bad_request(client, place, her, value):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    assert put(client, address, 1, value, token=token).status_code == 400


@pytest.mark.parametrize("position", [0, 6, 999, 10**18])
def test_a_position_that_is_not_there_is_not_found(client, place, her, position):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    assert put(client, address, position, 1, token=token).status_code == 404


def test_somebody_elses_attempt_looks_like_one_that_is_not_there(
    app, client, session, place, her
):
    address = start(client, place)
    contest, _ = place
    other = factories.entry(session, contest=contest)
    stranger = app.test_client()
    sign_in(stranger, session, session.get(factories.Account, other.account_id))

    for ending in ("", "/hand-in", "/receipt"):
        mine = stranger.get(address + ending)
        gone = stranger.get("/attempts/999999999" + ending)
        assert mine.status_code == gone.status_code == 404
        assert len(mine.text) == len(gone.text)


def test_without_scripts_answers_go_as_forms(client, session, place, her):
    address = start(client, place)
    attempt_id = int(address.rsplit("/", 1)[1])
    reply = post(client, f"{address}/responses/1", lease=1, counter=1, value="2")

    assert reply.location.endswith("#q1")
    assert "Câu 1 đã lưu." in client.get(address).text
    post(client, f"{address}/responses/5", lease=1, counter=2, value="120")
    values = {
        row.position: row.value
        for row in session.query(Response).filter_by(attempt_id=attempt_id)
    }
    assert values == {1: 2, 5: 120}
    post(client, f"{address}/responses/5", lease=1, counter=3, value="nhiều")
    assert "Gõ một số nguyên" in client.get(address).text


def test_another_device_takes_over_and_the_first_one_is_told(
    app, client, session, place, her
):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    second = app.test_client()
    sign_in(second, session, session.get(factories.Account, her.account_id))

    assert "Làm tiếp trên thiết bị này" in second.get(address).text
    post(second, f"{address}/open")
    assert given(second.get(address).text, "lease") == "2"
    reply = put(client, address, 1, 2, token=token)
    assert reply.json["outcome"] == "saved"
    assert reply.json["is_newest"] is False
    newer = given(second.get(address).text, "token")
    put(second, address, 1, 3, token=newer)
    put(client, address, 1, 1, token=token, counter=999)
    assert 'value="3" checked' in second.get(address).text


def test_handing_in_twice_gives_the_same_receipt(client, session, place, her):
    address = start(client, place)
    attempt = session.get(Attempt, int(address.rsplit("/", 1)[1]))
    token = given(client.get(address).text, "token")
    put(client, address, 1, right_value(attempt, 1), token=token)

    assert "Đã lưu 1/5 câu." in client.get(f"{address}/hand-in").text
    key = "0123456789abcdef"
    for _ in range(2):
        reply = post(client, f"{address}/hand-in", key=key)
        assert reply.location == f"{address}/receipt"
    page = client.get(f"{address}/receipt").text
    session.refresh(attempt)
    assert attempt.receipt_code in page
    assert "1/4" in page
    late = put(client, address, 2, 1, token=token, counter=5)
    assert (late.status_code, late.json["outcome"]) == (409, "ended")


def test_after_the_deadline_an_answer_is_kept_and_said_to_be_late(
    client, session, place, her, clock
):
    address = start(client, place)
    token = given(client.get(address).text, "token")
    clock.advance(minutes=15, seconds=6)
    reply = put(client, address, 1, 2, token=token)

    assert reply.json["outcome"] == "late"
    assert reply.json["saved"] == []
    assert session.query(Response).count() == 1
    assert client.get(address).location == f"{address}/hand-in"
    assert "Đã hết giờ" in client.get(f"{address}/hand-in").text


def test_who_has_not_entered_is_sent_to_the_contest(client, session, place):
    sign_in(client, session, factories.account(session))
    contest, _ = place

    assert start(client, place) == f"/contests/{contest.slug}"
    assert session.query(Attempt).count() == 0


def test_once_attempts_are_used_up_a_start_is_refused_in_words(client, place, her):
    for n in range(2):
        address = start(client, place)
        post(client, f"{address}/hand-in", key=f"key-number-{n}")
    contest, (round_,) = place
    reply = post(client, f"/contests/{contest.slug}/rounds/{round_.number}/attempts")

    assert reply.status_code == 409
    assert "Đã dùng hết số lượt" in reply.text

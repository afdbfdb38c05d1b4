"""Several answers in one request: each is answered for, and the page hears the news."""

from datetime import timedelta

import pytest

from quizapp.attempts.models import Attempt, Response
from quizapp.attempts.rules import Pace
from tests import factories
from tests.sittings import rounds_at
from tests.web.people import sign_in
from tests.web.test_attempts import given, start


@pytest.fixture
def place(session, app):
    return rounds_at(session, count=4, prediction="Bao nhiêu người?")


@pytest.fixture
def paper(client, session, place):
    """The address of an attempt that has begun, and its token."""
    contest, _ = place
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    address = start(client, place)
    return address, given(client.get(address).text, "token")


def put(client, paper, answers, **more):
    address, token = paper
    body = {"answers": answers} | more
    headers = {"X-Attempt-Token": token}
    return client.put(f"{address}/responses", json=body, headers=headers)


def one(position, value, counter=1):
    return {"position": position, "counter": counter, "value": value}


def outcomes(reply):
    return [answer["outcome"] for answer in reply.json["answers"]]


def test_a_batch_is_saved_and_each_answer_told(client, session, paper):
    reply = put(client, paper, [one(1, 2), one(2, 0), one(5, 1200)])

    assert reply.status_code == 200
    assert outcomes(reply) == ["saved"] * 3
    assert sorted(reply.json["saved"]) == [1, 2, 5]
    assert session.query(Response).count() == 3


def test_the_reply_carries_what_the_page_must_know(client, paper):
    reply = put(client, paper, [one(1, 2)]).json

    assert set(reply) == {
        "answers",
        "deadline_at",
        "is_newest",
        "late",
        "news",
        "save_after_ms",
        "saved",
        "server_now",
        "state",
    }
    assert reply["news"] == []
    assert 500 <= reply["save_after_ms"] <= 15_000


def test_the_same_batch_again_is_saved_once(client, session, paper):
    batch = [one(1, 2), one(2, 0)]
    replies = [outcomes(put(client, paper, batch)) for _ in range(3)]

    assert replies == [["saved"] * 2] * 3
    assert session.query(Response).count() == 2


def test_one_wrong_value_keeps_no_other_from_being_saved(client, session, paper):
    reply = put(client, paper, [one(1, 9), one(2, 0), one(99, 1)])
    told = {answer["position"]: answer["outcome"] for answer in reply.json["answers"]}

    assert told == {1: "refused", 2: "saved", 99: "refused"}
    assert session.query(Response).count() == 1


def test_a_batch_of_nothing_but_wrong_values_is_told_too(client, session, paper):
    reply = put(client, paper, [one(1, 9)])

    assert outcomes(reply) == ["refused"]
    assert reply.json["state"] == "open"
    assert session.query(Response).count() == 0


@pytest.mark.parametrize(
    "answers",
    [
        [],
        None,
        {},
        [1],
        [one(1, 0), one(1, 1)],
        [{"position": 1, "value": 0}],
        [{"position": "1", "counter": 1, "value": 0}],
        [{"position": True, "counter": 1, "value": 0}],
        [one(1, 0, counter=0)],
        [one(1, 0, counter=2**31)],
        [one(1, 0, counter=n) for n in range(1, 302)],
    ],
    ids=repr,
)
def test_what_is_no_batch_is_a_bad_request_and_saves_nothing(
    client, session, paper, answers
):
    assert put(client, paper, answers).status_code == 400
    assert session.query(Response).count() == 0


def test_a_batch_needs_the_token_of_its_attempt(client, paper):
    address, token = paper
    for wrong in ("", token[:-2] + "xx"):
        assert put(client, (address, wrong), [one(1, 0)]).status_code == 403


@pytest.mark.parametrize(("minutes", "words"), [(5, "5 phút"), (-5, "5 phút")])
def test_time_given_or_taken_is_news(client, session, paper, minutes, words):
    known = put(client, paper, [one(1, 0)]).json["deadline_at"]
    attempt = session.query(Attempt).one()
    attempt.deadline_at += timedelta(minutes=minutes)
    session.commit()
    (news,) = put(client, paper, [one(2, 0)], deadline_at=known).json["news"]

    assert news["kind"] == "time"
    assert words in news["text"]


@pytest.mark.parametrize("known", [None, 7, "", "yesterday", [], {"a": 1}])
def test_a_page_that_knows_no_deadline_gets_no_news(client, paper, known):
    assert put(client, paper, [one(1, 0)], deadline_at=known).json["news"] == []


def test_after_a_hand_in_each_answer_is_told_that_it_ended(client, session, paper):
    attempt = session.query(Attempt).one()
    attempt.state, attempt.ended_at = "handed_in", attempt.started_at
    attempt.score_hundredths = attempt.duration_ms = attempt.ended_under = 0
    attempt.receipt_code = "R"
    session.commit()

    assert outcomes(put(client, paper, [one(1, 0), one(2, 0)])) == ["ended"] * 2


def test_the_pace_slows_down_under_load_and_recovers():
    pace = Pace()
    assert pace.save_after_ms == 500
    for _ in range(50):
        pace.heard(0.25)
    assert 4000 <= pace.save_after_ms <= 5000
    for _ in range(100):
        pace.heard(3)
    assert pace.save_after_ms == 15_000
    for _ in range(100):
        pace.heard(0.002)
    assert pace.save_after_ms == 500

"""Organizers choose which banks can be practised."""

import pytest

from quizapp.practice.models import PracticeBank
from tests import factories
from tests.web.people import form_token, sign_in
from tests.web.test_pages import check
from tests.web.test_practice import SLUG, take

PAGE = "/manage/practice"


@pytest.fixture
def organizer(client, session):
    take(session)
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer")
    sign_in(client, session, account)
    return account


def post(client, verb, **fields):
    token = form_token(client, PAGE)
    return client.post(f"{PAGE}/{SLUG}/{verb}", data=fields | {"csrf_token": token})


def test_a_bank_is_offered_shown_and_withdrawn(client, session, organizer):
    reply = post(client, "offer", **{"title": "Ôn luật", "tag-khac": "Chuyện khác"})
    offered = session.query(PracticeBank).one()

    assert reply.status_code == 303
    assert (offered.offered_by, offered.title) == (organizer.id, "Ôn luật")
    assert "Chuyện khác" in client.get("/practice").text
    check(client.get(PAGE).text)
    assert post(client, "withdraw").status_code == 303
    assert "Ôn luật" not in client.get("/practice").text


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 151},
        {"title": "Tên", "tag-khac": "x" * 61},
        {"title": "Tên", "tag-none": "Nhãn"},
    ],
    ids=repr,
)
def test_bad_input_is_told_beside_the_bank(client, session, organizer, fields):
    reply = post(client, "offer", **fields)

    assert reply.status_code == 422
    assert 'class="errors"' in reply.text
    assert session.query(PracticeBank).count() == 0


def test_withdrawing_twice_is_a_conflict(client, organizer):
    assert post(client, "withdraw").status_code == 409


@pytest.mark.parametrize("role", ["judge", "editor", "secretary"])
def test_others_of_the_staff_do_not_choose(client, session, role):
    account = factories.staff(session)
    factories.role(session, account=account, role=role)
    sign_in(client, session, account)

    assert client.get(PAGE).status_code == 404

"""Receipts: whoever holds the code can check it, and learns nothing else."""

import pytest

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import phone_code, receipt_hash
from tests import factories
from tests.conftest import NOON
from tests.sittings import answer, right_value, seat


@pytest.fixture
def handed_in(session, app):
    here = seat(session)
    attempt = here.start()
    answer(session, attempt, 1, right_value(attempt, 1))
    here.hand_in(attempt, NOON)
    session.commit()
    return attempt


def test_a_right_code_is_said_to_be_right(client, handed_in):
    page = client.get("/receipts", query_string={"code": handed_in.receipt_code})

    assert "Khớp" in page.text
    assert handed_in.receipt_hash in page.text


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("-", " ")])
def test_a_code_may_be_typed_in_any_way(client, handed_in, spell):
    page = client.get("/receipts", query_string={"code": spell(handed_in.receipt_code)})

    assert "Khớp" in page.text


def test_changed_answers_are_seen(client, session, handed_in):
    session.get(Attempt, handed_in.id).receipt_hash = "0" * 64
    session.commit()
    page = client.get("/receipts", query_string={"code": handed_in.receipt_code})

    assert "Khớp" not in page.text
    assert "notice-brick" in page.text


def test_the_page_names_nobody(client, session, handed_in):
    entry = session.get(factories.Entry, handed_in.entry_id)
    account = session.get(factories.Account, entry.account_id)
    page = client.get("/receipts", query_string={"code": handed_in.receipt_code}).text

    assert account.full_name not in page
    assert account.phone not in page
    assert handed_in.receipt_nonce not in page


@pytest.mark.parametrize("code", ["XXXX-XXXX-XXXX", "1", "' OR 1=1", "9" * 60, "<b>"])
def test_an_unknown_code_is_told_beside_the_field(client, handed_in, code):
    page = client.get("/receipts", query_string={"code": code})

    assert page.status_code == 200
    assert "Không có biên nhận nào" in page.text
    assert "<b>" not in page.text


def test_the_code_of_a_phone_says_whether_all_has_arrived(client, handed_in):
    value = right_value(handed_in, 1)
    right = phone_code(handed_in.id, {1: value})
    wrong = phone_code(handed_in.id, {1: value, 2: 0})

    assert "Khớp" in client.get("/receipts", query_string={"code": right}).text
    assert "Khớp" not in client.get("/receipts", query_string={"code": wrong}).text


def test_a_receipt_can_be_computed_elsewhere(handed_in):
    found = receipt_hash(
        attempt_id=handed_in.id,
        answers={1: right_value(handed_in, 1)},
        nonce=handed_in.receipt_nonce,
    )

    assert found == handed_in.receipt_hash
    assert len(handed_in.receipt_nonce) == 32

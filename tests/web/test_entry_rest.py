"""The form after the quiz: nothing stands in a ranking until it is filled in."""

import re

import pytest
from sqlalchemy import select

from quizapp.attempts.models import Attempt
from quizapp.entries.models import Entry
from quizapp.standings.models import Standing
from quizapp.standings.queries import differences
from quizapp.standings.service import recount
from tests import factories
from tests.conftest import NOON
from tests.sittings import bank_version, plan, rounds_in, sweep, terms_of
from tests.web.people import form_token, somewhere

GOOD = {
    "full_name": "Nguyễn Thị Sau",
    "birth_year": "1978",
    "phone": "0987 800 301",
    "pin": "402915",
    "take_part": "y",
}


@pytest.fixture
def client(client):
    return somewhere(client)


@pytest.fixture
def contest(session, app):
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    factories.unit(session, parent=root, name="Phường IV")
    book = factories.rule_book(
        eligibility={"minimum_age": 14, "units": "tree"},
        entry={
            "required": ["full_name", "birth_year", "phone", "unit", "sex"],
            "optional": ["ethnicity"],
            "form": "after",
        },
    )
    found = factories.contest(
        session, book=book, unit_id=root.id, paper_plan=plan(bank_version(session))
    )
    session.commit()
    return found


@pytest.fixture
def round_(session, contest):
    (found,) = rounds_in(session, contest)
    return found


def send(client, address, **fields):
    page = client.get(address).text
    hidden = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    return client.post(address, data=hidden | fields)


def sign_up(client, contest, query="", **changes):
    client.get(f"/contests/{contest.slug}/entry{query}")
    reply = send(client, f"/contests/{contest.slug}/entry", **GOOD | changes)
    assert reply.status_code == 303, reply.text


def take_part(client, contest):
    """Hand an attempt in; return the address of its receipt."""
    token = {"csrf_token": form_token(client, "/account")}
    started = client.post(f"/contests/{contest.slug}/rounds/1/attempts", data=token)
    ended = client.post(
        f"{started.location}/hand-in", data=token | {"key": "key-of-the-form"}
    )
    return ended.location


def fill_in(client, contest, **changes):
    fields = {"unit": "Phường IV", "sex": "female", "show_name": "y"}
    return send(client, f"/contests/{contest.slug}/entry/rest", **fields | changes)


def board(client, contest):
    return client.get(f"/contests/{contest.slug}/rounds/1/board").text


def standing(session):
    session.expire_all()
    return session.scalars(select(Standing)).one()


def test_before_the_quiz_only_what_decides_is_asked(client, session, contest):
    page = client.get(f"/contests/{contest.slug}/entry").text
    for name in ("unit", "sex", "ethnicity", "show_name"):
        assert f'name="{name}"' not in page
    assert "Phần còn lại của phiếu điền sau khi thi." in page

    sign_up(client, contest)
    entry = session.scalars(select(Entry)).one()
    assert (entry.completed_at, entry.unit_id) == (None, None)
    assert "Điền nốt" not in client.get(f"/contests/{contest.slug}").text


def test_until_the_rest_is_filled_in_nothing_is_shown_and_nothing_ranked(
    client, session, contest, round_
):
    sign_up(client, contest)
    receipt = client.get(take_part(client, contest)).text

    assert "Bài thi đã nộp lúc" in receipt
    assert "Điểm và hạng hiện ra khi đã điền nốt" in receipt
    assert f"/contests/{contest.slug}/entry/rest" in receipt
    assert "điểm" not in re.findall(r'class="figures">(.*?)</div>', receipt, re.S)[0]
    kept = standing(session)
    assert (kept.sort_key, kept.attempt_id, kept.attempt_count) == (None, None, 1)
    assert "Nguyễn T. S." not in board(client, contest)
    assert "chưa điền xong" in board(client, contest)
    mine = client.get(f"/contests/{contest.slug}/rounds/1/board/me").text
    assert "chưa điền xong" in mine
    assert "Điền nốt phiếu đăng ký" in client.get(f"/contests/{contest.slug}").text
    assert list(differences(session, round_=round_)) == []


def test_once_it_is_filled_in_the_result_stands_where_it_belongs(
    client, session, contest, round_
):
    sign_up(client, contest)
    receipt = take_part(client, contest)
    reply = fill_in(client, contest)

    assert reply.location == receipt
    page = client.get(receipt).text
    assert "hạng" in page
    assert "Điền nốt" not in page
    entry = session.scalars(select(Entry)).one()
    attempt = session.scalars(select(Attempt)).one()
    assert (entry.sex, entry.completed_at, entry.is_name_shown) == (
        "female",
        NOON,
        True,
    )
    assert attempt.unit_id == entry.unit_id is not None
    assert standing(session).attempt_id == attempt.id
    assert "Nguyễn Thị Sau" in board(client, contest)
    assert list(differences(session, round_=round_)) == []
    again = client.get(f"/contests/{contest.slug}/entry/rest")
    assert again.location == f"/contests/{contest.slug}"


def test_what_is_wrong_in_the_rest_is_said_and_nothing_is_kept(
    client, session, contest
):
    sign_up(client, contest)
    take_part(client, contest)
    reply = fill_in(client, contest, sex="", ethnicity="05", unit="Cà Mau")

    assert reply.status_code == 422
    for sentence in ("Chọn một đơn vị", "cuộc thi này cần thông tin này"):
        assert sentence in reply.text
    assert "Dân tộc chỉ được lưu" in fill_in(client, contest, ethnicity="05").text
    assert session.scalars(select(Entry)).one().completed_at is None
    assert standing(session).sort_key is None


def test_an_attempt_that_ran_out_and_a_recount_are_not_ranked_either(
    client, session, contest, round_
):
    sign_up(client, contest)
    token = {"csrf_token": form_token(client, "/account")}
    client.post(f"/contests/{contest.slug}/rounds/1/attempts", data=token)
    (closed,) = sweep(session, 3600)
    terms = terms_of(session, round_)
    recount(session, round_=terms, entry_id=closed.attempt.entry_id, now=NOON)

    assert standing(session).sort_key is None
    fill_in(client, contest)
    assert standing(session).sort_key is not None


def test_filled_in_before_an_attempt_the_result_is_ranked_at_once(
    client, session, contest
):
    sign_up(client, contest)
    assert fill_in(client, contest).location == f"/contests/{contest.slug}"
    take_part(client, contest)

    assert standing(session).sort_key is not None
    assert session.scalars(select(Attempt)).one().unit_id is not None


def test_a_unit_that_the_address_named_is_offered_after_the_quiz(client, contest):
    sign_up(client, contest, query="?unit=Phường IV")

    page = client.get(f"/contests/{contest.slug}/entry/rest").text
    assert 'value="Phường IV"' in page


def test_a_child_is_agreed_for_before_the_quiz(client, session, contest):
    reply = send(
        client, f"/contests/{contest.slug}/entry", **GOOD | {"birth_year": "2015"}
    )
    assert "còn thiếu họ tên" in reply.text
    sign_up(
        client,
        contest,
        birth_year="2015",
        representative_name="Trần Thị Mẹ",
        representative_relation="mother",
        agree_representative="y",
    )
    take_part(client, contest)
    fill_in(client, contest)

    assert not session.scalars(select(Entry)).one().is_name_shown
    assert "Nguyễn T. S." in board(client, contest)

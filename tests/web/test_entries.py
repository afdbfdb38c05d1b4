"""Signing up on one screen: everything is said at once, nothing half-done stays."""

import re

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account
from quizapp.entries.models import Consent, Entry
from tests import factories
from tests.conftest import NOON
from tests.sittings import after
from tests.web.people import sign_in, somewhere

GOOD = {
    "full_name": "Nguyễn Thị Xuân",
    "birth_year": "1978",
    "phone": "0912 345 678",
    "pin": "402915",
    "take_part": "y",
}


@pytest.fixture
def client(client):
    return somewhere(client)


@pytest.fixture
def contest(session, app):
    """A contest for the people of one tree, open now."""
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    for name in ("Phường I", "Phường IV"):
        factories.unit(session, parent=root, name=name)
    book = factories.rule_book(
        eligibility={"minimum_age": 14, "units": "tree"},
        entry={"required": ["full_name", "birth_year", "phone", "unit"]},
    )
    found = factories.contest(session, book=book, unit_id=root.id)
    session.commit()
    return found


def page_of(contest):
    return f"/contests/{contest.slug}/entry"


def send(client, contest, **fields):
    page = client.get(page_of(contest)).text
    hidden = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    return client.post(page_of(contest), data=hidden | fields)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_one_screen_signs_up_enters_and_signs_in(client, session, contest):
    reply = send(client, contest, **GOOD, unit="phuong iv")

    assert reply.location == f"/contests/{contest.slug}"
    account = session.scalars(select(Account)).one()
    assert account.phone == "+84912345678"
    assert account.secret_hash.startswith("$argon2id$")
    entry = session.scalars(select(Entry)).one()
    assert entry.is_name_shown is False
    page = client.get(reply.location).text
    assert "Đã đăng ký. Mọi thứ đã sẵn sàng." in page
    assert "Vào thi" in page


def test_both_answers_are_kept_with_the_text_that_was_shown(client, session, contest):
    send(client, contest, **GOOD, unit="Phường IV")

    consents = {one.kind: one for one in session.scalars(select(Consent))}
    assert consents["take_part"].is_given is True
    assert consents["show_name"].is_given is False
    for one in consents.values():
        assert one.text_version.endswith("/vi")
        assert len(one.text_hash) == 64
        assert one.at == NOON


def test_boxes_are_not_ticked_beforehand(client, contest):
    page = client.get(page_of(contest)).text
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)

    assert len(boxes) == 3  # and the representative's, shown to who is under 16
    assert not any("checked" in box for box in boxes)


def test_an_empty_form_is_told_everything_at_once(client, session, contest):
    reply = send(client, contest)

    assert reply.status_code == 422
    for sentence in (
        "Gõ họ và tên.",
        "Gõ năm sinh, ví dụ 1975.",
        "Gõ số điện thoại.",
        "Chọn mã PIN 6 số.",
        "Chọn một đơn vị trong danh sách.",
        "Cần đồng ý mục này mới dự thi được.",
    ):
        assert reply.text.count(sentence) == 2, sentence  # beside the field and on top
    assert count(session, Account) == 0


def test_what_is_typed_wrong_is_told_at_once(client, session, contest):
    wrong = {"full_name": "Xuân 2", "birth_year": "78", "phone": "12", "pin": "1"}
    page = send(client, contest, **wrong, unit="phuong").text

    for sentence in (
        "Họ tên chỉ gồm chữ cái",
        "Gõ năm sinh đủ bốn chữ số",
        "Số điện thoại chưa đúng",
        "Mã PIN gồm 6 chữ số.",
        "Có nhiều đơn vị phù hợp",
        "Cần đồng ý mục này mới dự thi được.",
    ):
        assert page.count(sentence) == 2, sentence
    assert count(session, Account) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": "12"}, "Số điện thoại chưa đúng"),
        ({"pin": "123456"}, "Mã PIN này dễ đoán"),
        ({"birth_year": "2017"}, "Người dự thi phải đủ 14 tuổi."),
        ({"birth_year": "2016"}, "gõ đủ ngày, tháng, năm sinh"),
        ({"birth_year": "1800"}, "Gõ năm sinh đủ bốn chữ số"),
        ({"full_name": "Xuân 2"}, "Họ tên chỉ gồm chữ cái"),
        ({"take_part": ""}, "Cần đồng ý mục này mới dự thi được."),
        ({"unit": "Cà Mau"}, "Chọn một đơn vị trong danh sách."),
        ({"unit": "phuong"}, "Có nhiều đơn vị phù hợp"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client, session, contest, changes, sentence
):
    fields = GOOD | {"unit": "Phường IV"} | changes
    reply = send(client, contest, **{k: v for k, v in fields.items() if v})

    assert reply.status_code == 422
    assert sentence in reply.text
    assert "402915" not in reply.text
    assert count(session, Account) == count(session, Entry) == 0


def test_units_that_fit_are_offered_to_choose_from(client, contest):
    page = send(client, contest, **GOOD, unit="phuong").text

    assert 'type="radio"' in page
    assert "Phường I, Tỉnh Hậu Giang" in page
    assert "Phường IV, Tỉnh Hậu Giang" in page


def test_a_used_number_is_said_to_be_one(client, session, contest):
    factories.account(session, phone="+84912345678")
    session.commit()
    reply = send(client, contest, **GOOD, unit="Phường IV")

    assert "Số này đã đăng ký: đăng nhập hoặc nhờ cán bộ Hội." in reply.text
    assert count(session, Entry) == 0


def test_who_is_signed_in_answers_unit_and_boxes_alone(client, session, contest):
    account = factories.account(session)
    sign_in(client, session, account)
    page = client.get(page_of(contest)).text

    assert 'name="phone"' not in page
    assert account.full_name in page
    reply = send(client, contest, unit="Phường I", take_part="y", show_name="y")
    assert reply.status_code == 303
    entry = session.scalars(select(Entry)).one()
    assert (entry.account_id, entry.is_name_shown) == (account.id, True)
    assert client.get(page_of(contest)).location == f"/contests/{contest.slug}"


def test_an_organizer_does_not_enter_her_own_contest(client, session, contest):
    account = factories.account(session)
    factories.role(session, account=account, role="organizer", contest_id=contest.id)
    sign_in(client, session, account)

    reply = client.get(page_of(contest))
    assert reply.status_code == 403
    assert "Người tổ chức cuộc thi không được dự thi." in reply.text


def test_a_contest_that_is_over_takes_nobody(client, session, contest, clock):
    clock.advance(days=2)
    reply = send(client, contest, **GOOD, unit="Phường I")

    assert reply.status_code == 409
    assert "Cuộc thi đã kết thúc" in reply.text
    assert count(session, Account) == 0


def test_a_contest_without_units_asks_for_none(client, session, app):
    contest = factories.contest(session)
    session.commit()

    assert 'name="unit"' not in client.get(page_of(contest)).text
    assert send(client, contest, **GOOD).status_code == 303


def test_a_consent_to_another_text_than_the_one_in_force_is_asked_again(
    client, session, contest
):
    page = client.get(page_of(contest)).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]*)"', page)[1]
    old = {"csrf_token": token, "shown": "0" * 64, "unit": "Phường I"}
    reply = client.post(page_of(contest), data=old | GOOD)

    assert reply.status_code == 422
    assert "Nội dung đồng ý đã thay đổi" in reply.text
    assert count(session, Account) == 0


def test_the_contest_page_says_what_can_be_done(client, session, contest, clock):
    assert "Đăng ký dự thi" in client.get(f"/contests/{contest.slug}").text
    clock.advance(days=2)
    page = client.get(f"/contests/{contest.slug}").text
    assert "Cuộc thi đã kết thúc" in page
    assert "Xem bảng xếp hạng" in page


def test_home_shows_what_is_open_first_and_says_so_when_nothing_is(
    client, session, app
):
    assert "Hiện chưa có cuộc thi nào đang mở." in client.get("/").text
    rounds = [factories.round_part(opens=after(60), closes=after(3600))]
    coming = factories.contest(
        session, book=factories.rule_book(title="Sắp mở", rounds=rounds)
    )
    opened = factories.contest(session, book=factories.rule_book(title="Đang thi"))
    session.commit()
    page = client.get("/").text
    assert page.index(opened.title) < page.index(coming.title)

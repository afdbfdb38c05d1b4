"""A list of members: from a pasted line to a code on a card, and to a green light."""

import pytest

from quizapp.demo.staff import PIN
from tests.browser.conftest import LAPTOP, PHONE, needs_chromium
from tests.browser.phones import answer, go_to, is_saved, start

pytestmark = [needs_chromium, pytest.mark.timeout(300)]

NAME = "Nguyễn Thị Mai Linh"
LIST = "/officer/contests/nghi-quyet-dai-hoi/members"


def officer(open_page):
    page = open_page(LAPTOP)
    page.goto("/sign-in")
    page.fill("[name=phone]", "0900 000 002")
    page.fill("[name=pin]", PIN)
    page.click("main button")
    page.wait_for_selector("nav >> text=Đơn vị")
    return page


def list_member(page):
    """Paste one member and take her in; return the code of her card."""
    page.goto(f"{LIST}/new")
    page.fill("[name=text]", f"{NAME}\nTrần Thị Bích Ngọc; 1980")
    page.select_option("[name=basis_kind]", "membership")
    page.fill("[name=basis_text]", "Sổ hội viên năm 2026")
    page.click("button:has-text('Kiểm tra')")
    page.wait_for_selector("text=Mới 2, thay đổi 0")
    page.click("button:has-text('Nhận vào danh sách')")
    page.click("text=Đến danh sách hội viên")
    light(page, "chưa đăng ký")
    page.click(f"a:has-text('{NAME}')")
    return page.inner_text(".code")


def light(page, words):
    """Wait until the officer's list shows the member so."""
    page.goto(f"{LIST}?q=mai+linh")
    page.wait_for_selector(f".people-item:has-text('{NAME}') .pill:has-text('{words}')")


def join(phone, code):
    """Open what the QR holds, and sign up; the code goes out in no address."""
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"/join#{code}")
    phone.wait_for_selector("text=Nguyễn T. M. L.")
    phone.click("text=Đúng, đăng ký dự thi")
    assert phone.input_value("[name=full_name]") == NAME
    assert phone.input_value("[name=unit]")
    phone.fill("[name=birth_year]", "1978")
    phone.fill("[name=phone]", "0987 900 001")
    phone.fill("[name=pin]", "402915")
    phone.check("[name=take_part]")
    phone.click("form button:has-text('Đăng ký dự thi')")
    phone.wait_for_selector("text=Đã đăng ký.")
    assert not [url for url in asked if code in url.split("#")[0]]


def take_part(phone):
    start(phone)
    for position in range(1, phone.locator(".question").count() + 1):
        go_to(phone, position)
        answer(phone)
        is_saved(phone, position)
    phone.click("[data-part=finish]")
    phone.click("form[data-module=hand-in] button")
    phone.wait_for_selector("h1:has-text('Biên nhận')")


def test_a_card_leads_to_the_entry_and_the_light_turns_green(open_page):
    desk = officer(open_page)
    code = list_member(desk)
    phone = open_page(PHONE)

    join(phone, code.replace("-", ""))
    light(desk, "đã đăng ký, chưa thi")
    take_part(phone)
    light(desk, "✓ đã thi")
    late = open_page(PHONE)
    late.goto("/join")
    late.goto(f"/join#{code}")  # while the page is open already
    late.wait_for_selector("text=Mã này đã được dùng.")

"""Practice on a phone: with script no page is loaded anew, without it all works."""

import pytest

from tests.browser.conftest import LAPTOP, PHONE, needs_chromium
from tests.browser.test_taking_pages import faults

pytestmark = [needs_chromium, pytest.mark.timeout(120)]

BANK = "/practice/phap-luat-binh-dang-gioi"


def begin(page):
    page.goto(BANK)
    page.check("[name=count][value='5']")
    page.click("text=Bắt đầu ôn tập")
    page.wait_for_selector(".question-number:has-text('Câu 1/5')")


def answer(page):
    if page.locator(".option").count():
        page.locator(".option").first.click()
    else:
        page.fill("[name=value]", "12")
    page.click("button:has-text('Trả lời')")
    page.wait_for_selector("text=/^(✓ Đúng|✗ Chưa đúng)$/")


def go_on(page, awaited):
    page.click("[data-part=next]")
    page.wait_for_selector(awaited)


def whole_run(page):
    for number in range(2, 6):
        answer(page)
        go_on(page, f".question-number:has-text('Câu {number}/5')")
    answer(page)
    go_on(page, "h2:has-text('Đã xong lượt ôn tập')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page, scheme):
    page = open_page(PHONE, color_scheme=scheme)
    found = []
    page.goto("/practice")
    found += faults(page)
    begin(page)
    found += faults(page)
    answer(page)
    found += faults(page)
    page.goto(page.url.split("&item=")[0])
    whole_run(page)
    assert found + faults(page) == []


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP, {"width": 320, "height": 640}])
def test_nothing_is_wider_than_the_screen(open_page, viewport):
    page = open_page(viewport)
    begin(page)
    answer(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_with_script_a_run_loads_one_page(open_page):
    page = open_page(PHONE)
    begin(page)
    page.evaluate("window.isTheSame = true")
    whole_run(page)

    assert page.evaluate("window.isTheSame")
    assert page.context.cookies() == []


def test_without_script_a_run_goes_to_its_end(open_page):
    page = open_page(PHONE, java_script_enabled=False)
    begin(page)
    whole_run(page)


def test_back_and_reload_lead_where_one_was(open_page):
    page = open_page(PHONE)
    begin(page)
    answer(page)
    go_on(page, ".question-number:has-text('Câu 2/5')")
    second = page.locator(".question-stem").inner_text()
    page.reload()
    assert page.locator(".question-stem").inner_text() == second
    page.go_back()
    page.wait_for_selector("text=/^(✓ Đúng|✗ Chưa đúng)$/")
    page.go_forward()
    page.wait_for_selector(f".question-stem:has-text('{second[:20]}')")


def test_the_verdict_has_the_focus(open_page):
    page = open_page(PHONE)
    begin(page)
    answer(page)
    page.wait_for_function("document.activeElement.matches('h2[data-part=focus]')")


def test_without_a_network_the_page_says_so_and_the_answer_goes_later(open_page):
    page = open_page(PHONE)
    begin(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator(".option, [name=value]").first.wait_for()
    page.context.set_offline(True)
    if page.locator(".option").count():
        page.locator(".option").first.click()
    else:
        page.fill("[name=value]", "12")
    page.click("button:has-text('Trả lời')")
    page.wait_for_selector("h1:has-text('Không có mạng')")
    page.context.set_offline(False)
    page.wait_for_selector("text=/^(✓ Đúng|✗ Chưa đúng)$/")

"""A person's own data on her phone: seen, taken away, a consent taken back, erased."""

import json
import os
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, needs_chromium
from tests.browser.phones import (
    CONTEST,
    answer,
    attempt_of,
    is_saved,
    run,
    sign_up,
    start,
)

pytestmark = [needs_chromium, pytest.mark.timeout(300)]


def looked_at(page, name):
    """Keep a picture where somebody wants to look at it."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], name
    folder = os.environ.get("QUIZAPP_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def take_part(page, phone):
    """Sign up, answer one question, hand in."""
    sign_up(page, phone)
    start(page)
    answer(page)
    is_saved(page, 1)
    page.goto(f"/attempts/{attempt_of(page)}/hand-in")
    page.click("form[data-module=hand-in] button")
    page.wait_for_selector("h1:has-text('Biên nhận')")


def taken_away(page, words, path):
    """Download by a link; return the bytes."""
    with page.expect_download() as download:
        page.click(f"text={words}")
    download.value.save_as(path)
    return path.read_bytes()


def erase(page, pin):
    page.fill("[name=word]", "xoa")
    page.fill("[name=pin]", pin)
    page.click("button:has-text('Xóa vĩnh viễn')")


def test_one_sees_takes_away_takes_back_and_erases(open_page, served, tmp_path):
    page = open_page(PHONE)
    take_part(page, "0988 100 001")
    page.goto("/account")
    page.click("text=Dữ liệu của tôi")
    page.wait_for_selector("h1:has-text('Dữ liệu của tôi')")
    assert "098•••001" in page.inner_text("main")
    looked_at(page, "my-data")
    held = taken_away(page, "Tệp JSON cho phần mềm", tmp_path / "mine.json")
    kinds = {one["kind"] for one in json.loads(held)["holdings"]}
    assert {"account", "entry", "consent", "attempt", "answers"} <= kinds
    printed = taken_away(page, "Tệp PDF để đọc", tmp_path / "mine.pdf")
    assert printed.startswith(b"%PDF-")

    page.click("li:has-text('Họ tên và đơn vị trên bảng xếp hạng') >> a")
    page.wait_for_selector("button:has-text('Rút lại đồng ý')")
    looked_at(page, "consent")
    page.click("button:has-text('Rút lại đồng ý')")
    page.wait_for_selector("text=có hiệu lực ngay")

    page.click("text=Xóa dữ liệu của tôi")
    page.wait_for_selector("h1:has-text('Xóa dữ liệu của tôi')")
    looked_at(page, "erase")
    erase(page, "402916")
    page.wait_for_selector("text=không khớp >> nth=0")
    looked_at(page, "erase-wrong")
    erase(page, "402915")
    page.wait_for_selector("h1:has-text('Dữ liệu đã xóa')")
    looked_at(page, "erased")
    left = run(served, "SELECT id FROM accounts WHERE phone = '+84988100001'")
    assert left == []
    page.goto("/account")
    page.wait_for_selector("h1:has-text('Đăng nhập')")


def standing_of(served, phone):
    """Whether somebody has a place on a board, by PostgreSQL."""
    return run(
        served,
        "SELECT s.sort_key IS NOT NULL FROM standings s"
        " JOIN entries e ON e.id = s.entry_id JOIN accounts p ON p.id = e.account_id"
        " WHERE p.phone = :phone",
        phone=phone,
    )


def test_who_leaves_starts_nothing_and_stands_nowhere(open_page, served):
    page = open_page(PHONE)
    take_part(page, "0988 100 002")
    page.goto("/account/data")
    page.click("li:has-text('Dự thi') >> a")
    page.wait_for_selector("text=thôi dự thi ngay")
    looked_at(page, "leave")
    page.click("button:has-text('Rút lại đồng ý')")
    page.wait_for_selector("text=Đã thôi dự thi lúc")
    looked_at(page, "left")
    assert standing_of(served, "+84988100002") == [(False,)]
    page.goto(f"{CONTEST}/rounds/2")
    page.wait_for_selector("main >> text=cần đồng ý lại")
    assert page.query_selector("text=Bắt đầu làm bài") is None
    page.click("main >> a:has-text('Dữ liệu của tôi')")
    page.wait_for_selector("h1:has-text('Dữ liệu của tôi')")


def test_a_request_is_asked_without_script_too(open_page):
    page = open_page(PHONE)
    sign_up(page, "0988 100 003")
    cookies = page.context.cookies()
    plain = open_page(PHONE, java_script_enabled=False)
    plain.context.add_cookies(cookies)
    plain.goto("/account/data/requests?kind=correct")
    looked_at(plain, "requests-empty")
    plain.fill("[name=text]", "Sửa năm sinh thành 1979.")
    plain.click("button:has-text('Gửi')")
    plain.wait_for_selector("text=Đã ghi nhận yêu cầu")
    looked_at(plain, "requests")

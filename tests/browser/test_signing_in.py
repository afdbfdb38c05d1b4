"""Signing in as people do: a second factor, recovery codes, a shared phone, a lost PIN."""

import subprocess
import sys
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pyotp
import pytest

from quizapp.clock import SystemClock
from tests.browser.conftest import LAPTOP, PHONE, ROOT, needs_chromium
from tests.browser.phones import answer, attempt_of, is_saved, sign_up, start, stored

pytestmark = [needs_chromium, pytest.mark.timeout(180)]

AXE = (ROOT / "tests" / "browser" / "axe" / "axe.min.js").read_text(encoding="utf-8")
PASSWORD = "mat-khau-that-dai"
PIN = "402915"


def command(served, *words, stdin=""):
    """Run a command on the data of the served site; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp.app", "--data", str(served.data), *words],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def name(served):
    """The name of a new organizer, who has no second factor yet."""
    made = f"btc-{uuid4().hex[:8]}"
    words = ("staff", "add", made, "--name", "Lê Thị Hoa", "--role", "organizer")
    command(served, *words, "--password-from-stdin", stdin=f"{PASSWORD}\n")
    return made


def faults(page):
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    width = page.evaluate("document.documentElement.scrollWidth")
    wide = [] if width <= page.viewport_size["width"] else ["too wide"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found] + wide


def type_password(page, name):
    page.goto("/staff/sign-in")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def app_of(page):
    """An authenticator app that has read the picture on the page."""
    link = page.get_attribute("a[href^='otpauth:']", "href")
    secret = parse_qs(urlsplit(link).query)["secret"][0]
    shown = page.inner_text("[translate=no]").replace(" ", "")
    assert shown == secret
    return pyotp.TOTP(secret)


def type_code(page, code):
    page.fill("[name=code]", code)
    page.click("main form button")


def set_up(page, name):
    """Sign in for the first time; return the app and the recovery codes."""
    type_password(page, name)
    page.wait_for_selector("h1:has-text('Thiết lập xác thực hai lớp')")
    assert faults(page) == []
    app = app_of(page)
    type_code(page, app.now())
    page.wait_for_selector("h1:has-text('Mã dự phòng')")
    assert faults(page) == []
    return app, page.locator("ol[translate=no] li").all_inner_texts()


def sign_out(page):
    page.goto("/account")
    page.click("button:has-text('Đăng xuất')")
    page.wait_for_url("**/")


def next_code(app):
    """A code that wasn't used: of the half minute that comes, as a quick clock has it."""
    return app.at(SystemClock().now(), 1)


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_an_organizer_sets_up_the_second_factor_and_signs_in_by_it(
    open_page, name, viewport
):
    page = open_page(viewport)
    app, codes = set_up(page, name)
    assert len(set(codes)) == 10
    assert page.locator("[data-module=print]").is_visible()
    page.click("text=Đã cất mã ở nơi an toàn")
    page.wait_for_selector("nav >> text=Ban Tổ chức")
    sign_out(page)

    type_password(page, name)
    page.wait_for_selector("h1:has-text('Mã của ứng dụng xác thực')")
    assert faults(page) == []
    type_code(page, "000000")
    page.wait_for_selector("text=Mã không đúng")
    type_code(page, next_code(app))
    page.wait_for_selector("nav >> text=Ban Tổ chức")
    page.goto("/account/second-factor")
    assert faults(page) == []


def test_a_recovery_code_lets_in_once_where_the_phone_is_lost(open_page, name):
    page = open_page(LAPTOP)
    _, codes = set_up(page, name)
    sign_out(page)
    type_password(page, name)
    type_code(page, codes[3].upper())
    page.wait_for_selector("text=Số mã dự phòng còn lại: 9.")
    sign_out(page)

    type_password(page, name)
    type_code(page, codes[3])
    page.wait_for_selector("text=Mã không đúng")


def test_an_administrator_takes_a_lost_second_factor_away(open_page, served, name):
    page = open_page(LAPTOP)
    set_up(page, name)
    assert "reset" in command(served, "staff", "reset-second-factor", name)
    page.wait_for_timeout(5000)  # what is revoked acts within five seconds
    page.goto("/manage/")
    page.wait_for_selector("h1:has-text('Đăng nhập')")
    set_up(page, name)


def test_two_people_share_a_phone_and_an_open_quiz_goes_on(open_page, served):
    page = open_page(PHONE)
    sign_up(page, "0987 700 001")
    start(page)
    answer(page)
    is_saved(page, 1)
    attempt, paper = attempt_of(page), page.url
    page.goto("/account/people/new")
    page.fill("[name=full_name]", "Trần Văn Bảy")
    page.fill("[name=birth_year]", "1975")
    page.fill("[name=pin]", "771204")
    page.click("main form button")
    page.wait_for_selector("text=Trần Văn Bảy")
    assert faults(page) == []

    page.click("main a:has-text('Trần Văn Bảy')")
    assert faults(page) == []
    page.fill("[name=pin]", PIN)
    page.click("main form button")
    page.wait_for_selector("text=Mã PIN không đúng")
    page.fill("[name=pin]", "771204")
    page.click("main form button")
    page.wait_for_selector("text=Trần Văn Bảy")
    page.goto(paper)
    assert "Không tìm thấy" in page.inner_text("main")

    page.goto("/account")
    page.click("main a:has-text('Nguyễn Thị Thanh Xuân')")
    page.fill("[name=pin]", PIN)
    page.click("main form button")
    page.wait_for_selector("text=Nguyễn Thị Thanh Xuân")
    page.goto(paper)
    page.wait_for_selector(".question.is-current")
    assert attempt_of(page) == attempt
    assert list(stored(served, attempt)) == [1]


def test_a_name_is_remembered_and_forgotten(open_page):
    page = open_page(PHONE)
    sign_up(page, "0987 700 002")
    sign_out(page)
    page.goto("/sign-in")
    page.fill("[name=phone]", "0987700002")
    page.fill("[name=pin]", PIN)
    page.check("[name=remember]")
    page.click("main button:has-text('Đăng nhập')")
    page.wait_for_selector("nav >> text=Tài khoản")
    sign_out(page)
    page.goto("/sign-in")
    assert faults(page) == []
    page.click("text=Nguyễn T. T. X.")
    page.fill("[name=pin]", PIN)
    page.click("main form button")
    page.wait_for_selector("nav >> text=Tài khoản")
    sign_out(page)
    page.goto("/sign-in")
    page.click("text=Xóa các tên này khỏi máy")
    page.wait_for_load_state()
    assert page.locator("text=Nguyễn T. T. X.").count() == 0


def test_a_forgotten_pin_is_replaced_by_a_code(open_page, served):
    phone = "0987 700 003"
    page, other = open_page(PHONE), open_page(PHONE)
    sign_up(other, phone)
    code = command(served, "person", "reset-code", phone).split()[-1]
    page.goto("/sign-in")
    page.click("text=Nhập mã đặt lại")
    page.wait_for_selector("h1")
    assert faults(page) == []
    page.fill("[name=phone]", phone)
    page.fill("[name=code]", f"{code[:4]} {code[4:]}")
    page.fill("[name=pin]", "551820")
    page.click("main form button")
    page.wait_for_selector("text=Mã PIN mới của Nguyễn Thị Thanh Xuân")

    other.wait_for_timeout(5000)  # what is revoked acts within five seconds
    other.goto("/account")
    assert other.url.endswith("/sign-in")
    page.goto("/account/sessions")
    assert "Chrome, Linux" in page.inner_text("main")
    assert faults(page) == []

"""Entering on a phone: under 16 with a mother's tick, then a second contest."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, ROOT, Served, needs_chromium

pytestmark = [needs_chromium, pytest.mark.timeout(300)]

FIRST, SECOND = "/contests/nghi-quyet-dai-hoi", "/contests/cuoc-thi-thu-hai"


@pytest.fixture(scope="module")
def served():
    """A server of its own, for it gets a second contest."""
    found = Served(people=2)
    add_second(found)
    yield found
    found.stop()


def add_second(served):
    """Import the demo's rule book once more under another name, open now."""
    text = (ROOT / "contests" / "nghi-quyet-dai-hoi.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^contest: .*$", "contest: cuoc-thi-thu-hai", text)
    text = re.sub(r"(?m)^title: .*$", "title: Cuộc thi thứ hai", text)
    today = datetime.now(UTC)
    days = iter((-9, -5, -4, 9))

    def moved(match):
        return f"{match[1]}: {today + timedelta(days=next(days)):%d/%m/%Y} 10h00"

    text = re.sub(r"(opens|closes): .*", moved, text)
    path = Path(served.folder) / "second.yaml"
    path.write_text(text, "utf-8")
    command = [sys.executable, "-m", "quizapp.app", "--data", str(served.data)]
    subprocess.run([*command, "contest", "import", str(path)], check=True, cwd=ROOT)


def fill(page, year):
    page.goto(f"{FIRST}/entry")
    page.fill("[name=full_name]", "Nguyễn Thị Bé Thơ")
    page.fill("[name=birth_year]", str(year))
    page.fill("[name=phone]", "0987 800 601")
    page.fill("[name=pin]", "402915")
    page.type("[name=unit]", "phuong iv vi thanh")
    page.click("[role=option]:has-text('Phường IV, Thành phố Vị Thanh')")
    page.check("[name=take_part]")


def sign_up_a_child(page, year):
    """Sign up somebody of that year of birth, who is under 16, with her mother."""
    fill(page, year)
    page.wait_for_selector("[data-part=representative]:visible")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=còn thiếu họ tên, quan hệ hoặc dấu đồng ý >> nth=0")
    page.fill("[name=pin]", "402915")
    page.fill("[name=representative_name]", "Trần Thị Mẹ")
    page.check("[name=representative_relation][value=mother]")
    page.check("[name=agree_representative]")
    page.select_option("[name=sex]", "female")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")


def test_a_child_enters_with_her_mother_and_the_script_asks_in_time(open_page):
    page = open_page(PHONE)
    this_year = datetime.now(UTC).year
    fill(page, this_year - 40)
    for part in ("date", "representative"):
        assert not page.is_visible(f"[data-part={part}]")
    page.fill("[name=birth_year]", str(this_year - 15))
    page.wait_for_selector("[data-part=representative]:visible")
    assert not page.is_visible("[data-part=date]")
    sign_up_a_child(page, this_year - 15)
    page.goto(f"{SECOND}/entry")
    assert page.locator("main >> text=Nguyễn Thị Bé Thơ").count() == 1
    assert page.input_value("[name=representative_name]") == "Trần Thị Mẹ"
    assert not page.is_checked("[name=agree_representative]")


def test_who_signed_up_once_enters_another_contest_in_two_taps(open_page):
    page = open_page(PHONE)
    fill(page, 1975)
    page.fill("[name=phone]", "0987 800 602")
    page.select_option("[name=sex]", "female")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")
    page.goto(f"{SECOND}/entry")
    summary = page.inner_text("form .notice")
    assert "Nguyễn Thị Bé Thơ, 1975, Phường IV" in summary
    page.check("[name=take_part]")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")
    page.wait_for_selector("text=Vào thi")
    page.goto(f"{SECOND}/entry/edit")
    assert page.input_value("[name=sex]") == "female"

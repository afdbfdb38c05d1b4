"""The main job, end to end: a member takes part on a phone, the union gets its tally."""

import re
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, text

from quizapp import local
from quizapp.demo.staff import PASSWORD
from tests.browser.conftest import LAPTOP, PHONE, needs_chromium
from tests.browser.phones import CONTEST, answer, is_saved, sign_up, start

pytestmark = [needs_chromium, pytest.mark.timeout(300)]


def test_a_member_takes_part_and_the_union_gets_its_tally(open_page, served, tmp_path):
    phone = open_page(PHONE)
    sign_up(phone, "0987 000 111")
    start(phone)
    count = phone.locator(".question").count()
    assert count == 11  # ten questions and the prediction
    for position in range(1, count + 1):
        if position == 4:
            phone.context.set_offline(True)
        answer(phone)
        if position == 4:
            phone.wait_for_selector("[data-goes-to='4'].is-waiting", state="attached")
            phone.wait_for_selector(
                "[data-state=waiting]:visible, [data-state=offline]:visible"
            )
            phone.context.set_offline(False)
        is_saved(phone, position)
        if position < count:
            phone.click("[data-step='1']")
    assert phone.locator("[data-state=saved]").is_visible()
    phone.click("[data-part=finish]")
    phone.wait_for_selector("text=Đã lưu 11/11 câu.")
    phone.click("form[data-module=hand-in] button")
    phone.wait_for_selector("h1:has-text('Biên nhận')")
    assert phone.locator(".receipt-code").inner_text().strip()
    assert re.search(r"hạng", phone.locator(".figures").inner_text())
    phone.click("text=Xem bảng xếp hạng")
    phone.wait_for_selector("text=Nguyễn Thị Thanh Xuân")
    check_tally(open_page(LAPTOP), served, tmp_path / "tally.xlsx")


def check_tally(page, served, path):
    """Download the tally as an organizer; it must agree with the database."""
    page.goto("/staff/sign-in")
    page.fill("[name=username]", "ban-to-chuc")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("h1:has-text('Ban Tổ chức')")
    page.goto("/manage/contests/nghi-quyet-dai-hoi/tally")
    with page.expect_download() as download:
        page.click("text=XLSX")
    download.value.save_as(path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if "Lượt dự thi" in row)
    total = next(row for row in rows if "Tổng cộng" in row)
    figures = dict(zip(rows[head], total, strict=False))
    people, attempts = counted(served, as_of(rows))
    assert (figures["Người"], figures["Lượt dự thi"]) == (people, attempts)
    assert attempts > 40


def as_of(rows):
    line = next(row[0] for row in rows if str(row[0]).startswith("Tính đến"))
    found = re.search(r"(\d\d:\d\d:\d\d) ngày (\d\d/\d\d/\d{4})", line)
    text_at = f"{found[2]} {found[1]} +0700"
    return datetime.strptime(text_at, "%d/%m/%Y %H:%M:%S %z")


def counted(served, at):
    with local.environment({}, served.data) as env:
        engine = create_engine(env["DATABASE_URL"])
        with engine.connect() as connection:
            row = connection.execute(
                text(
                    "SELECT count(DISTINCT entry_id), count(*) FROM attempts"
                    " WHERE state <> 'open' AND recorded_at <= :at AND ended_at <= :at"
                ),
                {"at": at},
            ).one()
        engine.dispose()
    return tuple(row)


def test_without_script_every_step_works_as_plain_forms(open_page):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"{CONTEST}/entry")
    page.fill("[name=full_name]", "Lê Thị Không Máy")
    page.fill("[name=birth_year]", "1969")
    page.fill("[name=phone]", "0987000222")
    page.fill("[name=unit]", "Phường IV, Thành phố Vị Thanh")
    page.fill("[name=pin]", "402915")
    page.check("[name=take_part]")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")
    page.goto(f"{CONTEST}/rounds/2")
    page.click("text=Bắt đầu làm bài")
    question = page.locator(".question[data-reads=one]").first
    position = question.get_attribute("data-position")
    question.locator(".option").nth(1).click()
    question.locator("[data-part=save]").click()
    page.wait_for_selector(f"text=Câu {position} đã lưu.")
    page.click("text=Xem lại và nộp bài >> nth=-1")
    page.wait_for_selector("text=Đã lưu 1/11 câu.")
    page.click("main button:has-text('Nộp bài')")
    page.wait_for_selector("h1:has-text('Biên nhận')")
    page.wait_for_selector("text=Chưa trả lời đủ")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_fit_their_screen(open_page, viewport, scheme):
    page = open_page(viewport, color_scheme=scheme)
    for address in (
        "/",
        CONTEST,
        f"{CONTEST}/entry",
        f"{CONTEST}/rounds/1",
        f"{CONTEST}/rounds/1/board",
        f"{CONTEST}/rounds/1/board/units",
        "/sign-in",
        "/reset",
        "/staff/sign-in",
        "/nowhere",
    ):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], address

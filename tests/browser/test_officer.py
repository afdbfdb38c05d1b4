"""An officer on her phone: a branch added, its link followed, her device handed over."""

import pytest

from tests.browser.conftest import PHONE, needs_chromium
from tests.browser.phones import answer, is_saved, run, sign_up

pytestmark = [needs_chromium, pytest.mark.timeout(300)]

PIN = "402915"
_phones = iter(range(1, 1000))


def make_officer(served, phone):
    """Give who signed up with a phone the unit that she chose to look after."""
    run(
        served,
        "INSERT INTO role_grants (account_id, role, unit_id, starts_at)"
        " SELECT id, 'unit_officer', unit_id, now() - interval '1 hour'"
        " FROM accounts WHERE phone = :phone",
        phone=phone,
    )


def prove(page):
    """Type the PIN where it is asked for once more."""
    if page.locator("main input[name=secret]").count():
        page.fill("main input[name=secret]", PIN)
        page.click("main form button")


@pytest.fixture
def officer(open_page, served):
    page = open_page(PHONE)
    last = next(_phones)
    sign_up(page, f"0988 000 {last:03}")
    make_officer(served, f"+84988000{last:03}")
    return page


def test_a_branch_is_added_and_its_link_fills_it_in(open_page, officer):
    page = officer
    page.goto("/officer/")
    page.click("text=Thêm đơn vị cấp dưới")
    prove(page)
    page.fill("[name=names]", "Chi hội Liên kết")
    page.click("#add button")
    page.wait_for_selector("text=Đã thêm 1 đơn vị.")
    page.goto("/officer/")
    page.click("text=Gửi liên kết dự thi")
    page.click("text=Chi hội Liên kết")
    page.wait_for_selector("h1:has-text('Chi hội Liên kết')")
    assert page.locator(".qr svg").is_visible()
    assert page.locator("[data-part=button]").is_visible()
    address = page.locator("main a[href*='/c/']").get_attribute("href")
    with page.expect_download() as download:
        page.click("text=Tải về dạng ảnh")
    assert download.value.suggested_filename.endswith(".png")

    visitor = open_page(PHONE)
    visitor.goto(address)
    visitor.click("text=Đăng ký dự thi")
    assert visitor.input_value("[name=unit]").startswith("Chi hội Liên kết")


def hand_over(page):
    """Name a person, let her consent, and see that nothing of the officer opens."""
    page.goto("/officer/")
    page.click("text=Hỗ trợ người không có điện thoại")
    prove(page)
    page.fill("[name=full_name]", "Phạm Thị Mẹ")
    page.fill("[name=birth_year]", "1950")
    page.click("main form:has([name=full_name]) button.button-wide")
    page.wait_for_selector("h1:has-text('Dành cho Phạm Thị Mẹ')")
    page.check("[name=take_part]")
    page.click("text=Đồng ý và nhận máy")
    page.wait_for_selector("h1:has-text('Bài thi của Phạm Thị Mẹ')")
    page.goto("/officer/")
    assert page.url.endswith("/officer/handed-over")


def sit(page):
    """Answer a question and hand in; return the address of the paper."""
    page.click("text=Bắt đầu làm bài")
    page.wait_for_selector(".question.is-current")
    paper = page.url.split("#")[0]
    assert page.locator("text=Có cán bộ hỗ trợ").is_visible()
    answer(page)
    is_saved(page, 1)
    page.goto(f"{paper}/hand-in")
    page.click("form[data-module=hand-in] button")
    page.wait_for_selector("h1:has-text('Biên nhận')")
    return paper


def test_a_device_is_handed_over_until_the_pin_is_typed(officer):
    hand_over(officer)
    paper = sit(officer)
    code = officer.locator(".receipt-code").inner_text().strip()
    officer.click("main >> text=Trả máy cho cán bộ")
    assert code in officer.inner_text("main")

    for pin, said in (
        ("111222", "Đây không phải mã PIN của cán bộ."),
        (PIN, "Máy đã trả lại cho cán bộ."),
    ):
        officer.fill("[name=secret]", pin)
        officer.click("main button:has-text('Trả máy')")
        officer.wait_for_selector(f"text={said}")
    officer.wait_for_selector("text=đã dự thi 1 lượt")
    officer.goto(paper)
    officer.wait_for_selector("text=Không tìm thấy")

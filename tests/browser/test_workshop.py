"""An organizer's evening: a Word file with faults becomes a round that members sit at."""

import subprocess
import sys
from datetime import timedelta

import pytest
from docx import Document

from quizapp.clock import SystemClock
from quizapp.demo.staff import PASSWORD
from tests.browser.conftest import LAPTOP, PHONE, ROOT, needs_chromium
from tests.browser.phones import answer, is_saved

pytestmark = [needs_chromium, pytest.mark.timeout(300)]

#: As officers type: mixed spellings of the same thing, the key once by a mark.
FAULTY = """\
NGÂN HÀNG CÂU HỎI ĐỢT 3
Câu 1. Đại hội đại biểu Phụ nữ toàn quốc lần thứ XIII họp ở đâu?
A. Hà Nội
B. Huế
C. Đà Nẵng
Câu 2: Nhiệm kỳ của Đại hội XIII là những năm nào?
A. 2017 – 2022
B. 2022 – 2027
C. 2021 – 2026
Đáp án: E
Câu 3. Hội Liên hiệp Phụ nữ Việt Nam thành lập ngày nào?
A. 20/10/1930
B. 08/3/1930
C. 20/10/1930
Đáp án: A
Câu 4) Cơ quan lãnh đạo cao nhất của Hội là gì?
A. Đại hội đại biểu toàn quốc
B. Ban Chấp hành
D. Đoàn Chủ tịch
Đáp án: A
Câu 5. Có bao nhiêu đại biểu chính thức dự Đại hội XIII?
"""
MENDED = (
    FAULTY.replace("C. Đà Nẵng\nCâu 2", "C. Đà Nẵng\nĐáp án: A\nCâu 2")
    .replace("Đáp án: E", "Đáp án: B")
    .replace("C. 20/10/1930", "C. 20/10/1931")
    .replace("D. Đoàn Chủ tịch", "C. Đoàn Chủ tịch")
    .replace("dự Đại hội XIII?\n", "dự Đại hội XIII?\nĐáp án: 959\n")
)
FAULTS_IN = ("Câu 1", "Câu 2", "Câu 3", "Câu 4", "Câu 5")


def word_file(path, text):
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(path)
    return path


def staff(open_page, username):
    page = open_page(LAPTOP)
    page.goto("/staff/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav >> text=Ban Tổ chức")
    return page


def send(page, path):
    page.goto("/manage/bank-uploads")
    page.set_input_files("#file", path)
    page.click("button:has-text('Kiểm tra')")
    page.wait_for_selector("text=Số câu hỏi tìm thấy")


def rule_book(path, bank):
    """A contest of one open round that draws from the bank."""
    now = SystemClock().now()
    opens, closes = now - timedelta(minutes=1), now + timedelta(hours=2)
    path.write_text(
        f"""\
contest: dot-ba
title: Tìm hiểu Đại hội, đợt ba
organizer: Hội Liên hiệp Phụ nữ tỉnh Hậu Giang
hotline: 0900 000 000
eligibility: {{minimum_age: 14}}
entry: {{required: [full_name, birth_year, phone]}}
attempts: {{limit: 2, per: round, counted: best_then_earliest}}
paper:
  minutes: 10
  draw:
    - {{bank: {bank}, count: 5}}
ranking: [score_desc, duration_asc, handed_in_asc]
rounds:
  - number: 1
    title: Đợt ba
    opens: {opens.isoformat()}
    closes: {closes.isoformat()}
""",
        encoding="utf-8",
    )
    return path


def command(served, *words):
    done = subprocess.run(
        [sys.executable, "-m", "quizapp.app", "--data", str(served.data), *words],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_a_word_file_with_faults_to_a_round(open_page, served, tmp_path):
    organizer = staff(open_page, "ban-to-chuc")

    send(organizer, word_file(tmp_path / "dot-3.docx", FAULTY))
    faults = organizer.locator("#faults .report > li").all_inner_texts()
    assert len(faults) == 5, faults
    for fault, where in zip(faults, FAULTS_IN, strict=True):
        assert where in fault
    assert not organizer.locator("button:has-text('Nhận vào bản nháp')").count()

    send(organizer, word_file(tmp_path / "dot-3.docx", MENDED))
    assert not organizer.locator("#faults").count()
    phone_view = organizer.frame_locator("iframe.phone")
    assert phone_view.locator(".question").count() == 5
    assert phone_view.locator("text=Đại hội đại biểu Phụ nữ").first.is_visible()
    organizer.click("button:has-text('Nhận vào bản nháp')")
    organizer.wait_for_selector("#items")
    draft = organizer.url
    assert not organizer.locator("button:has-text('Ban hành')").count()

    reader = staff(open_page, "doc-lai")
    reader.goto(draft)
    reader.check("input[value=approved]")
    reader.click("button:has-text('Gửi ý kiến đọc duyệt')")
    reader.wait_for_selector("text=Ý kiến đọc duyệt đã lưu")

    organizer.goto(draft)
    organizer.click("button:has-text('Ban hành')")
    organizer.wait_for_selector("text=Phiên bản 1")

    bank = draft.split("/")[-2]
    book = rule_book(tmp_path / "dot-ba.yaml", bank)
    command(served, "contest", "import", str(book))
    take_part(open_page(PHONE))


def take_part(page):
    """Sign up for the new contest and answer its five questions."""
    page.goto("/contests/dot-ba")
    page.click("text=Đăng ký dự thi")
    page.fill("[name=full_name]", "Nguyễn Thị Thanh Xuân")
    page.fill("[name=birth_year]", "1978")
    page.fill("[name=phone]", "0987 300 300")
    page.fill("[name=pin]", "402915")
    page.check("[name=take_part]")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")
    page.goto("/contests/dot-ba/rounds/1")
    page.click("text=Bắt đầu làm bài")
    page.wait_for_selector(".question.is-current")
    assert page.locator(".question").count() == 5
    for position in range(1, 6):
        answer(page)
        is_saved(page, position)
        if position < 5:
            page.click("[data-step='1']")
    page.click("[data-part=finish]")
    page.click("form[data-module=hand-in] button")
    page.wait_for_selector("h1:has-text('Biên nhận')")

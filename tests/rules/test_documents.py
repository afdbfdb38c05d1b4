"""Documents on paper: nothing is lost, whatever people wrote."""

import io
from datetime import date

import pytest
from docx import Document
from PIL import Image

from quizapp.banks.rules import Bank
from quizapp.documents import pages_as_png
from quizapp.handbooks.files import flat, handbook_data, handbook_docx, handbook_pdf
from quizapp.handbooks.rules import Outline, compiled

DAY = date(2026, 11, 25)
PPI = 40
COVER_AND_CONTENTS = 2
LONG = (
    "Sổ tay hỏi đáp về Đại hội đại biểu Phụ nữ toàn quốc lần thứ XIII, nhiệm kỳ "
    "2026-2031 và Nghị quyết của các cấp Hội, dành cho cán bộ, hội viên, phụ nữ vùng "
    "sâu, vùng xa, biên giới, hải đảo"
)


def book(*, title="Hỏi đáp", chapter="Khác", **changes):
    item = {
        "id": "cau",
        "kind": "single",
        "stem": "Câu?",
        "options": [{"text": "đúng", "key": True}, {"text": "sai"}],
    }
    bank = Bank.model_validate({"id": "bank", "title": "T", "items": [item | changes]})
    return compiled(Outline(title, title, title, "", (), chapter), [bank], {})


def pages(found, pictures=None):
    data = handbook_data(found, as_of=DAY, language="vi")
    made = pages_as_png("handbook", data, flat(pictures or {}), ppi=PPI)
    return [Image.open(io.BytesIO(page)).convert("L") for page in made]


def picture():
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(file, "PNG")
    return file.getvalue()


def at(mm):
    return int(mm / 25.4 * PPI)


def below_the_foot(page):
    return 0, page.height - at(7), page.width, page.height


def is_blank(page, box):
    return page.crop(box).getextrema()[0] == 255


def test_a_question_of_many_lines_goes_on_on_the_next_page():
    stem = "\n".join(f"dòng {n}" for n in range(60))

    shown = pages(book(stem=stem))
    assert len(shown) >= COVER_AND_CONTENTS + 2
    assert all(is_blank(page, below_the_foot(page)) for page in shown)


def test_a_question_of_many_pictures_goes_on_on_the_next_page():
    options = [{"text": f"![Hình {n}](a.png)", "key": n == 0} for n in range(6)]
    shown = pages(book(options=options), {"bank": {"a.png": picture()}})

    assert len(shown) >= COVER_AND_CONTENTS + 2
    assert all(is_blank(page, below_the_foot(page)) for page in shown)


def test_a_question_that_fits_a_page_stays_on_one():
    """It is long enough to be measured, and too long for what a page has left."""
    stem = "\n".join(f"dòng {n}" for n in range(27))
    found = book(stem=stem)
    entry = found.chapters[0].entries[0]
    data = handbook_data(found, as_of=DAY, language="vi")
    first, second = data["chapters"][0]["entries"] * 2
    data["chapters"][0]["entries"] = [first, second | {"number": 2}]

    assert first["long"]
    assert len(entry.options) == 2
    shown = pages_as_png("handbook", data, ppi=PPI)
    assert len(shown) == COVER_AND_CONTENTS + 3  # heading; a page for each question


def test_long_titles_keep_the_cover_on_one_page():
    assert len(LONG) > 180
    assert len(pages(book(title=LONG))) == len(pages(book()))


def test_running_heads_stay_on_the_paper():
    page = pages(book(title=LONG, chapter=LONG))[-1]

    assert is_blank(page, (0, 0, page.width, at(9)))
    assert is_blank(page, below_the_foot(page))


def test_a_word_that_no_line_holds_is_broken():
    page = pages(book(stem="Địa chỉ " + "a" * 300 + "?"))[-1]

    assert is_blank(page, (page.width - at(10), 0, page.width, page.height))


def test_code_is_printed_in_vietnamese_letters():
    whole, code = (pages(book(stem=stem))[-1] for stem in ("số Ửng", "`số Ửng`"))

    assert code.tobytes() == whole.tobytes()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Đặng Thị Ửng “ỹ” ≤ – … 5 %", "Đặng Thị Ửng “ỹ” ≤ – … 5 %"),
        ("Chúc mừng 😀🎉!", "Chúc mừng !"),
        ("chữ 婦女", "chữ □□"),
        ("đọc \U00010400", "đọc □"),
        ("☑ Ω я", "☑ Ω я"),
    ],
)
def test_signs_that_no_font_has(text, printed):
    from quizapp.documents.letters import printable

    assert printable(text) == printed


@pytest.mark.parametrize("text", ["😀 gì?", "婦女 là gì?", "**😀** `婦`?"])
def test_one_sign_without_a_font_does_not_stop_a_book(text):
    made = handbook_pdf(book(title=text, stem=text), as_of=DAY)

    assert b"pdfuaid" in made


def test_a_word_file_keeps_the_order_and_the_styles_of_its_parts():
    found = book(explanation="Vì vậy.\n\n- một\n- hai")
    document = Document(io.BytesIO(handbook_docx(found, as_of=DAY)))
    shown = [(p.style.name, p.text) for p in document.paragraphs if p.text]

    assert shown[-8:] == [
        ("Heading 1", "Khác"),
        ("Normal", "Câu 1. Câu?"),
        ("Normal", "A. đúng"),
        ("Normal", "B. sai"),
        ("Normal", "Trả lời: đúng"),
        ("Normal", "Vì vậy."),
        ("List Bullet", "một"),
        ("List Bullet", "hai"),
    ]
    assert document.element.body[-1].tag.endswith("}sectPr")

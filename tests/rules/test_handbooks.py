"""The handbook: which questions stand where, and what comes out on paper."""

import io
import unicodedata
from datetime import date

import pytest
from docx import Document

from quizapp.banks.rules import Bank, with_followers
from quizapp.documents import pages_as_png, tree
from quizapp.errors import DomainError
from quizapp.handbooks.files import handbook_data, handbook_docx, handbook_pdf
from quizapp.handbooks.rules import Outline, compiled

DAY = date(2026, 11, 25)
OUTLINE = Outline(
    title="Hỏi đáp",
    subtitle="Năm 2026",
    publisher="Hội Phụ nữ tỉnh",
    foreword="Lời **đầu**.",
    chapters=(("dai-hoi", "Đại hội"), ("luat", "Pháp luật")),
    rest="Khác",
)


def item(name, *tags, **changes):
    raw = {
        "id": name,
        "kind": "single",
        "stem": f"Câu {name}?",
        "options": [{"text": "đúng", "key": True}, {"text": "sai"}],
        "tags": list(tags),
        "explanation": "Vì vậy.",
        "source": {"title": "Nghị quyết", "part": "phần I"},
    }
    return raw | changes


def bank(*items, name="bank"):
    return Bank.model_validate({"id": name, "title": "T", "items": list(items)})


def book(*items, held=(), outline=OUTLINE):
    return compiled(outline, [bank(*items)], {"bank": held})


def names(found):
    return {
        chapter.title: [(entry.number, entry.item) for entry in chapter.entries]
        for chapter in found.chapters
    }


def test_questions_are_numbered_through_the_chapters_of_their_first_tag():
    found = book(
        item("a", "luat"),
        item("b", "luat", "dai-hoi"),
        item("c"),
        item("d", "dai-hoi"),
        item("e", "tinh-yeu"),
    )

    assert names(found) == {
        "Đại hội": [(1, "b"), (2, "d")],
        "Pháp luật": [(3, "a")],
        "Khác": [(4, "c"), (5, "e")],
    }
    assert found.entry_count == 5


def test_banks_follow_each_other_in_the_order_given():
    one, two = bank(item("a", "luat")), bank(item("a", "luat"), name="other")
    found = compiled(OUTLINE, [two, one], {})

    assert [entry.bank for entry in found.chapters[0].entries] == ["other", "bank"]


def test_held_and_retired_questions_are_left_out_and_held_ones_counted():
    found = book(
        item("a"), item("b"), item("c", retired=True), item("d"), held={"b", "c"}
    )

    assert names(found) == {"Khác": [(1, "a"), (2, "d")]}
    assert found.held_count == 1


def test_a_chapter_without_questions_is_not_there():
    assert names(book(item("a", "luat"), held={"a"})) == {}


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("một", [{"tag": "p", "parts": [[{"text": "một"}]]}]),
        (
            "**đậm** và *nghiêng*",
            [
                {
                    "tag": "p",
                    "parts": [
                        [
                            {"text": "đậm", "strong": True},
                            {"text": " và "},
                            {"text": "nghiêng", "emphasis": True},
                        ]
                    ],
                }
            ],
        ),
        (
            "m^2^\nvà H~2~O",
            [
                {
                    "tag": "p",
                    "parts": [
                        [
                            {"text": "m"},
                            {"text": "2", "sup": True},
                            {"break": True},
                            {"text": "và H"},
                            {"text": "2", "sub": True},
                            {"text": "O"},
                        ]
                    ],
                }
            ],
        ),
        (
            "- một\n- hai",
            [{"tag": "ul", "parts": [[{"text": "một"}], [{"text": "hai"}]]}],
        ),
        (
            "![Bản đồ](a.png)",
            [{"tag": "p", "parts": [[{"picture": "a.png", "text": "Bản đồ"}]]}],
        ),
        ("", []),
    ],
)
def test_a_text_as_blocks_of_signs(text, blocks):
    assert tree(text) == blocks


def pages(found):
    data = handbook_data(found, as_of=DAY, language="vi")
    return pages_as_png("handbook", data, ppi=40)


def test_the_pdf_is_tagged_speaks_vietnamese_and_has_its_pages():
    found = book(*(item(f"c{n}", "luat") for n in range(12)))
    made = handbook_pdf(found, as_of=DAY)

    assert made.startswith(b"%PDF-1.")
    assert b"/StructTreeRoot" in made
    assert b"/Marked true" in made
    assert b"/Lang" in made
    assert b"pdfuaid" in made
    assert len(pages(found)) >= 5  # cover, contents, foreword, questions


HOSTILE = [
    '#read("/etc/passwd")',
    '#eval("1+1")',
    "$ #sys.inputs $",
    "]] #pagebreak() [[",
    "<script>alert(1)</script>",
    '"\\u{202e}abc',
    "@preview/x:1.0.0",
    "`#read`",
    "\\ // /* */ = - + / ~ _",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_command_is_printed_as_text(text):
    data = handbook_data(book(item("a", stem=text)), as_of=DAY, language="vi")
    shown = data["chapters"][0]["entries"][0]["stem"]

    assert handbook_pdf(book(item("a", stem=text)), as_of=DAY).startswith(b"%PDF")
    assert len(pages(book(item("a", stem=text)))) == len(pages(book(item("a"))))
    assert any(sign.get("text") for sign in shown[0]["parts"][0])


def test_letters_in_parts_print_like_whole_ones():
    words = "Đại hội Phụ nữ tỉnh Hậu Giang nhiệm kỳ mới"
    whole = book(item("a", stem=words))
    data = handbook_data(whole, as_of=DAY, language="vi")
    parted = unicodedata.normalize("NFD", words)
    data["chapters"][0]["entries"][0]["stem"] = tree(parted)

    assert parted != words
    assert pages_as_png("handbook", data, ppi=40) == pages(whole)


def test_a_picture_is_printed_and_a_missing_one_told_in_words():
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(file, "PNG")
    found = book(item("a", stem="Hình nào?\n![Lá cờ](co.png)"))
    data = handbook_data(found, as_of=DAY, language="vi")
    with_picture = pages_as_png(
        "handbook", data, {"bank/co.png": file.getvalue()}, ppi=40
    )

    assert with_picture != pages_as_png("handbook", data, ppi=40)
    assert handbook_pdf(
        found, as_of=DAY, pictures={"bank": {"co.png": file.getvalue()}}
    )
    assert handbook_docx(
        found, as_of=DAY, pictures={"bank": {"co.png": file.getvalue()}}
    )


def test_a_template_that_is_not_there_is_told():
    with pytest.raises((DomainError, FileNotFoundError)):
        pages_as_png("no-such-template", {})


def test_the_word_file_says_the_same_and_has_real_headings():
    told = []
    found = book(item("a", "luat"), item("b", stem="*Nghiêng* và **đậm**?"), held={"x"})
    made = handbook_docx(found, as_of=DAY, tell=lambda done, total: told.append(done))
    document = Document(io.BytesIO(made))
    texts = [paragraph.text for paragraph in document.paragraphs]
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]

    assert headings == ["Lời nói đầu", "Pháp luật", "Khác"]
    assert "Câu 1. Câu a?" in texts
    assert "Câu 2. Nghiêng và đậm?" in texts
    assert "A. đúng" in texts
    assert "Trả lời: đúng" in texts
    assert "Nguồn: Nghị quyết, phần I" in texts
    assert document.sections[0].page_width.mm == pytest.approx(148, abs=0.1)
    assert told[-1] == 3


def test_held_questions_are_spoken_of_and_not_printed():
    found = book(item("a"), item("b", stem="Bí mật?"), held={"b"})
    document = Document(io.BytesIO(handbook_docx(found, as_of=DAY)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "Bí mật" not in text
    assert "1 câu hỏi" in text
    assert "Bí mật" not in str(handbook_data(found, as_of=DAY, language="vi"))


def test_numbered_lists_of_a_word_file_each_begin_at_one():
    found = book(*(item(n, explanation="1. một\n2. hai") for n in ("a", "b")))
    document = Document(io.BytesIO(handbook_docx(found, as_of=DAY)))
    numbers = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "List Number"
    ]
    numbering = document.part.numbering_part.element

    assert len(numbers) == 4
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    for number in numbers:
        override = numbering.num_having_numId(number).lvlOverride_lst[0]
        assert override.startOverride.val == 1


def test_the_contents_of_a_word_file_are_there_before_word_fills_them_in():
    found = book(item("a", "luat"), item("b"))
    document = Document(io.BytesIO(handbook_docx(found, as_of=DAY)))

    assert "Lời nói đầu\nPháp luật\nKhác" in [p.text for p in document.paragraphs]


@pytest.mark.parametrize(
    ("held", "out"),
    [
        (set(), set()),
        ({"a"}, {"a", "b", "c"}),
        ({"c"}, {"a", "b", "c"}),
        ({"d"}, {"d"}),
        ({"gone"}, {"gone"}),
    ],
)
def test_questions_that_ask_the_same_are_kept_back_together(held, out):
    retired = {"retired": True}
    items = [
        item("a", **retired, replaced_by="b"),
        item("b", **retired, replaced_by="c"),
        item("c"),
        item("d"),
    ]

    assert with_followers(bank(*items).items, held) == out

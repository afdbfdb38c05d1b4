"""Word files: as officers type them, with what only Word does, hostile ones, and back."""

import io
import tracemalloc
import zipfile
from random import Random

import pytest
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.banks.files import docx
from quizapp.banks.rules import Bank
from quizapp.errors import FileFaultsError
from quizapp.pictures import re_encoded
from tests import wordfiles as word
from tests.officebanks import banks, check_again, read_whatever

OPTIONS = "\nA. một\nB. hai\nC. ba\nĐáp án: A"
BODY = f"Câu 1: Hỏi gì?{OPTIONS}"


def read(data):
    return docx.read(data, name="Câu hỏi.docx")


def told(document):
    """Items and warnings of a document without faults."""
    sheet = read(word.saved(document))
    assert [str(fault) for fault in sheet.faults] == []
    return sheet


def item(document):
    (found,) = told(document).tree["items"]
    return found


def right(found):
    return [one["text"] for one in found["options"] if one.get("key")]


def faults(data):
    with pytest.raises(FileFaultsError) as caught:
        read(data)
    return str(caught.value.faults[0])


def test_typed_by_hand_with_mixed_spellings_tabs_and_a_key_table():
    sheet = read(word.by_hand())
    items = sheet.tree["items"]

    assert sheet.faults == ()
    assert sheet.tree["title"] == "BỘ CÂU HỎI TÌM HIỂU ĐIỀU LỆ HỘI"
    assert [one["kind"] for one in items] == [
        *("single", "single", "multiple", "number", "true_false")
    ]
    assert right(items[0]) == ["20/10/1930"]
    assert items[1]["stem"] == "Ai là *Chủ tịch* đầu tiên?"
    assert right(items[1]) == ["Bà B"]
    assert right(items[2]) == ["một", "ba"]
    assert items[3]["source"]["part"] == "trang 3"
    assert items[4]["answer"] == "true"


def test_numbers_and_letters_of_lists_and_keys_by_looks():
    sheet = read(word.by_lists())
    items = sheet.tree["items"]

    assert sheet.faults == ()
    assert sheet.tree["title"] == "Bộ câu hỏi bằng danh sách"
    assert [right(one) for one in items] == [
        *(["Xanh"], ["Hà Nội"], ["2006"]),
        ["Chấp hành Điều lệ", "Tham gia sinh hoạt"],
    ]
    assert [one["tags"] for one in items] == [["dieu-le"]] * 2 + [["luat"]] * 2
    assert sheet.texts[3] == "Câu 1: Màu cờ của Hội?"


def test_tables_of_questions_of_one_question_and_of_keys():
    sheet = read(word.by_tables())
    items = sheet.tree["items"]

    assert sheet.faults == ()
    assert [right(one)[0] for one in items] == [
        *("4", "Cơ sở", "Tổ chức chính trị - xã hội", "Phụ nữ từ 18 tuổi", "Hà Nội")
    ]
    assert [one.get("difficulty") for one in items[:2]] == ["easy", "hard"]


@pytest.mark.parametrize(
    "rows", [[["1", "B"]], [["Câu", "Đáp án"], ["1", "B"]], [["1.B"]]]
)
def test_a_key_table_may_stand_in_columns_or_hold_both_in_a_cell(rows):
    document = word.typed("Câu 1: Hỏi?\nA. một\nB. hai")
    word.table(document, rows)

    assert right(item(document)) == ["hai"]


@pytest.mark.parametrize(
    "line",
    ["**B. hai**", "__B.__ hai", "B. ~~hai~~", "B. ==hai==", "__B__. hai", "*B. hai"],
)
def test_looks_mark_the_right_option_by_letter_or_text(line):
    assert right(item(word.typed(f"Câu 1: Hỏi?\nA. một\n{line}\nC. ba"))) == ["hai"]


def test_what_all_options_have_is_no_mark():
    document = word.typed("Câu 1: Hỏi?\n**A. một**\n**__B. hai__**\n**C. ba**")
    document.paragraphs[2].runs[0].text = "B. hai"
    document.paragraphs[2].runs[0].bold = True
    document.paragraphs[2].runs[0].underline = True

    assert right(item(document)) == ["hai"]


def test_labels_that_are_all_bold_are_no_mark():
    document = word.typed("Câu 1: Hỏi?\n**A.** một\n**B.** ~~hai~~\n**C.** ba")

    assert right(item(document)) == ["hai"]


def test_marks_that_disagree_are_told_both():
    sheet = read(word.saved(word.typed("Câu 1: Hỏi?\n**A. một**\n__B. hai__\nC. ba")))

    assert [str(fault) for fault in sheet.faults] == [
        "Câu 1 has keys that disagree: A (in đậm) and B (gạch chân); leave one of them."
    ]
    assert "items" not in sheet.tree


def test_a_style_can_mark_too():
    document = word.typed("Câu 1: Hỏi?\nA. một\nB. hai")
    style = document.styles.add_style("Đúng", 1)
    style.font.bold = True
    document.paragraphs[2].style = style

    assert right(item(document)) == ["hai"]


def test_emphasis_in_a_question_is_kept_and_its_signs_stay_signs():
    found = item(word.typed(f"Câu 1: Chọn câu **sai** trong 2*3*4{OPTIONS}"))

    assert found["stem"] == r"Chọn câu **sai** trong 2\*3\*4"


def test_tracked_changes_are_taken_as_accepted_and_told():
    document = word.typed(BODY)
    word.into(
        document.paragraphs[0],
        f"<w:ins {word.NS}><w:r><w:t> Thêm.</w:t></w:r></w:ins>",
    )
    word.into(
        document.paragraphs[0],
        f"<w:del {word.NS}><w:r><w:delText> Bỏ.</w:delText></w:r></w:del>",
    )
    sheet = told(document)

    assert sheet.tree["items"][0]["stem"] == "Hỏi gì? Thêm."
    assert [str(one)[:30] for one in sheet.warnings] == [
        "This file has tracked changes:"
    ]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<w:r {w}><w:footnoteReference w:id="2"/></w:r>', "A footnote here"),
        ("<w:r {w}><w:object/></w:r>", "An embedded object"),
        ('<w:r {w}><w:sym w:font="Symbol" w:char="F061"/></w:r>', "A sign of a symbol"),
        (
            "<w:r {w}><w:rPr><w:vanish/></w:rPr><w:t>mật</w:t></w:r>",
            "Hidden text is left",
        ),
        (
            (
                "<w:r {w}><w:pict><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p>"
                "</w:txbxContent></w:pict></w:r>"
            ),
            "The text in a box is left out: “hộp”",
        ),
        (
            "<m:oMath {m}><m:nary><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath>",
            "The equation “x” can't be read",
        ),
    ],
)
def test_what_is_left_out_is_told(xml, expected):
    document = word.typed(BODY)
    word.into(document.paragraphs[0], xml.format(w=word.NS, m=word.MATHS))

    assert [str(one)[: len(expected)] for one in told(document).warnings] == [expected]


def test_an_equation_becomes_a_formula():
    document = word.typed("Câu 1: Tính ")
    word.into(
        document.paragraphs[0],
        f"<m:oMath {word.MATHS}><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r>"
        "<m:t>2</m:t></m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
    )
    word.add(document, "Đáp án: 1")

    assert item(document)["stem"] == r"Tính ${x}^{2}\frac{1}{2}$"


def test_comments_headers_and_field_codes_are_ignored():
    document = word.typed(BODY)
    document.sections[0].header.paragraphs[0].add_run("Câu 9: đầu trang")
    word.into(
        document.paragraphs[0],
        f"<w:r {word.NS}><w:instrText>PAGE</w:instrText><w:commentReference w:id='1'/></w:r>",
    )
    sheet = told(document)

    assert len(sheet.tree["items"]) == 1
    assert sheet.warnings == ()


def test_pictures_come_along_with_what_they_show():
    document = word.typed("Câu 1: Biểu tượng nào? ")
    word.picture(document.paragraphs[0], words="Huy hiệu [Hội]")
    word.add(document, "Đáp án: Hội")
    sheet = told(document)

    assert (
        sheet.tree["items"][0]["stem"] == "Biểu tượng nào? ![Huy hiệu Hội](hinh-1.png)"
    )
    assert sheet.pictures == {"hinh-1.png": word.png()}


def test_a_picture_without_words_says_how_to_write_them():
    document = word.typed("Câu 1: Hỏi? ")
    word.picture(document.paragraphs[0])
    word.add(document, "Đáp án: 1")
    (fault,) = read(word.saved(document)).faults

    assert fault.line == 1
    assert "Edit Alt Text" in str(fault)


def test_a_picture_that_lies_elsewhere_is_never_fetched():
    document = word.typed("Câu 1: Hỏi? ")
    word.picture(document.paragraphs[0], words="x")
    word.add(document, "Đáp án: 1")
    data = word.rezipped(
        word.saved(document),
        {
            "word/_rels/document.xml.rels": lambda xml: xml.replace(
                b'Target="media/image1.png"',
                b'TargetMode="External" Target="http://127.0.0.1:1/x.png"',
            )
        },
    )

    assert str(read(data).faults[0]).startswith("A picture here isn't in the file")


def test_a_picture_of_an_odd_kind_is_a_fault():
    document = word.typed("Câu 1: Hỏi? ")
    word.picture(document.paragraphs[0], words="x")
    data = word.rezipped(
        word.saved(document), {"word/media/image1.png": lambda _: b"GIF89a..."}
    )

    assert "kind that browsers don't show" in str(read(data).faults[0])


#: So that a file doesn't shrink as only bombs do.
NOISE = b"<!--" + Random(1).randbytes(100_000).hex().encode() + b"-->"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.'
    b'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t>'
    b"</w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("changes", "added", "expected"),
    [
        ({"word/document.xml": lambda _: BOMB}, {}, "can't be read as a Word file"),
        ({"word/styles.xml": lambda _: BOMB}, {}, "can't be read as a Word file"),
        ({"word/document.xml": lambda xml: xml[:500]}, {}, "can't be read as a Word"),
        ({"word/document.xml": lambda _: b" " * 70_000_000}, {}, "out of all measure"),
        (
            {"word/document.xml": lambda _: NOISE + b" " * 70_000_000},
            {},
            "too large",
        ),
        (
            {
                "word/document.xml": lambda xml: xml.replace(
                    b"<w:body>", b"<w:body>" + NOISE + b"<w:p/>" * 2_000_001
                )
            },
            {},
            "too many paragraphs",
        ),
        ({}, {"word/vbaProject.bin": b"x"}, "macros"),
        ({}, {"../evil.xml": b"x"}, "isn't the name of a file in a folder"),
        ({"_rels/.rels": lambda _: b"<x/>"}, {}, "can't be read as a Word file"),
        (
            {"word/document.xml": lambda xml: b"<a>" * 300 + b"</a>" * 300},
            {},
            "can't be read as a Word file",
        ),
    ],
)
def test_hostile_files_are_refused(changes, added, expected):
    data = word.rezipped(word.saved(word.typed(BODY)), changes, added)

    assert expected in faults(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"hello", "can't be read as a Word file"),
        (b"", "can't be read as a Word file"),
        (b"PK\x03\x04" + b"x" * 200, "broken"),
    ],
)
def test_what_is_no_docx_is_refused_with_advice(data, expected):
    assert expected in faults(data)


def test_words_styles_and_numbers_that_lead_round_in_circles_end():
    document = word.typed(BODY)
    for name, other in (("Vòng A", "Vòng B"), ("Vòng B", "Vòng A")):
        document.styles.add_style(name, 1).element.append(
            parse_xml(f'<w:basedOn {word.NS} w:val="{other.replace(" ", "")}"/>')
        )
    document.paragraphs[0].style = document.styles["Vòng A"]

    assert item(document)["stem"] == "Hỏi gì?"


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(banks())
def test_a_bank_in_word_reads_the_same_minus_its_losses(bank):
    check_again(bank, docx.write(bank, {}), docx.read)


@pytest.mark.parametrize("data", [word.png(), re_encoded(word.png(), "x").data])
def test_pictures_emphasis_and_paragraphs_go_out_and_come_back(data):
    raw = {
        "kind": "single",
        "stem": "Hình ![Cờ đỏ](co.png) là *gì*,\nm^2^ hay 2\\*3\\*4?\n\nChọn một.",
        "options": [{"text": "**Cờ** đỏ", "key": True}, {"text": "Cờ xanh"}],
    }
    bank = Bank.model_validate({"id": "b", "title": "Bộ", "items": [{"id": "x"} | raw]})
    written = docx.write(bank, {"co.png": data})
    sheet = read(written.data)

    assert written.losses == ()
    assert list(sheet.pictures) == ["co.png"]
    assert sheet.tree["items"][0]["stem"] == raw["stem"]
    assert sheet.tree["items"][0]["options"][0]["text"] == "**Cờ** đỏ"


def test_pictures_and_formulas_that_stay_behind_are_named():
    raw = {"kind": "number", "stem": "![Cờ](co.png) $x$?", "answer": 1}
    bank = Bank.model_validate({"id": "b", "title": "Bộ", "items": [{"id": "x"} | raw]})

    assert [str(loss) for loss in docx.write(bank, {}).losses] == [
        "“x”: DOCX keeps formulas as the text that was typed.",
        "“x”: the picture “co.png” is left out: it isn't there, or is no PNG, JPG or WEBP.",
    ]


SEED = word.by_lists()
PARTS = [
    "word/document.xml",
    "word/numbering.xml",
    "word/styles.xml",
    "[Content_Types].xml",
]


@st.composite
def mutated(draw):
    """A Word file some of whose XML, or of whose bytes, were changed."""
    if draw(st.booleans()):
        data = bytearray(SEED)
        for _ in range(draw(st.integers(1, 8))):
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
        return bytes(data)
    part = draw(st.sampled_from(PARTS))
    with zipfile.ZipFile(io.BytesIO(SEED)) as packed:
        pieces = packed.read(part).split(b"<")
    for _ in range(draw(st.integers(1, 5))):
        at, to = (draw(st.integers(1, len(pieces) - 1)) for _ in range(2))
        pieces[at] = draw(
            st.sampled_from(
                [b"", pieces[to], b"w:p>", b"/w:p>", b"w:tbl>", b"w:numId/>"]
            )
        )
    return word.rezipped(SEED, {part: lambda _: b"<".join(pieces)})


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(mutated())
def test_no_word_file_breaks_the_reader(data):
    read_whatever(docx.read, data)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.timeout(3600)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=5_000)
@given(mutated() | st.binary(max_size=500))
def test_no_word_file_breaks_the_reader_long(data):
    read_whatever(docx.read, data)


def test_a_long_file_takes_little_memory():
    line = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    body = word.rezipped(
        word.saved(word.typed("BODY")),
        {
            "word/document.xml": lambda xml: xml.replace(
                b"<w:body>", b"<w:body>" + line * 100_000
            )
        },
    )
    tracemalloc.start()
    read_whatever(docx.read, body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 200 * 1024**2

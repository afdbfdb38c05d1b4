"""The usual layout: what officers type, what is wrong with it, and there and back."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.banks.files import layout
from quizapp.banks.files.checking import examined
from quizapp.banks.files.literal import Look, Run, escaped, markdown, runs_of
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank
from quizapp.errors import FileFaultsError
from quizapp.names import clean
from quizapp.richtext import plain
from tests.officebanks import banks, check_again, read_whatever


def read(text):
    return layout.read(text.encode(), name="câu hỏi.txt")


def items(text):
    sheet = read(text)
    assert [str(fault) for fault in sheet.faults] == []
    return sheet.tree["items"]


def item(text):
    (found,) = items(text)
    return found


def right(found):
    return [one["text"] for one in found["options"] if one.get("key")]


def faults(text):
    return [(fault.line, str(fault)) for fault in read(text).faults]


def warnings(text):
    return [(fault.line, str(fault)) for fault in read(text).warnings]


OPTIONS = "\nA. một\nB. hai\nC. ba\nD. bốn\n"


@pytest.mark.parametrize(
    "head",
    [
        *("Câu 1 Hỏi gì?", "Câu 1: Hỏi gì?", "Câu 1. Hỏi gì?", "Câu 1) Hỏi gì?"),
        *("1. Hỏi gì?", "1) Hỏi gì?", "1/ Hỏi gì?", "Cau 1: Hỏi gì?"),
        *("CÂU HỎI 1: Hỏi gì?", "Câu hỏi số 1. Hỏi gì?", "Câu 1:\nHỏi gì?"),
        *("  Câu 1 : Hỏi gì?", "Câu\u00a01.\u200b Hỏi gì?", "Câu 1 - Hỏi gì?"),
    ],
)
def test_a_question_begins_in_many_ways(head):
    assert item(f"{head}{OPTIONS}Đáp án: B")["stem"] == "Hỏi gì?"


@pytest.mark.parametrize(
    "options",
    [
        *("A. x\nB. y\nC. z", "A) x\nB) y\nC) z", "a) x\nb) y\nc) z"),
        *("A/ x\nB/ y\nC/ z", "a. x\nb. y\nc. z", "A: x\nB: y\nC: z"),
        *("A. x    B. y\nC. z", "A. x\tB. y\tC. z", "A. x B. y C. z"),
        *("A.x\nB.y\nC.z", "A. x\n\nB. y\n\nC. z", "(A) x\n(B) y\n(C) z"),
    ],
)
def test_options_stand_in_many_ways(options):
    found = item(f"Câu 1: Hỏi?\n{options}\nĐáp án: B")

    assert [one["text"] for one in found["options"]] == ["x", "y", "z"]
    assert right(found) == ["y"]


def test_question_and_options_may_stand_in_one_line():
    found = item("Câu 1: Hội lập năm nào? A. 1930 B. 1945 C. 1975\nĐáp án: A")

    assert found["stem"] == "Hội lập năm nào?"
    assert right(found) == ["1930"]


def test_a_letter_inside_of_an_option_parts_nothing():
    found = item("Câu 1: Hỏi?\nA. Nhóm B. trở lên\nB. Nhóm khác\nĐáp án: A")

    assert [one["text"] for one in found["options"]] == ["Nhóm B. trở lên", "Nhóm khác"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        *((f"{word} B", ["hai"]) for word in ("Đáp án:", "ĐA:", "Đáp án đúng:", "=>")),
        *((f"{word} B", ["hai"]) for word in ("Đáp án", "ĐÁP ÁN LÀ:", "Dap an:", "→")),
        ("Đáp án đúng: A, C", ["một", "ba"]),
        ("Đáp án: A và C", ["một", "ba"]),
        ("Đáp án: ACD", ["một", "ba", "bốn"]),
        ("Đáp án: B. hai", ["hai"]),
        ("Đáp án: hai", ["hai"]),
        ("Đáp án:\nB", ["hai"]),
        ("Chọn B", ["hai"]),
        ("ĐÁP ÁN\n1.B", ["hai"]),
        ("Câu 1: B", ["hai"]),
        ("1-B", ["hai"]),
        ("BẢNG ĐÁP ÁN\nCâu 1: B", ["hai"]),
    ],
)
def test_a_key_stands_under_the_question_or_in_a_table(key, expected):
    assert right(item(f"Câu 1: Hỏi?{OPTIONS}{key}")) == expected


@pytest.mark.parametrize(
    "option", ["*B. hai", "B. *hai", "B. hai*", "B*. hai", "B. hai (*)", "✓ B. hai"]
)
def test_a_star_marks_the_right_option(option):
    found = item(f"Câu 1: Hỏi?\nA. một\n{option}\nC. ba")

    assert right(found) == ["hai"]


def test_a_key_table_at_the_end_answers_every_question():
    text = "".join(f"{n}. Hỏi {n}?{OPTIONS}" for n in range(1, 6))
    found = items(f"{text}\nĐÁP ÁN\n1.B 2.C 3.A\n4-D; 5: A,B")

    assert list(map(right, found)) == [
        ["hai"],
        ["ba"],
        ["một"],
        ["bốn"],
        ["một", "hai"],
    ]


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("A. Đúng\nB. Sai\nĐáp án: A", "true_false", "true"),
        ("A. Đúng\nB. Sai\nĐáp án: Sai", "true_false", "false"),
        ("Đáp án: Đúng", "true_false", "true"),
        ("Đáp án: S", "true_false", "false"),
        ("Đáp án: 959", "number", "959"),
        ("Đáp án: 12,5", "number", "12,5"),
        ("Đáp án: 27.568", "number", "27568"),
        ("Đáp án: -3", "number", "-3"),
    ],
)
def test_the_kind_follows_from_the_key(text, kind, answer):
    found = item(f"Câu 1: Hỏi?\n{text}")

    assert (found["kind"], found["answer"]) == (kind, answer)


def test_words_are_typed_and_that_is_said():
    text = "Câu 1: Ai?\nĐáp án: Nguyễn Thị Định / Ba Định"

    assert item(text)["answers"] == ["Nguyễn Thị Định", "Ba Định"]
    assert warnings(text) == [
        (
            1,
            (
                "Câu 1 has no options: it is answered by typing “Nguyễn Thị Định” / “Ba"
                " Định”."
            ),
        )
    ]


def test_a_number_that_could_be_two_is_read_as_vietnamese_and_that_is_said():
    assert warnings("Câu 1: Mấy?\nĐáp án: 27.568") == [
        (1, "Câu 1: “27.568” is taken as 27568.")
    ]


def test_the_fields_of_a_question():
    found = item(
        f"Câu 1 (2 điểm): Hỏi?{OPTIONS}ĐA: B\nGiải thích: Vì thế.\nThế đấy.\n"
        "Căn cứ: Luật Bình đẳng giới, Điều 5 khoản 1 (https://luat.vn/a)\n"
        "Mức độ: Trung bình\nNhãn: Lịch sử; điều lệ\nNgày kiểm tra: 20/10/2026\n"
        "Giữ cuối: D\nMã: dh-1"
    )

    assert found["points"] == "2"
    assert found["explanation"] == "Vì thế.\nThế đấy."
    assert found["source"] == {
        "title": "Luật Bình đẳng giới",
        "part": "Điều 5 khoản 1",
        "address": "https://luat.vn/a",
    }
    assert (found["difficulty"], found["as_of"]) == ("medium", "20/10/2026")
    assert found["tags"] == ["lich-su", "dieu-le"]
    assert found["options"][3]["keep_last"] == "true"
    assert found["id"] == "dh-1"


def test_chapters_tag_the_questions_under_them():
    text = (
        f"PHẦN I. CHUNG\nChương 1: Điều lệ\nCâu 1: a?{OPTIONS}ĐA: A\n"
        f"Chương 2: Luật\nCâu 2: b?{OPTIONS}ĐA: A\nPHẦN II\nCâu 1: c?{OPTIONS}ĐA: A"
    )

    assert [one["tags"] for one in items(text)] == [
        ["chung", "dieu-le"],
        ["chung", "luat"],
        ["phan-ii"],
    ]
    assert (1, "“CHUNG” became the tag “chung”.") in warnings(text)


def test_what_stands_above_becomes_title_and_description():
    sheet = read(f"HỘI LHPN XÃ A\nBộ câu hỏi đợt 1\nNăm 2026\nCâu 1: a?{OPTIONS}ĐA: A")

    assert sheet.tree["title"] == "Bộ câu hỏi đợt 1"
    assert sheet.tree["description"] == "HỘI LHPN XÃ A Năm 2026"


def test_numbered_statements_inside_of_a_question_begin_no_question():
    found = item(f"Câu 1: Xét các ý:\n1. một\n2. hai\nÝ nào đúng?{OPTIONS}ĐA: A")

    assert found["stem"] == "Xét các ý:\n1. một\n2. hai\nÝ nào đúng?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Câu 3: Hỏi?{OPTIONS}",
            (
                "Câu 3 has no right answer: write “Đáp án: …” under it, or mark the right"
                " option bold, underlined, coloured or by *."
            ),
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: E",
            "Câu 3: the key “E” names no option; its options are A, B, C, D.",
        ),
        (
            "Câu 3: Hỏi?\nA. một\nB. Một\nĐáp án: A",
            "Câu 3: options A and B read the same.",
        ),
        (
            "Câu 3: Hỏi?\nA. một\nB. hai\nD. ba\nĐáp án: A",
            "Câu 3: option C is missing before D: letter the options A, B, C … in order.",
        ),
        (
            "Câu 3: Hỏi?",
            (
                "Câu 3 has neither options nor an answer: write options “A. …”, “B. …”, or"
                " “Đáp án: …” under it."
            ),
        ),
        (
            "Câu 3: Hỏi?\nĐáp án: B",
            (
                "Câu 3 has the key B, but no options: write them as “A. …”, “B. …”, each in"
                " its line."
            ),
        ),
        (
            "Câu 3: Hỏi?\nA. một\n*B. hai\nĐáp án: A",
            (
                "Câu 3 has keys that disagree: A (dòng Đáp án) and B (dấu *); leave one of"
                " them."
            ),
        ),
        (
            "A. một\nB. hai\nCâu 3: Hỏi?\nĐáp án: 5",
            "An option stands before any question: write “Câu 1: …” above it.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A\nMức độ: siêu khó",
            "Câu 3: “siêu khó” is no difficulty: write dễ, trung bình or khó.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A\nĐiểm: 1000",
            (
                "Câu 3: “1000” can't be its points: more than 0, 100 at most, two decimals"
                " at most."
            ),
        ),
        (
            f"Câu 3:{OPTIONS}Đáp án: A",
            "Câu 3 has no text: write the question.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A, B, C, D",
            "Câu 3: all options are marked as right; leave one wrong at least.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A\nNgày kiểm tra: hôm qua",
            "Câu 3: “hôm qua” is no day such as 20/10/2026.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A\nĐịa chỉ: https://a.vn",
            "Câu 3: “https://a.vn” belongs to a source: write “Nguồn: …” too.",
        ),
        (
            "Câu 3: Hỏi?\nA. x\nB. y\nC. z\nD. t\nE. u\nF. v\nG. w\nĐáp án: A",
            "Câu 3 has 7 options: 2 to 6 can stand under a question.",
        ),
        (
            f"Câu 3: Hỏi?{OPTIONS}Đáp án: A\nLoại: câu đố",
            (
                "Câu 3: “câu đố” is no kind of question: write Một đáp án, Nhiều đáp án,"
                " Đúng/Sai, Số or Trả lời ngắn."
            ),
        ),
        ("chẳng có gì", "There is no question in here"),
    ],
)
def test_faults_say_what_is_wrong_and_what_to_do(text, expected):
    told = faults(text)

    assert len(told) == 1, told
    assert told[0][1].startswith(expected)


def test_a_broken_question_leaves_the_tree_and_the_others_are_checked_all_the_same():
    sheet = read(
        f"Câu 1: a?{OPTIONS}Câu 2: b?{OPTIONS}ĐA: X\nCâu 3: c?{OPTIONS}ĐA: B\n"
        "Câu 4: d?\nA. x\nB. x\nĐA: C"
    )

    assert [one["stem"] for one in sheet.tree["items"]] == ["c?"]
    assert len(sheet.faults) == 4
    _bank, told = examined(named(sheet))
    assert [str(one) for one in told] == [
        str(one) for one in sorted(sheet.faults, key=lambda fault: fault.line)
    ]


def test_if_every_question_is_broken_the_model_adds_nothing():
    sheet = read(f"Câu 1: a?{OPTIONS}")

    assert len(examined(named(sheet))[1]) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Câu 1: a?{OPTIONS}ĐA: A\nCâu 1: b?{OPTIONS}ĐA: A",
            "Two questions have the number 1: number them anew.",
        ),
        (
            f"Câu 1: a?{OPTIONS}ĐA: A\nCâu 3: b?{OPTIONS}ĐA: A",
            "Câu 3 follows Câu 1: is a question missing?",
        ),
        (
            f"Câu 1: a?{OPTIONS}ĐA: A\n\nNgười soạn: chị Ba",
            "This text belongs to no question and is left out: “Người soạn: chị Ba”.",
        ),
    ],
)
def test_what_to_look_at_is_said(text, expected):
    assert expected in [told for _, told in warnings(text)]


def test_a_key_of_no_question_and_one_of_two_are_faults():
    assert faults(f"Câu 1: a?{OPTIONS}ĐÁP ÁN\n1.A 7.B")[0][1].startswith(
        "The key table"
    )
    twice = f"Câu 1: a?{OPTIONS}Câu 1: b?{OPTIONS}ĐÁP ÁN\n1.A"
    assert faults(twice)[0][1].startswith("Two questions have the number 1")


def test_places_and_texts_are_lines():
    sheet = read(f"\nCâu 1: Hỏi?{OPTIONS}")

    assert sheet.faults[0].line == 2
    assert sheet.texts[2] == "Câu 1: Hỏi?"


def test_signs_of_markdown_stay_what_they_are():
    found = item("Câu 1: a*b*c và $5, $6 ![x](y.png) `c` m^2^\nĐáp án: 1")

    assert found["stem"] == (r"a\*b\*c và \$5, \$6 \![x](y.png) \`c\` m\^2\^")
    assert "".join(run.text for run in runs_of(found["stem"])) == (
        "a*b*c và $5, $6 ![x](y.png) `c` m^2^"
    )


@settings(max_examples=300)
@given(st.text("ab *_`$^~!\\[]().,#-", max_size=30))
def test_literal_text_survives_markdown(text):
    text = clean(text)
    told = list(runs_of(escaped(text)))

    assert "".join(run.text for run in told) == text
    assert all(run.look == Look() and not run.is_markdown for run in told)
    assert plain(escaped(text)) == text


def test_emphasis_is_kept_where_it_can_be_spelled():
    bold, italic = Look(bold=True), Look(italic=True)
    runs = [
        Run("Chọn câu "),
        Run("sai ", bold),
        Run("về m"),
        Run("2", Look(script="^")),
    ]

    assert markdown(runs) == "Chọn câu **sai** về m^2^"
    assert markdown([Run("a"), Run("b", italic), Run("c")]) == "abc"
    assert markdown([Run("tất cả", bold)]) == "tất cả"


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(banks())
def test_a_bank_as_text_reads_the_same_minus_its_losses(bank):
    check_again(bank, layout.write(bank, {}), layout.read, is_plain=True)


def test_what_text_cannot_carry_is_named():
    told = [
        {"kind": "number", "answer": 1, "stem": "**Mấy** $x^2$ ![hình](a.png)?"},
        {"kind": "short_text", "answers": ["a / b", "c"], "stem": "Gì?"},
        {"kind": "short_text", "answers": ["12"], "stem": "Số mấy?"},
    ]
    raw = [{"id": f"i{n}"} | one for n, one in enumerate(told)]
    bank = Bank.model_validate({"id": "b", "title": "b", "items": raw})

    assert [(loss.line, str(loss)) for loss in layout.write(bank, {}).losses] == [
        (1, "“i0”: TXT keeps formulas as the text that was typed."),
        (1, "“i0”: TXT keeps no emphasis."),
        (1, "“i0”: TXT has no place for pictures."),
        (
            2,
            (
                "“i1” can't be told exactly in TXT: it would be read otherwise; check it"
                " before it is used again."
            ),
        ),
    ]


SEEDS = [
    f"Câu 1: Hỏi?{OPTIONS}Đáp án: A\nGiải thích: x\nCâu 2: y\nĐáp án: 5\nĐÁP ÁN\n1.A 2-B",
    "1. a? A. x B. y*\n2) b?\na) 1\nb) 2\nPHẦN I. x\nNguồn: Luật, Điều 5, https://a.vn\n",
]


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        end = draw(st.integers(at, min(len(text), at + 20)))
        piece = draw(
            st.sampled_from(
                ["", "\n", "\t", "Câu ", "*", "A. ", "Đáp án: ", "1.", "\x00"]
            )
            | st.text(max_size=5)
            | st.just(text[at:end])
        )
        text = text[:at] + piece + text[end:]
    return text


@given(mutated())
def test_no_text_breaks_the_reader(text):
    read_whatever(layout.read, text.encode("utf-8", "surrogatepass"))


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@settings(max_examples=20_000)
@given(mutated() | st.binary(max_size=200))
def test_no_text_breaks_the_reader_long(data):
    read_whatever(
        layout.read, data if isinstance(data, bytes) else data.encode("utf-8", "ignore")
    )


@pytest.mark.parametrize(
    "text",
    [
        *("Câu 1" + " " * 19_000 + "x", "A. " + "B. " * 6_000, "1.B " * 4_900),
        *("* " * 9_000, "(" * 19_000, "Câu 1: " + "A" * 19_000, "\t" * 19_000 + "."),
        "\n".join(["Câu 1: x"] * 9_000),
        "\n".join(["-"] * 60_000),
    ],
    ids=range(9),
)
@pytest.mark.timeout(60)  # going back and forth would take hours
def test_no_text_takes_long(text):
    read_whatever(layout.read, text.encode())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        ("Câu".encode()[:2], "UTF-8"),
        (b"\n" * 400_001, "too many lines"),
        (b"x" * 20_001, "too long"),
        (("a" + "\u0301" * 40).encode(), "U+0301"),
        ("\n".join(f"Câu {n}: x" for n in range(10_001)).encode(), "10000 questions"),
    ],
    ids=["large", "coding", "lines", "long", "marks", "questions"],
)
def test_texts_that_are_refused(data, expected):
    with pytest.raises(FileFaultsError) as caught:
        layout.read(data, name="x")

    assert re.search(re.escape(expected), str(caught.value.faults[0]))


def test_utf_16_of_notepad_is_read():
    data = f"Câu 1: Hỏi?{OPTIONS}ĐA: B".encode("utf-16")

    assert right(layout.read(data, name="x").tree["items"][0]) == ["hai"]

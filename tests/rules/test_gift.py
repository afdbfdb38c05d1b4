"""GIFT: read as Moodle documents it; what has no place is reported by line."""

import pytest

from quizapp.banks.files import checked, examined
from quizapp.banks.files.gift import read, write
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank
from quizapp.errors import FileFaultsError


def sheet(text):
    data = text if isinstance(text, bytes) else text.encode()
    return read(data, name="cau-hoi.gift")


def item(text):
    return checked(named(sheet(text))).bank.items[0]


def reports(text):
    return [(fault.line, str(fault)) for fault in sheet(text).warnings]


def faults(text):
    return [(fault.line, str(fault)) for fault in sheet(text).faults]


def options(found):
    return [(option.text, option.key) for option in found.options]


def test_one_right_option_among_others_is_a_single():
    found = item("::hoi-1::Thủ đô là?{=Hà Nội ~Huế ~Đà Nẵng}")

    assert (found.id, found.kind, found.stem) == ("hoi-1", "single", "Thủ đô là?")
    assert options(found) == [("Hà Nội", True), ("Huế", False), ("Đà Nẵng", False)]


def test_options_may_stand_in_lines_of_their_own():
    found = item("Hỏi?\n{\n  ~ A\n  // không tính\n  = B\n}")
    assert options(found) == [("A", False), ("B", True)]


@pytest.mark.parametrize(
    "weights",
    [("50", "50", "0"), ("33.333", "33.333", "33.333", "-100"), ("100", "-100")],
)
def test_weights_that_make_a_whole_are_a_multiple(weights):
    answers = "".join(f"~%{weight}%{place}" for place, weight in enumerate(weights))
    found = item(f"Hỏi?{{{answers}}}")

    assert found.kind == "multiple"
    assert [key for _, key in options(found)] == [float(one) > 0 for one in weights]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("~%50%a ~%20%b ~c", "make 70 % of the mark"),
        ("=a =b ~c", "2 options are right"),
        ("~%50%a ~%50%b", "every option is right"),
        ("~a ~b", "make 0 %"),
        ("=a ~b ~c ~d ~e ~f ~g", "number of options is 7"),
        ("=a", "no kind"),
        ("", "essay"),
        ("=a -> b =c -> d", "matching"),
        ("#=1 =2", "2 numbers"),
        ("#nhiều", "no number"),
        ("#3.14159", "3 behind it"),
        ("=%50%a", "counts in full"),
    ],
)
def test_what_we_have_no_kind_for_is_skipped_with_its_line(answers, words):
    if words == "no kind":
        assert item("Hỏi?{=a}").kind == "short_text"
        return
    found = sheet(f"Đúng?{{T}}\n\nHỏi?{{{answers}}}")

    assert len(found.tree["items"]) == 1
    assert any(fault.line == 3 and words in str(fault) for fault in found.warnings)
    assert found.texts[3] == f"Hỏi?{{{answers}}}"


def test_a_part_of_the_mark_is_reported():
    text = "Hỏi?{\n~a\n~%50%b\n=c}"

    assert options(item(text)) == [("a", False), ("b", False), ("c", True)]
    assert reports(text) == [
        (3, "“b” earns 50 % of the mark there; here it counts as wrong.")
    ]


@pytest.mark.parametrize(
    ("answers", "answer", "tolerance"),
    [
        ("#1822", "1822", "0"),
        ("#1822:5", "1822", "5"),
        ("#5:0.1", "5", "0.1"),
        ("#1..5", "3", "2"),
        ("#1.200", "1.2", "0"),
        ("#-1.5e2", "-150", "0"),
        ("#\n=1822:0 #Đúng\n=%50%1822:2 #Gần đúng", "1822", "0"),
        ("#3:2~#Sai", "3", "2"),
    ],
)
def test_numbers_keep_how_far_an_answer_may_lie_off(answers, answer, tolerance):
    found = item(f"Hỏi?{{{answers}}}")

    assert found.kind == "number"
    assert (str(found.answer), str(found.tolerance)) == (answer, tolerance)


@pytest.mark.parametrize(
    ("answers", "answer", "explanation"),
    [
        ("T", True, None),
        ("false", False, None),
        ("TRUE#sai rồi#đúng rồi", True, "đúng rồi"),
        ("F#sai rồi#đúng rồi####chung", False, "chung"),
    ],
)
def test_statements_are_right_or_wrong(answers, answer, explanation):
    found = item(f"Trái đất tròn.{{{answers}}}")

    assert found.kind == "true_false"
    assert (found.answer, found.explanation) == (answer, explanation)


def test_several_right_answers_are_accepted_words():
    found = item("Ai?{=Hồ Chí Minh =%100%Bác Hồ =Bác Hồ =%0%khác}")

    assert found.answers == ("Hồ Chí Minh", "Bác Hồ")


def test_an_answer_with_a_star_is_left_out():
    text = "Ai?{\n=Hồ *\n=Bác\\*}"

    assert item(text).answers == ("Bác*",)
    assert reports(text)[0][0] == 2


def test_what_is_said_of_the_right_option_explains():
    text = "Hỏi?{=a#Vì thế ~b#Không phải}"

    assert item(text).explanation == "Vì thế"
    assert "Left out: what is said" in reports(text)[0][1]


def test_text_after_the_braces_makes_a_gap():
    assert item("Moodle {=miễn phí ~đắt} cho mọi người.").stem == (
        "Moodle _____ cho mọi người."
    )


def test_signs_of_the_format_are_typed_behind_a_backslash():
    found = item(r"1\=1 \{x\} \~ \# \: a\nb \\ \x?{=\=5 ~\~\#}")

    assert found.stem == "1=1 {x} ~ # : a\nb \\ \\x?"
    assert [option.text for option in found.options] == ["=5", "~#"]


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("[html]<p>Một <b>hai</b></p><ul><li>a<li>b</ul>", "Một **hai**\n\n- a\n- b"),
        ("[html]x<sub>1</sub> &lt;b&gt;", "x~1~ <b>"),
        ("[markdown]Một **hai**", "Một **hai**"),
        ("[plain]Một **hai** <b>", "Một \\*\\*hai\\*\\* <b>"),
        ("[moodle]Một <i>hai</i>", "Một *hai*"),
        ("Một *hai* <i>ba</i>\nbốn", "Một \\*hai\\* *ba*\nbốn"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("$$x^2$$ và \\\\(y\\\\)", "$x^2$ và $y$"),
    ],
)
def test_formats_of_text_become_markdown(typed, stem):
    assert item(typed.replace("=", "\\=") + "{T}").stem == stem


def test_what_html_loses_is_named():
    text = "[html]<p>x</p><script>alert(1)</script><img src\\='http\\://a/b.png'>{T}"
    found = [words for _, words in reports(text)]

    assert "Left out of the text: <script>." in found
    assert "Left out of the text: <img http://a/b.png>." in found


def test_a_picture_inside_of_html_comes_along():
    text = '[html]<img src\\="data\\:image/png;base64,AAAA" alt\\="bản đồ">{T}'
    found = sheet(text)

    assert found.tree["items"][0]["stem"] == "![bản đồ](hinh.png)"
    assert found.pictures == {"hinh.png": b"\0\0\0"}


def test_comments_give_id_and_tags():
    found = item("// [id:a-1] [tag:lich-su] [tag:Khó] [tag:difficulty:hard]\nHỏi?{T}")

    assert (found.id, found.tags, found.difficulty) == (
        "a-1",
        ("lich-su", "kho"),
        "hard",
    )


def test_a_category_tags_the_questions_below_it():
    text = "$CATEGORY: $course$/top/Luật 2006\n\nHỏi?{T}\n\n$CATEGORY: ../..\n\nB?{F}"
    first, second = checked(named(sheet(text))).bank.items

    assert (first.tags, second.tags) == (("luat-2006",), ())
    assert (1, "“Luật 2006” became the tag “luat-2006”.") in reports(text)


def test_a_title_that_is_no_id_becomes_one_and_a_second_one_is_told():
    text = "::Câu 1::A?{T}\n\n::Câu 1::B?{F}"
    found = [one.id for one in checked(named(sheet(text))).bank.items]

    assert found == ["cau-1", "cau-2"]
    assert [line for line, _ in reports(text)] == [1, 3]


def test_questions_that_follow_closely_are_told_apart_by_their_titles():
    assert len(sheet("::a::A?{T}\n::b::B?{F}").tree["items"]) == 2


def test_byte_order_mark_and_windows_lines_are_taken():
    found = sheet("\ufeffA?{T}\r\n\r\nB?{\r\n=a\r\n~b}\r\n".encode())
    assert [one.line for one in found.tree["items"]] == [1, 3]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("A?{T}\n\nB?{=a ~b\n\n", 3, "not closed"),
        ("A?{T}\n\nB? a}", 3, "no brace"),
        ("A?{T}\n\nB?{a}", 3, "no answer"),
    ],
)
def test_broken_questions_are_faults(text, line, words):
    assert [(at, words in told) for at, told in faults(text)] == [(line, True)]


def test_a_file_without_questions_is_a_fault():
    assert "no question" in faults("// nothing\n\nJust text.")[0][1]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"A?{T}\n\xff", 2, "UTF-8"),
        (b"x" * (10 * 1024 * 1024 + 1), 0, "larger than 10240 KB"),
        (b"\n" * 400_000, 400_000, "lines at most"),
        (("a" + "\u0301" * 40 + "{T}").encode(), 1, "U+0301"),
        (b"a{T}\n\n" * 10_001, 20_001, "10000 questions"),
    ],
    ids=["latin", "large", "lines", "marks", "many"],
)
def test_what_is_no_text_or_too_much_is_refused(data, line, words):
    with pytest.raises(FileFaultsError) as error:
        sheet(data)
    assert [(fault.line, words in str(fault)) for fault in error.value.faults] == [
        (line, True)
    ]


def test_invisible_characters_are_left_out_and_told():
    assert item("A\u202eB?{T}").stem == "AB?"
    assert reports("A\u202eB?{T}") == [
        (1, "The invisible character U+202E is left out.")
    ]


def test_what_the_format_has_no_place_for_is_named():
    bank = Bank.model_validate(
        {
            "id": "b",
            "title": "Ngân hàng",
            "licence": "CC-BY-4.0",
            "items": [
                {
                    "id": "mot",
                    "kind": "single",
                    "stem": "![bản đồ](a.png)",
                    "points": 2,
                    "options": [
                        {"text": "a", "key": True},
                        {"text": "b", "keep_last": True},
                    ],
                },
                {
                    "id": "hai",
                    "kind": "short_text",
                    "stem": "?",
                    "answers": ["a->b"],
                },
                {
                    "id": "ba",
                    "kind": "short_text",
                    "stem": "?",
                    "answers": ["a"],
                    "tone_marks": True,
                    "capitals": True,
                },
            ],
        }
    )
    losses = [(one.line, one.params) for one in write(bank, {}).losses]

    assert (0, {"format": "GIFT", "field": "licence"}) in losses
    assert [
        params["field"] for line, params in losses if "field" in params and line
    ] == [
        *("points", "keep_last"),
        *("tone_marks", "capitals"),
    ]
    assert (1, {"item": "mot", "name": "a.png"}) in losses
    assert any(
        line == 2 and params["text"] == "->"
        for line, params in losses[1:]
        if "text" in params
    )


def test_faults_of_the_rules_have_their_lines():
    _, found = examined(named(sheet("A?{T}\n\nB?{\n=a\n~a}")))
    assert [(fault.line, str(fault)) for fault in found] == [
        (4, "“a” stands there twice.")
    ]

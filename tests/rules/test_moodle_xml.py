"""Moodle XML: read as Moodle writes it; what has no place is reported by line."""

from base64 import b64encode
from pathlib import Path

import pytest

from quizapp.banks.files import checked
from quizapp.banks.files.moodle_xml import read, write
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank
from quizapp.errors import FileFaultsError

HOSTILE = Path(__file__).parent.parent / "data" / "hostile" / "gift"
OPTIONS = """\
<answer fraction="100"><text>a</text><feedback><text>Vì thế</text></feedback></answer>
<answer fraction="0"><text>b</text></answer>
"""


def sheet(text):
    return read(text.encode(), name="cau-hoi.xml")


def quiz(kind="multichoice", inner=OPTIONS, stem="Hỏi?", form="html"):
    return (
        f'<?xml version="1.0"?>\n<quiz>\n<question type="{kind}">\n'
        f'<questiontext format="{form}"><text>{stem}</text></questiontext>\n'
        f"{inner}</question>\n</quiz>\n"
    )


def item(*args, **kwargs):
    return checked(named(sheet(quiz(*args, **kwargs)))).bank.items[0]


def reports(*args, **kwargs):
    found = sheet(quiz(*args, **kwargs)).warnings
    return [(fault.line, str(fault)) for fault in found]


def answers(*pairs):
    return "".join(
        f'<answer fraction="{fraction}"><text>{text}</text></answer>'
        for text, fraction in pairs
    )


def test_one_right_option_is_a_single_and_its_feedback_explains():
    found = item()

    assert (found.kind, found.stem, found.explanation) == ("single", "Hỏi?", "Vì thế")
    assert [(one.text, one.key) for one in found.options] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    "fractions", [("50", "50", "0"), ("33.33333", "33.333", "33.33333", "-100")]
)
def test_fractions_that_make_a_whole_are_a_multiple(fractions):
    inner = "<single>false</single>" + answers(*enumerate(fractions))
    found = item(inner=inner)

    assert found.kind == "multiple"
    assert [one.key for one in found.options] == [float(one) > 0 for one in fractions]


def test_all_or_nothing_is_a_multiple():
    assert (
        item("multichoiceset", answers(("a", 100), ("b", 100), ("c", 0))).kind
        == "multiple"
    )


@pytest.mark.parametrize(("text", "answer"), [("true", True), ("false", False)])
def test_statements_are_right_or_wrong(text, answer):
    other = "false" if answer else "true"
    found = item("truefalse", answers((text, 100), (other, 0)))
    assert (found.kind, found.answer) == ("true_false", answer)


def test_words_keep_whether_capitals_count():
    inner = "<usecase>1</usecase>" + answers(("Hà Nội", 100), ("Ha Noi", 50), ("*", 0))
    found = item("shortanswer", inner)

    assert (found.answers, found.capitals) == (("Hà Nội",), True)
    assert any(
        "“Ha Noi” earns 50 %" in told for _, told in reports("shortanswer", inner)
    )


def test_numbers_keep_how_far_an_answer_may_lie_off_and_lose_their_units():
    inner = (
        '<answer fraction="100"><text>5.250</text><tolerance>0.1</tolerance></answer>\n'
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    )
    found = item("numerical", inner)

    assert (found.kind, str(found.answer), str(found.tolerance)) == (
        "number",
        "5.25",
        "0.1",
    )
    assert reports("numerical", inner) == [
        (6, "Left out: the units; the number alone is asked for.")
    ]


@pytest.mark.parametrize(
    "kind",
    ["essay", "matching", "cloze", "ddwtos", "description", "calculated", "stack"],
)
def test_other_types_are_skipped_with_their_line(kind):
    assert reports(kind) == [
        (3, f"Skipped: we have no kind for questions of the type “{kind}”.")
    ]


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<hidden>1</hidden>" + OPTIONS, "hidden"),
        (answers(("a", 50), ("b", 50)), "no option counts in full"),
        (answers(("a", 100), ("b", 100), ("c", 0)), "2 options are right"),
        ("<single>0</single>" + answers(("a", 50), ("b", 20), ("c", 0)), "70 %"),
        (answers(*((n, 100 * (n == 0)) for n in range(8))), "options is 8"),
    ],
)
def test_what_we_have_no_kind_for_is_skipped(inner, words):
    found = sheet(quiz(inner=inner))

    assert "items" not in found.tree
    assert [(one.line, words in str(one)) for one in found.warnings] == [(3, True)]


def test_what_moodle_keeps_of_a_question_comes_along():
    inner = (
        "<name><text>Tên</text></name><idnumber>hoi-1</idnumber>"
        "<defaultgrade>2.5000000</defaultgrade><shuffleanswers>0</shuffleanswers>"
        '<generalfeedback format="html"><text>&lt;p&gt;Bởi vì&lt;/p&gt;</text></generalfeedback>'
        "<tags><tag><text>lich-su</text></tag><tag><text>difficulty:easy</text></tag>"
        "<tag><text>as-of:2026-10-20</text></tag></tags>"
    )
    found = item(inner=inner + OPTIONS)

    assert (found.id, str(found.points), found.explanation) == (
        "hoi-1",
        "2.5",
        "Bởi vì",
    )
    assert (found.tags, found.difficulty, str(found.as_of)) == (
        ("lich-su",),
        "easy",
        "2026-10-20",
    )
    assert all(option.keep_last for option in found.options)


@pytest.mark.parametrize(
    ("form", "stem", "text"),
    [
        (
            "html",
            "<![CDATA[<p>Một</p><p><b>hai</b> H<sub>2</sub>O</p>]]>",
            "Một\n\n**hai** H~2~O",
        ),
        ("html", "&lt;ol&gt;&lt;li&gt;a&lt;li&gt;b&lt;/ol&gt;", "1. a\n2. b"),
        ("html", "<![CDATA[2 * 3 * 4 *x* \\(x^2\\)]]>", "2 \\* 3 \\* 4 \\*x\\* $x^2$"),
        ("moodle_auto_format", "một\nhai *x*", "một\nhai \\*x\\*"),
        ("plain_text", "&lt;b&gt; *x*", "<b> \\*x\\*"),
        ("markdown", "**x** &amp;lt;b&amp;gt;", "**x** <b>"),
    ],
)
def test_formats_of_text_become_markdown(form, stem, text):
    assert item(stem=stem, form=form).stem == text


def test_pictures_come_along_under_names_of_their_own():
    data = b64encode(b"one").decode()
    inner = f'<text><![CDATA[<img src="@@PLUGINFILE@@/B%E1%BA%A3n%20%C4%91%E1%BB%93.PNG" alt="bản đồ">]]></text><file name="Bản đồ.PNG" path="/" encoding="base64">{data}</file>'
    text = quiz().replace("<text>Hỏi?</text>", inner)
    found = sheet(text)

    assert found.tree["items"][0]["stem"] == "![bản đồ](ban-do.png)"
    assert found.pictures == {"ban-do.png": b"one"}


def test_one_name_for_two_pictures_is_told_apart():
    pictures = [
        f'<text>&lt;img src="@@PLUGINFILE@@/a.png" alt="x"&gt;</text><file name="a.png" encoding="base64">{data}</file>'
        for data in ("AAAA", "BBBB")
    ]
    one, two = (quiz().replace("<text>Hỏi?</text>", one) for one in pictures)
    found = sheet(one.replace("</quiz>", two.partition("<quiz>")[2]))

    assert [one["stem"] for one in found.tree["items"]] == [
        "![x](a.png)",
        "![x](a-2.png)",
    ]
    assert list(found.pictures) == ["a.png", "a-2.png"]


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("<![CDATA[<table><tr><td>x</table>]]>", "<table>"),
        ("<![CDATA[<img src='https://a/b.png'>]]>", "<img https://a/b.png>"),
        ("<![CDATA[<iframe src=x></iframe>y]]>", "<iframe>"),
    ],
)
def test_what_html_loses_is_named_with_its_line(stem, words):
    assert (4, f"Left out of the text: {words}.") in reports(stem=stem)


def test_a_category_tags_the_questions_below_it():
    category = '<question type="category"><category><text>$course$/top/Luật</text></category></question>'
    text = quiz().replace("<quiz>", f"<quiz>{category}")

    assert checked(named(sheet(text))).bank.items[0].tags == ("luat",)


@pytest.mark.parametrize(
    "name", ["moodle-xml-xxe.xml", "moodle-xml-billion-laughs.xml"]
)
def test_document_types_and_entities_are_refused(name):
    with pytest.raises(FileFaultsError) as error:
        read((HOSTILE / name).read_bytes(), name=name)
    assert [(one.line, "<!DOCTYPE" in str(one)) for one in error.value.faults] == [
        (2, True)
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "can't be read as XML"),
        ("<quiz>\n<question>\n</quiz>", 3, "can't be read as XML"),
        ("<html></html>", 1, "<quiz>"),
        ("<quiz>\n" + "<a>" * 30, 2, "too deep"),
        ("<quiz><question>\n" + "<a/>" * 6_000, 2, "too many parts"),
        (
            "<quiz><question><a>a" + "&#x301;" * 40 + "</a></question></quiz>",
            1,
            "marks",
        ),
        ("<quiz>\n" + "<question type='essay'/>" * 10_001, 2, "10000 questions"),
    ],
    ids=["empty", "open", "other", "deep", "parts", "marks", "many"],
)
def test_what_is_no_moodle_xml_is_refused(text, line, words):
    with pytest.raises(FileFaultsError) as error:
        sheet(text)
    assert [(one.line, words in str(one)) for one in error.value.faults] == [
        (line, True)
    ]


def test_pictures_are_written_into_the_questions_that_show_them():
    raw = {
        "id": "mot",
        "kind": "true_false",
        "stem": "![bản đồ](Bản đồ.png) ![khác](b.png)",
        "answer": True,
    }
    bank = Bank.model_validate({"id": "b", "title": "b", "items": [raw]})
    written = write(bank, {"Bản đồ.png": b"one", "c.png": b"two"})
    found = read(written.data, name="again")

    assert [str(one) for one in written.losses] == [
        "“mot”: the picture “b.png” doesn't come along."
    ]
    assert found.pictures == {"ban-do.png": b"one"}

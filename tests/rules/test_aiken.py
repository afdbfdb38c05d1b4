"""Aiken: questions with one right option, lettered."""

import pytest

from quizapp.banks.files import checked
from quizapp.banks.files.aiken import read, write
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank

GOOD = "Thủ đô là?\nA. Hà Nội\nB) Huế\nANSWER: A\n"


def sheet(text):
    return read(text.encode(), name="cau-hoi.txt")


def items(text):
    return checked(named(sheet(text))).bank.items


def bank(**fields):
    item = {
        "id": "mot",
        "kind": "single",
        "stem": "Hỏi?",
        "options": [{"text": "a", "key": True}, {"text": "b"}],
    }
    return Bank.model_validate({"id": "b", "title": "b", "items": [item | fields]})


def test_a_question_has_lettered_options_and_one_right_letter():
    found = items(GOOD)[0]

    assert (found.kind, found.stem) == ("single", "Thủ đô là?")
    assert [(one.text, one.key) for one in found.options] == [
        ("Hà Nội", True),
        ("Huế", False),
    ]


def test_lines_may_end_as_in_windows_and_a_question_may_have_several():
    text = (
        "\ufeff" + GOOD + "\n\nCâu hai\nnhiều dòng?\nA. a\nB. *b*\nANSWER:b"
    ).replace("\n", "\r\n")
    found = items(text)

    assert found[1].stem == "Câu hai\nnhiều dòng?"
    assert found[1].options[1].text == "\\*b\\*"
    assert found[1].options[1].key


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("ANSWER: A", 5, "belongs to no question"),
        ("Hỏi?\nANSWER: A", 6, "without options"),
        ("Hỏi?\nA. a\nC. b\nANSWER: A", 6, "A, B, C"),
        ("Hỏi?\nA. a\nB. b\nANSWER: C", 8, "no letter"),
        ("Hỏi?\nA. a\nB. b\nANSWER: cả hai", 8, "no letter"),
        ("Hỏi?\nA. a\nvà nữa\nB. b\nANSWER: A", 7, "each option has one line"),
        ("Hỏi?\nA. a\nB. b", 5, "without its line"),
    ],
)
def test_what_is_broken_is_told_with_its_line(text, line, words):
    found = sheet(GOOD + text).faults

    assert [(fault.line, words in str(fault)) for fault in found] == [(line, True)]
    assert len(sheet(GOOD + text).tree["items"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hỏi?\nA. a\nB. b\nANSWER: A, B", "several right options"),
        ("Hỏi?\nA. a\nANSWER: A", "number of options is 1"),
    ],
)
def test_what_we_have_no_kind_for_is_skipped(text, words):
    found = sheet(GOOD + text)

    assert found.faults == ()
    assert [(one.line, words in str(one)) for one in found.warnings] == [(5, True)]


def test_what_the_format_has_no_place_for_is_named_item_by_item():
    full = bank(
        stem="**Hỏi?**",
        points=2,
        tags=["a"],
        difficulty="easy",
        explanation="Vì thế.",
        source={"title": "Báo"},
        as_of="20/10/2026",
        options=[{"text": "a", "key": True}, {"text": "b", "keep_last": True}],
    )
    losses = write(full, {}).losses

    assert {
        one.params["field"] for one in losses if one.line and "field" in one.params
    } == {
        *("id", "points", "tags", "difficulty", "explanation", "source", "as_of"),
        "keep_last",
    }
    assert any("words alone" in str(one) for one in losses)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "true_false", "options": None, "answer": True},
        {"stem": "ANSWER: A"},
        {"stem": "Hỏi?\nA. một"},
    ],
)
def test_items_that_would_read_otherwise_are_left_out_and_named(fields):
    given = {name: one for name, one in fields.items() if one is not None}
    item = (
        bank()
        .items[0]
        .model_dump(exclude={"options"} if "options" in fields else set())
    )
    full = Bank.model_validate({"id": "b", "title": "b", "items": [item | given]})
    written = write(full, {})

    assert written.data.strip() == b""
    assert any("is left out" in str(one) for one in written.losses)


@pytest.mark.timeout(5)
def test_many_blanks_behind_the_answer_take_no_time():
    found = sheet(GOOD + "Hỏi?\nA. a\nB. b\nANSWER: A" + "  ," * 20_000 + "!")
    assert "no letter" in str(found.faults[0])

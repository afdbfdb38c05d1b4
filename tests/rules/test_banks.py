"""Banks: what an item may be, how it is answered, which faults are told where."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from quizapp.banks.files import json_schema, parse_bank, read_bank
from quizapp.banks.rules import Bank, is_right, items_with, remarks_on
from quizapp.errors import FileFaultsError

ROOT = Path(__file__).parent.parent.parent
BANKS = sorted((ROOT / "question_banks").glob("*.yaml"))
HOSTILE = sorted((ROOT / "tests" / "data" / "hostile" / "yaml").glob("*.yaml"))

GOOD = """\
id: my-bank
title: Tìm hiểu Nghị quyết
licence: CC-BY-4.0
items:
  - id: one
    kind: single
    stem: Câu một?
    options:
      - text: Có
        key: true
      - text: Không
      - text: Cả hai
        keep_last: true
    tags: [dai-hoi, kho]
    difficulty: easy
  - id: two
    kind: number
    stem: Bao nhiêu?
    answer: 959
    as_of: 23/11/2026
"""


def bank(**items):
    return Bank.model_validate(
        {"id": "b", "title": "t", "items": [{"id": "i", "stem": "?"} | items]}
    )


def faults(text):
    with pytest.raises(FileFaultsError) as error:
        parse_bank(text.encode(), name="bank.yaml")
    return [(fault.line, str(fault)) for fault in error.value.faults]


def test_a_good_file_is_a_bank():
    found = parse_bank(GOOD.encode(), name="bank.yaml").bank

    assert [item.shape for item in found.items] == ["s3", "n"]
    assert found.items[0].points_hundredths == 100
    assert [item.id for item in items_with(found, ["kho", "dai-hoi"])] == ["one"]
    assert items_with(found, ["kho", "other"]) == []


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_marks_and_line_ends_of_windows_do_no_harm(mark, ending):
    data = (mark + GOOD.replace("\n", ending)).encode()
    assert parse_bank(data, name="bank.yaml").bank.title == "Tìm hiểu Nghị quyết"


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "No",
        "On",
        "off",
        "12:30",
        "1:30:00",
        "0123",
        "0912345678",
        "1_000",
        "0x1F",
        "1.10",
        "1e3",
        ".nan",
        "~",
        "null",
        "2024-01-01",
        "=",
        "+84",
        "true",
        "3/2",
        "50%",
        "-1",
    ],
)
def test_options_stay_the_text_that_was_typed(text):
    found = parse_bank(GOOD.replace("text: Có", f"text: {text}").encode(), name="b")
    assert found.bank.items[0].options[0].text == text


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("        key: true\n", "", 8, "marked so far: 0"),
        ("text: Không", "text: Không\n        key: true", 8, "marked so far: 2"),
        ("text: Không", "text: có", 8, "twice"),
        ("kind: single", "kind: essay", 6, "essay"),
        ("difficulty: easy", "difficulty: simple", 15, "easy, medium, hard"),
        ("answer: 959", "answer: nhiều", 19, "number"),
        ("answer: 959", "anser: 959", 19, "answer"),
        ("id: two", "id: one", 16, "line 5"),
        ("id: two", "id: Hai Mươi", 16, "small letters"),
        ("stem: Câu một?", "stem: ''", 7, "empty"),
        ("as_of: 23/11/2026", "as_of: 31/02/2026", 20, "day"),
        ("title: Tìm hiểu Nghị quyết", "titel: x", 1, "title"),
    ],
)
def test_each_fault_is_told_with_its_line(old, new, line, words):
    found = faults(GOOD.replace(old, new))

    assert any(line == at and words in sentence for at, sentence in found), found


def test_every_fault_is_told_at_once_in_the_order_of_lines():
    text = GOOD.replace("kind: single", "kind: essay").replace("answer: 959", "")
    lines = [line for line, _ in faults(text)]

    assert len(lines) >= 2
    assert lines == sorted(lines)


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
@pytest.mark.timeout(10)
def test_hostile_files_are_refused_with_a_sentence(path):
    with pytest.raises(FileFaultsError) as error:
        read_bank(path)
    assert all(fault.line >= 1 and str(fault) for fault in error.value.faults)
    assert len(error.value.faults) <= 200


@pytest.mark.parametrize(
    ("item", "options", "value", "right"),
    [
        ("single", (1, 0, 2), 1, True),
        ("single", (1, 0, 2), 0, False),
        ("multiple", (2, 1, 0), [1, 2], True),
        ("multiple", (2, 1, 0), [2, 1], True),
        ("multiple", (2, 1, 0), [1], False),
        ("multiple", (2, 1, 0), [0, 1, 2], False),
    ],
)
def test_a_right_answer_is_one_in_displayed_places(item, options, value, right):
    keys = [True, item == "multiple", False]
    found = bank(
        kind=item,
        options=[{"text": str(n), "key": key} for n, key in enumerate(keys)],
    )
    assert is_right(found.items[0], value, options) is right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("27568", True),
        ("27.568", True),
        ("27 568", True),
        ("27570", True),
        ("27571", False),
        ("27,568", True),
        ("2756", False),
        ("", False),
    ],
)
def test_a_number_is_right_within_its_tolerance_however_it_is_written(typed, right):
    found = bank(kind="number", answer="27568", tolerance="2")
    assert is_right(found.items[0], typed, ()) is right


@pytest.mark.parametrize("answer", ["true", "false"])
def test_right_and_wrong_are_what_the_file_says(answer):
    found = bank(kind="true_false", answer=answer).items[0]
    assert is_right(found, answer == "true", ())
    assert not is_right(found, answer != "true", ())


@pytest.mark.parametrize("points", ["0", "-1", "nan", "inf", "true", "0.001"])
def test_points_are_a_number_above_nothing(points):
    with pytest.raises(ValidationError):
        bank(kind="true_false", answer="true", points=points)


@pytest.mark.parametrize(
    ("today", "count"),
    [(date(2027, 11, 23), 0), (date(2027, 11, 24), 1), (date(2026, 11, 22), 1)],
)
def test_law_that_was_read_a_year_ago_or_tomorrow_is_remarked_on(today, count):
    found = parse_bank(GOOD.encode(), name="b").bank
    codes = [remark.code for remark in remarks_on(found, today=today)]
    assert len([code for code in codes if code.startswith("law-")]) == count


def test_the_schema_for_editors_is_that_of_the_format():
    assert (ROOT / "question_banks" / "bank.schema.json").read_text() == json_schema()


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
class TestOurBanks:
    """What is promised of the banks in ``question_banks/``."""

    def test_each_item_names_its_source_and_explains_itself(self, path):
        for item in read_bank(path).bank.items:
            assert item.source is not None, item.id
            assert item.explanation, item.id

    def test_nothing_is_to_be_remarked_on(self, path):
        assert remarks_on(read_bank(path).bank, today=date(2026, 11, 24)) == []

    def test_neither_place_nor_length_betrays_the_key(self, path):
        singles = [one for one in read_bank(path).bank.items if one.kind == "single"]
        places = [0] * 6
        longest = 0
        for item in singles:
            key = next(n for n, option in enumerate(item.options) if option.key)
            places[key] += 1
            lengths = [len(option.text) for option in item.options]
            longest += lengths[key] > max(lengths[:key] + lengths[key + 1 :])
        assert max(places) <= 0.4 * len(singles)
        assert longest <= 0.34 * len(singles)


@pytest.mark.parametrize(
    ("name", "least", "tags"),
    [
        ("dai-hoi-phu-nu-xiii", 50, {"dai-hoi": 24, "nghi-quyet": 24}),
        ("lich-su-va-dieu-le-hoi", 30, {"lich-su": 10, "dieu-le": 10}),
        ("phap-luat-binh-dang-gioi", 40, {"binh-dang-gioi": 10}),
        ("phu-nu-hau-giang-xiv", 12, {}),
    ],
)
def test_our_banks_hold_what_contests_draw(name, least, tags):
    found = read_bank(ROOT / "question_banks" / f"{name}.yaml").bank

    assert len(found.items) >= least
    for tag, count in tags.items():
        assert len(items_with(found, [tag])) >= count


def test_law_items_name_their_article_and_the_day_they_were_read():
    path = ROOT / "question_banks" / "phap-luat-binh-dang-gioi.yaml"
    for item in read_bank(path).bank.items:
        assert item.as_of is not None
        assert "Điều" in (item.source.part or "")

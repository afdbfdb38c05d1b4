"""Banks between formats: names for what has none, and YAML written and read again."""

from pathlib import Path

import pytest

from quizapp.banks.files import Sheet, checked, parse_bank, read_bank
from quizapp.banks.files import yaml as yaml_format
from quizapp.banks.files.formats import format_of
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank
from quizapp.errors import InvalidError
from quizapp.yamltree import read_tree

ROOT = Path(__file__).parent.parent.parent
BANKS = sorted((ROOT / "question_banks").glob("*.yaml"))


def known(*stems):
    items = [
        {"id": f"cu-{n}", "kind": "true_false", "stem": stem, "answer": True}
        for n, stem in enumerate(stems)
    ]
    return Bank.model_validate({"id": "b", "title": "t", "items": items}).items


def sheet(*stems, ids=()):
    lines = ["items:"]
    for n, stem in enumerate(stems):
        lines += [f"- kind: true_false\n  stem: '{stem}'\n  answer: true"]
        if n < len(ids) and ids[n]:
            lines += [f"  id: {ids[n]}"]
    return Sheet("Đợt 1.docx", read_tree("\n".join(lines).encode(), name="x"))


def ids(found):
    return [item["id"] for item in found.tree["items"]]


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_a_bank_written_as_yaml_reads_the_same(path):
    bank = read_bank(path).bank

    assert parse_bank(yaml_format.write(bank).data, name="again").bank == bank


def test_numbers_and_ambiguous_texts_come_back_as_they_were():
    raw = [
        {"kind": "number", "answer": answer, "stem": "1.200"}
        for answer in ("1,2340", "1200", "0,5", "-12,25", "1234,5670")
    ]
    raw += [{"kind": "short_text", "answers": ["No", "12:30", "0123"], "stem": "yes"}]
    items = [{"id": f"i{n}"} | one for n, one in enumerate(raw)]
    bank = Bank.model_validate({"id": "b", "title": "0", "items": items})

    assert parse_bank(yaml_format.write(bank).data, name="again").bank == bank


def test_a_bank_is_named_by_its_file_and_its_items_by_number():
    found = named(sheet("Một?", "Hai?"))

    assert (found.tree["id"], found.tree["title"]) == ("dot-1", "Đợt 1")
    assert ids(found) == ["cau-1", "cau-2"]
    assert checked(found).bank.id == "dot-1"


def test_an_item_keeps_the_id_it_had_before_wherever_it_stands_now():
    old = known("Đại hội họp ở đâu?", "Có bao nhiêu đại biểu dự Đại hội?")
    found = named(
        sheet(
            "Câu mới hẳn?", "Có bao nhiêu đại biểu dự đại hội ?", "DAI HOI HOP O DAU"
        ),
        known=old,
    )

    assert ids(found) == ["cau-1", "cu-1", "cu-0"]


def test_a_reworded_item_keeps_its_id_and_another_gets_a_new_one():
    old = known(
        "Đại hội lần thứ XIII họp trong những ngày nào?", "Hội thành lập năm nào?"
    )
    found = named(
        sheet("Đại hội lần thứ XIII họp vào những ngày nào?", "Bác Hồ sinh năm nào?"),
        known=old,
    )

    assert ids(found) == ["cu-0", "cau-1"]


def test_ids_that_are_given_stay_and_are_not_given_again():
    found = named(sheet("A?", "B?", ids=["cau-1"]), known=known("A?"))

    assert ids(found) == ["cau-1", "cau-2"]


def test_of_a_stem_that_stands_twice_the_first_takes_the_old_id():
    assert ids(named(sheet("A?", "A?"), known=known("A?"))) == ["cu-0", "cau-1"]


def test_naming_leaves_the_sheet_as_it_was():
    given = sheet("A?")
    named(given)

    assert "id" not in given.tree["items"][0]


def test_a_format_is_known_by_its_suffix():
    assert format_of("A/B.YML").name == "yaml"
    with pytest.raises(InvalidError, match="pdf"):
        format_of("cau-hoi.pdf")

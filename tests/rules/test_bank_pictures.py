"""Pictures of banks in files: named in texts, lying beside the file, told with lines."""

import unicodedata

import pytest

from quizapp.banks.files import checked, examined, parse_bank, read_bank
from quizapp.banks.files.pictures import Beside
from quizapp.banks.files.yaml import read, write
from quizapp.banks.rules import Bank, named_pictures, remarks_on
from quizapp.errors import FileFaultsError
from quizapp.pictures import MOST_BYTES, re_encoded
from tests import pictures
from tests.conftest import NOON

GOOD = """\
id: my-bank
title: Ngân hàng
items:
  - id: one
    kind: single
    stem: |
      Lá cờ nào?

      ![một lá cờ](a.png)
    options:
      - text: "![đỏ](a.png)"
        key: true
      - text: "![xanh](xanh.jpg)"
    explanation: Xem ![một lá cờ](a.png).
"""
LINES = {"a.png": 6, "xanh.jpg": 13}


def faults(call):
    with pytest.raises(FileFaultsError) as error:
        call()
    return [(fault.line, str(fault)) for fault in error.value.faults]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bank.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.png").write_bytes(pictures.file("red"))
    (tmp_path / "xanh.jpg").write_bytes(pictures.file("green", form="JPEG"))
    return tmp_path


def test_a_bank_has_the_pictures_that_lie_beside_its_file(folder):
    found = read_bank(folder / "bank.yaml")

    assert [one.name for one in found.bank.pictures] == ["a.png", "xanh.jpg"]
    assert [pictures.note(one) for one in found.pictures] == [*found.bank.pictures]
    assert found.bank.items[0].stem == "Lá cờ nào?\n\n![một lá cờ](a.png)"
    assert named_pictures(found.bank)["xanh.jpg"] == ("items", 0, "options", 1, "text")


@pytest.mark.parametrize("name", LINES)
def test_a_picture_that_is_not_there_is_told_with_its_line(folder, name):
    (folder / name).unlink()
    ((line, sentence),) = faults(lambda: read_bank(folder / "bank.yaml"))

    assert line == LINES[name]
    assert f"“{name}” isn't there" in sentence


def test_a_picture_that_can_not_be_read_is_told_with_its_line(folder):
    (folder / "a.png").write_bytes(b"<svg/>")
    ((line, sentence),) = faults(lambda: read_bank(folder / "bank.yaml"))

    assert (line, "can't be read as a picture" in sentence) == (LINES["a.png"], True)


def test_a_link_out_of_the_folder_leads_nowhere(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "a.png"
    (folder / "a.png").rename(outside)
    (folder / "a.png").symlink_to(outside)

    assert "isn't there" in faults(lambda: read_bank(folder / "bank.yaml"))[0][1]


def test_a_link_inside_of_the_folder_is_followed(folder):
    (folder / "a.png").rename(folder / "b.png")
    (folder / "a.png").symlink_to("b.png")

    assert len(read_bank(folder / "bank.yaml").pictures) == 2


def test_what_lies_beside_a_file_is_found_by_name_alone(folder):
    decomposed = unicodedata.normalize("NFD", "ảnh.png")
    (folder / decomposed).write_bytes(b"x" * (MOST_BYTES + 9))
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "folder.png").mkdir()
    beside = Beside(folder)

    assert set(beside) == {"a.png", "xanh.jpg", "ảnh.png"}
    assert len(beside) == 3
    assert len(beside["ảnh.png"]) == MOST_BYTES + 1
    for name in ("bank.yaml", ".hidden.png", "folder.png", "../a.png", "none.png"):
        assert name not in beside


def test_pictures_that_the_bank_has_already_need_not_come_again(folder):
    sheet = read((folder / "bank.yaml").read_bytes(), name="bank.yaml")
    known = {one.name: one for one in read_bank(folder / "bank.yaml").bank.pictures}
    file, wrong = examined(sheet, known)

    assert (wrong, file.pictures) == ([], ())
    assert {one.name: one for one in file.bank.pictures} == known
    assert checked(sheet, known=None).bank.pictures == ()
    assert len(faults(lambda: checked(sheet))) == 2


def test_files_say_nothing_of_what_quizapp_writes(folder):
    text = GOOD + "pictures: []\n"
    ((line, sentence),) = [
        one
        for one in faults(lambda: parse_bank(text.encode(), name="b"))
        if "pictures" in one[1]
    ]
    assert (line, "leave it out" in sentence) == (15, True)


def test_a_bank_with_pictures_is_written_without_what_is_ours(folder):
    found = read_bank(folder / "bank.yaml")
    (folder / "bank.yaml").write_bytes(write(found.bank).data)

    assert "pictures:" not in (folder / "bank.yaml").read_text()
    assert read_bank(folder / "bank.yaml").bank == found.bank


@pytest.mark.parametrize(
    ("old", "line"), [("![một lá cờ](a.png).", 14), ('"![đỏ](a.png)"', 11)]
)
@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "../../../../etc/passwd",
        "data:image/svg+xml,<svg onload=alert(1) xmlns=http://www.w3.org/2000/svg/>",
    ],
)
def test_addresses_are_refused_with_their_line(old, line, target):
    text = GOOD.replace(old, f'"![x]({target})"'.strip('"' if line == 14 else ""))
    found = faults(lambda: parse_bank(text.encode(), name="b"))

    assert any(at == line and "Nothing is ever fetched" in said for at, said in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [("stem", "![](a.png)"), ("explanation", "![](a.png)"), ("stem", "![a](b.svg)")],
)
def test_texts_with_wrong_pictures_are_refused(field, value):
    item = {"id": "i", "kind": "true_false", "stem": "?", "answer": "true"}
    with pytest.raises(ValueError, match="picture"):
        Bank.model_validate({"id": "b", "title": "t", "items": [item | {field: value}]})


def test_a_description_is_no_markup():
    item = {"id": "i", "kind": "true_false", "stem": "?", "answer": "true"}
    content = {"id": "b", "title": "t", "items": [item], "description": "![](x)"}
    assert Bank.model_validate(content).description == "![](x)"


def test_two_pictures_have_two_names():
    picture = pictures.note(re_encoded(pictures.file(), "a.png"))
    item = {"id": "i", "kind": "true_false", "stem": "?", "answer": "true"}
    content = {"id": "b", "title": "t", "items": [item], "pictures": [picture] * 2}
    with pytest.raises(ValueError, match="twice"):
        Bank.model_validate(content)


def test_a_formula_that_can_not_be_read_is_remarked_on():
    item = {"id": "i", "kind": "true_false", "stem": r"$\frac$?", "answer": "true"}
    found = Bank.model_validate({"id": "b", "title": "t", "items": [item]})
    remarks = remarks_on(found, today=NOON.date())
    (remark,) = (one for one in remarks if one.code == "formula-unread")

    assert remark.path == ("items", 0, "stem")
    assert remark.params == {"formula": r"\frac"}

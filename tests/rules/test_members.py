"""Lists of members: what rows mean, whom they are compared with, codes, names."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import FileFaultsError, InvalidError
from quizapp.members.files import read_file, read_paste, template
from quizapp.members.rules import (
    KnownUnit,
    Member,
    Place,
    RawMember,
    Report,
    Units,
    canonical_code,
    check_own_code,
    difference,
    names_fit,
    needs_a_basis,
    new_code,
    read_members,
    shown_code,
)
from quizapp.members.rules.codes import ALPHABET
from quizapp.members.rules.reports import Line
from quizapp.names import search_key
from tests.conftest import NOON

HOSTILE = (
    Path(__file__).parent.parent / "data" / "hostile" / "csv" / "formula-and-shape.json"
)


def unit(id_, code, name, *, parent="Phường IV", kind="chi hội", depth=3):
    return KnownUnit(
        id=id_, code=code, type=kind, depth=depth, name=name, parent_name=parent
    )


UNITS = Units.of(
    [
        unit(1, "93", "Tỉnh Hậu Giang", parent="", kind="tỉnh", depth=0),
        unit(2, "00317", "Xã An", parent="Tỉnh Hậu Giang", kind="xã", depth=1),
        unit(3, "0317", "Tổ hội", kind="chi hội"),
        unit(4, "C1", "Chi hội 1"),
        unit(5, "C2", "Chi hội 2"),
        unit(6, "C3", "Chi hội 2", parent="Phường V"),
        unit(7, "012", "Chi hội 7"),
    ]
)


def raw(line=2, name="Nguyễn Thị Hoa", **cells):
    return RawMember(line=line, full_name=name, **cells)


def read(*rows, default=4):
    return read_members(rows, UNITS, default, NOON)


def faults(*rows, default=4):
    return [(fault.line, str(fault)) for fault in read(*rows, default=default)[1]]


def test_a_row_is_read_in_one_spelling():
    (one,), found = read(
        raw(birth_year="1975", phone="912345678", unit_code="C2", code="abc-def-ghj")
    )

    assert found == []
    assert one == Member(
        line=2,
        full_name="Nguyễn Thị Hoa",
        birth_year=1975,
        phone="+84912345678",
        unit_id=5,
        code="ABCDEFGHJ",
    )


@pytest.mark.parametrize(
    ("text", "year"),
    [("1975", 1975), ("20/10/1975", 1975), ("1-2-1975", 1975), ("", None)],
)
def test_of_a_birth_date_the_year_alone_is_kept(text, year):
    assert read(raw(birth_year=text))[0][0].birth_year == year


@pytest.mark.parametrize(
    ("cells", "unit_id"),
    [
        ({"unit_code": "93"}, 1),
        ({"unit_code": "00317"}, 2),
        ({"unit_code": "317"}, 2),  # a commune's code has five digits
        ({"unit_code": "12"}, 7),  # of a branch, whose codes have any length
        ({"unit": "chi hoi 1"}, 4),
        ({"unit": "Chi hội 2, Phường V"}, 6),
        ({"unit_code": "C2", "unit": "Phường lạ"}, 5),
        ({}, 4),
    ],
)
def test_a_unit_is_known_by_code_or_name_and_zeros_are_given_back(cells, unit_id):
    members, found = read(raw(**cells))

    assert found == []
    assert members[0].unit_id == unit_id


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (raw(name=""), "Type the full name."),
        (raw(name="Hoa 2"), "A name has only letters"),
        (raw(name="Nguy?n Th? Hoa"), "has lost its letters"),
        (raw(birth_year="75"), "birth year in four digits"),
        (raw(birth_year="2031"), "birth year in four digits"),
        (raw(phone="12"), "isn't a phone number"),
        (raw(unit_code="99999"), "There is no unit “99999” here"),
        (raw(unit="Chi hội 2"), "Several units are called “Chi hội 2”"),
        (raw(code="A1"), "A code has 8 to 20"),
        (raw(code="12345678"), "digits alone"),
        (raw(strange=("xyz",)), "“xyz” is neither"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(row, sentence):
    ((line, text),) = faults(row)

    assert line == 2
    assert sentence in text


def test_every_fault_of_a_row_and_of_all_rows_is_told():
    found = faults(raw(2, name="", phone="1"), raw(3, birth_year="x"), default=None)

    assert [line for line, _ in found] == [2, 2, 2, 3, 3]


def test_the_same_member_twice_is_a_fault_and_two_that_differ_are_not():
    twice = faults(raw(2), raw(3), raw(4, name="Lê Thị Hoa"))
    assert [line for line, _ in twice] == [3]
    assert "line 2 already" in twice[0][1]
    assert faults(raw(2), raw(3, birth_year="1975"), raw(4, phone="0912345678")) == []


def test_the_same_code_twice_is_a_fault():
    found = faults(raw(2, code="ABCDEFGH"), raw(3, name="Lê Thị Lan", code="abcd-efgh"))

    assert found == [(3, "The code “ABCDEFGH” stands in line 2 already.")]


@pytest.mark.parametrize(
    ("cells", "needs"), [({}, False), ({"birth_year": "1975"}, True)]
)
def test_phones_and_birth_years_need_a_basis(cells, needs):
    assert needs_a_basis(read(raw(**cells))[0]) is needs
    assert needs_a_basis(read(raw(phone="0912345678"))[0])


def place(id_=1, name="Nguyễn Thị Hoa", **changes):
    values = {
        "birth_year": None,
        "phone": None,
        "unit_id": 4,
        "code": f"ABCDEFGH{id_}",
        "is_claimed": False,
    }
    return Place(id=id_, full_name=name, key=search_key(name), **values | changes)


def member(name="Nguyễn Thị Hoa", **changes):
    values = {"line": 2, "birth_year": None, "phone": None, "unit_id": 4, "code": None}
    return Member(full_name=name, **values | changes)


PHONE, OTHER = "+84912345678", "+84912345679"


@pytest.mark.parametrize(
    ("one", "known", "kind"),
    [
        (member(), place(), "there"),
        (member("Nguyễn Thị Họa"), place(), "changed"),  # a mark is corrected
        (member("Lê Thị Hoa"), place(), "added"),
        (member(unit_id=5), place(), "added"),
        (member(birth_year=1975), place(), "added"),
        (member(birth_year=1975), place(birth_year=1975), "there"),
        (member(birth_year=1975), place(birth_year=1976), "added"),
        (member(phone=PHONE), place(), "changed"),
        (member(phone=PHONE), place(phone=OTHER), "added"),
        (member(phone=PHONE, unit_id=5), place(phone=PHONE), "changed"),
        (member("Lê Lan", phone=PHONE), place(phone=PHONE), "added"),
        (member("Lê Lan", code="ABCDEFGH1", unit_id=5), place(), "changed"),
        (member("Lê Lan", code="ABCDEFGH1"), place(is_claimed=True), "there"),
        (member(code="ABCDEFGH9"), place(), "added"),
    ],
)
def test_who_is_there_already(one, known, kind):
    found = difference([one], [known])

    assert {name for name in ("added", "changed", "there") if getattr(found, name)} == {
        kind
    }


def test_each_place_is_one_members():
    found = difference([member(line=2), member(line=3)], [place()])

    assert (len(found.there), len(found.added)) == (1, 1)


def test_what_a_row_leaves_empty_stays_as_it_is():
    found = difference([member(code="ABCDEFGH1")], [place(birth_year=1975)])

    assert found.there
    assert not found.changed


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("nguyen thi hoa", "nguyen thi hoa", True),
        ("nguyen hoa", "nguyen thi hoa", True),
        ("nguyen thi thanh hoa", "nguyen thanh hoa", True),
        ("nguyen thi hoa", "nguyen van hoa", False),
        ("tran thi hoa", "nguyen thi hoa", False),
        ("nguyen thi hoa", "nguyen thi lan", False),
        ("hoa", "nguyen thi hoa", False),
        ("hoa", "hoa", True),
        ("", "", False),
    ],
)
def test_names_that_can_be_one_persons(one, other, fits):
    assert names_fit(one, other) is names_fit(other, one) is fits


@given(st.integers())
def test_a_new_code_reads_back_however_it_is_typed(seed):
    code = new_code(random.Random(seed).randrange)

    assert check_own_code(code) == code
    assert canonical_code(f" {shown_code(code).lower()} ") == code
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(code)


def test_a_code_that_would_be_digits_alone_is_drawn_again():
    draws = iter([0] * 9 + [9] * 9)

    assert new_code(lambda _most: next(draws)) == "B" * 9


@pytest.mark.parametrize("typed", ["", "ABC", "A" * 21, "ABC!DEFGH", "ÂBCDEFGH"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(InvalidError):
        canonical_code(typed)


def test_a_report_reads_back_and_loses_its_texts_when_settled():
    lines = (Line(2, "x %(a)s", {"a": 1}, "Nguyễn Thị Hoa"),)
    report = Report(1, 1, lines, 2, 3, 4, ("Lan",), ("Hoa",))

    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert "Hoa" not in json.dumps(report.settled.to_json())
    assert report.settled.added == 2


CSV = "Họ và tên;Năm sinh;Điện thoại;Đơn vị\n"


def test_a_table_is_read_below_a_title_and_counting_columns_are_left_out():
    text = "DANH SÁCH HỘI VIÊN;;;\n;;;\nSTT;Họ tên;Ngày sinh;SĐT\n1;Lê Lan;1970;912345678\n"
    (one,) = read_file(text.encode(), name="a.csv")

    assert one == RawMember(
        line=4, full_name="Lê Lan", birth_year="1970", phone="912345678"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Họ tên;Điểm\nA;1\n", "The column “Điểm” isn't known"),
        ("Năm sinh\n1975\n", "The column “Họ và tên” is missing"),
        (CSV, "There is no member below the columns."),
        ("", "The file is empty."),
    ],
)
def test_a_table_that_cannot_be_read_says_why(text, sentence):
    with pytest.raises(FileFaultsError) as caught:
        read_file(text.encode(), name="a.csv")

    assert caught.value.name == "a.csv"
    assert sentence in " ".join(map(str, caught.value.faults))


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"\xff\xfe\x00H"])
def test_what_is_no_table_is_refused_in_words(content):
    with pytest.raises(FileFaultsError):
        read_file(content, name="a.xlsx")


@pytest.mark.parametrize("cell", json.loads(HOSTILE.read_text()))
def test_hostile_cells_are_no_names(cell):
    quoted = cell.replace('"', '""')
    rows = read_file(f'Họ và tên\n"{quoted}"\n'.encode(), name="a.csv")
    members, found = read(*rows)

    assert found or all(
        char.isalpha() or char in " '’-." for char in members[0].full_name
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Lê Lan", ("Lê Lan", "", "")),
        ("Lê Lan; 1970; 0912 345 678", ("Lê Lan", "1970", "0912 345 678")),
        ("Lê Lan;0912345678", ("Lê Lan", "", "0912345678")),
        ("Lê Lan, 1970", ("Lê Lan", "1970", "")),
        ("3\tLê Lan\t20/10/1970\t912345678", ("Lê Lan", "20/10/1970", "912345678")),
        ("1. Lê Lan; 1970", ("Lê Lan", "1970", "")),
        ("Lê Lan;;", ("Lê Lan", "", "")),
    ],
)
def test_pasted_lines_are_understood(text, cells):
    (one,) = read_paste(f"\n{text}\n\n")

    assert (one.full_name, one.birth_year, one.phone) == cells
    assert one.line == 2
    assert one.strange == ()


def test_what_is_strange_in_a_pasted_line_is_told():
    (one,) = read_paste("Lê Lan; 1970; 1971; chi hội trưởng")

    assert one.strange == ("1971", "chi hội trưởng")


def test_the_template_is_read_as_a_list_without_members():
    made = template([("C1", "Chi hội 1", "Phường IV")], language="vi")

    with pytest.raises(FileFaultsError) as caught:
        read_file(made, name="mau.xlsx")
    assert [str(fault) for fault in caught.value.faults] == [
        "There is no member below the columns."
    ]

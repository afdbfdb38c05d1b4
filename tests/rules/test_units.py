"""What rows of units mean, and what a table looks like once it is read."""

from datetime import date

import pytest
import xlsxwriter

from quizapp import spreadsheets
from quizapp.errors import FileFaultsError
from quizapp.spreadsheets import read_table
from quizapp.units.files import read_units
from quizapp.units.rules import (
    UnitRow,
    faults_of,
    full_code,
    levels,
    restored,
    stands_below_itself,
)

HEADER = "code,parent_code,type,name\n"


def row(code, parent="", kind="chi hội", name="Chi hội", line=2, **more):
    return UnitRow(
        line=line, code=code, parent_code=parent, type=kind, name=name, **more
    )


def table(folder, text, name="units.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder, *rows, name="units.xlsx"):
    path = folder / name
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for place, cells in enumerate(rows):
        sheet.write_row(place, 0, cells)
    book.close()
    return path


def cells_of(path):
    return [(one.line, *one.cells) for one in read_table(path)]


def faults_in(read, *args):
    with pytest.raises(FileFaultsError) as caught:
        read(*args)
    return [(fault.line, str(fault)) for fault in caught.value.faults]


def sentences(rows, known=()):
    return [(fault.line, str(fault)) for fault in faults_of(rows, dict(known))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_and_without_a_mark_and_by_any_delimiter(
    tmp_path, encoding, delimiter
):
    path = table(tmp_path, f"mã{delimiter}tên\n1{delimiter}Xã Á\n", encoding=encoding)

    assert cells_of(path) == [(1, "mã", "tên"), (2, "1", "Xã Á")]


def test_text_comes_in_one_spelling_without_blank_rows_and_with_its_lines(tmp_path):
    path = table(tmp_path, 'a,b\r\n\r\n,\r\n"Xa\u0303  hai\nhàng", x \r\nlast,\r\n')

    assert cells_of(path) == [(1, "a", "b"), (4, "Xã hai hàng", "x"), (6, "last", "")]


def test_what_looks_like_a_formula_stays_text(tmp_path):
    path = table(tmp_path, "a,b\n=1+1,@SUM(A1)\n")

    assert cells_of(path)[1] == (2, "=1+1", "@SUM(A1)")


def test_a_workbook_gives_whole_numbers_and_days_as_people_write_them(tmp_path):
    path = workbook(
        tmp_path, ["a", "b", "c"], [930, 12.5], [], ["", date(2025, 12, 31)]
    )

    assert cells_of(path) == [
        (1, "a", "b", "c"),
        (2, "930", "12.5", ""),
        (4, "", "31/12/2025", ""),
    ]


def test_a_row_that_ends_early_has_empty_cells(tmp_path):
    rows = read_table(table(tmp_path, "a,b\n1\n"))

    assert [rows[1].cell(place) for place in (0, 1, None)] == ["1", "", ""]


@pytest.mark.parametrize(
    ("data", "name", "line", "words"),
    [
        (b"", "units.csv", 1, "empty"),
        (b"\n,,\n", "units.csv", 1, "empty"),
        ("ok\nXã".encode("cp1258", "replace") + b"\xe3", "units.csv", 2, "UTF-8"),
        ("mã".encode("utf-16"), "units.csv", 1, "UTF-8"),
        (b"PK\x03\x04 nothing", "units.xlsx", 1, "workbook"),
        (b"not a workbook", "units.xlsx", 1, "workbook"),
        (b"a\n" + b"x" * 200_000, "units.csv", 2, "quotes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    tmp_path, data, name, line, words
):
    path = tmp_path / name
    path.write_bytes(data)

    [(found, sentence)] = faults_in(read_table, path)

    assert found == line
    assert words in sentence


def test_a_stray_cell_at_the_far_end_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "units.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "code")
    sheet.write(1_048_575, 16_383, "stray")
    book.close()

    [(_, sentence)] = faults_in(read_table, path)

    assert "too wide or too long" in sentence


@pytest.mark.parametrize(
    ("limit", "most"),
    [("MOST_BYTES", 20), ("MOST_ROWS", 2), ("MOST_UNPACKED_BYTES", 20)],
)
def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch, limit, most):
    path = workbook(tmp_path, ["code"], [1], [2])
    monkeypatch.setattr(spreadsheets, limit, most)

    assert len(faults_in(read_table, path)) == 1


def test_units_are_read_by_the_names_of_columns_in_either_language(tmp_path):
    text = (
        "Tên;Loại;Mã;Mã cấp trên;Tên cũ;Số hội viên;Ngày đếm\n"
        "Xã A;xã;31321;930;Xã B | Xã C|;1.234;31/12/2025\n"
    )

    assert read_units(table(tmp_path, text)) == [
        row(
            "31321",
            "930",
            "xã",
            "Xã A",
            former_names=("Xã B", "Xã C"),
            members=1234,
            counted_on=date(2025, 12, 31),
        )
    ]


def test_a_file_without_a_column_of_former_names_says_nothing_of_them(tmp_path):
    silent = read_units(table(tmp_path, HEADER + "1,,tỉnh,A\n"))
    text = "code,parent_code,type,name,former_names\n1,,tỉnh,A,\n"
    none = read_units(table(tmp_path, text))

    assert (silent[0].former_names, none[0].former_names) == (None, ())


@pytest.mark.parametrize(
    ("text", "members"),
    [("0", 0), ("27568", 27568), ("27.568", 27568), ("27,568", 27568), ("", None)],
)
def test_members_are_read_as_people_write_numbers(tmp_path, text, members):
    file = table(tmp_path, f'code,parent_code,type,name,members\n1,,tỉnh,A,"{text}"\n')

    assert read_units(file)[0].members == members


def test_every_fault_of_cells_is_told_with_its_line(tmp_path):
    text = (
        "code,parent_code,type,name,members,counted_on\n"
        "1,,tỉnh,A,12.5,\n2,1,xã,B,,2025-12-31\n3,1,xã,C,-4,31/02/2025\n"
    )

    assert [line for line, _ in faults_in(read_units, table(tmp_path, text))] == [
        2,
        4,
        4,
    ]


def test_unknown_and_missing_columns_are_faults(tmp_path):
    faults = faults_in(read_units, table(tmp_path, "code,name,color,\n1,A,red\n"))

    assert [line for line, _ in faults] == [1, 1, 1]
    assert "color" in faults[0][1]


@pytest.mark.parametrize(
    ("code", "kind", "is_root", "full"),
    [
        ("1", "tỉnh", True, "01"),
        ("1", "thành phố", True, "01"),
        ("1", "Thành phố", False, "001"),
        ("4", "phường", False, "00004"),
        ("31321", "xã", False, "31321"),
        ("7", "chi hội", False, "7"),
        ("HG-1", "xã", False, "HG-1"),
        ("", "xã", False, ""),
    ],
)
def test_official_codes_get_their_zeros_back(code, kind, is_root, full):
    assert full_code(code, kind, is_root=is_root) == full


def test_equal_numbers_mean_the_level_right_above():
    rows = [
        row("1", "", "thành phố"),
        row("1", "1", "quận"),
        row("1", "1", "phường"),
        row("1A", "1", "chi hội"),
    ]

    assert [(one.code, one.parent_code) for one in restored(rows)] == [
        ("01", ""),
        ("001", "01"),
        ("00001", "001"),
        ("1A", "00001"),
    ]


def test_parents_that_the_tree_knows_get_their_zeros_back():
    [one] = restored([row("A", "4", "chi hội")], ["01", "00004"])

    assert one.parent_code == "00004"


def test_a_code_that_the_tree_knows_is_left_alone():
    assert [one.code for one in restored([row("2", "T", "xã")], ["T", "2"])] == ["2"]


def test_a_parent_written_in_full_shows_the_code_of_a_branch():
    rows = restored([row("7", "930"), row("8", "007"), row("9", "930")], ["930"])

    assert [one.code for one in rows] == ["007", "8", "9"]


def test_a_tree_of_any_depth_has_no_fault():
    rows = [row("0")] + [row(str(n), str(n - 1), line=n + 2) for n in range(1, 2000)]

    assert sentences(rows) == []
    assert [level[0].code for level in levels(rows)] == [one.code for one in rows]


def test_every_fault_of_a_tree_is_told_at_once_in_the_order_of_lines():
    faults = sentences(
        [
            row("1", line=2),
            row("2", "9", line=3),
            row("2", "1", line=4),
            row("3", "1", name="", line=5),
            row("4", "5", line=6),
            row("5", "4", line=7),
            row("6", "5", line=8),
            row("", "1", line=9),
            row("x" * 41, "1", line=10),
        ]
    )

    assert [line for line, _ in faults] == [3, 4, 5, 6, 7, 9, 10]


@pytest.mark.parametrize("count", [0, 2])
def test_one_unit_stands_on_top(count):
    known = {"K": "K2", "K2": "K"} if not count else {}
    rows = [row(str(n)) for n in range(count)] or [row("1", "K")]

    assert any("on top" in sentence for _, sentence in sentences(rows, known.items()))


def test_rows_may_stand_below_units_that_the_tree_knows():
    assert sentences([row("1A", "930")], {"930": None}.items()) == []


def test_a_unit_that_is_moved_below_itself_is_a_fault():
    known = {"T": None, "A": "T", "B": "A"}

    assert [line for line, _ in sentences([row("A", "B")], known.items())] == [2]


def test_a_unit_above_a_circle_is_not_in_it():
    parents = {"A": "B", "B": "A", "C": "A"}

    assert [stands_below_itself(code, parents) for code in "ABC"] == [True, True, False]


@pytest.mark.parametrize(
    "text", ["Th? tr?n", "X\ufffd A", "XÃ£ Vá»‹ Thanh", "ThÃ nh phá»‘", "Ä‘áº£o"]
)
@pytest.mark.parametrize("place", ["name", "kind", "former_names"])
def test_text_that_lost_its_letters_is_refused(text, place):
    value = (text,) if place == "former_names" else text
    [(_, sentence)] = sentences([row("1", **{place: value})])

    assert "CSV UTF-8" in sentence


@pytest.mark.parametrize("name", ["Thị trấn Một Ngàn", "Xã Á", "Ấp Đá Đỏ", "Phường IV"])
def test_vietnamese_is_not_taken_for_lost_letters(name):
    assert sentences([row("1", name=name)]) == []

"""Banks in Excel: the template, tables as people make them, hostile ones, and back."""

import io
from random import Random

import pytest
import python_calamine
import xlsxwriter
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.banks.files import xlsx
from quizapp.banks.files.checking import checked
from quizapp.banks.files.naming import named
from quizapp.cli.templates import template as command
from quizapp.errors import FileFaultsError, InvalidError
from tests import wordfiles
from tests.officebanks import banks, check_again, read_whatever

HEADER = ["Câu hỏi", "A", "B", "C", "Đáp án"]
ROW = ["Hỏi gì?", "một", "hai", "ba", "B"]


def book(*sheets, change=None):
    """A workbook of sheets, each of them rows of values or (value, format) pairs."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    for number, rows in enumerate(sheets, start=1):
        sheet = made.add_worksheet(f"Đợt {number}")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, tuple):
                    told, form = value
                    sheet.write(at, column, told, made.add_format({"num_format": form}))
                elif value is not None:
                    sheet.write(at, column, value)
        if change:
            change(sheet, made)
    made.close()
    return file.getvalue()


def read(*sheets, change=None):
    return xlsx.read(book(*sheets, change=change), name="Câu hỏi.xlsx")


def items(*sheets, change=None):
    sheet = read(*sheets, change=change)
    assert [str(fault) for fault in sheet.faults] == []
    return sheet.tree["items"]


def right(found):
    return [one["text"] for one in found["options"] if one.get("key")]


def faults(*rows, header=HEADER):
    return [(fault.line, str(fault)) for fault in read([header, *rows]).faults]


def refused(data):
    with pytest.raises(FileFaultsError) as caught:
        xlsx.read(data, name="x")
    return str(caught.value.faults[0])


def test_the_template_has_its_sheets_and_its_examples_are_skipped():
    data = xlsx.template()
    sheets = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(data)
    ).sheet_names

    assert sheets == ["Câu hỏi", "Ngân hàng", "Hướng dẫn"]
    assert [str(fault) for fault in xlsx.read(data, name="x").faults] == [
        "There is no question in this workbook yet: fill its rows."
    ]


def test_columns_stand_in_any_order_with_or_without_marks():
    rows = [
        ["STT", "dap an", "PHƯƠNG ÁN B", "a", "Noi dung", "Muc do"],
        [1, "B", "hai", "một", "Hỏi gì?", "Dễ"],
    ]
    (found,) = items(rows)

    assert (found["stem"], right(found)) == ("Hỏi gì?", ["hai"])
    assert found["difficulty"] == "easy"


def test_the_header_may_stand_below_a_title_and_rows_may_be_blank():
    found = items(
        [["BỘ CÂU HỎI"], [], HEADER, ROW, [], ["Hỏi nữa?", "x", "y", "", "A"]]
    )

    assert len(found) == 2


def test_unknown_columns_and_sheets_are_named():
    sheet = read([[*HEADER, "Người soạn"], [*ROW, "chị Ba"]], [["ghi chú"]])

    assert [str(one) for one in sheet.warnings] == [
        (
            "The sheet “Đợt 2” is left out: no row of it names columns such as “Câu hỏi” and"
            " “Đáp án”."
        ),
        (
            "The column “Người soạn” is left out: its name isn't known, or stands there"
            " twice."
        ),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        *(
            (959.0, "959"),
            (12.5, "12,5"),
            ((0.5, "0%"), "50%"),
            ((0.125, "0.0%"), "12,5%"),
        ),
        *((True, "Đúng"), ((41932, "dd/mm/yyyy"), "20/10/2014"), ("=1+1", "=1+1")),
    ],
)
def test_cells_read_as_people_see_them(cell, text):
    (found,) = items([HEADER, ["Hỏi?", cell, "khác", None, "A"]])

    assert right(found) == [text]


@pytest.mark.parametrize(
    ("key", "kind", "name", "value"),
    [
        (959.0, "number", "answer", "959"),
        ("12,5", "number", "answer", "12,5"),
        (True, "true_false", "answer", "true"),
        ("Sai", "true_false", "answer", "false"),
        (
            "Ba Định / Nguyễn Thị Định",
            "short_text",
            "answers",
            ["Ba Định", "Nguyễn Thị Định"],
        ),
    ],
)
def test_questions_without_options(key, kind, name, value):
    (found,) = items([["Câu hỏi", "Đáp án"], ["Hỏi?", key]])

    assert (found["kind"], found[name]) == (kind, value)


@pytest.mark.parametrize("key", ["B", "b", "hai", "B. hai"])
def test_a_key_is_a_letter_or_the_text(key):
    (found,) = items([HEADER, [*ROW[:-1], key]])

    assert right(found) == ["hai"]


def test_what_is_merged_over_rows_holds_for_each():
    rows = [[*HEADER, "Nhãn"], [*ROW, None], ["Khác?", "x", "y", None, "A", None]]
    found = items(
        rows, change=lambda sheet, made: sheet.merge_range(1, 5, 2, 5, "Điều lệ")
    )

    assert [one["tags"] for one in found] == [["dieu-le"], ["dieu-le"]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ["Hỏi?", "một", "hai", "", ""],
            "A2: the question has no right answer: fill the column “Đáp án”.",
        ),
        (
            ["Hỏi?", "một", "hai", "", "C"],
            "E2: the key “C” names no option; its options are A, B.",
        ),
        (["Hỏi?", "một", "Một", "", "A"], "C2: options A and B read the same."),
        (
            ["Hỏi?", "một", "", "ba", "A"],
            "D2: option B is empty, but C isn't: fill the options from A on without gaps.",
        ),
        (["", "một", "hai", "", "A"], "A2 has no text: write the question."),
    ],
)
def test_faults_name_the_cell(row, expected):
    assert faults(row) == [(2, expected)]


def test_a_fault_of_a_field_names_its_cell_and_the_others_are_told_too():
    header = [*HEADER, "Loại", "Điểm", "Ngày kiểm tra"]
    told = faults([*ROW, "Câu đố", "nhiều", "hôm qua"], header=header)

    assert [one.split(":")[0] for _, one in told] == ["F2", "G2", "H2"]


def test_formulas_give_their_values_and_their_errors_are_faults():
    def change(sheet, made):
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(2, 1, "=A9", None, "#REF!")
        sheet.write_formula(3, 1, "=A9", None, "")

    sheet = read([HEADER, ROW, ROW, ROW], change=change)

    assert sheet.tree["items"][0]["options"][0]["text"] == "2"
    assert [(fault.line, str(fault)) for fault in sheet.faults] == [
        (3, "B3: the formula gives the error #REF!: type the value itself."),
        (
            4,
            (
                "B4: the formula has no value yet: open the file in Excel and save it, or"
                " type the value itself."
            ),
        ),
    ]


def test_cells_of_several_sheets_are_named_with_their_sheet():
    sheet = read([HEADER, ROW], [HEADER, [*ROW[:-1], "X"]])

    assert [str(fault) for fault in sheet.faults] == [
        "Đợt 2!E2: the key “X” names no option; its options are A, B, C."
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"hello", "can't be read as a workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "save it as .xlsx"),
        (b"PK\x03\x04" + b"x" * 100, "broken"),
        (book([["a", "b"]]), "No sheet has a row with the names"),
        (wordfiles.by_lists(), "can't be read as a workbook"),
        (
            wordfiles.rezipped(book([HEADER, ROW]), added={"xl/vbaProject.bin": b"x"}),
            "macros",
        ),
        (
            wordfiles.rezipped(
                book([HEADER, ROW]),
                {
                    "xl/workbook.xml": lambda xml: (
                        b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + xml
                    )
                },
            ),
            "can't be read as a workbook",
        ),
        (
            wordfiles.rezipped(
                book([HEADER, ROW]),
                {
                    "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                        b'r="A2"', b'r="A1048576"'
                    )
                },
            ),
            "too wide or too long",
        ),
        (
            wordfiles.rezipped(
                book([HEADER, ROW]),
                {
                    "xl/sharedStrings.xml": lambda xml: (
                        xml + Random(1).randbytes(200_000) + b" " * 50_000_000
                    )
                },
            ),
            "too large",
        ),
    ],
    ids=range(9),
)
def test_what_is_no_bank_is_refused_with_advice(data, expected):
    assert expected in refused(data)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)
@given(banks())
def test_a_bank_in_excel_reads_the_same_minus_its_losses(bank):
    check_again(bank, xlsx.write(bank, {}), xlsx.read)


def test_a_filled_template_is_a_bank_and_no_cell_is_a_formula():
    bank = checked(
        named(xlsx.read(book([HEADER, ["=1+1?", "=2", "@x", "", "A"]]), name="b.xlsx"))
    ).bank
    data = xlsx.write(bank, {}).data

    assert xlsx.read(data, name="b").tree["items"][0]["stem"] == "=1+1?"
    assert b"<f" not in data


SEED = book([[*HEADER, "Điểm"], [*ROW, 2], ["Mấy?", None, None, None, 959, 1]])
PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
]


@st.composite
def mutated(draw):
    data = bytearray(SEED)
    if draw(st.booleans()):
        for _ in range(draw(st.integers(1, 8))):
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
        return bytes(data)

    def change(xml):
        pieces = xml.split(b"<")
        for _ in range(draw(st.integers(1, 4))):
            at, to = (draw(st.integers(1, len(pieces) - 1)) for _ in range(2))
            pieces[at] = draw(st.sampled_from([b"", pieces[to], b"v>9", b'c r="ZZ9">']))
        return b"<".join(pieces)

    return wordfiles.rezipped(SEED, {draw(st.sampled_from(PARTS)): change})


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=80)
@given(mutated())
def test_no_workbook_breaks_the_reader(data):
    read_whatever(xlsx.read, data)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.timeout(3600)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=10_000)
@given(mutated() | st.binary(max_size=500))
def test_no_workbook_breaks_the_reader_long(data):
    read_whatever(xlsx.read, data)


def test_the_command_writes_the_template_once(tmp_path):
    out = tmp_path / "mau.xlsx"

    assert CliRunner().invoke(command, [str(out)]).exit_code == 0
    assert xlsx.read(out.read_bytes(), name="x").warnings == ()
    assert isinstance(CliRunner().invoke(command, [str(out)]).exception, InvalidError)

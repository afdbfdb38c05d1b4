"""Archives of banks with their pictures, hostile ones; and which format a file has."""

import io
import stat
import struct
import zipfile
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.banks.files import xlsx, zips
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.files.recognition import recognised
from quizapp.errors import FileFaultsError, InvalidError
from tests import wordfiles

TEXT = "Câu 1: Hỏi?\nA. một\nB. hai\nĐáp án: B\n".encode()
YAML = b"id: b\ntitle: B\nitems:\n  - id: a\n    kind: true_false\n    stem: x\n    answer: true\n"


def packed(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


def read(*members):
    return zips.read(packed(*members), name="gói.zip")


def refused(data):
    with pytest.raises(FileFaultsError) as caught:
        zips.read(data, name="gói.zip")
    return str(caught.value.faults[0])


def test_each_bank_comes_with_the_pictures_beside_it():
    found = read(
        ("đợt 1/câu hỏi.docx", wordfiles.by_lists()),
        ("đợt 1/co.png", b"1"),
        ("đợt 2/bank.yaml", YAML),
        ("đợt 2/co.png", b"2"),
        ("dan.txt", TEXT),
        ("__MACOSX/x.yaml", b"x"),
        ("~$khóa.docx", b"x"),
        ("đọc.pdf", b"x"),
    )

    assert [(one.sheet.name, one.format.name) for one in found] == [
        ("gói.zip/dan.txt", "text"),
        ("gói.zip/đợt 1/câu hỏi.docx", "docx"),
        ("gói.zip/đợt 2/bank.yaml", "yaml"),
    ]
    assert [one.sheet.pictures for one in found] == [
        *({}, {"co.png": b"1"}, {"co.png": b"2"})
    ]
    assert [str(one) for one in found[0].sheet.warnings] == [
        "“đọc.pdf” in this archive is no bank and no picture: left out."
    ]


def test_a_file_that_cannot_be_read_leaves_the_others():
    found = read(
        ("a.docx", b"PK"),
        (
            "b.yaml",
            b"x: [",
        ),
        ("c.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("d.txt", TEXT),
    )

    assert [len(one.sheet.faults) for one in found] == [1, 1, 1, 0]
    assert "save it as .docx" in str(found[2].sheet.faults[0])


def with_flag(data, flag):
    """Set a flag of every member, in both places where it stands."""
    data = bytearray(data)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        struct.pack_into("<H", data, at + offset, flag)
    return bytes(data)


def link():
    info = zipfile.ZipInfo("bank.yaml")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def overlapping():
    """Two entries of the list that point to the same bytes."""
    data = packed(("a.yaml", YAML), ("b.yaml", YAML))
    at = data.rfind(b"PK\x01\x02")
    return data[: at + 42] + b"\0\0\0\0" + data[at + 46 :]


def lying_size():
    """A member that says it is smaller than it is."""
    data = bytearray(packed(("bank.yaml", YAML * 100)))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def nameless():
    """A member without a name, as no program packs it."""
    data = packed(("a", YAML))
    at = data.rfind(b"PK\x01\x02")
    return data[: at + 28] + b"\0\0\x01\0" + data[at + 32 :]


def wrong_sum():
    data = bytearray(packed(("bank.yaml", YAML)))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 16, 1)
    return bytes(data)


#: So that files don't shrink as only bombs do.
NOISE = Random(1).randbytes(20_000)
HOSTILE = [
    *(
        (lambda name=name: packed((name, b"x")), "isn't the name of a file in a folder")
        for name in (
            *("../../evil.yaml", "/etc/evil", "..\\..\\evil", "a/../../evil"),
            *("C:\\evil", "a//b.yaml", "x" * 5000),
        )
    ),
    (
        lambda: packed(("bank.yaml", b"\0" * 150_000_000)),
        "out of all measure",
    ),
    (
        lambda: packed(*((f"{n}.yaml", NOISE + b" " * 3_000_000) for n in range(40))),
        "too large",
    ),
    (lambda: packed(*((f"f{n}", b"") for n in range(2_001))), "too many files"),
    (lambda: packed(*((f"f{n}.yaml", b"") for n in range(51))), "too many files"),
    (lambda: packed((link(), b"/etc/passwd")), "is a link"),
    (lambda: packed(("Cờ.yaml", YAML), ("Cờ.yaml", YAML)), "twice"),
    (lambda: packed(("a.yaml", YAML), ("A.yaml", YAML)), "twice"),
    (
        lambda: packed(("a.zip", packed(("b.yaml", YAML)))),
        "archive inside of the archive",
    ),
    (lambda: with_flag(packed(("bank.yaml", YAML)), 1), "has a password"),
    (overlapping, "broken"),
    (nameless, "isn't the name of a file"),
    (lambda: b"PK\x03\x04" + bytes(range(200)), "broken"),
    (lambda: b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    (lambda: packed(("a.png", b"x")), "no bank in this archive"),
    (packed, "no bank in this archive"),
]


@pytest.mark.parametrize(("made", "expected"), HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_archives_are_refused(made, expected):
    assert expected in refused(made())


@pytest.mark.parametrize("data", [wrong_sum(), lying_size()], ids=["sum", "size"])
def test_a_broken_member_is_its_own_fault(data):
    (found,) = zips.read(data, name="x")

    assert "is broken" in str(found.sheet.faults[0]) or "too large" in str(
        found.sheet.faults[0]
    )


def test_names_in_nfd_are_the_same_names():
    assert "twice" in refused(packed(("Cờ.yaml", YAML), ("Cơ\u0300.yaml", YAML)))


def test_odd_names_that_lead_nowhere_are_inert():
    found = read(("CON.yaml", YAML), ("nul.yaml", YAML))

    assert [one.sheet.faults for one in found] == [(), ()]


SEED = packed(("a/b.yaml", YAML), ("a/c.png", b"1"), ("d.txt", TEXT))


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), max_size=10)
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_archive_breaks_the_reader(changes):
    data = bytearray(SEED)
    for at, value in changes:
        data[at] = value
    with suppress(FileFaultsError):
        assert zips.read(bytes(data), name="x")


AIKEN = b"Cau hoi?\nA. x\nB. y\nANSWER: B\n"
GIFT = b"::a:: Ai? {=x ~y}\n"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("", TEXT, "text"),
        ("x.txt", TEXT, "text"),
        ("x.txt", YAML, "yaml"),
        ("x.yaml", b"rubbish", "yaml"),
        ("x.docx", wordfiles.by_lists(), "docx"),
        ("x.xlsx", wordfiles.by_lists(), "docx"),
        ("x", xlsx.template(), "xlsx"),
        ("x.doc", b"\xd0\xcf\x11\xe0", "docx"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "xlsx"),
        ("", "Câu 1: x?\nA. a\nB. b\nANSWER: B".encode(), "text"),
        ("", "Câu 1: {=x}\nĐáp án: 1".encode(), "text"),
        ("", TEXT.decode().encode("utf-16"), "text"),
    ],
)
def test_a_format_is_recognised_by_what_stands_in_the_file(name, data, expected):
    assert recognised(name, data).name == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [(AIKEN, "aiken"), (GIFT, "gift"), (b"<?xml version='1.0'?><quiz/>", "moodle-xml")],
)
def test_formats_of_other_programs_are_recognised_where_they_are_read(data, expected):
    if expected in FORMATS:
        assert recognised("", data).name == expected
    else:
        with pytest.raises(InvalidError):
            recognised("", data)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", packed(("a.yaml", YAML))])
def test_what_is_no_format_of_ours_is_said(data):
    with pytest.raises(InvalidError):
        recognised("x.png", data)


def test_an_archive_is_told_from_word_and_excel():
    assert zips.is_archive(SEED)
    assert not zips.is_archive(xlsx.template())
    assert not zips.is_archive(wordfiles.by_lists())
    assert not zips.is_archive(YAML)

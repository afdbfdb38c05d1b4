"""``bank convert``: whole files or nothing, and a report of what is lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp import cli
from quizapp.banks.files import parse_bank, read_bank
from quizapp.cli.context import Commands

BANK = (
    Path(__file__).parent.parent.parent / "question_banks" / "phu-nu-hau-giang-xiv.yaml"
)
GIFT = "::a::Hỏi?{=a ~b}\n\nViết một bài.{}\n"
AIKEN = "Hỏi?\nA. a\nB. b\nANSWER: A\n"


@pytest.mark.parametrize("suffix", [".gift", ".xml"])
def test_a_bank_goes_out_and_comes_back(run, tmp_path, suffix):
    out, back = tmp_path / f"bank{suffix}", tmp_path / "back.yaml"
    code, told, report = run("bank", "convert", BANK, out)

    assert (code, told) == (0, f"{out}  15 items\n")
    assert f"{out}: " in report
    assert "has no place for the bank's “licence”" in report
    assert run("bank", "convert", out, back)[0] == 0
    assert read_bank(back).bank.items == read_bank(BANK).bank.items


def test_what_is_skipped_is_told_with_line_and_text(run, tmp_path):
    file = tmp_path / "a.gift"
    file.write_text(GIFT)
    code, _, report = run("bank", "convert", file, tmp_path / "a.yaml")

    assert code == 0
    assert f"{file}:3: warning: Skipped: we have no kind" in report
    assert "    Viết một bài.{}" in report


def test_with_faults_nothing_is_written(run, tmp_path):
    file, out = tmp_path / "a.gift", tmp_path / "a.yaml"
    file.write_text(GIFT + "\nB?{=a ~b\n")
    code, told, report = run("bank", "convert", file, out)

    assert (code, told) == (1, "")
    assert f"{file}:5: The brace" in report
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_stays_unless_forced(run, tmp_path):
    out = tmp_path / "a.gift"
    out.write_text("mine")

    code, _, report = run("bank", "convert", BANK, out)
    assert (code, out.read_text()) == (1, "mine")
    assert "--force" in report
    assert run("bank", "convert", BANK, out, "--force")[0] == 0
    assert "::hg14-nhiem-ky::" in out.read_text()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GIFT, "single"),
        (AIKEN, "single"),
        ('<?xml version="1.0"?>\n<quiz></quiz>', None),
    ],
)
def test_a_text_file_is_known_by_what_stands_in_it(run, tmp_path, text, kind):
    file, out = tmp_path / "a.txt", tmp_path / "a.yaml"
    file.write_text(text)
    code, _, report = run("bank", "convert", file, out)

    if kind is None:
        assert (code, "no question in here" in report) == (1, True)
    else:
        assert code == 0
        assert read_bank(out).bank.items[0].kind == kind


def test_a_text_file_of_no_other_format_is_read_as_pasted_text(run, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Chỉ là chữ.")
    code, _, report = run("bank", "convert", file, tmp_path / "a.yaml")

    assert code == 1
    assert f"{file}:1: " in report


def test_the_format_can_be_said(run, tmp_path):
    file, out = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text(AIKEN)

    assert run("bank", "convert", file, out, "--from", "aiken", "--to", "gift")[0] == 0
    assert "Hỏi?{" in out.read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a.gift", "-"], "--to"),
        (["a.gift", "a.pdf"], "no suffix"),
        (["a.pdf", "b.yaml"], "can't be read"),
        (["a.gift", "missing/b.yaml"], "can't be written"),
    ],
)
def test_what_can_not_be_is_told_in_a_sentence(
    run, tmp_path, monkeypatch, words, message
):
    monkeypatch.chdir(tmp_path)
    Path("a.gift").write_text(GIFT)
    code, _, report = run("bank", "convert", *words)

    assert code == 1
    assert message in report


def test_banks_go_through_pipes():
    words = [
        "--lang",
        "en",
        "bank",
        "convert",
        "-",
        "-",
        "--from",
        "gift",
        "--to",
        "yaml",
    ]
    given = Commands(open_app=None)
    done = CliRunner().invoke(cli.quizapp, words, input=GIFT.encode(), obj=given)

    assert done.exit_code == 0
    assert parse_bank(done.stdout_bytes, name="out").bank.items[0].id == "a"


def test_every_format_can_be_checked_and_imported(run, tmp_path):
    file = tmp_path / "ngan-hang.gift"
    file.write_text("Hỏi một?{T}\n\nHỏi hai?{F}\n")

    assert run("bank", "check", file)[:2] == (0, "")
    assert "imported: version 1, 2 items" in run("bank", "import", file)[1]
    file.write_text("Hỏi ba?{T}\n\nHỏi hai?{F}\n")
    assert "imported: version 2, 2 items" in run("bank", "import", file)[1]


def test_the_schema_for_editors_is_printed(run):
    from quizapp.banks.files import json_schema

    assert run("bank", "schema") == (0, json_schema(), "")


@pytest.mark.timeout(5)
def test_looking_for_a_format_takes_no_time(run, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("<!-- a -->" * 9_000 + "{" + " " * 9_000)
    assert run("bank", "convert", file, tmp_path / "a.yaml")[0] == 1


def test_pictures_of_a_bank_lie_beside_it(run, tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text(
        "id: a\ntitle: A\nitems:\n"
        "- {id: mot, kind: true_false, answer: true, stem: '![bản đồ](a.png)'}\n"
    )
    (tmp_path / "a.png").write_bytes(b"one")
    xml, back = tmp_path / "a.xml", tmp_path / "back" / "b.yaml"
    back.parent.mkdir()

    assert run("bank", "convert", source, xml)[0] == 0
    assert b"b25l" in xml.read_bytes()
    assert run("bank", "convert", xml, back)[0] == 0
    assert (back.parent / "a.png").read_bytes() == b"one"
    (back.parent / "a.png").write_bytes(b"two")
    back.unlink()
    code, _, report = run("bank", "convert", xml, back)
    assert (code, back.exists()) == (1, False)
    assert "a.png" in report

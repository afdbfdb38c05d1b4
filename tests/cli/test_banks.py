"""Banks on the command line: silent if all is well, else every fault with its line."""

from pathlib import Path

import pytest

from tests import pictures

BANKS = sorted((Path(__file__).parent.parent.parent / "question_banks").glob("*.yaml"))
GOOD = """\
id: my-bank
title: Ngân hàng
items:
  - {id: one, kind: true_false, stem: "Đúng?", answer: true, source: {title: Luật}}
"""


@pytest.fixture
def file(tmp_path):
    def written(text, name="my-bank.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_good_banks_pass_in_silence(run):
    assert run("bank", "check", *BANKS) == (0, "", "")


def test_faults_of_every_file_are_told_at_once(run, file):
    one = file(GOOD.replace("answer: true", "answer: maybe"), "one.yaml")
    two = file(GOOD.replace("title: Ngân hàng\n", ""), "two.yaml")
    code, out, err = run("bank", "check", one, two)

    assert (code, out) == (1, "")
    assert f"{one}:4: " in err
    assert f"{two}:1: " in err


def test_faults_are_told_in_vietnamese_too(run, file):
    _, _, err = run("--lang", "vi", "bank", "check", file("id: x\n"))
    assert "Thiếu “title”." in err


def test_a_law_read_long_ago_is_a_warning(run, file):
    old = GOOD.replace("answer: true", "answer: true, as_of: 01/01/2020")
    code, _, err = run("bank", "check", file(old))

    assert code == 0
    assert ":4: warning: " in err


def test_importing_twice_makes_one_version(run, file):
    path = file(GOOD)

    assert "imported: version 1" in run("bank", "import", path)[1]
    assert "unchanged: version 1" in run("bank", "import", path)[1]
    assert "my-bank  version 1  1 items" in run("bank", "list")[1]


def test_one_faulty_file_keeps_all_out(run, file):
    good, bad = file(GOOD), file("id: [", "bad.yaml")

    assert run("bank", "import", good, bad)[0] == 1
    assert "my-bank" not in run("bank", "list")[1]


def test_a_question_of_a_bank_given_before_is_a_warning(run, file):
    one = file(GOOD, "one.yaml")
    two = file(GOOD.replace("my-bank", "other").replace("Đúng?", "DUNG"), "two.yaml")
    code, _, err = run("bank", "check", one, two)

    assert code == 0
    assert err == (
        f"{two}:4: warning: “one” asks the same as “one” of the bank “my-bank”.\n"
    )
    assert run("bank", "check", one, one) == (0, "", "")


def test_a_question_of_a_bank_taken_in_before_is_a_warning(run, file):
    run("bank", "import", file(GOOD))
    again = run("bank", "import", file(GOOD))
    other = run("bank", "import", file(GOOD.replace("my-bank", "other"), "other.yaml"))

    assert "“my-bank”" not in again[2]
    assert "“one” of the bank “my-bank”" in other[2]


def test_warnings_alike_are_cut_short_unless_all_are_wanted(run, file):
    line = '  - {id: i%s, kind: true_false, stem: "Câu %s?", answer: true}\n'
    path = file(GOOD + "".join(line % (n, n) for n in range(8)))
    _, _, short = run("bank", "check", path)
    _, _, whole = run("bank", "check", "--all", path)

    assert short.count("names no source") == 5
    assert short.endswith(f"{path}: and 3 more like these: see --all.\n")
    assert whole.count("names no source") == 8


def test_pictures_lie_beside_the_file(run, file, tmp_path):
    path = file(GOOD.replace("Đúng?", "![hình](a.png)"))
    code, _, err = run("bank", "check", path)
    assert (code, f"{path}:4: " in err, "a.png" in err) == (1, True, True)

    (tmp_path / "a.png").write_bytes(pictures.file())
    assert run("bank", "check", path) == (0, "", "")
    assert "imported: version 1" in run("bank", "import", path)[1]
    assert "unchanged: version 1" in run("bank", "import", path)[1]

"""Offering a bank for practice on the command line."""

import pytest

from tests.cli.test_banks import GOOD


@pytest.fixture
def bank(run, tmp_path):
    path = tmp_path / "my-bank.yaml"
    text = GOOD.replace("answer: true", "answer: true, tags: [luat]")
    path.write_text(text, encoding="utf-8")
    run("bank", "import", path)
    return "my-bank"


def test_a_bank_is_offered_and_withdrawn(run, bank):
    words = ("--offer", "--title", "Ôn luật", "--tag", "luat=Luật")
    code, out, _ = run("bank", "practice", bank, *words)

    assert (code, out) == (0, "my-bank  offered: Ôn luật\n")
    assert run("bank", "practice", bank, "--withdraw")[1] == "my-bank  withdrawn\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("my-bank", "--withdraw"), "not offered"),
        (("my-bank", "--offer", "--tag", "luat"), "TAG=NAME"),
        (("my-bank", "--offer", "--tag", "x=y"), "“x”"),
        (("no-bank", "--offer"), "import it first"),
        (("my-bank",), "--offer or --withdraw"),
    ],
)
def test_what_can_not_be_is_told(run, bank, words, told):
    code, _, err = run("bank", "practice", *words)

    assert code != 0
    assert told in err

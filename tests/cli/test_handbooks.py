"""Handbooks by command: listed, published, printed into files."""

from datetime import timedelta

import pytest

from quizapp.audit.service import Act
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.handbooks import service
from quizapp.handbooks.rules import Outline
from tests.conftest import NOON

ACT = Act("command:test", "", b"0" * 16)


@pytest.fixture
def bank_id(session):
    item = {"kind": "true_false", "stem": "Đúng không?", "answer": True}
    items = [{"id": f"c{n}"} | item for n in range(3)]
    bank = Bank.model_validate({"id": "ngan-hang", "title": "T", "items": items})
    found = import_bank(session, bank=bank, now=NOON).version.bank_id
    service.make(
        session,
        slug="so-tay",
        outline=Outline("Sổ tay", "", "", "", (), "Khác"),
        banks=["ngan-hang"],
        act=ACT,
        now=NOON,
    )
    session.commit()
    return found


def test_what_may_be_shown_is_counted(run, session, bank_id):
    assert (
        "so-tay  not published  3 questions, 0 held back" in run("handbook", "list")[1]
    )
    replace_seals(
        session,
        round_id=1,
        bank_items={bank_id: ["c1"]},
        until=NOON + timedelta(days=1),
    )
    session.commit()
    run("handbook", "publish", "so-tay")

    assert "so-tay  published  2 questions, 1 held back" in run("handbook", "list")[1]
    assert (
        run("handbook", "publish", "so-tay", "--withdraw")[1] == "so-tay  withdrawn\n"
    )


def test_it_is_printed_into_files(run, bank_id, tmp_path):
    pdf, docx = tmp_path / "a.pdf", tmp_path / "a.docx"
    code, out, _ = run("handbook", "make", "so-tay", "--pdf", pdf, "--docx", docx)

    assert code == 0
    assert "3 questions" in out
    assert pdf.read_bytes().startswith(b"%PDF")
    assert docx.read_bytes().startswith(b"PK")


def test_nothing_is_printed_of_what_rounds_hold_back(run, session, bank_id, tmp_path):
    replace_seals(
        session,
        round_id=1,
        bank_items={bank_id: ["c0", "c1", "c2"]},
        until=NOON + timedelta(days=1),
    )
    session.commit()
    code, _, err = run("handbook", "make", "so-tay", "--pdf", tmp_path / "a.pdf")

    assert code == 1
    assert "No question" in err
    assert not (tmp_path / "a.pdf").exists()


def test_an_unknown_handbook_is_told(run, session, tmp_path):
    code, _, _ = run("handbook", "make", "khong-co", "--pdf", tmp_path / "a.pdf")

    assert code == 1


def test_that_there_is_nowhere_to_print_to_is_told(run, bank_id):
    code, _, err = run("handbook", "make", "so-tay")

    assert code == 2
    assert "--pdf FILE" in err

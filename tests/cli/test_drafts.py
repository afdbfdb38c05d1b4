"""The workshop by command: the same steps and the same refusals as on the web."""

import pytest
from sqlalchemy import select

from quizapp.banks.models import BankVersion
from tests import factories

GOOD = """\
id: dot-mot
title: Đợt một
items:
  - {id: mot, kind: true_false, stem: "Một.", answer: true}
  - {id: hai, kind: number, stem: "Hai?", answer: 959}
"""


@pytest.fixture
def staff(session):
    """A name for each role."""
    names = {}
    for role in ("editor", "second_reader", "judge"):
        account = factories.staff(session)
        factories.role(session, account=account, role=role)
        names[role] = account.username
    session.commit()
    return names


@pytest.fixture
def take(run, staff, tmp_path):
    def taken(text=GOOD, by="editor"):
        path = tmp_path / "dot-mot.yaml"
        path.write_text(text, encoding="utf-8")
        return run("draft", "take", path, "--as", staff[by])

    return taken


def test_from_a_file_to_a_version(run, staff, take, session):
    assert take()[1] == "dot-mot  draft, revision 1\n"
    assert run("draft", "publish", "dot-mot", "--as", staff["editor"])[0] == 1
    assert run("draft", "approve", "dot-mot", "--as", staff["editor"])[0] == 1
    assert run("draft", "approve", "dot-mot", "--as", staff["second_reader"])[0] == 0
    code, out, _ = run("draft", "publish", "dot-mot", "--as", staff["editor"])

    assert (code, out) == (0, "dot-mot  published: version 1\n")
    assert session.scalar(select(BankVersion.item_count)) == 2


@pytest.mark.parametrize("by", ["second_reader", "judge"])
def test_writing_needs_the_role_for_it(take, by):
    code, out, err = take(by=by)

    assert (code, out) == (1, "")
    assert "role" in err


def test_somebody_unknown_is_refused(run, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(GOOD, encoding="utf-8")

    assert run("draft", "take", path, "--as", "nobody-at-all")[0] == 1


def test_a_draft_tells_what_differs_and_what_was_said(run, staff, take):
    take()
    run("draft", "approve", "dot-mot", "--as", staff["second_reader"])
    run("draft", "publish", "dot-mot", "--as", staff["editor"])
    take(GOOD.replace("959", "960").replace("Một.", "Mốt."))
    run("draft", "comment", "dot-mot", "hai", "Nguồn?", "--as", staff["second_reader"])
    run("draft", "return", "dot-mot", "Sai số.", "--as", staff["second_reader"])
    _, out, _ = run("draft", "show", "dot-mot")

    assert "mot: changed (stem)\n" in out
    assert "hai: changed (answer), another answer is right\n" in out
    assert "Sai số." in out
    assert "Nguồn?" in out
    assert "hai  changed\n" in run("draft", "history", "dot-mot", "hai")[1]


def test_an_item_is_retired_for_another(run, staff, take):
    take()
    given = ("--replaced-by", "hai", "--as", staff["editor"])
    assert run("draft", "retire", "dot-mot", "mot", *given)[0] == 0
    assert run("draft", "retire", "dot-mot", "ba", *given)[0] == 1

    assert "mot: added" in run("draft", "show", "dot-mot")[1]
    assert run("draft", "drop", "dot-mot", "--as", staff["editor"])[0] == 0
    assert run("draft", "show", "dot-mot")[0] == 1

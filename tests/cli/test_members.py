"""Lists of members on the command line."""

import pytest
from sqlalchemy import func, select

from quizapp.members.models import ListedMember, MemberList
from tests.member_lists import arena, listed

HEADER = "Họ và tên,Điện thoại,Mã đơn vị\n"


@pytest.fixture
def where(session, app):
    found = arena(session)
    session.commit()
    return found


def file(folder, text):
    path = folder / "danh-sach.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def count(session, model=ListedMember):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_a_list_is_taken_in_and_the_same_again_adds_nobody(
    run, session, where, tmp_path
):
    path = file(tmp_path, "Lê Lan,912345678,CH1\nVõ Đào,,317\n")
    words = ("members", "import", where.contest.slug, path, "--basis", "Sổ hội viên")

    assert run(*words)[:2] == (0, "added 2, changed 0, there already 0\n")
    assert run(*words)[1] == "added 0, changed 0, there already 2\n"
    assert count(session) == 2


def test_phones_need_a_basis_and_every_fault_has_its_line(
    run, session, where, tmp_path
):
    path = file(tmp_path, "Lê Lan,912345678,CH1\nVõ Đào,,CH9\n")
    code, out, words = run("members", "import", where.contest.slug, path)

    assert (code, out) == (1, "")
    assert f"{path}:3: " in words
    assert "CH9" in words
    assert "basis" in words
    assert count(session, MemberList) == 0


def test_a_dry_run_takes_nothing_in(run, session, where, tmp_path):
    path = file(tmp_path, "Lê Lan,,\n")
    words = ("members", "import", where.contest.slug, path, "--unit", "CH1")

    assert "would be added 1" in run(*words, "--dry-run")[1]
    assert count(session, MemberList) == 0


def test_cards_of_a_unit_are_written_to_a_file(run, session, where, tmp_path):
    listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    session.commit()
    out = tmp_path / "the.pdf"

    assert run("members", "sheet", where.contest.slug, "317", "-o", out)[:2] == (
        0,
        f"{out}  2 cards, 1 units\n",
    )
    assert out.read_bytes().startswith(b"%PDF")
    code, _, words = run("members", "sheet", where.contest.slug, "CH2", "-o", out)
    assert (code, "no open place" in words) == (1, True)

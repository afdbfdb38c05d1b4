"""The record on pages: read, filtered, exported, verified; reasons erased."""

import csv
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from quizapp.accounts.service import Reach, grant_role
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.audit.queries import verification
from quizapp.audit.service import record
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in

PAGE = "/manage/audit"
SALT = b"0" * 16


def desk(client, session, role="admin", **scope):
    account = factories.staff(session, full_name="Mai Thị Chủ")
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    client.account_id = account.id
    return client


@pytest.fixture
def admin(client, session, app):
    return desk(client, session)


def note(session, *, actor="command", subject="account:1", now=NOON, **changes):
    act = {"action": "accounts.enabled", "details": {}, "salt": SALT}
    entry = record(session, actor=actor, subject=subject, now=now, **act | changes)
    session.commit()
    return entry


def main_of(page):
    return page.text.split("<main")[1]


def test_an_entry_reads_as_a_sentence_with_names(admin, session):
    contest = factories.contest(session)
    her = factories.staff(session, full_name="Lê Thị Hoa")
    grant_role(
        session,
        account=her,
        role="judge",
        reach=Reach(contest.id),
        granted_by=admin.account_id,
        salt=SALT,
        reason="thay người",
        now=NOON,
    )
    session.commit()

    page = main_of(admin.get(PAGE))

    assert (
        "Mai Thị Chủ đã giao cho Lê Thị Hoa vai trò “Giám khảo”, trong cuộc thi"
        f" “{contest.title}”" in page
    )
    assert "thay người" in page
    assert "19:00 ngày 01/01/2030" in page


def test_what_is_gone_or_newer_is_still_told(admin, session):
    note(session, subject="account:999999")
    note(session, subject="thing:7", action="things.done")
    note(session, subject=f"account:{10**30}")

    page = main_of(admin.get(PAGE))

    assert "tài khoản số 999999" in page
    assert "things.done" in page


def test_an_empty_record_says_so(admin):
    assert "Nhật ký không có mục nào như vậy" in admin.get(PAGE).text


def positions(page):
    return [int(one) for one in re.findall(r"· số (\d+)</span>", main_of(page))]


def test_pages_go_by_position_and_back(admin, session):
    for _ in range(120):
        record(
            session,
            actor="command",
            action="accounts.enabled",
            subject="account:1",
            details={},
            salt=SALT,
            now=NOON,
        )
    session.commit()

    first = admin.get(PAGE)
    assert positions(first) == list(range(120, 70, -1))
    assert "after=" not in main_of(first)
    second = admin.get(f"{PAGE}?before=71")
    assert positions(second) == list(range(70, 20, -1))
    last = admin.get(f"{PAGE}?before=21")
    assert positions(last) == list(range(20, 0, -1))
    assert "before=" not in main_of(last)
    assert positions(admin.get(f"{PAGE}?after=20")) == positions(second)
    assert positions(admin.get(f"{PAGE}?before={2**70}")) == positions(first)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?who=hoa", [2]),
        ("?who=không+có+ai", []),
        ("?action=accounts.disabled", [3]),
        ("?action=none", [5, 4, 3, 2, 1]),
        ("?subject=bank", [4]),
        ("?subject=bank:77", [4]),
        ("?subject=bank:7", []),
        ("?from_day=2030-01-03", [5]),
        ("?to_day=02/01/2030", [4, 3, 2, 1]),
        ("?from_day=2030-01-02&to_day=2030-01-02", []),
        ("?from_day=hôm+qua", [5, 4, 3, 2, 1]),
        ("?from_day=9999-12-31", [5, 4, 3, 2, 1]),
    ],
)
def test_the_record_is_narrowed(admin, session, query, found):
    hoa = factories.staff(session, full_name="Lê Thị Hoa")
    note(session)
    note(session, actor=f"account:{hoa.id}")
    note(session, action="accounts.disabled")
    note(session, subject="bank:77")
    # 00:30 on 3/1 in Vietnam.
    note(session, now=NOON + timedelta(days=1, hours=5, minutes=30))

    assert positions(admin.get(PAGE + query)) == found


def test_a_day_that_cannot_be_read_is_told(admin):
    assert 'id="from_day-error"' in admin.get(f"{PAGE}?from_day=hôm+qua").text


def export(client, form="csv", query="why=review"):
    return client.get(f"{PAGE}/record.{form}?{query}")


def test_an_export_opens_in_excel_and_is_recorded(admin, session):
    note(session, reason="=1+1")

    reply = export(admin)

    assert reply.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    line = next(row for row in rows if row and row[0] == "1")
    assert line[4] == "'=1+1"
    assert "attachment" in reply.headers["Content-Disposition"]
    noted = session.scalar(select(AuditEntry).where(AuditEntry.position == 2))
    assert (noted.action, noted.details["count"]) == ("audit.exported", 1)
    assert session.get(AuditText, 2).reason == "kiểm tra định kỳ"


def test_a_workbook_holds_texts_alone(admin, session):
    note(session, reason="=1+1")

    book = CalamineWorkbook.from_filelike(io.BytesIO(export(admin, "xlsx").data))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)

    line = next(row for row in rows if row[0] == "1")
    assert line[4] == "=1+1"
    assert all(isinstance(cell, str) for cell in line)


@pytest.mark.parametrize("query", ["", "why=none"])
def test_nothing_is_exported_without_a_reason(admin, session, query):
    note(session)

    reply = export(admin, query=query)

    assert reply.status_code == 422
    assert "Cần chọn mục đích" in reply.text
    assert session.scalars(select(AuditEntry.position)).all() == [1]


def test_an_export_is_narrowed_as_the_page(admin, session):
    note(session)
    note(session, action="accounts.disabled")

    reply = export(admin, query="why=archive&action=accounts.disabled")

    assert "accounts.disabled" in reply.text
    assert "accounts.enabled" not in reply.text


def test_there_are_no_other_kinds_of_files(admin):
    assert export(admin, "pdf").status_code == 404


def erase(client, position, **fields):
    token = {"csrf_token": form_token(client)}
    return client.post(f"{PAGE}/{position}/erase", data=token | fields)


def test_a_reason_is_erased_and_the_entry_says_by_whom(admin, session):
    note(session, reason="Nguyễn Thị Quên xin xóa")

    assert erase(admin, 1).status_code == 422
    assert "Nguyễn Thị Quên" in admin.get(PAGE).text
    assert erase(admin, 1, reason="theo yêu cầu").status_code == 303

    page = main_of(admin.get(PAGE))
    assert "Nguyễn Thị Quên" not in page
    assert "Nội dung lý do đã bị xóa" in page
    assert "Mai Thị Chủ đã xóa nội dung lý do của mục nhật ký số 1" in page
    session.expire_all()
    assert verification(session).broken == ()


@pytest.mark.parametrize("position", [1, 7, 2**70])
def test_a_reason_that_is_not_there_is_not_erased(admin, session, position):
    note(session)

    assert erase(admin, position, reason="x").status_code == 404


def test_an_auditor_reads_and_exports_and_erases_nothing(client, session, app):
    client = desk(client, session, "auditor")
    note(session, reason="because")

    assert "because" in client.get(PAGE).text
    assert "/erase" not in client.get(PAGE).text
    assert export(client).status_code == 200
    assert erase(client, 1, reason="x").status_code == 404


def test_the_chain_is_verified_on_a_page(admin, session):
    entry = note(session, reason="because")
    page = admin.get(f"{PAGE}/chain").text

    assert "Mọi mục đều nguyên vẹn" in page
    assert entry.hash.hex() in re.sub(r"\s", "", page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Đối chiếu"),
        ("xyz", "Mã chưa đúng"),
        ("ab" * 31, "Mã chưa đúng"),
        ("ab" * 32, "Không mục nào có mã này"),
        (None, "Đây là mục số 1"),
    ],
)
def test_a_noted_hash_is_looked_for(admin, session, typed, words):
    entry = note(session)
    note(session)
    noted = " ".join(re.findall("." * 8, entry.hash.hex())) if typed is None else typed

    page = admin.get(f"{PAGE}/chain", query_string={"noted": noted})

    assert words in page.text


def test_a_broken_chain_is_told_on_the_page(admin, session):
    note(session)
    # Nobody can change an entry: the text of another stands in for it.
    session.add(AuditText(position=1, salt=SALT, reason="never said"))
    session.commit()

    page = admin.get(f"{PAGE}/chain").text

    assert "không còn đúng như lúc ghi: 1" in page


def test_who_holds_a_role_in_one_contest_reads_nothing(client, session, app):
    contest = factories.contest(session)
    client = desk(client, session, "auditor", contest_id=contest.id)

    assert PAGE not in client.get("/manage/").text
    for address in (PAGE, f"{PAGE}/chain", f"{PAGE}/record.csv?why=review"):
        assert client.get(address).status_code == 404


def test_entries_lists_and_trees_are_told_by_their_names(admin, session):
    contest = factories.contest(session)
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    entry = factories.entry(
        session,
        contest=contest,
        account=factories.account(session, full_name="Trần Thị Mận"),
    )
    who, where = f"account:{admin.account_id}", {"contest": contest.id}
    note(
        session,
        actor=who,
        action="entries.corrected",
        subject=f"entry:{entry.id}",
        details={"fields": ["unit"], **where},
    )
    note(
        session,
        actor=who,
        action="units.imported",
        subject=f"unit_tree:{root.tree_id}",
        details={"added": 1200, "changed": 3, "rolls": 0},
    )
    note(
        session,
        actor=who,
        action="members.confirmed",
        subject="listed_member:999999",
        details=where,
    )
    note(
        session,
        actor="worker",
        action="privacy.kept_to_retention",
        subject="privacy:retention",
        details={"sessions": 3},
    )

    page = main_of(admin.get(PAGE))

    place = f"trong cuộc thi “{contest.title}”"
    assert f"Mai Thị Chủ đã sửa bản đăng ký của Trần Thị Mận, {place}" in page
    assert (
        "Mai Thị Chủ đã nhập cây đơn vị “Tỉnh Hậu Giang”, thêm: 1.200, sửa: 3,"
        " số hội viên: 0" in page
    )
    assert (
        "xác nhận một bản đăng ký là của vị trí số 999999 trong danh sách hội viên"
        in page
    )
    assert "Hệ thống đã xóa dữ liệu cá nhân hết thời hạn lưu" in page

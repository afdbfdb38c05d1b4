"""Requests about personal data as staff see them: who may, what is due, what is erased."""

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account
from quizapp.audit.models import AuditEntry
from quizapp.privacy import service
from quizapp.privacy.models import DataRequest
from quizapp.privacy.service import NewRequest
from tests import factories
from tests.conftest import NOON
from tests.sittings import after
from tests.web.people import form_token, sign_in

LIST = "/manage/requests"
DAY = 86_400


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


@pytest.fixture
def contest(session, app):
    return factories.contest(session)


@pytest.fixture
def person(session, contest):
    account = factories.account(session, full_name="Đặng Thị Ý Nhi")
    factories.entry(session, contest=contest, account=account)
    return account


def staff(app, session, role, **scope):
    """A client on which somebody with this role is signed in."""
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    client = app.test_client()
    sign_in(client, session, account)
    return client


def ask(session, person, *, now=NOON, **changes):
    values = {"kind": "access", "text": "Xin xem dữ liệu.", "account_id": person.id}
    made = service.ask(session, asked=NewRequest(**values | changes), now=now)
    session.commit()
    return made


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("organizer", 200),
        ("admin", 200),
        ("secretary", 200),
        ("auditor", 200),
        ("editor", 404),
        ("judge", 404),
        ("second_reader", 404),
    ],
)
def test_who_may_see_the_list(app, session, role, status):
    assert staff(app, session, role).get(LIST).status_code == status


def test_an_empty_list_says_so(app, session):
    page = staff(app, session, "secretary").get(LIST).text

    assert "Không có yêu cầu nào đang chờ." in page
    assert "chưa có lịch nghỉ Tết" in page  # of 2030


def test_what_is_due_first_stands_first_and_what_is_late_is_marked(
    app, session, clock, person
):
    late = ask(session, person)
    soon = ask(session, person, now=after(4 * DAY))
    clock.advance(days=4)
    page = staff(app, session, "organizer").get(LIST).text

    assert page.index(f"Số {late.id}:") < page.index(f"Số {soon.id}:")
    assert "Quá hạn: 1." in page
    assert "quá hạn từ 03/01/2030" in page
    assert "•••" in page
    assert person.phone[-6:] not in page


def test_a_call_is_noted_for_a_person_who_is_found(app, session, contest, person):
    client = staff(app, session, "secretary")
    found = client.get(f"{LIST}/new?q=y+nhi").text
    assert "Đặng Thị Ý Nhi" in found
    chosen = client.get(f"{LIST}/new?person={person.id}").text
    assert "Đặng Thị Ý Nhi" in chosen
    reply = post(
        client,
        LIST,
        person=person.id,
        kind="correct",
        contest=contest.id,
        text="Sai năm sinh.",
    )

    row = session.scalars(select(DataRequest)).one()
    assert reply.location == f"{LIST}/{row.id}"
    assert (row.account_id, row.kind) == (person.id, "correct")
    assert row.entered_by is not None
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "privacy.request_entered"
    assert "Sai năm sinh" not in str(entry.details)


def test_a_caller_whom_nobody_finds_is_noted_by_words(app, session):
    client = staff(app, session, "secretary")
    fields = {"kind": "complain", "contest": "0", "text": "Không đồng ý."}
    refused = post(client, LIST, **fields)
    taken = post(client, LIST, **fields, caller="Chị Bảy, 0900 000 123")

    assert refused.status_code == 422
    assert "ghi cách gọi lại" in refused.text
    assert "Chị Bảy, 0900 000 123" in client.get(taken.location).text


def test_an_answer_is_sent_once(app, session, person):
    client = staff(app, session, "organizer")
    row = ask(session, person)
    place = f"{LIST}/{row.id}"
    empty = post(client, f"{place}/answer", answer=" ")
    done = post(client, f"{place}/answer", answer="Xem ở trang Dữ liệu của tôi.")
    again = post(client, f"{place}/answer", answer="Nữa")

    assert "Viết một hai câu vào đây." in empty.text
    assert done.location == place
    assert "Xem ở trang Dữ liệu của tôi." in client.get(place).text
    assert again.status_code == 409
    assert "đã được trả lời" in again.text


def test_who_organizes_one_contest_sees_only_what_is_about_it(
    app, session, contest, person
):
    here = ask(session, person, contest_id=contest.id)
    other = factories.contest(session)
    elsewhere = ask(session, person, contest_id=other.id)
    client = staff(app, session, "organizer", contest_id=contest.id)
    page = client.get(LIST).text

    assert f"Số {here.id}:" in page
    assert f"Số {elsewhere.id}:" not in page
    assert client.get(f"{LIST}/{elsewhere.id}").status_code == 404
    assert post(client, f"{LIST}/{elsewhere.id}/answer", answer="x").status_code == 404
    stranger = factories.account(session, full_name="Đặng Thị Ý Lan")
    session.commit()
    found = client.get(f"{LIST}/new?q=dang+thi+y").text
    assert "Ý Nhi" in found
    assert "Ý Lan" not in found
    assert client.get(f"{LIST}/new?person={stranger.id}").status_code == 404


ERASING = ("organizer", "admin")


@pytest.mark.parametrize("role", ERASING)
def test_a_person_is_erased_on_request(app, session, person, role):
    client = staff(app, session, role)
    row = ask(session, person, kind="erase", text="Xóa giúp Nhi.")
    place = f"{LIST}/{row.id}"
    refused = post(client, f"{place}/erase", word="không")
    session.expire_all()
    assert refused.status_code == 422
    assert person.erased_at is None
    assert post(client, f"{place}/erase", word="xóa").location == place

    session.expire_all()
    assert person.erased_at == NOON
    assert (row.text, row.answer, row.answered_at) == ("", "", NOON)
    page = client.get(place).text
    assert "Nhi" not in page
    assert "Xóa vĩnh viễn" not in page
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions == ["privacy.request_answered", "privacy.person_erased"]


@pytest.mark.parametrize("role", ["secretary", "auditor", "judge"])
def test_others_erase_nobody(app, session, person, role):
    row = ask(session, person, kind="erase")
    client = staff(app, session, role)

    assert post(client, f"{LIST}/{row.id}/erase", word="xóa").status_code == 404
    session.expire_all()
    assert person.erased_at is None


def test_who_organizes_one_contest_erases_nobody(app, session, contest, person):
    """It would take the person out of the other contests too."""
    row = ask(session, person, kind="erase", contest_id=contest.id)
    client = staff(app, session, "organizer", contest_id=contest.id)
    place = f"{LIST}/{row.id}"

    assert "Xóa vĩnh viễn" not in client.get(place).text
    assert post(client, f"{place}/erase", word="xóa").status_code == 404
    session.expire_all()
    assert person.erased_at is None


def test_the_auditor_reads_and_changes_nothing(app, session, person):
    row = ask(session, person)
    client = staff(app, session, "auditor")

    assert "Gửi trả lời" not in client.get(f"{LIST}/{row.id}").text
    assert post(client, f"{LIST}/{row.id}/answer", answer="x").status_code == 404
    assert post(client, LIST, kind="other", text="x").status_code == 404
    assert session.scalar(select(func.count()).select_from(Account)) == 2

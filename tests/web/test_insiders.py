"""The list of who runs a contest: kept by organizers, felt by who stands on it."""

import re

import pytest
from sqlalchemy import func, select

from quizapp.audit.models import AuditEntry, AuditText
from quizapp.entries.models import Insider
from quizapp.jobs import bar_insiders
from tests import factories
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in, somewhere

PHONE = "+84987800401"


@pytest.fixture
def place(session, app):
    found = rounds_at(session)
    session.commit()
    return found


@pytest.fixture
def contest(place):
    return place[0]


@pytest.fixture
def keeper(app, session, contest):
    """The client of an organizer of the contest."""
    return client_of(app, session, "organizer", contest)


def client_of(app, session, role, contest):
    client = somewhere(app.test_client())
    account = factories.staff(session)
    factories.role(session, account=account, role=role, contest_id=contest.id)
    sign_in(client, session, account)
    return client


def add(client, contest, lines, reason="Tổ ra đề"):
    token = form_token(client, "/account")
    return client.post(
        f"/manage/contests/{contest.slug}/insiders",
        data={"csrf_token": token, "lines": lines, "reason": reason},
    )


def count(session):
    return session.scalar(select(func.count()).select_from(Insider))


def test_a_list_that_is_empty_says_so(keeper, contest):
    page = keeper.get(f"/manage/contests/{contest.slug}/insiders").text

    assert "Danh sách chưa có ai." in page
    assert f"/manage/contests/{contest.slug}/insiders" in keeper.get("/manage/").text


def test_lines_are_added_shown_without_the_number_and_audited(session, keeper, contest):
    reply = add(keeper, contest, "0987 800 401 Trần Văn Đề\n0987800402, Lê Thị Đọc")
    page = keeper.get(reply.location).text

    assert "Đã thêm vào danh sách: 2 người." in page
    assert "Trần Văn Đề" in page
    assert "098•••401" in page
    assert "800401" not in page.replace(" ", "")
    assert session.scalars(select(AuditEntry)).one().action == "entries.insiders_added"
    assert session.scalars(select(AuditText)).one().reason == "Tổ ra đề"


@pytest.mark.parametrize(
    ("lines", "reason", "sentences"),
    [
        ("An\n12 Lê Ba", "x", ["Dòng 1", "Dòng 2", "Có 2 dòng bị lỗi, chưa thêm ai."]),
        ("", "x", ["Ghi mỗi người một dòng"]),
        ("0987800401 Lê An", "", ["Ghi lý do"]),
    ],
)
def test_faults_are_told_by_line_and_nobody_is_added(
    session, keeper, contest, lines, reason, sentences
):
    reply = add(keeper, contest, lines, reason)

    assert reply.status_code == 422
    for sentence in sentences:
        assert sentence in reply.text
    assert count(session) == 0


def test_hostile_names_stand_inert(keeper, contest):
    page = add(keeper, contest, "0987800401 <script>alert(1)</script>").text

    assert "<script>alert" not in page


@pytest.mark.parametrize("role", ["judge", "editor", "secretary", "second_reader"])
def test_others_of_the_staff_do_not_see_it(app, session, contest, role):
    client = client_of(app, session, role, contest)

    assert client.get(f"/manage/contests/{contest.slug}/insiders").status_code == 404
    assert add(client, contest, "0987800401 Lê An").status_code == 404


def test_an_organizer_of_another_contest_does_not_see_it(app, session, contest):
    client = client_of(app, session, "organizer", factories.contest(session))

    assert client.get(f"/manage/contests/{contest.slug}/insiders").status_code == 404


@pytest.fixture
def her(app, session, contest):
    """Somebody who entered, and now stands on the list's phone."""
    account = factories.account(session, phone=PHONE)
    factories.entry(session, contest=contest, account=account)
    client = somewhere(app.test_client())
    sign_in(client, session, account)
    return client


def start(client, contest):
    token = form_token(client, "/account")
    return client.post(
        f"/contests/{contest.slug}/rounds/1/attempts", data={"csrf_token": token}
    )


def test_who_entered_before_starts_nothing_any_more(session, keeper, contest, her):
    assert "Vào thi" in her.get(f"/contests/{contest.slug}").text
    add(keeper, contest, "0987800401 Trần Văn Đề")
    session.expire_all()

    assert start(her, contest).status_code == 403
    page = her.get(f"/contests/{contest.slug}").text
    assert "Người tổ chức cuộc thi không được dự thi." in page
    assert "Vào thi" not in page


def test_who_is_taken_off_takes_part_again(session, keeper, contest, her):
    add(keeper, contest, "0987800401 Trần Văn Đề")
    line = session.scalars(select(Insider)).one()
    address = f"/manage/contests/{contest.slug}/insiders/{line.id}/remove"
    token = {"csrf_token": form_token(keeper, "/account")}

    assert keeper.post(address, data=token).status_code == 422
    assert keeper.post(address, data=token | {"reason": "Nhầm"}).status_code == 303
    assert keeper.post(address, data=token | {"reason": "Nhầm"}).status_code == 404
    session.expire_all()
    assert start(her, contest).location.startswith("/attempts/")


def test_a_role_bars_within_minutes_by_the_job_alone(app, session, contest, her):
    judge = factories.staff(session, contact_phone=PHONE)
    factories.role(session, account=judge, role="judge", contest_id=contest.id)
    session.commit()

    with app.app_context():
        assert [bar_insiders.run(), bar_insiders.run()] == [1, 0]
    assert start(her, contest).status_code == 403


def entry_fields(page):
    """The hidden fields of the sign-up form."""
    return {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }


def test_a_listed_phone_signs_up_for_nothing_in_this_contest(
    app, session, keeper, contest
):
    add(keeper, contest, "0987800403 Trần Văn Đề")
    client = somewhere(app.test_client())
    address = f"/contests/{contest.slug}/entry"
    person = {
        "full_name": "Trần Văn Đề",
        "birth_year": "1980",
        "phone": "0987800403",
        "pin": "402915",
        "take_part": "y",
    }
    reply = client.post(address, data=person | entry_fields(client.get(address).text))

    assert reply.status_code == 403
    assert "Người tổ chức cuộc thi không được dự thi." in reply.text
    people = select(func.count()).where(factories.Account.kind == "person")
    assert session.scalar(people) == 0


def test_who_is_signed_in_with_a_listed_phone_is_told_at_the_door(
    app, session, keeper, contest
):
    add(keeper, contest, "0987800403 Trần Văn Đề")
    client = somewhere(app.test_client())
    sign_in(client, session, factories.account(session, phone="+84987800403"))
    address = f"/contests/{contest.slug}/entry"
    token = {"csrf_token": form_token(client, "/account"), "take_part": "y"}

    for reply in (client.get(address), client.post(address, data=token)):
        assert reply.status_code == 403
        assert "Người tổ chức cuộc thi không được dự thi." in reply.text


def test_an_auditor_reads_the_list_and_changes_nothing(app, session, keeper, contest):
    add(keeper, contest, "0987800405 Trần Văn Đọc")
    auditor = client_of(app, session, "auditor", contest)
    address = f"/manage/contests/{contest.slug}/insiders"

    page = auditor.get(address)

    assert page.status_code == 200
    assert "Trần Văn Đọc" in page.text
    assert f'action="{address}' not in page.text
    assert add(auditor, contest, "0987800406 Lê Thị Thêm").status_code == 404
    assert count(session) == 1

"""Pages of staff and officers: added, given roles, ended, put out of use, helped in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account, RoleGrant, SecondFactor
from quizapp.audit.models import AuditEntry
from quizapp.hashing import is_match
from tests import factories, matrix_targets
from tests.conftest import NOON
from tests.web.people import form_token, sign_in

PAGE = "/manage/staff"


@pytest.fixture
def contest(session, app):
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    return factories.contest(session, unit_id=root.id)


def desk(client, session, role="admin", **scope):
    account = factories.staff(session, full_name="Mai Thị Chủ")
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    client.account_id = account.id
    return client


@pytest.fixture
def admin(client, session, app):
    return desk(client, session)


@pytest.fixture
def organizer(client, session, contest):
    return desk(client, session, "organizer", contest_id=contest.id)


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


def add(client, **fields):
    given = {
        "full_name": "Lê Thị Hoa",
        "username": "le.thi.hoa",
        "contact_phone": "0912 345 678",
        "role": "editor",
        "contest": "",
    }
    return post(client, PAGE, **given | fields)


def staff_called(session, username="le.thi.hoa"):
    session.expire_all()
    return session.scalar(select(Account).where(Account.username == username))


def grants(session, account):
    session.expire_all()
    return session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == account.id)
    ).all()


def test_somebody_is_added_with_a_first_role_and_chooses_her_password(
    admin, app, session, contest
):
    page = add(admin, contest=str(contest.id))

    assert page.status_code == 200
    account = staff_called(session)
    assert account.contact_phone == "+84912345678"
    (grant,) = grants(session, account)
    assert (grant.role, grant.contest_id) == ("editor", contest.id)
    code = re.search(r'class="code">([\d ]+)<', page.text)[1]
    her = app.test_client()
    reply = post(
        her,
        "/staff/password",
        username="le.thi.hoa",
        code=code,
        password="bốn từ dễ nhớ",
    )
    assert reply.location == "/staff/sign-in"
    assert is_match(staff_called(session).secret_hash, "bốn từ dễ nhớ")


def test_a_code_is_shown_once(admin, session):
    page = add(admin)
    account = staff_called(session)

    assert 'class="code"' in page.text
    assert 'class="code"' not in admin.get(f"{PAGE}/{account.id}").text


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"contact_phone": "123"}, "contact_phone"),
        ({"contact_phone": ""}, "contact_phone"),
        ({"full_name": "4"}, "full_name"),
        ({"username": "Có Dấu"}, "username"),
        ({"role": "emperor"}, "role"),
        ({"first_day": "2029-12-31"}, "first_day"),
        ({"last_day": "hôm qua"}, "last_day"),
        ({"first_day": "2030-02-02", "last_day": "2030-02-01"}, "last_day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_stays(
    admin, session, fields, where
):
    page = add(admin, **fields)

    assert page.status_code == 422
    assert f'id="{where}-error"' in page.text
    assert staff_called(session, "le.thi.hoa") is None


def test_a_name_that_is_taken_is_told(admin, session):
    factories.staff(session, username="le.thi.hoa")
    session.commit()

    page = add(admin)

    assert page.status_code == 422
    assert "le.thi.hoa" in page.text


def test_a_wrong_code_sets_no_password_and_is_counted(client, session, app):
    account = factories.staff(session, username="hoa")
    session.commit()
    for _ in range(10):
        page = post(
            client, "/staff/password", username="hoa", code="1" * 8, password="p" * 12
        )
        assert page.status_code == 422
        assert 'id="code-error"' in page.text
    page = post(
        client, "/staff/password", username="hoa", code="1" * 8, password="p" * 12
    )
    assert "15 phút" in page.text
    session.refresh(account)
    assert account.secret_hash == factories.NO_SECRET


def test_a_role_is_given_for_days_shown_and_ended(admin, session, contest):
    account = factories.staff(session)
    session.commit()
    here = f"{PAGE}/{account.id}"
    reply = post(
        admin,
        f"{here}/roles",
        role="judge",
        contest=str(contest.id),
        first_day="2030-01-10",
        last_day="20/01/2030",
    )
    assert reply.location == here
    (grant,) = grants(session, account)
    assert grant.ends_at - grant.starts_at == timedelta(days=11)
    page = admin.get(here).text
    assert "24:00 ngày 20/01/2030" in page
    assert contest.title in page

    unnamed = post(admin, f"{here}/roles/{grant.id}/end")
    assert unnamed.status_code == 422
    assert post(admin, f"{here}/roles/{grant.id}/end", reason="nhầm").location == here
    (grant,) = grants(session, account)
    assert grant.ends_at == grant.starts_at
    assert session.scalars(select(AuditEntry.action)).all() == [
        "accounts.role_granted",
        "accounts.role_revoked",
    ]


def test_roles_that_exclude_each_other_are_refused_in_words(admin, session, contest):
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer", contest_id=contest.id)
    session.commit()

    page = post(
        admin, f"{PAGE}/{account.id}/roles", role="judge", contest=str(contest.id)
    )

    assert page.status_code == 422
    assert "không đi cùng nhau" in page.text
    assert len(grants(session, account)) == 1


def test_an_organizer_gives_what_is_hers_in_her_contest_alone(
    organizer, session, contest
):
    other = factories.contest(session)
    page = organizer.get(f"{PAGE}/new").text
    offered = re.findall(r'<option value="(\w*)"', page.split('name="role"')[1])

    assert {"editor", "second_reader", "secretary", str(contest.id)} <= set(offered)
    assert not {"judge", "admin", "auditor", "organizer"} & set(offered)
    for fields in (
        {"contest": str(other.id)},
        {"contest": ""},
        {"contest": str(contest.id), "role": "judge"},
    ):
        assert add(organizer, **fields).status_code == 422
        assert staff_called(session) is None
    assert add(organizer, contest=str(contest.id)).status_code == 200
    assert staff_called(session)


def test_an_organizer_gives_a_role_by_the_name_to_sign_in(organizer, session, contest):
    account = factories.staff(session, username="da-co")
    session.commit()
    fields = {"known-role": "secretary", "known-contest": str(contest.id)}

    assert organizer.get(f"{PAGE}/{account.id}").status_code == 404
    missing = post(organizer, f"{PAGE}/known", **{"known-username": "ai"}, **fields)
    assert missing.status_code == 422
    assert 'id="known-username-error"' in missing.text
    post(organizer, f"{PAGE}/known", **{"known-username": "da-co"}, **fields)
    assert [one.role for one in grants(session, account)] == ["secretary"]
    assert organizer.get(f"{PAGE}/{account.id}").status_code == 200


@pytest.mark.parametrize(
    ("role", "may"), [("editor", True), ("judge", False), ("organizer", False)]
)
def test_an_organizer_ends_and_helps_only_whom_she_could_name(
    organizer, session, contest, role, may
):
    account = factories.staff(session)
    grant = factories.role(session, account=account, role=role, contest_id=contest.id)
    session.commit()
    here = f"{PAGE}/{account.id}"

    page = organizer.get(here)
    ended = post(organizer, f"{here}/roles/{grant.id}/end", reason="x")
    code = post(organizer, f"{here}/code")

    assert page.status_code == 200
    assert ("/end" in page.text) is may
    assert (ended.status_code, code.status_code) == ((303, 404) if may else (404, 404))


def test_an_organizer_helps_an_editor_of_hers_back_in(organizer, session, contest):
    account = factories.staff(session)
    factories.role(session, account=account, role="editor", contest_id=contest.id)
    session.commit()

    assert 'class="code"' in post(organizer, f"{PAGE}/{account.id}/code").text


def test_nobody_is_helped_in_who_holds_more_elsewhere(organizer, session, contest):
    account = factories.staff(session)
    factories.role(session, account=account, role="editor", contest_id=contest.id)
    factories.role(session, account=account, role="admin")
    session.commit()

    assert post(organizer, f"{PAGE}/{account.id}/code").status_code == 404
    assert f"{PAGE}/{account.id}/code" not in organizer.get(f"{PAGE}/{account.id}").text


def test_a_role_of_somebody_else_is_not_ended_under_this_name(admin, session):
    one, other = factories.staff(session), factories.staff(session)
    grant = factories.role(session, account=other, role="editor")
    session.commit()

    reply = post(admin, f"{PAGE}/{one.id}/roles/{grant.id}/end", reason="x")

    assert reply.status_code == 404


def test_an_account_is_put_out_of_use_and_back(admin, app, session):
    account = factories.staff(session)
    her = app.test_client()
    sign_in(her, session, account)
    here = f"{PAGE}/{account.id}"

    assert post(admin, f"{here}/disable").status_code == 422
    assert post(admin, f"{here}/disable", reason="nghỉ việc").location == here
    app.extensions["signed_in"].clear()
    assert her.get("/account").status_code == 303
    assert post(admin, f"{here}/enable", reason="trở lại").location == here
    session.refresh(account)
    assert account.disabled_at is None


def test_an_administrator_neither_ends_nor_disables_herself(admin, session):
    her = session.get(Account, admin.account_id)
    (grant,) = grants(session, her)
    here = f"{PAGE}/{her.id}"

    ended = post(admin, f"{here}/roles/{grant.id}/end", reason="x")
    disabled = post(admin, f"{here}/disable", reason="x")

    assert (ended.status_code, disabled.status_code) == (422, 422)
    assert "quản trị viên khác" in ended.text
    assert "quản trị viên khác" in disabled.text
    assert admin.get(PAGE).status_code == 200


def test_name_and_phone_are_changed(admin, session):
    account = factories.staff(session)
    session.commit()
    here = f"{PAGE}/{account.id}"

    wrong = post(admin, here, full_name="Đỗ Thị Mới", contact_phone="12")
    assert 'id="contact_phone-error"' in wrong.text
    post(admin, here, full_name="Đỗ Thị Mới", contact_phone="0900000009")

    session.refresh(account)
    assert (account.full_name, account.contact_phone) == ("Đỗ Thị Mới", "+84900000009")


def test_a_person_becomes_an_officer_of_a_unit_typed_without_marks(
    organizer, session, contest
):
    root_id = contest.unit_id
    root = session.get(factories.Unit, root_id)
    units = [
        factories.unit(session, parent=root, name=name)
        for name in ("Xã Vị Tân", "Xã Vị Tân Đông")
    ]
    person = factories.account(session, unit_id=units[0].id, full_name="Hà Thị Bé")
    session.commit()
    here = f"{PAGE}/{person.id}"

    assert here in organizer.get(f"{PAGE}/people?q=ha+thi").text
    unclear = post(organizer, f"{here}/roles", role="unit_officer", unit="vi")
    assert unclear.status_code == 422
    assert f'value="{units[1].id}"' in unclear.text
    nothing = post(organizer, f"{here}/roles", role="unit_officer", unit="cà mau")
    assert 'id="unit-error"' in nothing.text
    chosen = {"unit": "vi", "chosen_unit": str(units[1].id)}
    reply = post(organizer, f"{here}/roles", role="unit_officer", **chosen)

    assert reply.location == here
    assert [one.unit_id for one in grants(session, person)] == [units[1].id]


def test_a_person_of_another_branch_is_nobody(organizer, session):
    stranger = factories.account(session, unit_id=factories.unit(session).id)
    session.commit()

    assert stranger.full_name not in organizer.get(f"{PAGE}/people?q=an").text
    assert organizer.get(f"{PAGE}/{stranger.id}").status_code == 404


def test_the_list_is_searched_and_narrowed(admin, session, contest):
    for name, role in (("Cao Thị Một", "editor"), ("Cao Thị Hai", "judge")):
        account = factories.staff(session, full_name=name)
        factories.role(session, account=account, role=role, contest_id=contest.id)
    session.commit()

    page = admin.get(f"{PAGE}?q=cao&role=judge&contest={contest.id}&state=in_force")

    assert "Cao Thị Hai" in page.text
    assert "Cao Thị Một" not in page.text
    assert "Không có ai phù hợp" in admin.get(f"{PAGE}?q=không-ai").text
    assert admin.get(f"{PAGE}?page=99&state=x&contest=y").status_code == 200


def test_an_auditor_sees_everything_and_finds_no_button(client, session, contest):
    account = factories.staff(session)
    factories.role(session, account=account, role="editor", contest_id=contest.id)
    client = desk(client, session, "auditor")

    for page in (client.get(PAGE), client.get(f"{PAGE}/{account.id}")):
        assert page.status_code == 200
        assert 'method="post"' not in page.text.split("<main")[1]


def test_a_new_page_that_lists_people_by_the_phone(admin, session):
    person = factories.account(session, phone="+84911222333", full_name="Tô Thị Gọi")
    session.commit()

    page = admin.get(f"{PAGE}/people?q=0911222333").text

    assert "Tô Thị Gọi" in page
    assert "0911222333" not in page.replace('value="0911222333"', "")
    assert f"{PAGE}/{person.id}" in page


@pytest.fixture
def entered(session, contest):
    """An entry by the phone of somebody who holds no role yet, and her account."""
    account = factories.staff(session, contact_phone="+84987800402")
    person = factories.account(session, phone="+84987800402")
    entry = factories.entry(session, contest=contest, account=person)
    session.commit()
    return entry, account


def is_barred(session, entry):
    session.refresh(entry)
    return entry.barred_at is not None


def test_a_role_bars_the_entry_of_who_holds_it_at_once_until_it_ends(
    admin, session, contest, entered
):
    entry, account = entered
    here = f"{PAGE}/{account.id}"

    post(admin, f"{here}/roles", role="editor", contest=str(contest.id))
    assert is_barred(session, entry)

    (grant,) = grants(session, account)
    post(admin, f"{here}/roles/{grant.id}/end", reason="thay người")
    assert not is_barred(session, entry)


def test_putting_an_account_out_of_use_and_back_bars_by_the_roles_of_that_moment(
    admin, session, contest, entered
):
    """A role bars until it ends, its account in use or not: she has seen the questions."""
    entry, account = entered
    factories.role(session, account=account, role="editor", contest_id=contest.id)
    session.commit()
    here = f"{PAGE}/{account.id}"

    post(admin, f"{here}/disable", reason="nghỉ việc")
    assert is_barred(session, entry)

    (grant,) = grants(session, account)
    grant.starts_at, grant.ends_at = NOON - timedelta(days=2), NOON - timedelta(days=1)
    session.commit()
    post(admin, f"{here}/enable", reason="trở lại")
    assert not is_barred(session, entry)


def test_a_lost_second_factor_is_taken_away_and_recorded(admin, app, session):
    account = factories.staff(session)
    matrix_targets.second_factor(session, account)
    her = app.test_client()
    sign_in(her, session, account)
    here = f"{PAGE}/{account.id}"
    assert f"{here}/reset-second-factor" in admin.get(here).text

    unsaid = post(admin, f"{here}/reset-second-factor")
    reply = post(admin, f"{here}/reset-second-factor", reason="mất điện thoại")

    assert (unsaid.status_code, reply.location) == (422, here)
    session.expire_all()
    assert session.get(SecondFactor, account.id) is None
    app.extensions["signed_in"].clear()
    assert her.get("/account").status_code == 303
    newest = session.scalars(
        select(AuditEntry).order_by(AuditEntry.position.desc())
    ).first()
    assert newest.action == "accounts.second_factor_reset"
    assert newest.subject == f"account:{account.id}"
    assert f"{here}/reset-second-factor" not in admin.get(here).text


def test_only_an_administrator_takes_a_second_factor_away(organizer, session, contest):
    account = factories.staff(session)
    factories.role(session, account=account, role="editor", contest_id=contest.id)
    matrix_targets.second_factor(session, account)
    session.commit()
    here = f"{PAGE}/{account.id}"

    reply = post(organizer, f"{here}/reset-second-factor", reason="mất điện thoại")

    assert reply.status_code == 404
    assert "reset-second-factor" not in organizer.get(here).text
    assert session.get(SecondFactor, account.id) is not None

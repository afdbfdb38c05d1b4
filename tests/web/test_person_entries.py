"""What a person signed up with, corrected at the help desk."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account
from quizapp.accounts.service import bring_in
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.entries.models import Consent, EntryChange
from quizapp.standings.models import Standing
from tests import factories
from tests.boards import end, make_round
from tests.conftest import NOON
from tests.web.test_pages import check
from tests.web.test_people import helper, post

WHOLE = {
    "full_name": "Trần Thị Gọi",
    "birth_year": "1978",
    "unit": "Phường I",
    "sex": "female",
    "occupation": "farmer",
    "member": "yes",
    "reason": "Chị gọi đến, đã xem căn cước",
}


@pytest.fixture
def root(session, app):
    found = factories.unit(session, name="Tỉnh Hậu Giang")
    for name in ("Phường I", "Phường IV"):
        factories.unit(session, parent=found, name=name)
    return found


@pytest.fixture
def contest(session, root):
    return make_contest(session, root)


def make_contest(session, root, **entry):
    asked = {
        "required": ["full_name", "birth_year", "phone", "unit"],
        "optional": ["sex", "ethnicity", "occupation", "member"],
    }
    book = factories.rule_book(
        eligibility={"minimum_age": 12, "units": "tree"}, entry=asked | entry
    )
    return factories.contest(session, book=book, unit_id=root.id)


def unit_of(session, name):
    return session.scalars(select(factories.Unit).filter_by(name=name)).one()


@pytest.fixture
def entry(session, contest):
    account = factories.account(
        session, full_name="Trần Thị Gọi", birth_year=1978, phone="+84912345678"
    )
    made = factories.entry(
        session,
        contest=contest,
        account=account,
        unit_id=unit_of(session, "Phường I").id,
        sex="female",
        ethnicity="05",
        occupation="farmer",
        is_member=True,
    )
    session.commit()
    return made


def address_of(entry):
    return f"/manage/people/{entry.account_id}/entries/{entry.id}"


def send(client, entry, **changes):
    page = client.get(address_of(entry)).text
    shown = re.search(r'name="shown"[^>]* value="([^"]*)"', page)[1]
    return post(client, address_of(entry), **WHOLE | {"shown": shown} | changes)


def test_the_page_is_whole_and_leads_there_from_the_person(client, session, entry):
    client = helper(client, session)

    assert address_of(entry) in client.get(f"/manage/people/{entry.account_id}").text
    page = client.get(address_of(entry)).text
    check(page)
    assert 'value="Phường I' in page
    assert "ethnicity" not in page
    assert "take_part" not in page


@pytest.mark.parametrize("role", ["secretary", "judge", "organizer", "admin"])
def test_a_helper_of_the_contest_corrects_with_a_reason(client, session, entry, role):
    client = helper(client, session, role, contest_id=entry.contest_id)

    reply = send(
        client,
        entry,
        full_name="Trần Thị Gội",
        unit="Phường IV",
        occupation="trade",
        member="no",
    )

    assert reply.status_code == 303
    session.expire_all()
    assert entry.unit_id == unit_of(session, "Phường IV").id
    assert (entry.occupation, entry.is_member) == ("trade", False)
    assert (entry.sex, entry.ethnicity) == ("female", "05")
    assert session.get_one(Account, entry.account_id).full_name == "Trần Thị Gội"
    changed = session.scalars(select(EntryChange.field).order_by("field")).all()
    assert changed == ["full_name", "member", "occupation", "unit"]
    [logged] = session.scalars(select(AuditEntry).filter_by(action="entries.corrected"))
    assert logged.details["after_an_attempt"] is False
    assert WHOLE["reason"] in session.scalars(select(AuditText.reason)).all()


def test_after_an_attempt_the_page_says_so_and_the_log_too(client, session, app):
    round_ = make_round(session)
    account = factories.account(session, full_name="Trần Thị Gọi", birth_year=1978)
    entry = factories.entry(
        session,
        contest=session.get_one(factories.Contest, round_.contest_id),
        account=account,
    )
    end(session, round_, entry)
    standing = session.scalars(select(Standing)).one()
    standing.changed_at = NOON - timedelta(hours=1)
    session.commit()
    client = helper(client, session)

    assert "đã bắt đầu thi" in client.get(address_of(entry)).text
    reply = send(client, entry, full_name="Trần Thị Gội")

    assert reply.status_code == 303
    session.expire_all()
    [logged] = session.scalars(select(AuditEntry).filter_by(action="entries.corrected"))
    assert logged.details["after_an_attempt"] is True
    assert standing.changed_at == NOON


def test_attempts_keep_their_unit(client, session, entry):
    round_ = session.scalars(
        select(factories.Round).filter_by(contest_id=entry.contest_id)
    ).one()
    attempt = factories.attempt(
        session, entry=entry, round_=round_, unit_id=entry.unit_id
    )
    session.commit()

    send(helper(client, session), entry, unit="Phường IV")

    session.expire_all()
    assert attempt.unit_id == unit_of(session, "Phường I").id
    assert entry.unit_id == unit_of(session, "Phường IV").id


@pytest.mark.parametrize(
    ("changes", "blamed"),
    [
        ({"reason": " "}, "reason"),
        ({}, "reason"),  # nothing is changed
        ({"full_name": "X"}, "full_name"),
        ({"birth_year": "1800"}, "birth_year"),
        ({"unit": "nowhere"}, "unit"),
        ({"sex": "unknown"}, "sex"),
        ({"birth_year": "2019"}, "birth_year"),
    ],
)
def test_what_cant_be_is_said_beside_its_field(client, session, entry, changes, blamed):
    reply = send(helper(client, session), entry, **changes)

    assert reply.status_code == 422
    assert f'id="{blamed}-error"' in reply.text
    session.expire_all()
    assert session.scalars(select(EntryChange)).all() == []
    assert session.get_one(Account, entry.account_id).birth_year == 1978


def test_who_turns_out_to_be_a_child_needs_who_agrees(client, session, entry):
    client = helper(client, session)
    child = {"birth_year": "2016", "birth_date": "1/1/2016", "member": "no"}
    mother = {
        "representative_name": "Lê Thị Mẹ",
        "representative_relation": "mother",
    }

    alone = send(client, entry, **child)
    assert alone.status_code == 422
    assert "representative_name-error" in alone.text
    assert send(client, entry, **child, **mother).status_code == 422
    reply = send(client, entry, **child, **mother, agree_representative="y")

    assert reply.status_code == 303
    session.expire_all()
    assert entry.representative_name == "Lê Thị Mẹ"
    assert not entry.is_name_shown
    assert session.scalars(select(Consent.kind)).all() == ["representative"]


def test_what_isnt_in_her_contests_looks_like_none(client, session, entry, root):
    other = make_contest(session, root)
    account = session.get_one(Account, entry.account_id)
    elsewhere = factories.entry(session, contest=other, account=account)
    stranger = factories.entry(session)
    client = helper(client, session, contest_id=other.id)

    page = client.get(f"/manage/people/{account.id}/entries/{elsewhere.id}")
    assert page.status_code == 200
    nobodys = client.get(f"/manage/people/{account.id}/entries/{10**9}")
    for one in (entry.id, stranger.id):
        reply = client.get(f"/manage/people/{account.id}/entries/{one}")
        assert reply.status_code == nobodys.status_code == 404
        assert reply.data == nobodys.data
    assert post(client, address_of(entry), **WHOLE).status_code == 404


def test_an_auditor_corrects_nothing(client, session, entry):
    client = helper(client, session, "auditor")

    assert "/entries/" not in client.get(f"/manage/people/{entry.account_id}").text
    assert "<button class" not in client.get(address_of(entry)).text
    assert post(client, address_of(entry), **WHOLE).status_code == 404
    session.expire_all()
    assert session.scalars(select(EntryChange)).all() == []


def test_a_form_that_waits_for_the_quiz_shows_who_she_is_alone(client, session, root):
    contest = make_contest(session, root, form="after")
    account = factories.account(session, full_name="Trần Thị Gọi", birth_year=1978)
    entry = factories.entry(session, contest=contest, account=account)
    entry.completed_at = None
    session.commit()

    page = helper(client, session).get(address_of(entry)).text

    assert 'name="full_name"' in page
    assert 'name="unit"' not in page


def test_who_gets_a_phone_is_offered_a_code_for_her_pin(client, session, contest):
    unit = unit_of(session, "Phường I")
    her = bring_in(
        session,
        full_name="Nguyễn Thị Già",
        birth_year=1948,
        unit_id=unit.id,
        officer_id=factories.account(session).id,
        now=NOON,
    )
    session.commit()
    client = helper(client, session)
    offered = "Cấp mã để đặt mã PIN lần đầu"
    assert offered not in client.get(f"/manage/people/{her.id}").text

    fields = {"phone-phone": "0987 000 111", "phone-reason": "Con gái gọi đến"}
    reply = post(client, f"/manage/people/{her.id}/change-phone", **fields)

    page = client.get(reply.location).text
    check(page)
    assert offered in page
    issued = post(client, f"/manage/people/{her.id}/reset-code").text
    assert re.search(r'class="code">\d{4} \d{4}<', issued)


def test_name_and_year_of_who_has_entered_stand_on_one_page(client, session, entry):
    client = helper(client, session)
    hers = client.get(f"/manage/people/{entry.account_id}").text
    nobody = factories.account(session)
    session.commit()

    assert "mend-name" not in hers
    assert "mend-name" in client.get(f"/manage/people/{nobody.id}").text

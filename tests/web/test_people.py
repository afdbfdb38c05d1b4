"""The help desk's pages."""

import pytest

from quizapp.accounts.models import Account
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.web.people import form_token, sign_in


def helper(client, session, role="secretary", **scope):
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return client


def post(client, address, **fields):
    return client.post(address, data={"csrf_token": form_token(client), **fields})


def caller(session, **changes):
    return factories.account(
        session,
        **{"full_name": "Trần Thị Gọi", "phone": "+84912345678"} | changes,
    )


@pytest.mark.parametrize("role", ["secretary", "judge", "organizer", "admin"])
def test_helpers_find_who_calls_with_a_masked_phone(client, session, app, role):
    her = caller(session)

    page = helper(client, session, role).get("/manage/people?q=345+678")

    assert "Trần Thị Gọi" in page.text
    assert "091•••678" in page.text
    assert "345" not in page.text.replace('value="345 678"', "")
    assert f"/manage/people/{her.id}" in page.text


def test_what_cant_be_looked_for_is_said_beside_the_field(client, session, app):
    page = helper(client, session).get("/manage/people?q=78")

    assert "field has-error" in page.text


@pytest.mark.parametrize("role", ["editor", "second_reader", "unit_officer"])
def test_nobody_else_has_a_help_desk(client, session, app, role):
    unit = factories.unit(session)
    scope = {"unit_id": unit.id} if role == "unit_officer" else {}

    assert (
        helper(client, session, role, **scope).get("/manage/people").status_code == 404
    )


def test_a_page_of_a_stranger_looks_like_none(client, session, app):
    here, other = factories.entry(session), factories.entry(session)
    client = helper(client, session, contest_id=here.contest_id)

    mine = client.get(f"/manage/people/{here.account_id}")
    strangers = client.get(f"/manage/people/{other.account_id}")
    nobodys = client.get(f"/manage/people/{10**9}")

    assert mine.status_code == 200
    assert strangers.status_code == nobodys.status_code == 404
    assert strangers.data == nobodys.data


def test_a_callers_page_tells_of_attempts_and_receipts_but_of_no_score(
    client, session, app
):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    end(session, round_, entry)

    page = helper(client, session).get(f"/manage/people/{entry.account_id}")

    assert round_.title in page.text
    assert "điểm" not in page.text.lower()


def test_an_auditor_reads_and_changes_nothing(client, session, app):
    her = caller(session)
    client = helper(client, session, "auditor")

    page = client.get(f"/manage/people/{her.id}")

    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert "show-phone" not in page.text
    refused = post(
        client, f"/manage/people/{her.id}/show-phone", **{"shown-reason": "x"}
    )
    assert refused.status_code == 404


def test_the_whole_phone_is_shown_once_with_a_reason(client, session, app):
    her = caller(session)
    client = helper(client, session)
    address = f"/manage/people/{her.id}"

    without = post(client, f"{address}/show-phone", **{"shown-reason": " "})
    page = post(client, f"{address}/show-phone", **{"shown-reason": "Gọi xác minh"})

    assert without.status_code == 422
    assert "0912 345 678" not in without.text
    assert "0912 345 678" in page.text
    assert "0912 345 678" not in client.get(address).text


def test_a_number_is_changed(client, session, app):
    her = caller(session)
    client = helper(client, session)
    fields = {"phone-phone": "0987 000 111", "phone-reason": "Mất máy"}

    reply = post(client, f"/manage/people/{her.id}/change-phone", **fields)

    assert reply.status_code == 303
    session.expire_all()
    assert session.get_one(Account, her.id).phone == "+84987000111"


def test_a_number_that_cant_be_one_is_said_beside_its_field(client, session, app):
    her = caller(session)
    fields = {"phone-phone": "12", "phone-reason": "Mất máy"}

    reply = post(
        helper(client, session), f"/manage/people/{her.id}/change-phone", **fields
    )

    assert reply.status_code == 422
    assert 'id="phone-phone-error"' in reply.text


def test_a_number_is_freed_only_after_a_call(client, session, app):
    her = caller(session)
    client = helper(client, session)
    address = f"/manage/people/{her.id}/free-phone"

    early = post(client, address, **{"free-reason": "Chủ số báo"})
    session.expire_all()
    assert early.status_code == 422
    assert session.get_one(Account, her.id).phone is not None

    reply = post(
        client, address, **{"free-reason": "Chủ số báo", "free-has_called": "y"}
    )
    session.expire_all()
    assert reply.status_code == 303
    assert session.get_one(Account, her.id).phone is None


def test_a_name_is_mended(client, session, app):
    her = caller(session, birth_year=1975)
    fields = {
        "name-full_name": "Trần Thị Gội",
        "name-birth_year": "1975",
        "name-reason": "Gõ sai dấu",
    }

    reply = post(
        helper(client, session), f"/manage/people/{her.id}/mend-name", **fields
    )

    assert reply.status_code == 303
    session.expire_all()
    assert session.get_one(Account, her.id).full_name == "Trần Thị Gội"


def test_a_code_is_issued_and_read_out_once(client, session, app):
    her = caller(session)

    page = post(helper(client, session), f"/manage/people/{her.id}/reset-code")

    assert 'class="code"' in page.text

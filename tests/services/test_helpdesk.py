"""The help desk: whom it finds, and what it may do to an account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import SignInSession
from quizapp.accounts.queries import people_of_phone
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.helpdesk import queries, service
from quizapp.helpdesk.rules import Wanted, wanted
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)


def act(reason="Chị gọi đến 20:15"):
    return Act("account:7", reason, b"0123456789abcdef")


def found(session, typed, contest_ids=None):
    people = queries.callers(session, wanted=wanted(typed), contest_ids=contest_ids)
    return [person.full_name for person in people]


def log(session):
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.subject, AuditEntry.details)
    )
    return [tuple(row) for row in rows]


def test_people_are_found_by_name_phone_and_its_end_in_order_of_their_ten(session):
    factories.account(session, full_name="Trần Thị Bé", phone="+84912345678")
    factories.account(session, full_name="Trần Thị Ánh", phone="+84912340678")
    factories.account(session, full_name="Lê Thị Tran", phone="+84987345111")
    factories.staff(session, full_name="Trần Thị Cán Bộ")

    assert found(session, "tran") == ["Trần Thị Ánh", "Trần Thị Bé", "Lê Thị Tran"]
    assert found(session, "trần bé") == ["Trần Thị Bé"]
    assert found(session, "0912345678") == ["Trần Thị Bé"]
    assert found(session, "5678") == ["Trần Thị Bé"]
    assert found(session, "678") == ["Trần Thị Ánh", "Trần Thị Bé"]
    assert found(session, "345") == []


def test_a_contests_helper_finds_who_has_entered_it_alone(session):
    here, other = factories.entry(session), factories.entry(session)
    reach = {here.contest_id}
    her = session.get_one(factories.Account, here.account_id)
    stranger = session.get_one(factories.Account, other.account_id)

    assert found(session, her.phone, reach) == [her.full_name]
    assert found(session, stranger.phone, reach) == []
    with pytest.raises(NotFoundError):
        queries.caller(session, account_id=stranger.id, contest_ids=reach)
    with pytest.raises(NotFoundError):
        queries.caller(session, account_id=her.id, contest_ids=set())


def test_attempts_are_told_with_their_receipts_and_without_a_score(session, app):
    round_ = make_round(session)
    entry = make_entry(session, round_)
    end(session, round_, entry)

    [entered] = queries.contests_entered(
        session, account_id=entry.account_id, contest_ids=None
    )

    [attempt] = entered.attempts
    assert attempt.state == "handed_in"
    assert not hasattr(attempt, "score_hundredths")
    assert (
        queries.contests_entered(
            session, account_id=entry.account_id, contest_ids={entry.contest_id + 1}
        )
        == []
    )


def test_a_shown_phone_stands_in_the_log_with_its_reason_and_without_the_number(
    session,
):
    her = factories.account(session, phone="+84912345678")

    phone = service.show_phone(session, person=her, act=act(), now=NOON)

    assert phone == "+84912345678"
    assert log(session) == [("helpdesk.phone_shown", f"account:{her.id}", {})]
    assert session.scalars(select(AuditText.reason)).all() == ["Chị gọi đến 20:15"]


VERBS = {
    "show_phone": service.show_phone,
    "free_phone": service.free_phone,
    "change_phone": lambda session, **given: service.change_phone(
        session, phone="+84912000111", most=3, is_shared=False, **given
    ),
    "mend_name": lambda session, **given: service.mend_name(
        session, full_name="Lê Thị Mới", birth_year=1980, **given
    ),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_done_without_a_reason(session, verb, reason):
    her = factories.account(session, phone="+84912345678")
    before = her.full_name

    with pytest.raises(InvalidError) as caught:
        verb(session, person=her, act=act(reason), now=NOON)

    assert caught.value.field == "reason"
    assert (her.phone, her.full_name) == ("+84912345678", before)
    assert log(session) == []


def signed_in(session, account):
    row = SignInSession(
        account_id=account.id,
        token_hash=bytes([account.id % 256]) * 32,
        created_at=NOON,
        proved_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )
    return factories.added(session, row)


def test_another_number_signs_the_old_phone_out(session):
    her = factories.account(session, phone="+84912345678")
    device = signed_in(session, her)

    service.change_phone(
        session,
        person=her,
        phone="+84987000111",
        most=3,
        is_shared=False,
        act=act(),
        now=LATER,
    )

    session.expire_all()
    assert (her.phone, her.phone_place) == ("+84987000111", 1)
    assert device.revoked_at == LATER
    assert log(session) == [("helpdesk.phone_changed", f"account:{her.id}", {})]


def test_a_number_that_others_have_is_shared_up_to_the_limit(session):
    first = factories.account(session, phone="+84987000111")
    her = factories.account(session, phone="+84912345678")

    with pytest.raises(ConflictError):
        service.change_phone(
            session,
            person=her,
            phone=first.phone,
            most=1,
            is_shared=True,
            act=act(),
            now=NOON,
        )
    service.change_phone(
        session,
        person=her,
        phone=first.phone,
        most=2,
        is_shared=True,
        act=act(),
        now=NOON,
    )

    people = people_of_phone(session, phone="+84987000111")
    assert [one.id for one in people] == [first.id, her.id]


def test_a_number_that_others_have_is_asked_about_first(session):
    first = factories.account(session, phone="+84987000111")
    her = factories.account(session, phone="+84912345678")

    with pytest.raises(InvalidError) as caught:
        service.change_phone(
            session,
            person=her,
            phone=first.phone,
            most=3,
            is_shared=False,
            act=act(),
            now=NOON,
        )

    assert (caught.value.field, caught.value.params) == ("phone", {"count": 1})
    assert her.phone == "+84912345678"


def test_the_number_that_is_there_already_is_no_other(session):
    her = factories.account(session, phone="+84912345678")

    with pytest.raises(InvalidError) as caught:
        service.change_phone(
            session,
            person=her,
            phone="+84912345678",
            most=3,
            is_shared=False,
            act=act(),
            now=NOON,
        )
    assert caught.value.field == "phone"


def test_a_freed_number_is_its_owners_and_the_other_can_get_one_of_her_own(session):
    squatter = factories.account(session, phone="+84912345678")
    device = signed_in(session, squatter)

    service.free_phone(session, person=squatter, act=act(), now=LATER)

    session.expire_all()
    assert people_of_phone(session, phone="+84912345678") == []
    assert squatter.phone_freed_at == LATER
    assert device.revoked_at == LATER
    with pytest.raises(ConflictError):
        service.free_phone(session, person=squatter, act=act(), now=LATER)
    with pytest.raises(ConflictError):
        service.show_phone(session, person=squatter, act=act(), now=LATER)
    service.change_phone(
        session,
        person=squatter,
        phone="+84987000111",
        most=3,
        is_shared=False,
        act=act(),
        now=LATER,
    )
    assert squatter.phone_freed_at is None


def test_a_name_is_mended_in_its_one_spelling(session):
    her = factories.account(session, full_name="Nguyen Thi Hoa", birth_year=1975)

    service.mend_name(
        session,
        person=her,
        full_name="Nguyễn Thị  Hoa",
        birth_year=1976,
        act=act(),
        now=NOON,
    )

    assert (her.full_name, her.birth_year) == ("Nguyễn Thị Hoa", 1976)
    assert found(session, "hoa") == ["Nguyễn Thị Hoa"]
    [(action, _, details)] = log(session)
    assert action == "helpdesk.name_mended"
    assert details == {"name_changed": True, "birth_year_changed": True}


def test_who_has_entered_is_corrected_with_her_entry(session):
    entry = factories.entry(session)
    her = session.get_one(factories.Account, entry.account_id)
    before = her.full_name

    with pytest.raises(ConflictError, match="with the entry"):
        service.mend_name(
            session,
            person=her,
            full_name="Lê Thị Khác",
            birth_year=1975,
            act=act(),
            now=NOON,
        )
    assert her.full_name == before
    assert log(session) == []


def test_an_entry_is_found_of_its_person_and_in_its_contest_alone(session):
    mine, other = factories.entry(session), factories.entry(session)
    asked = {"account_id": mine.account_id, "entry_id": mine.id}

    for reach in (None, {mine.contest_id}):
        assert queries.entry_of_caller(session, **asked, contest_ids=reach) is mine
    for wrong in (
        asked | {"contest_ids": {other.contest_id}},
        asked | {"contest_ids": None, "entry_id": other.id},
        asked | {"contest_ids": None, "entry_id": 10**9},
    ):
        with pytest.raises(NotFoundError):
            queries.entry_of_caller(session, **wrong)


@pytest.mark.parametrize(
    ("name", "year", "blamed"),
    [
        ("Lê Thị Bé", 1975, "full_name"),
        ("Lê 2", 1975, "full_name"),
        ("Lê Thị Bé", 1800, "birth_year"),
    ],
)
def test_a_name_that_cant_be_is_refused(session, name, year, blamed):
    her = factories.account(session, full_name="Lê Thị Bé", birth_year=1975)

    with pytest.raises(InvalidError) as caught:
        service.mend_name(
            session, person=her, full_name=name, birth_year=year, act=act(), now=NOON
        )
    assert caught.value.field == blamed


def test_a_search_for_nothing_but_words_uses_no_phone():
    assert wanted("lê") == Wanted(words=("le",))

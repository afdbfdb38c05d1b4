"""Signing up and in, reset codes, staff, roles and notices on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts import queries, service
from quizapp.accounts.models import ResetCode, SignInFailure, SignInSession
from quizapp.accounts.rules import LIMITS, RESET_CODE_LASTS
from quizapp.audit.models import AuditEntry
from quizapp.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    TooManyError,
)
from tests import factories
from tests.conftest import NOON

SALT = b"0123456789abcdef"
PHONE = "+84900000001"


def new_person(**changes):
    values = {
        "full_name": "Nguyễn Thị An",
        "birth_year": 1980,
        "phone": PHONE,
        "unit_id": None,
        "secret_hash": "$argon2id$none",
    }
    return service.NewPerson(**values | changes)


def sign_up(session, **changes):
    return service.sign_up(session, person=new_person(**changes), now=NOON)


def trier(subject=b"s", device=b"d"):
    return service.Trier(subject, device)


def fail(session, who, *, count=1, now=NOON):
    for _ in range(count):
        service.note_failure(session, trier=who, now=now)


def test_who_signs_up_is_the_first_of_her_phone(session):
    account = sign_up(session, full_name="  nguyễn  thị\u00a0an ")

    assert account.full_name == "nguyễn thị an"
    assert (account.phone, account.phone_place) == (PHONE, 1)
    assert queries.people_of_phone(session, phone=PHONE) == [account]


def test_a_number_signs_up_once(session):
    sign_up(session)

    with pytest.raises(InvalidError) as error:
        sign_up(session, full_name="Lê Thị Bình")
    assert error.value.field == "phone"


def test_up_to_so_many_people_share_a_phone(session):
    sign_up(session)
    for name in ("Lê Thị Bình", "Trần Văn Chín"):
        service.add_person(session, person=new_person(full_name=name), most=3, now=NOON)

    places = [one.phone_place for one in queries.people_of_phone(session, phone=PHONE)]
    assert places == [1, 2, 3]
    with pytest.raises(ConflictError):
        service.add_person(session, person=new_person(), most=3, now=NOON)


@pytest.mark.parametrize(
    ("seconds", "is_in_force"), [(-1, True), (0, False), (1, False)]
)
def test_a_session_ends_at_its_time(session, seconds, is_in_force):
    account = sign_up(session)
    lasts = timedelta(hours=1)
    service.open_session(
        session, account_id=account.id, token="t", lasts=lasts, now=NOON
    )
    now = NOON + lasts + timedelta(seconds=seconds)

    found = queries.account_of_session(session, token="t", now=now)
    assert (found is not None) is is_in_force


def test_a_revoked_session_is_no_session(session):
    account = sign_up(session)
    for token in ("one", "two"):
        service.open_session(
            session,
            account_id=account.id,
            token=token,
            lasts=timedelta(days=1),
            now=NOON,
        )
    service.revoke_session(session, token="one", now=NOON)

    assert queries.account_of_session(session, token="one", now=NOON) is None
    assert queries.account_of_session(session, token="two", now=NOON).id == account.id
    service.revoke_sessions(session, account_id=account.id, now=NOON)
    assert queries.account_of_session(session, token="two", now=NOON) is None


def test_failures_of_one_subject_lock_it_and_nobody_else(session):
    fail(session, trier(device=b"a"), count=LIMITS.by_subject)

    with pytest.raises(TooManyError):
        service.check_may_try(session, trier=trier(device=b"b"), now=NOON)
    service.check_may_try(session, trier=trier(b"other", b"b"), now=NOON)
    later = NOON + LIMITS.window
    service.check_may_try(session, trier=trier(device=b"b"), now=later)


def test_failures_of_one_device_lock_it_whatever_it_tries(session):
    for n in range(LIMITS.by_device):
        fail(session, trier(b"subject-%d" % n, b"device"))

    with pytest.raises(TooManyError):
        service.check_may_try(session, trier=trier(b"new", b"device"), now=NOON)
    service.check_may_try(session, trier=trier(b"new", b"neighbour"), now=NOON)


def test_a_code_gives_a_new_pin_once_and_signs_every_device_out(session):
    account = sign_up(session)
    service.open_session(
        session, account_id=account.id, token="t", lasts=timedelta(days=1), now=NOON
    )
    issue(session, account, "12345678")
    found = use(session, "12345678", secret_hash="new")

    assert found is account
    assert account.secret_hash == "new"
    assert queries.account_of_session(session, token="t", now=NOON) is None
    with pytest.raises(InvalidError):
        use(session, "12345678")


def issue(session, account, code):
    return service.issue_reset_code(
        session, person=account, issuer_id=None, code=code, salt=SALT, now=NOON
    )


def use(session, code, *, now=NOON, secret_hash="x", phone=PHONE):
    return service.use_reset_code(
        session, phone=phone, code=code, secret_hash=secret_hash, now=now
    )


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False)])
def test_a_code_ends_after_ten_minutes(session, seconds, works):
    account = sign_up(session)
    issue(session, account, "12345678")
    now = NOON + RESET_CODE_LASTS + timedelta(seconds=seconds)

    if works:
        assert use(session, "12345678", now=now) is account
    else:
        with pytest.raises(InvalidError):
            use(session, "12345678", now=now)


def test_a_new_code_ends_the_one_before(session):
    account = sign_up(session)
    issue(session, account, "11112222")
    issue(session, account, "33334444")

    with pytest.raises(InvalidError):
        use(session, "11112222")
    assert use(session, "33334444") is account


def test_a_code_of_another_phone_is_worth_nothing(session):
    other = sign_up(session, phone="+84900000009")
    sign_up(session)
    issue(session, other, "12345678")

    with pytest.raises(InvalidError):
        use(session, "12345678")


def test_codes_are_stored_hashed_and_audited_without_them(session):
    account = sign_up(session)
    issue(session, account, "12345678")

    assert b"12345678" not in session.scalars(select(ResetCode.code_hash)).one()
    entry = session.scalars(
        select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1)
    ).one()
    assert entry.action == "accounts.reset_code_issued"
    assert entry.subject == f"account:{account.id}"
    assert "12345678" not in str(entry.details)


def test_staff_have_names_of_their_own_and_roles_with_an_end(session):
    account = add_staff(session)
    grant = service.grant_role(
        session, account=account, role="judge", salt=SALT, now=NOON
    )

    with pytest.raises(ConflictError):
        add_staff(session)
    assert queries.roles_of(session, account_id=account.id, now=NOON) == [grant]
    service.revoke_role(session, grant_id=grant.id, salt=SALT, now=NOON + timedelta(1))
    later = NOON + timedelta(days=1)
    assert queries.roles_of(session, account_id=account.id, now=later) == []
    with pytest.raises(NotFoundError):
        service.revoke_role(session, grant_id=grant.id, salt=SALT, now=later)


def add_staff(session):
    return service.add_staff(
        session,
        username="ban-to-chuc",
        full_name="Lê Thị Hoa",
        secret_hash="x",
        now=NOON,
    )


def test_a_role_in_one_contest_is_none_in_another(session):
    account = factories.staff(session)
    mine, other = factories.contest(session), factories.contest(session)
    factories.role(session, account=account, role="judge", contest_id=mine.id)

    def check(contest, role):
        queries.check_role(
            session,
            account_id=account.id,
            roles=[role],
            contest_id=contest.id,
            now=NOON,
        )

    check(mine, "judge")
    for contest, role in ((other, "judge"), (mine, "organizer")):
        with pytest.raises(NotFoundError):
            check(contest, role)


def test_an_officer_finds_the_people_of_her_branch_alone(session):
    root = factories.unit(session)
    mine, other = (factories.unit(session, parent=root) for _ in range(2))
    here = factories.account(session, full_name="Trần Thị Đào", unit_id=mine.id)
    factories.account(session, full_name="Trần Thị Đào", unit_id=other.id)

    found = queries.find_people(
        session, text="dao tran", phone=None, unit_ids=[mine.id]
    )
    assert found == [here]
    everywhere = queries.find_people(
        session, text="dao tran", phone=None, unit_ids=None
    )
    assert len(everywhere) == 2


def test_notices_wait_until_they_are_seen(session):
    account = sign_up(session)
    notice = service.notify(
        session, account_id=account.id, message="News", params={"n": 1}, now=NOON
    )

    assert queries.unseen_notices(session, account_id=account.id) == [notice]
    service.see_notices(session, account_id=account.id, newest_id=notice.id, now=NOON)
    assert queries.unseen_notices(session, account_id=account.id) == []


def test_what_is_over_is_taken_out(session):
    account = sign_up(session)
    service.open_session(
        session, account_id=account.id, token="t", lasts=timedelta(hours=1), now=NOON
    )
    fail(session, trier())
    later = NOON + timedelta(days=2)

    assert service.forget_expired(session, now=later) == 2
    for model in (SignInSession, SignInFailure):
        assert session.scalar(select(func.count()).select_from(model)) == 0

"""Roles and accounts of staff on PostgreSQL: given, ended, put out of use."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import queries, service
from quizapp.accounts.models import RoleGrant, SignInSession
from quizapp.accounts.queries import Sight, Wanted
from quizapp.accounts.service import Reach
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from tests import factories
from tests.conftest import NOON

SALT = b"0123456789abcdef"
ACT = Act("command", "because", SALT)
DAY = timedelta(days=1)


def give(session, account, role="editor", **changes):
    values = {"account": account, "role": role, "salt": SALT, "now": NOON}
    return service.grant_role(session, **values | changes)


def end(session, grant, **changes):
    values = {"grant_id": grant.id, "salt": SALT, "now": NOON}
    return service.revoke_role(session, **values | changes)


def admin(session, **changes):
    account = factories.staff(session)
    factories.role(session, account=account, role="admin", **changes)
    return account


def test_a_role_holds_for_its_days_alone(session):
    account = factories.staff(session)
    grant = give(session, account, reach=Reach(None, None, NOON + DAY, NOON + 2 * DAY))

    def held(at):
        return queries.roles_of(session, account_id=account.id, now=at)

    assert held(NOON + DAY - timedelta(seconds=1)) == []
    assert held(NOON + DAY) == [grant]
    assert held(NOON + 2 * DAY - timedelta(seconds=1)) == [grant]
    assert held(NOON + 2 * DAY) == []


def test_what_is_given_and_ended_is_recorded_with_its_reason(session):
    account, giver = factories.staff(session), admin(session)
    grant = give(session, account, granted_by=giver.id, reason="new on the board")
    end(session, grant, revoked_by=giver.id, reason="left", now=NOON + DAY)

    noted = session.scalars(select(AuditEntry).order_by(AuditEntry.position)).all()
    reasons = session.scalars(
        select(AuditText.reason).order_by(AuditText.position)
    ).all()
    assert [one.action for one in noted] == [
        "accounts.role_granted",
        "accounts.role_revoked",
    ]
    assert {one.actor for one in noted} == {f"account:{giver.id}"}
    assert reasons == ["new on the board", "left"]
    assert (grant.granted_by, grant.ended_by) == (giver.id, giver.id)


def test_a_role_that_has_not_begun_never_does_once_it_is_ended(session):
    account = factories.staff(session)
    grant = give(session, account, reach=Reach(starts_at=NOON + DAY))
    end(session, grant)

    later = NOON + 2 * DAY
    assert queries.roles_of(session, account_id=account.id, now=later) == []
    assert session.get(RoleGrant, grant.id).ends_at == NOON + DAY
    with pytest.raises(NotFoundError):
        end(session, grant)


def test_a_role_is_not_given_twice(session):
    account = factories.staff(session)
    give(session, account)

    with pytest.raises(ConflictError):
        give(session, account)


def test_an_ended_role_can_be_given_anew(session):
    account = factories.staff(session)
    end(session, give(session, account))

    assert give(session, account).ends_at is None


def test_who_organizes_does_not_judge(session):
    account, contest = factories.staff(session), factories.contest(session)
    give(session, account, "organizer", reach=Reach(contest.id))

    with pytest.raises(ConflictError, match="exclude each other"):
        give(session, account, "judge", reach=Reach(contest.id))
    other = factories.contest(session)
    assert give(session, account, "judge", reach=Reach(other.id))


def test_an_end_before_the_start_is_refused(session):
    with pytest.raises(InvalidError):
        give(session, factories.staff(session), reach=Reach(ends_at=NOON))


def test_a_person_gets_no_role_of_staff(session):
    with pytest.raises(InvalidError):
        give(session, factories.account(session))


def test_nobody_ends_her_own_role_of_an_administrator(session):
    her, _other = admin(session), admin(session)
    grant = session.scalar(select(RoleGrant).where(RoleGrant.account_id == her.id))

    with pytest.raises(ConflictError, match="her own"):
        end(session, grant, revoked_by=her.id)


@pytest.mark.parametrize(
    ("other", "is_last"),
    [
        ({}, False),
        ({"ends_at": NOON + DAY}, True),
        ({"ends_at": NOON}, True),
        ({"starts_at": NOON + DAY}, True),
    ],
)
def test_the_last_administrator_stays(session, other, is_last):
    her = admin(session)
    admin(session, **other)
    grant = session.scalar(select(RoleGrant).where(RoleGrant.account_id == her.id))

    if is_last:
        with pytest.raises(ConflictError, match="last administrator"):
            end(session, grant)
        with pytest.raises(ConflictError, match="last administrator"):
            service.disable_account(session, account=her, act=ACT, now=NOON)
    else:
        assert end(session, grant).ends_at == NOON


def test_an_administrator_out_of_use_does_not_count(session):
    her, other = admin(session), admin(session)
    service.disable_account(session, account=other, act=ACT, now=NOON)

    with pytest.raises(ConflictError, match="last administrator"):
        service.disable_account(session, account=her, act=ACT, now=NOON)


def test_an_account_out_of_use_is_signed_out_and_comes_back(session):
    account = factories.staff(session)
    service.open_session(session, account_id=account.id, token="t", lasts=DAY, now=NOON)
    service.disable_account(session, account=account, act=ACT, now=NOON)
    session.expire_all()

    assert account.disabled_at == NOON
    assert session.scalar(select(SignInSession.revoked_at)) == NOON
    service.enable_account(session, account=account, act=ACT, now=NOON)
    assert account.disabled_at is None


def test_nobody_puts_her_own_account_out_of_use(session):
    her = factories.staff(session)

    with pytest.raises(ConflictError, match="her own"):
        service.disable_account(session, account=her, act=Act.by(her.id), now=NOON)


def code_for(session, account, code="12345678", now=NOON):
    return service.issue_password_code(
        session, account=account, code=code, act=ACT, now=now
    )


def use(session, account, code="12345678", now=NOON):
    return service.use_password_code(
        session, username=account.username, code=code, secret_hash="new", now=now
    )


def test_a_code_sets_the_password_once(session):
    account = factories.staff(session)
    code_for(session, account)

    assert use(session, account).secret_hash == "new"
    with pytest.raises(InvalidError):
        use(session, account)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False)])
def test_a_code_lasts_ten_minutes(session, minutes, works):
    account = factories.staff(session)
    code_for(session, account)
    at = NOON + timedelta(minutes=minutes)

    if works:
        assert use(session, account, now=at)
    else:
        with pytest.raises(InvalidError):
            use(session, account, now=at)


def test_only_the_newest_code_works_and_only_for_its_owner(session):
    account, other = factories.staff(session), factories.staff(session)
    code_for(session, account, "11111111")
    code_for(session, account, "22222222")

    with pytest.raises(InvalidError):
        use(session, account, "11111111")
    with pytest.raises(InvalidError):
        use(session, other, "22222222")
    assert use(session, account, "22222222")


def test_an_account_out_of_use_gets_no_code(session):
    account = factories.staff(session, disabled_at=NOON)

    with pytest.raises(ConflictError):
        code_for(session, account)


def listed(session, sight, **wanted):
    found, count = queries.listed_staff(
        session, sight=sight, wanted=Wanted(**wanted), page=1, now=NOON
    )
    assert count == len(found)
    return [one.account.full_name for one in found]


def test_the_list_is_by_ten_and_shows_who_is_in_sight(session):
    here, other = factories.contest(session), factories.contest(session)
    for name, contest in (
        ("Trần Thị Yến", here),
        ("Lê Thị An", here),
        ("Võ Thị Bình", other),
    ):
        account = factories.staff(session, full_name=name)
        factories.role(session, account=account, role="editor", contest_id=contest.id)
    factories.staff(session, full_name="Hồ Thị Chưa")

    sight = Sight(contest_ids=frozenset({here.id}))
    assert listed(session, sight) == ["Lê Thị An", "Trần Thị Yến"]
    assert listed(session, Sight(sees_all=True)) == [
        "Lê Thị An",
        "Võ Thị Bình",
        "Hồ Thị Chưa",
        "Trần Thị Yến",
    ]
    assert listed(session, Sight()) == []
    assert listed(session, sight, text="yen") == ["Trần Thị Yến"]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("in_force", ["Nguyễn Thị Nay"]),
        ("coming", ["Nguyễn Thị Mai"]),
        ("ended", ["Nguyễn Thị Bỏ", "Nguyễn Thị Qua"]),
    ],
)
def test_the_list_is_narrowed_by_the_state_of_roles(session, state, names):
    for name, changes in {
        "Nguyễn Thị Nay": {},
        "Nguyễn Thị Mai": {"starts_at": NOON + DAY},
        "Nguyễn Thị Qua": {"ends_at": NOON},
        "Nguyễn Thị Bỏ": {"starts_at": NOON + DAY, "ends_at": NOON + DAY},
    }.items():
        account = factories.staff(session, full_name=name)
        factories.role(session, account=account, role="judge", **changes)

    assert listed(session, Sight(sees_all=True), state=state) == names


def test_officers_of_the_branches_are_in_sight_with_their_people(session):
    root, other = factories.unit(session), factories.unit(session)
    unit = factories.unit(session, parent=root)
    officer = factories.account(session, unit_id=unit.id)
    factories.role(session, account=officer, role="unit_officer", unit_id=unit.id)
    person = factories.account(session, unit_id=unit.id)
    stranger = factories.account(session, unit_id=other.id)
    sight = Sight(root_ids=frozenset({root.id}))

    def seen(account):
        return queries.account_in_sight(session, account_id=account.id, sight=sight)

    assert listed(session, sight) == [officer.full_name]
    assert len(seen(officer).grants) == 1
    assert seen(person).grants == ()
    with pytest.raises(NotFoundError):
        seen(stranger)
    with pytest.raises(NotFoundError):
        seen(factories.staff(session))


def test_people_of_several_branches_are_found_at_once(session):
    units = [factories.unit(session) for _ in range(3)]
    for unit in units:
        factories.account(session, full_name="Phan Thị Tìm", unit_id=unit.id)
    ids = [unit.id for unit in units]

    found = queries.find_people(session, text="tim", phone=None, unit_ids=ids[:2])

    assert {one.unit_id for one in found} == set(ids[:2])

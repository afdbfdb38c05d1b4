"""Who runs a contest enters it not, and starts no attempt that she entered for before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.entries.models import Insider
from quizapp.entries.queries import insiders_of, is_insider
from quizapp.entries.rules import INSIDER_ROLES, NewInsider
from quizapp.entries.service import add_insiders, bar_insiders, remove_insider
from quizapp.errors import NotAllowedError, NotFoundError
from tests import factories
from tests.conftest import NOON
from tests.sittings import seat

KEY = "k" * 70
PHONE = "+84987800101"


@pytest.fixture
def contest(session):
    return factories.contest(session)


@pytest.fixture
def entry(session, contest):
    return factories.entry(
        session, contest=contest, account=factories.account(session, phone=PHONE)
    )


def bar(session, contest=None, now=NOON):
    return bar_insiders(
        session, contest_id=contest.id if contest else None, key=KEY, now=now
    )


def is_held_back(session, contest, entry):
    """The two ways of asking must agree: at the door, and over all entries."""
    account = session.get_one(factories.Account, entry.account_id)
    at_the_door = is_insider(
        session, contest_id=contest.id, account=account, key=KEY, now=NOON
    )
    bar(session, contest)
    session.refresh(entry)
    assert at_the_door is (entry.barred_at is not None)
    return at_the_door


@pytest.mark.parametrize("role", sorted(INSIDER_ROLES))
def test_a_role_in_the_contest_holds_back(session, contest, entry, role):
    account = session.get_one(factories.Account, entry.account_id)
    factories.role(session, account=account, role=role, contest_id=contest.id)

    assert is_held_back(session, contest, entry)


def test_a_unit_officer_may_take_part(session, contest, entry):
    account = session.get_one(factories.Account, entry.account_id)
    unit = factories.unit(session)
    factories.role(session, account=account, role="unit_officer", unit_id=unit.id)

    assert not is_held_back(session, contest, entry)


@pytest.mark.parametrize(
    ("scope", "starts", "ends", "is_held"),
    [
        ("here", -1, None, True),
        ("everywhere", -1, None, True),
        ("elsewhere", -1, None, False),
        ("here", 0, None, True),
        ("here", 1, None, False),
        ("here", -2, 0, False),
        ("here", -2, 1, True),
    ],
)
def test_staff_is_known_by_the_contact_phone_while_the_role_is_in_force(
    session, contest, entry, scope, starts, ends, is_held
):
    place = {
        "here": contest.id,
        "everywhere": None,
        "elsewhere": factories.contest(session).id,
    }[scope]
    factories.role(
        session,
        account=factories.staff(session, contact_phone=PHONE),
        role="judge",
        contest_id=place,
        starts_at=NOON + timedelta(seconds=starts),
        ends_at=None if ends is None else NOON + timedelta(seconds=ends),
    )

    assert is_held_back(session, contest, entry) is is_held


def listed(session, contest, *phones):
    act = Act.by(factories.staff(session).id, "Tổ ra đề")
    people = [NewInsider("Lê Văn Đề", phone) for phone in phones]
    added = add_insiders(
        session, contest_id=contest.id, people=people, key=KEY, act=act, now=NOON
    )
    session.expire_all()
    return added


def test_the_list_holds_back_at_once_and_keeps_no_number(session, contest, entry):
    assert listed(session, contest, PHONE, "+84987800102") == 2

    assert entry.barred_at == NOON
    assert is_held_back(session, contest, entry)
    assert {one.phone_shown for one in insiders_of(session, contest_id=contest.id)} == {
        "098•••101",
        "098•••102",
    }
    logged = session.scalars(select(AuditEntry)).one()
    assert (logged.action, logged.subject) == (
        "entries.insiders_added",
        f"contest:{contest.id}",
    )
    assert PHONE not in str(logged.details)


def test_the_list_is_of_one_contest(session, contest, entry):
    listed(session, factories.contest(session), PHONE)

    assert not is_held_back(session, contest, entry)


def test_the_same_line_again_adds_nothing(session, contest):
    listed(session, contest, PHONE)

    assert listed(session, contest, PHONE) == 0
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_who_is_taken_off_the_list_may_take_part_and_can_be_added_again(
    session, contest, entry
):
    listed(session, contest, PHONE)
    line = session.scalars(select(Insider)).one()
    taken = {
        "contest_id": contest.id,
        "insider_id": line.id,
        "key": KEY,
        "now": NOON,
        "act": Act.by(factories.staff(session).id, "Nhầm số"),
    }
    remove_insider(session, **taken)

    session.expire_all()
    assert entry.barred_at is None
    with pytest.raises(NotFoundError):
        remove_insider(session, **taken)
    assert listed(session, contest, PHONE) == 1


def test_a_line_of_another_contest_is_not_there(session, contest):
    listed(session, contest, PHONE)
    line = session.scalars(select(Insider)).one()
    with pytest.raises(NotFoundError):
        remove_insider(
            session,
            contest_id=factories.contest(session).id,
            insider_id=line.id,
            key=KEY,
            now=NOON,
            act=Act.by(factories.staff(session).id, "x"),
        )


def test_barring_again_changes_nothing_and_keeps_the_first_moment(
    session, contest, entry
):
    listed(session, contest, PHONE)

    assert bar(session, contest, NOON + timedelta(hours=1)) == 0
    session.refresh(entry)
    assert entry.barred_at == NOON


@pytest.mark.parametrize(("days", "count"), [(0, 1), (2, 0)])
def test_only_contests_that_are_not_over_are_looked_through(
    session, contest, entry, days, count
):
    account = session.get_one(factories.Account, entry.account_id)
    factories.role(session, account=account, role="judge", contest_id=contest.id)
    session.flush()

    assert bar(session, now=NOON + timedelta(days=days)) == count


def test_another_key_does_not_know_the_list(session, contest, entry):
    listed(session, contest, PHONE)
    account = session.get_one(factories.Account, entry.account_id)

    assert not is_insider(
        session, contest_id=contest.id, account=account, key="another", now=NOON
    )


def test_a_barred_entry_starts_nothing_and_goes_on_with_what_is_open(session):
    here = seat(session)
    here.entry.barred_at = NOON
    session.flush()
    with pytest.raises(NotAllowedError, match="runs this contest"):
        here.start()

    here.entry.barred_at = None
    session.flush()
    attempt = here.start()
    here.entry.barred_at = NOON
    session.flush()
    assert here.start().id == attempt.id

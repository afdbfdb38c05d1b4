"""Forgetting a person in lists, invitations, the record: hers goes, others' stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Notice, OfficerInvitation
from quizapp.accounts.queries import officer_data
from quizapp.accounts.service import (
    NOBODY,
    accept_invitation,
    forget_officer,
    forget_old_invitations,
)
from quizapp.audit.models import AuditText
from quizapp.audit.queries import verification
from quizapp.audit.service import Act, record
from quizapp.entries.models import Insider
from quizapp.entries.rules import NewInsider
from quizapp.entries.service import add_insiders, bar_insiders
from quizapp.judging.service import step_back
from quizapp.members import service as members
from quizapp.members.models import MemberSheet
from quizapp.privacy import service
from tests import factories
from tests.boards import make_entry, make_round
from tests.conftest import NOON, SECRET
from tests.member_lists import arena, entered, listed
from tests.merging import judge, merge
from tests.services.test_privacy import erase

PHONE = "+84912345678"
DAY = timedelta(days=1)


def invited(session, *, inviter=None, **changes):
    values = {
        "unit_id": factories.unit(session).id,
        "name": "",
        "phone": None,
        "code_hash": factories.number().to_bytes(32, "big"),
        "invited_by": (inviter or factories.account(session)).id,
        "invited_at": NOON,
        "expires_at": NOON + 7 * DAY,
        "used_by": None,
        "used_at": None,
        "revoked_at": None,
    } | changes
    return factories.added(session, OfficerInvitation(**values))


# Invitations


def test_who_has_no_phone_is_told_of_nobody_elses_invitation(session):
    helped = factories.account(
        session,
        phone=None,
        phone_place=None,
        brought_in_by=factories.account(session).id,
    )
    invited(session, name="Hoa")

    assert officer_data(session, account_id=helped.id) == []


@pytest.mark.parametrize(
    ("name", "is_hers"), [("Lê Thị Lan", True), ("", True), ("Võ Thị Đào", False)]
)
def test_of_a_shared_phone_an_invitation_that_names_another_stays(
    session, name, is_hers
):
    one = invited(session, name=name, phone=PHONE)
    her = factories.account(session, full_name="Lê Thị Lan", phone=PHONE)
    factories.account(session, full_name="Võ Thị Đào", phone=PHONE, phone_place=2)
    assert bool(officer_data(session, account_id=her.id)) is is_hers
    forget_officer(session, account_id=her.id, now=NOON)
    session.refresh(one)

    assert (one.phone is None) is is_hers
    assert (one.revoked_at is not None) is is_hers


def test_what_an_invitation_says_of_her_is_told(session):
    invited(session, name="chị Lan ấp 1", phone=PHONE)
    her = factories.account(session, phone=PHONE)
    (holding,) = officer_data(session, account_id=her.id)

    told = {fact.label: fact.value for fact in holding.facts}
    assert (told["Full name"], told["Phone"]) == ("chị Lan ấp 1", "0912 345 678")


def test_the_notice_that_told_her_inviter_names_her_no_more(session):
    inviter = factories.account(session)
    top = factories.unit(session)
    unit = factories.unit(session, parent=top)
    factories.role(session, account=inviter, role="unit_officer", unit_id=top.id)
    people = [
        factories.account(session, full_name=name)
        for name in ("Lê Thị Lan", "Võ Thị Đào")
    ]
    for n, person in enumerate(people):
        one = invited(session, inviter=inviter, unit_id=unit.id)
        accept_invitation(
            session,
            invitation_id=one.id,
            account=person,
            now=NOON + timedelta(seconds=n),
        )
    erase(session, people[0].id, now=NOON + DAY)

    told = session.scalars(
        select(Notice.params).where(Notice.account_id == inviter.id).order_by(Notice.id)
    ).all()
    assert [params["name"] for params in told] == [NOBODY, "Võ Thị Đào"]


@pytest.mark.parametrize(
    ("early", "stays"), [(timedelta(seconds=1), True), (timedelta(0), False)]
)
def test_whom_an_unused_invitation_meant_goes_a_month_after_its_end(
    session, early, stays
):
    one = invited(session, name="Lan", phone=PHONE)
    used = invited(
        session,
        name="Đào",
        used_by=factories.account(session).id,
        used_at=NOON,
    )
    count = forget_old_invitations(session, now=NOON + 37 * DAY - early)
    session.refresh(one)
    session.refresh(used)

    assert (one.phone is not None) is stays
    assert (one.name == "Lan") is stays
    assert (count, used.name) == (0 if stays else 1, "Đào")


# Lists of members


def sheet(session, where, unit):
    return factories.added(
        session,
        MemberSheet(
            contest_id=where.contest.id,
            unit_id=unit.id,
            asked_by=factories.staff(session).id,
            asked_at=NOON,
            job_id=None,
            content=b"%PDF-",
            card_count=1,
            made_at=NOON,
        ),
    )


def test_cards_that_were_printed_with_her_place_go_and_others_stay(session):
    where = arena(session)
    listed(session, where, "Lê Thị Lan; 0912345678")
    account = factories.account(session, full_name="Lê Thị Lan", phone=PHONE)
    for unit in (where.root, where.commune, where.first, where.second):
        sheet(session, where, unit)
    members.forget(session, account_id=account.id, now=NOON)

    left = session.scalars(select(MemberSheet.unit_id)).all()
    assert left == [where.second.id]


def test_reasons_about_her_place_in_a_list_go(session):
    where = arena(session)
    lan, dao = listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    entry = entered(session, where)
    members.claim_by_code(session, entry=entry, code=lan.code, now=NOON)
    record(
        session,
        actor="account:1",
        action="members.looked_at",
        subject=f"listed_member:{lan.id}",
        details={},
        salt=b"0" * 16,
        reason="Lan gọi",
        now=NOON,
    )
    gone = Act("account:1", "Đào chuyển đi", b"0" * 16)
    members.remove(session, member=dao, act=gone, now=NOON)
    erase(session, entry.account_id, now=NOON + DAY)

    left = session.scalars(select(AuditText.reason)).all()
    assert "Lan gọi" not in left
    assert "Đào chuyển đi" in left


def reasoned(act, reason):
    return Act(act.actor, reason, act.salt, act.account_id)


# The jury


@pytest.mark.parametrize("which", [0, 1])
def test_reasons_of_the_jury_that_name_her_entry_go(session, which):
    round_ = make_round(session)
    pair = [make_entry(session, round_) for _ in range(2)]
    others = [make_entry(session, round_) for _ in range(2)]
    merge(session, *pair)
    step_back(
        session,
        contest_id=round_.contest_id,
        one_id=others[0].id,
        other_id=others[1].id,
        act=reasoned(judge(session), "người nhà"),
        now=NOON,
    )
    erase(session, pair[which].account_id, now=NOON + DAY)
    left = session.scalars(select(AuditText.reason)).all()
    assert left == ["người nhà"]

    erase(session, others[which].account_id, now=NOON + DAY)
    assert session.scalar(select(func.count()).select_from(AuditText)) == 0
    assert verification(session).broken == ()


# Who runs a contest


@pytest.fixture
def insider(session):
    """On the list of a contest by her phone, by which she has an account as well."""
    contest = factories.contest(session)
    add_insiders(
        session,
        contest_id=contest.id,
        people=[
            NewInsider("Lê Thị Lan", PHONE),
            NewInsider("Võ Thị Đào", "+84912345679"),
        ],
        key=SECRET,
        act=Act.by(factories.staff(session).id, "Ban Tổ chức"),
        now=NOON,
    )
    return factories.account(session, full_name="Lê Thị Lan", phone=PHONE)


def listed_names(session):
    session.expire_all()
    rows = session.scalars(select(Insider).order_by(Insider.id))
    return [(row.name, row.phone_shown) for row in rows]


def test_of_who_runs_a_contest_only_the_hash_stays(session, insider):
    erase(session, insider.id)

    assert listed_names(session) == [(NOBODY, "•••"), ("Võ Thị Đào", "091•••679")]
    again = factories.account(session, phone=PHONE)
    contest_id = session.scalars(select(Insider.contest_id).limit(1)).one()
    entry = factories.entry(
        session, contest=session.get_one(factories.Contest, contest_id), account=again
    )
    bar_insiders(session, contest_id=contest_id, key=SECRET, now=NOON)
    session.refresh(entry)
    assert entry.barred_at == NOON


def test_of_a_shared_phone_the_line_of_the_list_stays(session, insider):
    factories.account(session, phone=PHONE, phone_place=2)
    erase(session, insider.id)

    assert listed_names(session)[0] == ("Lê Thị Lan", "091•••678")


def test_the_list_of_who_ran_a_contest_goes_with_its_data(session, insider):
    contest_id = session.scalars(select(Insider.contest_id).limit(1)).one()
    service.part_entries(session, contest_id=contest_id, batch=50, now=NOON)

    assert listed_names(session) == []

"""Targets of the matrix that belong to people and units: lists, pairs, requests, trees."""

from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from quizapp.accounts import service as accounts
from quizapp.accounts.models import RoleGrant, SecondFactor
from quizapp.audit.service import Act
from quizapp.entries.models import Consent, Insider
from quizapp.entries.rules import NewInsider
from quizapp.entries.service import add_insiders
from quizapp.judging import service as judging
from quizapp.members import service as members
from quizapp.members.models import ListedMember, MemberList, MemberSheet
from quizapp.privacy.service import NewRequest, ask
from quizapp.units import service as units
from quizapp.units.models import UnitTree
from tests import factories, merging
from tests.conftest import NOON

ACT = Act("command", "because", b"0" * 16)
INVITATION = "ABCDEFGHJK"
HEADER = "mã,mã cấp trên,loại,tên,số hội viên\n"


def member_targets(session, contest, unit, sender):
    """A place that is taken, a list that waits and a sheet, both of one sender."""
    name = f"Lê Thị {'Lan' if sender.kind == 'staff' else 'Liên'}"
    send(session, contest, unit, name, sender, is_taken=True)
    place = session.scalars(
        select(ListedMember).where(ListedMember.full_name == name)
    ).one()
    person = factories.account(session, full_name=name)
    entry = factories.entry(
        session, contest=contest, account=person, unit_id=place.unit_id
    )
    act = Act.by(sender.id)
    members.confirm(session, member=place, entry=entry, act=act, now=NOON)
    waiting = send(session, contest, unit, "Trần Thị Mới", sender)
    sheet = MemberSheet(
        contest_id=contest.id,
        unit_id=unit.id,
        asked_by=sender.id,
        asked_at=NOON,
        card_count=1,
        content=b"%PDF",
        made_at=NOON,
    )
    factories.added(session, sheet)
    return {"member_id": place.id, "list_id": waiting.id, "sheet_id": sheet.id}


def send(session, contest, unit, name, sender, *, is_taken=False):
    """A list of one member."""
    sent = members.Sent(
        source="paste",
        name="Danh sách",
        content=name.encode(),
        roots=[unit.id],
        unit_id=unit.id,
        basis_kind="membership",
        basis_text="Sổ hội viên",
    )
    act = Act.by(sender.id)
    row = members.send(session, contest=contest, sent=sent, act=act, now=NOON)
    if is_taken:
        members.take_list(
            session, list_id=row.id, act=act, draw=Random(row.id).randrange, now=NOON
        )
    return session.get_one(MemberList, row.id)


def person_targets(session, contest):
    """A pair to decide, one that counts as one person, one that was two people."""
    low, high, kept, merged, one, other = (
        factories.entry(session, contest=contest) for _ in range(6)
    )
    merge = merging.merge(session, kept, merged)
    dismissal = judging.dismiss(
        session,
        contest_id=contest.id,
        one_id=one.id,
        other_id=other.id,
        act=merging.judge(session),
        now=NOON,
    )
    return {
        "/judge/contests/<slug>/persons/<": {"low": low.id, "high": high.id},
        "/judge/contests/<slug>/persons/merges": {"decision_id": merge.id},
        "/judge/contests/<slug>/persons/dismissals": {"decision_id": dismissal.id},
    }


def request_targets(session, contest, person):
    """What somebody asks about her data in a contest."""
    asked = NewRequest(
        kind="access", text="?", account_id=person.id, contest_id=contest.id
    )
    return {"request_id": ask(session, asked=asked, now=NOON).id}


def insider_targets(session, contest, keeper):
    """Somebody on the list of who runs a contest."""
    add_insiders(
        session,
        contest_id=contest.id,
        people=[NewInsider("Người Ra Đề", "+84900111222")],
        key="key",
        act=Act.by(keeper.id),
        now=NOON,
    )
    listed = session.scalars(
        select(Insider).where(Insider.contest_id == contest.id)
    ).one()
    return {"insider_id": listed.id}


def consent_targets(session, entry):
    """What she agreed to in a contest."""
    agreed = Consent(
        entry_id=entry.id,
        kind="show_name",
        is_given=True,
        text_version="1",
        text_hash="0" * 64,
        at=NOON,
    )
    factories.added(session, agreed)
    return {"entry_id": entry.id, "kind": "show_name"}


def tree_targets(session, unit):
    """A tree with a unit to which something happened, and a file that waits."""
    slug = session.get_one(UnitTree, unit.tree_id).slug
    event = units.rename(
        session,
        unit_id=unit.id,
        name="Xã Đổi Tên",
        effective_on=date(2029, 12, 1),
        act=ACT,
        now=NOON,
    )
    sent = units.upload(
        session,
        tree=slug,
        name="don-vi.csv",
        content=f"{HEADER}MOI,{unit.code},chi hội,Chi hội mới,\n".encode(),
        act=ACT,
        now=NOON,
    )
    known = {"slug": slug, "form": "csv", "unit_id": unit.id}
    return {
        "/manage/units": known | {"event_id": event.id, "what": "rename"},
        "/manage/unit-imports": {"slug": slug, "upload_id": sent.id},
    }


def officer_targets(session, contest, unit, officer):
    """A unit below an officer's, an invitation to it, its officer, and whom she helped."""
    below = factories.unit(session, parent=unit)
    colleague = factories.account(session)
    factories.role(session, account=colleague, role="unit_officer", unit_id=below.id)
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == colleague.id)
    ).one()
    invited = accounts.invite_by_code(
        session, unit=below, inviter_id=officer.id, code=INVITATION, now=NOON
    )
    helped = factories.account(
        session,
        phone=None,
        phone_place=None,
        brought_in_by=officer.id,
        unit_id=unit.id,
    )
    factories.entry(session, contest=contest, account=helped, unit_id=unit.id)
    return {
        "/officer/units": {"unit_id": below.id},
        "/officer/contests/<slug>/assisted": {"account_id": helped.id},
        "bodies": {
            "unit": unit.id,
            "grant": grant.id,
            "invitation": invited.id,
            "code_of_the_invitation": INVITATION,
        },
    }


def own_targets(session, person):
    """Another person of her phone, and another device of hers."""
    other = factories.account(session, phone=person.phone, phone_place=2)
    device = accounts.open_session(
        session, account_id=person.id, token="0" * 32, lasts=timedelta(days=1), now=NOON
    )
    return {
        "/account/people": {"account_id": other.id},
        "/account/sessions": {"session_id": device.id},
    }


def second_factor(session, account):
    """Staff have one: pages about it aren't there without."""
    factories.added(
        session,
        SecondFactor(
            account_id=account.id, secret=b"0" * 48, last_step=1, confirmed_at=NOON
        ),
    )

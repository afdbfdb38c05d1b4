"""A contest for a small branch, and lists of its members."""

import random
from types import SimpleNamespace

from quizapp.audit.service import Act
from quizapp.members import service
from quizapp.members.models import ListedMember
from tests import factories
from tests.conftest import NOON

ACT = Act("command:test", "", b"0" * 16)
WORDS = "Sổ hội viên năm 2029"


def arena(session, **book):
    """A province with one commune, two branches below it, and a contest for all."""
    root = factories.unit(session, name="Tỉnh Hậu Giang", code="93")
    commune = factories.unit(session, parent=root, name="Phường IV", code="00317")
    first = factories.unit(session, parent=commune, name="Chi hội 1", code="CH1")
    second = factories.unit(session, parent=commune, name="Chi hội 2", code="CH2")
    contest = factories.contest(
        session,
        book=factories.rule_book(
            eligibility={"minimum_age": 14, "units": "tree"},
            entry={
                "required": ["full_name", "birth_year", "phone"],
                "optional": ["unit"],
            },
            **book,
        ),
        unit_id=root.id,
    )
    return SimpleNamespace(
        contest=contest, root=root, commune=commune, first=first, second=second
    )


def sent(where, text, **changes):
    values = {
        "source": "paste",
        "name": "Danh sách",
        "content": text.encode(),
        "roots": [where.root.id],
        "unit_id": where.first.id,
        "basis_kind": "membership",
        "basis_text": WORDS,
    }
    return service.Sent(**values | changes)


def send(session, where, text, *, now=NOON, act=ACT, **changes):
    return service.send(
        session,
        contest=where.contest,
        sent=sent(where, text, **changes),
        act=act,
        now=now,
    )


def take(session, where, text, *, now=NOON, act=ACT, **changes):
    """Send a list and take it in; return what that came to."""
    row = send(session, where, text, now=now, act=act, **changes)
    draw = random.Random(row.id).randrange
    return service.take_list(session, list_id=row.id, act=act, draw=draw, now=now)


def listed(session, where, text="Lê Thị Lan", **changes):
    """List members; return their places in the order of the lines."""
    take(session, where, text, **changes)
    found = session.query(ListedMember).filter_by(contest_id=where.contest.id)
    return found.order_by(ListedMember.id).all()


def entered(session, where, *, name="Lê Thị Lan", unit=None, **changes):
    """An entry of somebody in the contest."""
    account = factories.account(session, full_name=name, **changes)
    return factories.entry(
        session,
        contest=where.contest,
        account=account,
        unit_id=unit.id if unit else None,
    )

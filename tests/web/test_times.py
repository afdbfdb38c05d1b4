"""Time given back on the organizers' page: minutes, outages, taking back."""

from datetime import timedelta

import pytest

from quizapp.attempts.models import TimeGrant
from tests import factories
from tests.conftest import NOON
from tests.sittings import seat
from tests.web.people import form_token, sign_in


@pytest.fixture
def here(session, app):
    return seat(session)


@pytest.fixture
def page(client, session, here):
    """The address of the page; its organizer is signed in."""
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer")
    sign_in(client, session, account)
    contest = session.get(factories.Contest, here.round_.contest_id)
    return f"/manage/contests/{contest.slug}/rounds/{here.round_.number}/time"


def post(client, page, where="", **fields):
    token = form_token(client, page)
    return client.post(page + where, data=fields | {"csrf_token": token})


def test_minutes_for_everybody_move_every_deadline(client, session, here, page, clock):
    attempt = here.start()
    session.commit()
    clock.advance(minutes=1)
    reply = post(client, page, minutes=5, whom="everybody", reason="Mất điện")

    session.expire_all()
    assert reply.status_code == 303
    assert attempt.deadline_at == NOON + timedelta(minutes=20)
    assert "05:00" in client.get(page).text


def test_minutes_for_one_person_by_phone(client, session, here, page, clock):
    attempt = here.start()
    account = session.get(factories.Account, here.entry.account_id)
    session.commit()
    clock.advance(minutes=1)
    post(client, page, minutes=5, whom="person", phone=account.phone, reason="Lý do")

    session.expire_all()
    assert attempt.deadline_at == NOON + timedelta(minutes=20)
    assert session.query(TimeGrant).one().entry_id == here.entry.id


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": "", "whom": "everybody", "reason": "x"},
        {"minutes": 0, "whom": "everybody", "reason": "x"},
        {"minutes": 5, "whom": "everybody", "reason": ""},
        {"minutes": 5, "whom": "nobody", "reason": "x"},
        {"minutes": 5, "whom": "person", "phone": "123", "reason": "x"},
        {"minutes": 5, "whom": "person", "phone": "0912 345 678", "reason": "x"},
        {"minutes": 5, "whom": "unit", "unit": "Xã Không Có", "reason": "x"},
    ],
    ids=repr,
)
def test_bad_input_is_told_and_gives_nothing(client, session, here, page, fields):
    reply = post(client, page, **fields)

    assert reply.status_code == 422
    assert 'class="errors"' in reply.text
    assert session.query(TimeGrant).count() == 0


def test_an_outage_is_given_and_taken_back(client, session, here, page, clock):
    attempt = here.start()
    session.commit()
    clock.advance(minutes=10)
    window = {"outage-from_at": "2030-01-01T19:01", "outage-to_at": "2030-01-01T19:04"}
    reply = post(client, page, "/outages", **window, **{"outage-reason": "Sập mạng"})
    again = post(client, page, "/outages", **window, **{"outage-reason": "Sập mạng"})

    session.expire_all()
    assert (reply.status_code, again.status_code) == (303, 422)
    assert attempt.deadline_at == NOON + timedelta(minutes=18)
    grant = session.query(TimeGrant).one()
    assert (grant.kind, grant.seconds) == ("outage", 180)

    assert post(client, page, f"/{grant.id}/undo", reason="Nhầm").status_code == 303
    session.expire_all()
    assert attempt.deadline_at == NOON + timedelta(minutes=15)
    assert "Đã rút lại" in client.get(page).text


def test_a_grant_of_another_round_can_not_be_taken_back_here(
    client, session, here, page
):
    other = seat(session)
    grant = factories.added(
        session,
        TimeGrant(
            round_id=other.round_.id,
            kind="extra",
            seconds=60,
            from_at=NOON,
            to_at=NOON + timedelta(seconds=1),
            granted_at=NOON,
        ),
    )
    session.commit()
    reply = post(client, page, f"/{grant.id}/undo", reason="x")

    assert reply.status_code == 422
    assert session.query(TimeGrant).count() == 1

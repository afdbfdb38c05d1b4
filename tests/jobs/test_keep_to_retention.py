"""What the worker forgets, and when: both sides of each day, and done twice the same."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account, SignInSession
from quizapp.accounts.service import NOBODY
from quizapp.audit.models import AuditEntry
from quizapp.jobs import keep_to_retention
from quizapp.phrases import ZONE
from quizapp.privacy import service
from quizapp.privacy.models import DataRequest, ErasedPhone
from quizapp.privacy.service import NewRequest
from quizapp.standings import queries as boards
from quizapp.tallies.files import to_json
from quizapp.tallies.queries import tally
from tests import factories
from tests.boards import end
from tests.conftest import NOON
from tests.sittings import rounds_in

DELETION = "2031-03-01"
START_OF_DAY = datetime(2031, 3, 1, tzinfo=ZONE).astimezone(UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def contest(session, app):
    with app.app_context():
        book = factories.rule_book(data_deleted_on=DELETION)
        yield factories.contest(session, book=book)


@pytest.fixture
def round_(session, contest):
    return rounds_in(session, contest)[0]


@pytest.fixture
def entries(session, contest, round_):
    """Two who took part, the first also in another contest that goes on."""
    found = []
    for name in ("Nguyễn Thị An", "Lê Thị Bình"):
        account = factories.account(session, full_name=name)
        entry = factories.entry(session, contest=contest, account=account)
        end(session, round_, entry)
        found.append(entry)
    later = factories.rule_book(data_deleted_on="2035-01-01")
    other = factories.contest(session, book=later)
    factories.entry(
        session, contest=other, account=session.get_one(Account, found[0].account_id)
    )
    session.commit()
    return found


def run(session, clock, at):
    clock.advance(seconds=(at - clock.now()).total_seconds())
    session.commit()
    count = keep_to_retention.run()
    session.expire_all()
    return count


def runs_recorded(session):
    found = select(AuditEntry.details).where(
        AuditEntry.action == "privacy.kept_to_retention"
    )
    return session.scalars(found.order_by(AuditEntry.position)).all()


@pytest.mark.parametrize(
    ("at", "is_gone"),
    [(START_OF_DAY - SECOND, False), (START_OF_DAY, True), (START_OF_DAY + DAY, True)],
)
def test_entries_are_taken_from_their_people_on_the_day_of_deletion(
    session, clock, entries, at, is_gone
):
    people = [entry.account_id for entry in entries]
    run(session, clock, at)

    assert [entry.account_id not in people for entry in entries] == [is_gone] * 2
    names = {session.get_one(Account, entry.account_id).full_name for entry in entries}
    assert names == ({NOBODY} if is_gone else {"Nguyễn Thị An", "Lê Thị Bình"})
    assert {entry.age_band for entry in entries} == {"46_60" if is_gone else None}


def test_figures_and_ranks_stay_and_the_person_keeps_her_account(
    session, clock, contest, round_, entries
):
    as_of = NOON + timedelta(minutes=5)

    def figures():
        later = START_OF_DAY + DAY
        return to_json(tally(session, contest_id=contest.id, as_of=as_of, now=later))

    before = figures(), boards.people_and_attempts(session, round_ids=[round_.id])
    mine = entries[0].account_id
    run(session, clock, START_OF_DAY)

    assert before == (
        figures(),
        boards.people_and_attempts(session, round_ids=[round_.id]),
    )
    rows = boards.top_rows(session, round_id=round_.id, has_full_names=True)
    assert [(row.rank, row.name) for row in rows] == [(1, NOBODY), (1, NOBODY)]
    account = session.get_one(Account, mine)
    assert (account.full_name, account.parted_at) == ("Nguyễn Thị An", START_OF_DAY)
    # Nothing ties the entries together any more.
    assert entries[0].account_id != entries[1].account_id


def test_a_second_run_changes_and_records_nothing(session, clock, entries):
    assert run(session, clock, START_OF_DAY) == 2
    assert run(session, clock, START_OF_DAY + SECOND) == 0

    assert runs_recorded(session) == [
        {"entries": 2, "accounts": 0, "requests": 0, "phones": 0}
    ]


def test_more_than_one_batch_goes_in_one_run(session, clock, entries, monkeypatch):
    monkeypatch.setattr(keep_to_retention, "BATCH", 1)

    assert run(session, clock, START_OF_DAY) == 2


def test_a_worker_that_is_told_to_end_begins_no_batch(session, clock, entries):
    clock.advance(seconds=(START_OF_DAY - clock.now()).total_seconds())

    assert keep_to_retention.run(lambda: False) == 0


@pytest.mark.parametrize(
    ("after", "is_gone"),
    [(timedelta(days=365), False), (timedelta(days=365) + SECOND, True)],
)
def test_an_account_without_a_contest_goes_once_it_was_idle(
    session, clock, entries, after, is_gone
):
    alone = session.get_one(Account, entries[1].account_id)
    elsewhere = session.get_one(Account, entries[0].account_id)
    run(session, clock, START_OF_DAY)
    run(session, clock, START_OF_DAY + after)

    assert (alone.erased_at is not None) is is_gone
    assert (alone.phone is None) is is_gone
    assert elsewhere.erased_at is None


def test_who_signed_up_and_entered_nothing_goes_too(session, clock, contest):
    account = factories.account(session)
    run(session, clock, NOON + timedelta(days=365))
    assert account.erased_at is None
    run(session, clock, NOON + timedelta(days=365) + SECOND)

    assert account.erased_at is not None


@pytest.mark.parametrize("why", ["device", "role", "entry", "staff"])
def test_an_account_that_is_in_use_stays(session, clock, contest, why):
    at = NOON + timedelta(days=400)
    account = factories.account(session)
    if why == "device":
        row = SignInSession(
            account_id=account.id,
            token_hash=b"x",
            created_at=at - DAY,
            proved_at=at - DAY,
            expires_at=at + DAY,
        )
        factories.added(session, row)
    elif why == "role":
        unit = factories.unit(session)
        factories.role(session, account=account, role="unit_officer", unit_id=unit.id)
    elif why == "entry":
        factories.entry(session, contest=contest, account=account)
    else:
        account = factories.staff(session)
    run(session, clock, at)

    assert account.erased_at is None


@pytest.mark.parametrize(
    ("after", "is_gone"),
    [(timedelta(days=365), False), (timedelta(days=365) + SECOND, True)],
)
def test_an_answered_request_goes_and_an_open_one_stays(
    session, clock, contest, after, is_gone
):
    def ask():
        asked = NewRequest(kind="other", text="Xin xem", caller="Chị An")
        return service.ask(session, asked=asked, now=NOON)

    answered, waiting = ask().id, ask().id
    act = service_act(session)
    service.answer(session, request_id=answered, text="Đây", act=act, now=NOON)
    run(session, clock, NOON + after)

    left = set(session.scalars(select(DataRequest.id)))
    assert left == ({waiting} if is_gone else {answered, waiting})


def service_act(session):
    from quizapp.audit.service import Act

    return Act.by(factories.staff(session).id)


@pytest.mark.parametrize(("seconds", "is_gone"), [(-1, False), (0, True), (1, True)])
def test_the_hash_of_a_phone_goes_when_its_contest_is_done_with(
    session, clock, contest, seconds, is_gone
):
    until = NOON + timedelta(days=15)
    row = ErasedPhone(
        contest_id=contest.id, phone_hash=bytes(32), erased_at=NOON, until=until
    )
    factories.added(session, row)
    run(session, clock, until + timedelta(seconds=seconds))

    left = session.scalar(select(func.count()).select_from(ErasedPhone))
    assert left == (0 if is_gone else 1)

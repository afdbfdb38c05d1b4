"""Leaving, coming back, erasing: what acts at once, and which figures stay as they were."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import (
    Account,
    Notice,
    ResetCode,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from quizapp.accounts.rules import keyed_hash
from quizapp.accounts.service import (
    NOBODY,
    Trier,
    grant_role,
    issue_reset_code,
    note_failure,
    notify,
    open_session,
)
from quizapp.attempts.service import start
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.audit.queries import verification
from quizapp.audit.service import Act, record
from quizapp.entries.models import Consent
from quizapp.entries.rules import ConsentAnswer
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.names import masked_name
from quizapp.privacy import queries, service
from quizapp.privacy.models import DataRequest, ErasedPhone
from quizapp.privacy.rules import Keeping
from quizapp.privacy.service import Means, NewRequest
from quizapp.standings import queries as boards
from quizapp.standings import service as standings
from quizapp.standings.models import Standing
from quizapp.tallies.files import to_json
from quizapp.tallies.queries import tally
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON, SECRET
from tests.sittings import after, answer, current, right_value, seat, terms_of

KEEPING = Keeping(complaint_days=14, idle_account_days=365, answered_request_days=30)
SALT = b"0" * 16
HOUR = 3600
DAY = 86_400


def nonce():
    return f"{factories.number():032x}"


MEANS = Means(SECRET, KEEPING, nonce)


def said(kind, *, is_given):
    return ConsentAnswer(kind, is_given, "2026-11/vi", "0" * 64)


def say(session, entry, kind, *, is_given, now=NOON):
    return service.change_consent(
        session,
        account_id=entry.account_id,
        entry_id=entry.id,
        answer=said(kind, is_given=is_given),
        nonce=nonce,
        now=now,
    )


def erase(session, account_id, now=NOON):
    act = Act(f"account:{account_id}", "", SALT, account_id)
    return service.erase(session, account_id=account_id, act=act, means=MEANS, now=now)


def on_board(session, round_):
    return [row.name for row in boards.top_rows(session, round_id=round_.id)]


def standing_of(session, round_, entry):
    session.expire_all()
    return session.get_one(Standing, (round_.id, entry.id))


@pytest.fixture
def round_(session):
    return make_round(session)


@pytest.fixture
def two(session, round_):
    """Two who stand on a board, An before Bình."""
    found = []
    for name, seconds in (("Nguyễn Thị An", 30), ("Lê Thị Bình", 40)):
        account = factories.account(session, full_name=name)
        entry = make_entry(session, round_, account=account)
        end(session, round_, entry, seconds=seconds)
        found.append(entry)
    return found


# Taking a consent back, and giving it again


def test_without_consent_the_name_is_shortened_at_once(session, round_, two):
    say(session, two[0], "show_name", is_given=False)

    assert on_board(session, round_) == ["Nguyễn T. A.", "Lê Thị Bình"]
    say(session, two[0], "show_name", is_given=True)
    assert on_board(session, round_) == ["Nguyễn Thị An", "Lê Thị Bình"]


def test_every_answer_is_kept_beside_the_others(session, two):
    for is_given in (False, True, False):
        say(session, two[0], "show_name", is_given=is_given)

    kept = session.scalars(
        select(Consent.is_given)
        .where(Consent.entry_id == two[0].id)
        .order_by(Consent.id)
    ).all()
    assert kept == [False, True, False]


def test_who_leaves_stands_on_no_board_and_counts_on(session, round_, two):
    before = boards.people_and_attempts(session, round_ids=[round_.id])
    say(session, two[0], "take_part", is_given=False)

    assert on_board(session, round_) == ["Lê Thị Bình"]
    assert (
        boards.people_and_attempts(session, round_ids=[round_.id]) == before == (2, 2)
    )
    assert boards.top_rows(session, round_id=round_.id)[0].rank == 1


def test_a_recount_brings_nobody_back_who_left(session, round_, two):
    say(session, two[0], "take_part", is_given=False)
    terms = terms_of(session, round_)
    standings.recount(session, round_=terms, entry_id=two[0].id, now=NOON)

    assert standing_of(session, round_, two[0]).sort_key is None
    assert standing_of(session, round_, two[0]).attempt_count == 1


def test_who_comes_back_stands_where_she_stood(session, round_, two):
    key = standing_of(session, round_, two[0]).sort_key
    say(session, two[0], "take_part", is_given=False)
    say(session, two[0], "take_part", is_given=True)

    assert standing_of(session, round_, two[0]).sort_key == key
    assert on_board(session, round_) == ["Nguyễn Thị An", "Lê Thị Bình"]


@pytest.mark.parametrize(
    ("seconds", "may"), [(DAY - 1, True), (DAY, False), (DAY + 1, False)]
)
def test_one_comes_back_until_the_contest_is_over(session, round_, two, seconds, may):
    say(session, two[0], "take_part", is_given=False)
    if may:
        say(session, two[0], "take_part", is_given=True, now=after(seconds))
    else:
        with pytest.raises(ConflictError):
            say(session, two[0], "take_part", is_given=True, now=after(seconds))
    assert (two[0].withdrawn_at is None) is may


def test_leaving_ends_the_attempt_that_runs_with_what_is_there(session):
    sitting = seat(session)
    attempt = sitting.start()
    answer(session, attempt, 1, right_value(attempt, 1))
    say(session, sitting.entry, "take_part", is_given=False, now=after(60))

    ended = current(session, attempt)
    assert (ended.state, ended.right_count, ended.ended_at) == ("closed", 1, after(60))
    assert standing_of(session, sitting.round_, sitting.entry).sort_key is None


def test_who_left_starts_no_attempt_until_she_is_back(session):
    sitting = seat(session)
    say(session, sitting.entry, "take_part", is_given=False)
    with pytest.raises(ConflictError, match="taken back"):
        sitting.start()
    say(session, sitting.entry, "take_part", is_given=True)

    assert sitting.start().state == "open"


def test_leaving_twice_changes_nothing(session, round_, two):
    say(session, two[0], "take_part", is_given=False)
    say(session, two[0], "take_part", is_given=False, now=after(60))

    assert two[0].withdrawn_at == NOON


def test_nobody_answers_for_another(session, two):
    with pytest.raises(NotFoundError):
        service.change_consent(
            session,
            account_id=two[1].account_id,
            entry_id=two[0].id,
            answer=said("take_part", is_given=False),
            nonce=nonce,
            now=NOON,
        )


def test_without_its_consent_the_ethnicity_goes_at_once(session, two):
    two[0].ethnicity = "01"
    say(session, two[0], "ethnicity", is_given=False)

    assert two[0].ethnicity is None


def test_a_child_whose_representative_takes_back_leaves(session, round_, two):
    two[0].is_name_shown = False
    two[0].representative_name, two[0].representative_relation = "Lê Thị Ba", "mother"
    say(session, two[0], "show_name", is_given=True)
    assert two[0].is_name_shown is False
    say(session, two[0], "representative", is_given=False)

    assert two[0].withdrawn_at == NOON


def test_with_one_of_two_consents_nobody_is_back(session, two):
    for kind in ("take_part", "representative"):
        say(session, two[0], kind, is_given=False)
    say(session, two[0], "take_part", is_given=True)
    assert two[0].withdrawn_at is not None
    say(session, two[0], "representative", is_given=True)

    assert two[0].withdrawn_at is None


# Correcting


def correct(session, account_id):
    return service.correct_myself(
        session,
        account_id=account_id,
        full_name="Đỗ Thị  Ánh",
        birth_year=1975,
        now=NOON,
    )


def test_name_and_birth_year_are_corrected_before_a_contest_is_entered(session):
    account = correct(session, factories.account(session).id)

    assert (account.full_name, account.search_key) == ("Đỗ Thị Ánh", "do thi anh")
    assert account.birth_year == 1975


def test_from_then_on_the_entry_form_corrects_them_by_its_rules(session, round_):
    entry = make_entry(session, round_)
    with pytest.raises(ConflictError, match="entry form"):
        correct(session, entry.account_id)


# Erasing


def figures(session, round_, as_of):
    found = tally(
        session,
        contest_id=round_.contest_id,
        as_of=as_of,
        now=as_of + timedelta(hours=1),
    )
    return to_json(found)


def test_figures_as_of_before_are_the_same_after(session, round_, two):
    as_of = NOON + timedelta(minutes=5)
    before = figures(session, round_, as_of)
    by_people = boards.people_and_attempts(session, round_ids=[round_.id])
    erase(session, two[0].account_id, now=as_of + timedelta(minutes=1))

    assert figures(session, round_, as_of) == before
    assert boards.people_and_attempts(session, round_ids=[round_.id]) == by_people


def test_nothing_is_left_in_the_account(session, two):
    account = session.get_one(Account, two[0].account_id)
    erase(session, account.id)

    assert (account.full_name, account.phone, account.birth_year) == (
        NOBODY,
        None,
        None,
    )
    assert (account.search_key, account.secret_hash) == ("", "")
    assert account.erased_at == account.disabled_at == NOON
    assert masked_name(NOBODY) == NOBODY


def test_devices_codes_news_and_roles_go(session, two):
    account = session.get_one(Account, two[0].account_id)
    open_session(
        session, account_id=account.id, token="t", lasts=timedelta(days=1), now=NOON
    )
    issue_reset_code(
        session, person=account, issuer_id=None, code="1", salt=SALT, now=NOON
    )
    notify(session, account_id=account.id, message="x", params={}, now=NOON)
    grant = grant_role(
        session,
        account=account,
        role="unit_officer",
        reach=service_reach(session),
        salt=SALT,
        now=NOON - timedelta(days=1),
    )
    who = Trier(keyed_hash(SECRET, "phone", account.phone), b"device")
    note_failure(session, trier=who, now=NOON)
    erase(session, account.id)

    for table in (SignInSession, ResetCode, Notice, SignInFailure):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table
    assert session.get_one(RoleGrant, grant.id).ends_at == NOON


def service_reach(session):
    from quizapp.accounts.service import Reach

    return Reach(unit_id=factories.unit(session).id)


def test_failures_of_a_shared_phone_stay_with_those_who_share_it(session, two):
    account = session.get_one(Account, two[0].account_id)
    factories.account(session, phone=account.phone, phone_place=2)
    who = Trier(keyed_hash(SECRET, "phone", account.phone), b"device")
    note_failure(session, trier=who, now=NOON)
    erase(session, account.id)

    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1


def test_the_band_of_age_stays_as_of_the_year_of_the_entry(session, two):
    erase(session, two[0].account_id)

    assert two[0].age_band == "46_60"  # born in 1980, entered in 2030


@pytest.mark.parametrize(
    ("seconds", "is_open"),
    [(0, True), (15 * DAY - 1, True), (15 * DAY, False), (15 * DAY + 1, False)],
)
def test_until_complaints_are_done_with_erasing_withdraws(
    session, round_, two, seconds, is_open
):
    at = after(seconds)
    done = erase(session, two[0].account_id, now=at)

    assert done.until == (after(15 * DAY) if is_open else None)
    assert done.entry_count == 1
    kept = session.scalar(select(func.count()).select_from(ErasedPhone))
    assert kept == (1 if is_open else 0)
    # Later the result stays, tied to nobody.
    names = ["Lê Thị Bình"] if is_open else [NOBODY, "Lê Thị Bình"]
    assert on_board(session, round_) == names


@pytest.mark.parametrize(
    ("seconds", "until", "may"),
    [(-1, HOUR, True), (0, HOUR, False), (60, HOUR, False), (60, 15 * DAY, True)],
)
def test_nobody_enters_again_behind_an_erasing(session, two, seconds, until, may):
    """A family's other people, signed up before, may enter; and all once it is over."""
    phone = session.get_one(Account, two[0].account_id).phone
    other = factories.account(
        session, phone=phone, phone_place=2, now=NOON + timedelta(seconds=seconds)
    )
    erase(session, two[0].account_id)

    def check():
        service.check_may_enter(
            session,
            contest_id=two[0].contest_id,
            account_id=other.id,
            key=SECRET,
            now=after(until),
        )

    if may:
        check()
    else:
        with pytest.raises(InvalidError, match="erased her data"):
            check()


def test_the_second_of_a_phone_who_erases_opens_no_way_for_the_first(session, two):
    phone = session.get_one(Account, two[0].account_id).phone
    erase(session, two[0].account_id)
    again = factories.account(session, phone=phone, now=after(60))
    contest = session.get_one(factories.Contest, two[0].contest_id)
    other = factories.entry(session, contest=contest, account=again)
    erase(session, other.account_id, now=after(120))

    kept = session.scalars(select(ErasedPhone)).one()
    assert kept.erased_at == NOON


def test_reasons_about_her_go_and_the_chain_stays_whole(session, two):
    account_id = two[0].account_id
    phone = session.get_one(Account, account_id).phone

    def note(subject, reason, **details):
        return record(
            session,
            actor="account:1",
            action="x",
            subject=subject,
            details=details,
            salt=SALT,
            reason=reason,
            now=NOON,
        ).position

    digits = phone.removeprefix("+84")
    mine = [
        note(f"account:{account_id}", "An gọi"),
        note(f"entry:{two[0].id}", "An gọi"),
        note("round:1", "An gọi", entry=two[0].id),
        note("bank:1", f"gọi 0{digits[:2]}.{digits[2:5]} {digits[5:]} nhé"),
    ]
    other = note(f"account:{two[1].account_id}", "Bình gọi")
    erase(session, account_id)

    left = session.scalars(select(AuditText.position)).all()
    assert left == [other]
    found = verification(session)
    assert (found.broken, found.erased_count) == ((), len(mine))
    told = session.scalars(
        select(AuditEntry.subject).where(AuditEntry.action == "audit.text_erased")
    ).all()
    assert sorted(told) == sorted(f"audit:{position}" for position in mine)


def test_the_record_says_that_she_was_erased_and_by_whom_without_a_word(session, two):
    act = Act.by(factories.staff(session).id, reason="An muốn thế")
    service.erase(session, account_id=two[0].account_id, act=act, means=MEANS, now=NOON)

    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "privacy.person_erased")
    ).one()
    assert (entry.actor, entry.subject) == (act.actor, f"account:{two[0].account_id}")
    assert (entry.details, entry.reason_hash) == ({"entries": 1}, None)


def test_the_erased_and_staff_can_not_be_erased(session, two):
    erase(session, two[0].account_id)
    for account_id in (two[0].account_id, factories.staff(session).id, 10**9):
        with pytest.raises(NotFoundError):
            erase(session, account_id)


def test_requests_are_emptied_and_still_counted(session, two):
    account_id = two[0].account_id
    for text in ("Sửa tên An", "Xóa An"):
        made = service.ask(
            session,
            asked=NewRequest(kind="other", text=text, account_id=account_id),
            now=NOON,
        )
    service.answer(
        session,
        request_id=made.id,
        text="Chào chị An",
        act=Act.by(factories.staff(session).id),
        now=NOON,
    )
    erase(session, account_id, now=after(60))

    rows = session.scalars(select(DataRequest).order_by(DataRequest.id)).all()
    assert [(row.text, row.answer) for row in rows] == [("", ""), ("", "")]
    assert [row.answered_at for row in rows] == [after(60), NOON]


# What is held


def test_everything_held_is_told_and_nobody_elses(session):
    sitting = seat(session, prediction="Bao nhiêu?")
    attempt = sitting.start()
    answer(session, attempt, 1, right_value(attempt, 1))
    say(session, sitting.entry, "show_name", is_given=True)
    make_entry(session, sitting.round_)
    held = service.everything_held(session, account_id=sitting.entry.account_id)

    assert {one.kind for one in held} == {
        "account",
        "entry",
        "entry_form",
        "consent",
        "attempt",
        "answers",
    }
    (answers,) = (one for one in held if one.kind == "answers")
    assert [fact.value for fact in answers.facts] == ["ABCD"[right_value(attempt, 1)]]


@pytest.mark.parametrize("shown", [(), ("score",), ("right_count",)])
def test_scores_are_held_back_as_the_rules_say(session, shown):
    sitting = seat(session)
    sitting.round_.rules = sitting.round_.rules | {"shown_after_hand_in": list(shown)}
    attempt = sitting.start()
    sitting.hand_in(attempt, after(60))
    held = service.everything_held(session, account_id=sitting.entry.account_id)
    labels = {fact.label for one in held if one.kind == "attempt" for fact in one.facts}

    assert ("Score" in labels) is ("score" in shown)
    assert ("Questions answered right" in labels) is ("right_count" in shown)


def test_nobody_who_is_erased_starts_an_attempt(session):
    sitting = seat(session)
    erase(session, sitting.entry.account_id)
    with pytest.raises(ConflictError):
        start(
            session,
            entry_id=sitting.entry.id,
            round_=terms_of(session, sitting.round_),
            seed="0" * 32,
            now=NOON,
        )


# Requests


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"text": "  "}, "text"),
        ({"account_id": None}, "caller"),
        ({"account_id": None, "caller": "  "}, "caller"),
    ],
)
def test_a_request_that_can_not_be_is_refused(session, changes, field):
    values = {"kind": "other", "text": "Xin xem", "account_id": 1} | changes
    with pytest.raises(InvalidError) as caught:
        service.ask(session, asked=NewRequest(**values), now=NOON)

    assert caught.value.field == field


def test_an_answer_is_told_to_the_person_and_recorded(session, two):
    asked = NewRequest(kind="access", text="Xin xem", account_id=two[0].account_id)
    made = service.ask(session, asked=asked, now=NOON)
    act = Act.by(factories.staff(session).id)
    service.answer(session, request_id=made.id, text="Đây", act=act, now=after(60))

    news = session.scalars(select(Notice)).one()
    assert (news.account_id, news.params) == (two[0].account_id, {"number": made.id})
    done = session.scalars(select(AuditEntry).order_by(AuditEntry.position)).all()[-1]
    assert (done.action, done.actor) == ("privacy.request_answered", act.actor)
    with pytest.raises(ConflictError):
        service.answer(session, request_id=made.id, text="Nữa", act=act, now=NOON)


def test_open_requests_stand_by_due_day_and_by_contest(session, two):
    contest_id = two[0].contest_id
    late = NewRequest(kind="other", text="b", caller="Chị B, 0900 000 009")
    soon = NewRequest(
        kind="other", text="a", account_id=two[0].account_id, contest_id=contest_id
    )
    service.ask(session, asked=late, now=after(5 * DAY))
    service.ask(session, asked=soon, now=NOON)

    def texts(contest_ids):
        rows = queries.open_requests(session, contest_ids=contest_ids)
        return [row.request.text for row in rows]

    assert texts(None) == ["a", "b"]
    assert texts({contest_id}) == [
        "a",
        "b",
    ]  # nobody knows which contest the caller means
    assert texts({contest_id + 1}) == ["b"]


def test_a_request_about_no_contest_is_for_those_whose_contest_she_entered(
    session, two
):
    asked = NewRequest(kind="other", text="c", account_id=two[0].account_id)
    service.ask(session, asked=asked, now=NOON)

    def count(contest_id):
        return len(queries.open_requests(session, contest_ids={contest_id}))

    assert (count(two[0].contest_id), count(two[0].contest_id + 1)) == (1, 0)

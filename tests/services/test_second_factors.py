"""Second factors, recovery codes and devices on PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import (
    RecoveryCode,
    SecondFactor,
    SignInFailure,
    SignInSession,
)
from quizapp.accounts.queries import device_data
from quizapp.accounts.rules import LIMITS, boxed, code_of, step_at
from quizapp.accounts.service import forget_devices
from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from tests import factories
from tests.conftest import NOON, SECRET

BYTES = b"12345678901234567890"
OTHER = b"09876543210987654321"
NEXT = timedelta(seconds=30)
CODES = [f"abcdefgh{n:02}" for n in range(10)]


def box(account, secret=BYTES):
    return boxed(secret, key=SECRET, account_id=account.id, nonce=b"0123456789ab")


def code(now=NOON, secret=BYTES):
    return code_of(secret, step_at(now))


def set_up(session, account, *, now=NOON, typed=None):
    service.set_up_second_factor(
        session,
        account_id=account.id,
        box=box(account),
        code=typed or code(now),
        key=SECRET,
        now=now,
    )


def use(session, account, typed, *, now):
    service.use_second_factor(
        session, account_id=account.id, code=typed, key=SECRET, now=now
    )


def make_codes(session, account, codes=CODES):
    service.make_recovery_codes(
        session, account_id=account.id, codes=codes, key=SECRET, now=NOON
    )


def actions(session):
    return session.scalars(
        select(AuditEntry.action).order_by(AuditEntry.position)
    ).all()


@pytest.fixture
def staff(session):
    return factories.staff(session)


def test_it_is_set_up_by_a_code_and_stored_where_nobody_reads_it(session, staff):
    with pytest.raises(InvalidError) as error:
        set_up(session, staff, typed="000000")
    assert error.value.field == "code"
    assert queries.second_factor_of(session, account_id=staff.id) is None

    set_up(session, staff)
    stored = queries.second_factor_of(session, account_id=staff.id)
    assert stored.confirmed_at == NOON
    assert BYTES not in stored.secret
    assert actions(session)[-1] == "accounts.second_factor_set_up"


def test_who_sets_it_up_second_is_refused(session, staff):
    set_up(session, staff)

    with pytest.raises(ConflictError):
        set_up(session, staff)


def test_a_code_is_good_once_and_the_code_of_setting_up_is_used(session, staff):
    set_up(session, staff)
    with pytest.raises(InvalidError):
        use(session, staff, code(), now=NOON)

    later = NOON + NEXT
    use(session, staff, code(later), now=later)
    with pytest.raises(InvalidError):
        use(session, staff, code(later), now=later)
    assert session.get(SecondFactor, staff.id).last_step == step_at(later)


def test_a_code_of_somebody_else_fits_nobody(session, staff):
    set_up(session, staff)
    later = NOON + NEXT

    with pytest.raises(InvalidError):
        use(session, staff, code(later, OTHER), now=later)
    with pytest.raises(ConflictError):
        use(session, factories.staff(session), code(later), now=later)


def test_recovery_codes_are_good_once_and_only_for_their_account(session, staff):
    other = factories.staff(session)
    for account, codes in ((staff, CODES), (other, ["zzzzzzzzzz"])):
        set_up(session, account)
        make_codes(session, account, codes)

    use(session, staff, " ABCDE-FGH03 ", now=NOON)
    assert queries.recovery_code_count(session, account_id=staff.id) == 9
    assert actions(session)[-1] == "accounts.recovery_code_used"
    for refused in ("abcdefgh03", "zzzzzzzzzz", "nnnnnnnnnn"):
        with pytest.raises(InvalidError):
            use(session, staff, refused, now=NOON)


def test_new_recovery_codes_end_those_before(session, staff):
    set_up(session, staff)
    make_codes(session, staff)
    make_codes(session, staff, ["mmmmmmmmmm"])

    assert queries.recovery_code_count(session, account_id=staff.id) == 1
    with pytest.raises(InvalidError):
        use(session, staff, CODES[0], now=NOON)
    stored = session.scalars(select(RecoveryCode.code_hash)).one()
    assert b"mmmmmmmmmm" not in stored


def test_moved_to_another_phone_the_old_one_fits_no_more(session, staff):
    set_up(session, staff)
    later = NOON + NEXT
    service.replace_second_factor(
        session,
        account_id=staff.id,
        box=box(staff, OTHER),
        code=code(later, OTHER),
        key=SECRET,
        now=later,
    )

    last = later + NEXT
    with pytest.raises(InvalidError):
        use(session, staff, code(last), now=last)
    use(session, staff, code(last, OTHER), now=last)


def test_nothing_is_moved_that_is_not_there(session, staff):
    with pytest.raises(ConflictError):
        service.replace_second_factor(
            session,
            account_id=staff.id,
            box=box(staff),
            code=code(),
            key=SECRET,
            now=NOON,
        )


def test_a_reset_takes_all_of_it_away_signs_out_and_is_written_down(session, staff):
    admin = factories.staff(session)
    set_up(session, staff)
    make_codes(session, staff)
    opened(session, staff, "t")
    act = Act.by(admin.id, "Mất điện thoại")
    service.reset_second_factor(session, account=staff, act=act, now=NOON)

    assert queries.second_factor_of(session, account_id=staff.id) is None
    assert queries.recovery_code_count(session, account_id=staff.id) == 0
    assert queries.account_of_session(session, token="t", now=NOON) is None
    entry = session.scalars(
        select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1)
    ).one()
    assert entry.action == "accounts.second_factor_reset"
    assert (entry.actor, entry.subject) == (
        f"account:{admin.id}",
        f"account:{staff.id}",
    )
    with pytest.raises(ConflictError):
        service.reset_second_factor(session, account=staff, act=act, now=NOON)
    set_up(session, staff)


def opened(session, account, token, **changes):
    return service.open_session(
        session,
        account_id=account.id,
        token=token,
        lasts=timedelta(days=1),
        now=NOON,
        **changes,
    )


def test_one_ends_ones_own_devices_one_by_one(session, staff):
    person, stranger = factories.account(session), factories.account(session)
    phone = opened(session, person, "phone", device_label="Chrome, Android")
    opened(session, person, "laptop")
    with pytest.raises(NotFoundError):
        service.end_session(
            session, session_id=phone.id, act=Act.by(stranger.id), now=NOON
        )
    service.end_session(session, session_id=phone.id, act=Act.by(person.id), now=NOON)

    left = queries.sessions_of(session, account_id=person.id, now=NOON)
    assert [one.token_hash for one in left] == [rules.token_hash("laptop")]
    with pytest.raises(NotFoundError):
        service.end_session(
            session, session_id=phone.id, act=Act.by(person.id), now=NOON
        )
    assert "accounts.session_ended" not in actions(session)


def test_all_others_end_together_and_of_staff_it_is_written_down(session, staff):
    other = factories.staff(session)
    for token in ("here", "there", "elsewhere"):
        opened(session, staff, token)
    opened(session, other, "other")

    act = Act.by(staff.id)
    ended = service.end_other_sessions(session, token="here", act=act, now=NOON)
    assert ended == 2
    for token, is_in in (("here", True), ("there", False), ("other", True)):
        found = queries.account_of_session(session, token=token, now=NOON)
        assert (found is not None) is is_in, token
    assert actions(session)[-1] == "accounts.session_ended"
    assert not service.end_other_sessions(session, token="here", act=act, now=NOON)


def test_proving_moves_the_moment_from_which_it_counts(session):
    person = factories.account(session)
    opened(session, person, "t")
    later = NOON + timedelta(hours=1)
    assert queries.account_of_session(session, token="t", now=later).proved_at == NOON

    service.prove_session(session, token="t", now=later)
    assert queries.account_of_session(session, token="t", now=later).proved_at == later


def test_what_is_held_is_told_and_can_be_erased(session, staff):
    set_up(session, staff)
    make_codes(session, staff)
    opened(session, staff, "t", device_label="Edge, Windows")

    held = device_data(session, account_id=staff.id)
    assert [one.kind for one in held] == ["device", "second_factor"]
    assert held[0].facts[0].value == "Edge, Windows"
    assert held[1].facts[1].value == 10
    forget_devices(session, account_id=staff.id, now=NOON)
    assert device_data(session, account_id=staff.id) == []
    for model in (SignInSession, SecondFactor, RecoveryCode):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def trier(subject, device, *, is_at_home=False):
    return service.Trier(subject, device, is_at_home)


def guess(session, count, *, now=NOON, subject="phone-%d", spread=30_000):
    """Guesses of a device each; return how many the limits let through."""
    let = 0
    for n in range(count):
        name = (subject % (n % spread) if "%" in subject else subject).encode()
        who = trier(name, b"guesser-%d" % n)
        try:
            service.check_may_try(session, trier=who, now=now)
        except TooManyError:
            continue
        service.note_failure(session, trier=who, now=now)
        let += 1
    return let


def test_guessing_is_stopped_and_people_at_home_get_in(session):
    let = guess(session, LIMITS.from_strangers + 300)

    assert let == LIMITS.from_strangers
    service.check_may_try(
        session, trier=trier(b"phone-1", b"own", is_at_home=True), now=NOON
    )
    with pytest.raises(TooManyError):
        service.check_may_try(session, trier=trier(b"phone-1", b"new"), now=NOON)
    later = NOON + LIMITS.window
    service.check_may_try(session, trier=trier(b"phone-1", b"new"), now=later)


def test_guessing_at_one_phone_keeps_out_no_device_at_home(session):
    assert guess(session, 50, subject="her") == LIMITS.by_subject
    at_home = trier(b"her", b"own", is_at_home=True)
    for _ in range(LIMITS.by_subject):
        service.check_may_try(session, trier=at_home, now=NOON)
        service.note_failure(session, trier=at_home, now=NOON)

    with pytest.raises(TooManyError):
        service.check_may_try(session, trier=at_home, now=NOON)


def test_what_is_mistyped_at_home_uses_nothing_of_the_budget(session):
    for n in range(LIMITS.from_strangers):
        at_home = trier(b"phone-%d" % n, b"own-%d" % n, is_at_home=True)
        service.note_failure(session, trier=at_home, now=NOON)

    service.check_may_try(session, trier=trier(b"another", b"new"), now=NOON)


def failed(session, count, *, now):
    """What strangers failed at, each at a phone and on a device of its own."""
    session.execute(
        insert(SignInFailure),
        [
            {"at": now, "subject": b"%d" % n, "device": b"d%d" % n, "is_at_home": False}
            for n in range(count)
        ],
    )


def test_slow_guessing_ends_within_a_day(session):
    her = trier(b"her", b"new")
    failed(session, LIMITS.from_strangers_in_a_day - 1, now=NOON)
    later = NOON + LIMITS.window
    service.check_may_try(session, trier=her, now=later)
    failed(session, 1, now=NOON)

    with pytest.raises(TooManyError):
        service.check_may_try(session, trier=her, now=later)
    service.check_may_try(session, trier=her, now=NOON + timedelta(days=1))


def test_a_reset_code_helps_whoever_is_guessed_at(session):
    failed(session, LIMITS.from_strangers, now=NOON)
    who = trier(b"reset of her", b"new")
    service.check_may_try_code(session, trier=who, now=NOON)
    for _ in range(LIMITS.by_subject):
        service.note_failure(session, trier=who, now=NOON)

    with pytest.raises(TooManyError):
        service.check_may_try_code(session, trier=who, now=NOON)
    service.forget_failures(session, subject=b"reset of her")
    service.check_may_try_code(session, trier=who, now=NOON)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) > 0

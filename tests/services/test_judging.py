"""One person who entered several times: limits, standings, notices, all undone again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Notice
from quizapp.attempts import queries as attempt_queries
from quizapp.attempts import service as attempts
from quizapp.attempts.models import Attempt
from quizapp.audit.models import AuditEntry
from quizapp.cache import Cache
from quizapp.contests.models import Round
from quizapp.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
)
from quizapp.jobs.close_attempts import record
from quizapp.judging import queries, service
from quizapp.judging.models import PersonMerge
from quizapp.standings import queries as standing_queries
from quizapp.standings import service as standings
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.merging import counted_under, judge, merge, part, stands
from tests.sittings import Seat, after, rounds_at, terms_of


@pytest.fixture
def round_(session):
    return make_round(session)


@pytest.fixture
def pair(session, round_):
    """Two entries: the second one did better."""
    one, other = (make_entry(session, round_) for _ in range(2))
    end(session, round_, one, score_hundredths=100)
    end(session, round_, other, score_hundredths=200)
    return one, other


@pytest.fixture
def seats(session):
    """Two people in a contest that allows two attempts a round."""
    contest, rounds = rounds_at(session, limit=2)
    entries = [factories.entry(session, contest=contest) for _ in range(2)]
    return [Seat(session, entry, rounds[0]) for entry in entries]


def sit(seat, now=NOON):
    """Start, hand in, and count it."""
    attempt = seat.start(now)
    ended = seat.hand_in(attempt, now + timedelta(seconds=60))
    row = attempts.close(
        seat.session, attempt_id=ended.id, now=now, nonce=lambda: "0" * 32
    )
    standings.record(seat.session, attempt=row.attempt, round_=row.round_, now=now)
    return ended


def test_the_best_of_all_attempts_stands_at_the_kept_entry(session, round_, pair):
    one, other = pair
    best = session.scalar(select(Attempt.id).where(Attempt.entry_id == other.id))

    merge(session, one, other)

    ((place, (attempt_id, _, count)),) = stands(session).items()
    assert place == (round_.id, one.id)
    assert (attempt_id, count) == (best, 2)


def test_people_are_counted_once_and_attempts_all(session, round_, pair):
    merge(session, *pair)

    found = standing_queries.people_and_attempts(session, round_ids=[round_.id])

    assert found == (1, 2)


def test_undoing_restores_every_standing(session, round_, pair):
    before = stands(session)

    part(session, merge(session, *pair))

    assert stands(session) == before
    assert counted_under(session, *pair) == [None, None]


def test_undoing_leaves_nobody_on_a_board_of_a_round_she_never_sat_at(session):
    round_ = make_round(session)
    one, other = (make_entry(session, round_) for _ in range(2))
    end(session, round_, other)
    before = stands(session)

    part(session, merge(session, one, other))

    assert stands(session) == before
    assert standing_queries.people_and_attempts(session, round_ids=[round_.id]) == (
        1,
        1,
    )


def test_either_account_finds_the_standing_of_both(session, round_, pair):
    merge(session, *pair)
    top = standing_queries.top_rows(session, round_id=round_.id)

    mine = [
        standing_queries.own_standing(
            session, Cache(None), round_id=round_.id, entry_id=entry.id
        )
        for entry in pair
    ]

    assert [row.entry_id for row in top] == [pair[0].id]
    assert [one.row.rank for one in mine] == [1, 1]
    assert [one.row.entry_id for one in mine] == [pair[0].id] * 2
    assert [one.attempt_count for one in mine] == [2, 2]


def test_stored_standings_are_what_the_attempts_say(session, round_, pair):
    done = merge(session, *pair)
    assert not list(standing_queries.differences(session, round_=round_))

    part(session, done)
    assert not list(standing_queries.differences(session, round_=round_))


def test_a_chain_of_merges_is_flat_and_comes_apart_link_by_link(session, round_):
    a, b, c = (make_entry(session, round_) for _ in range(3))
    for entry, points in ((a, 100), (b, 150), (c, 200)):
        end(session, round_, entry, score_hundredths=points)
    first = merge(session, b, a)
    second = merge(session, c, b)
    assert counted_under(session, a, b, c) == [c.id, c.id, None]

    part(session, first)
    assert counted_under(session, a, b, c) == [None, c.id, None]

    part(session, second)
    assert counted_under(session, a, b, c) == [None, None, None]
    assert [count for *_, count in stands(session).values()] == [1, 1, 1]


def test_a_merge_into_a_merged_entry_goes_under_the_one_that_was_kept(session, round_):
    a, b, c = (make_entry(session, round_) for _ in range(3))
    merge(session, a, b)

    done = merge(session, b, c)

    assert (done.kept_entry_id, done.merged_entry_id) == (a.id, c.id)
    assert counted_under(session, a, b, c) == [None, a.id, a.id]


def test_what_is_one_person_already_is_not_merged_again(session, pair):
    one, other = pair
    merge(session, one, other)

    for kept, merged in ((one, other), (other, one), (one, one)):
        with pytest.raises(ConflictError, match="already"):
            merge(session, kept, merged)


def test_a_merge_is_undone_once(session, pair):
    done = merge(session, *pair)
    part(session, done)

    with pytest.raises(ConflictError, match="already"):
        part(session, done)


def test_limits_count_over_the_person(session, seats):
    one, other = seats
    sit(one)
    sit(other)
    done = merge(session, one.entry, other.entry)

    for seat in seats:
        with pytest.raises(ConflictError, match="Every attempt"):
            seat.start(after(100))

    part(session, done)
    assert other.start(after(200)).state == "open"


def test_attempts_of_a_person_are_numbered_together(session, seats):
    one, other = seats
    merge(session, one.entry, other.entry)

    assert [sit(other).number, sit(one, after(100)).number] == [1, 2]
    assert [count for *_, count in stands(session).values()] == [2]


def test_a_merged_entrys_first_attempt_counts_at_the_kept_one(session, seats):
    one, other = seats
    merge(session, one.entry, other.entry)

    sit(other)

    ((place, _),) = stands(session).items()
    assert place == (one.round_.id, one.entry.id)


def test_only_one_of_a_persons_entries_sits_at_a_time(session, seats):
    one, other = seats
    merge(session, one.entry, other.entry)
    one.start()

    with pytest.raises(ConflictError, match="another entry"):
        other.start()


def test_both_sitting_can_not_become_one(session, seats):
    one, other = seats
    one.start()
    other.start()

    with pytest.raises(ConflictError, match="Both sit"):
        merge(session, one.entry, other.entry)

    assert counted_under(session, one.entry, other.entry) == [None, None]


def test_an_attempt_that_runs_while_its_entry_is_merged_counts_for_both(session, seats):
    one, other = seats
    sit(one)
    running = other.start()
    merge(session, one.entry, other.entry)

    ended = attempts.hand_in(
        session,
        attempt_id=running.id,
        asker=attempts_asker(other),
        key="key-of-the-form",
        nonce="1" * 32,
        now=after(90),
    )
    standings.record(session, attempt=ended.attempt, round_=ended.round_, now=after(90))

    ((place, (_, _, count)),) = stands(session).items()
    assert place == (one.round_.id, one.entry.id)
    assert count == 2


def test_an_attempt_that_runs_while_its_entry_is_parted_counts_for_itself(
    session, seats
):
    one, other = seats
    sit(one)
    done = merge(session, one.entry, other.entry)
    other.start()
    part(session, done)

    closed = attempts.close_overdue(
        session, now=after(1200), batch=5, nonce=lambda: "2" * 32
    )
    record(session, closed, after(1200))

    assert {place[1]: count for place, (_, _, count) in stands(session).items()} == {
        one.entry.id: 1,
        other.entry.id: 1,
    }


def attempts_asker(seat):
    from quizapp.accounts.queries import Asker

    return Asker.account(seat.entry.account_id)


def test_what_is_left_is_told_to_both_accounts(session, seats):
    one, other = seats
    merge(session, one.entry, other.entry)
    sit(one)
    terms = terms_of(session, one.round_)

    for seat in seats:
        mine = attempt_queries.my_round(
            session, terms, account_id=seat.entry.account_id, now=after(100)
        )
        assert (mine.entry_id, mine.left_count, mine.is_shared) == (
            seat.entry.id,
            1,
            True,
        )


def test_both_accounts_are_told_and_not_of_whom(session, pair):
    done = merge(session, *pair)
    part(session, done)
    notices = session.scalars(select(Notice).order_by(Notice.id)).all()

    assert [one.account_id for one in notices] == [
        *sorted(entry.account_id for entry in pair)
    ] * 2
    assert notices[0].params["clause"] == "Điều 3 khoản 2"
    assert notices[0].params["hotline"] == "0900 000 001"
    assert notices[0].params.keys() == {"contest", "clause", "hotline"}


def test_what_is_done_stands_in_the_log_without_names(session, pair):
    done = merge(session, *pair)
    part(session, done)
    merged, parted = session.scalars(
        select(AuditEntry).order_by(AuditEntry.position)
    ).all()

    assert (merged.action, parted.action) == (
        "judging.persons_merged",
        "judging.persons_parted",
    )
    assert merged.details == {
        "contest": done.contest_id,
        "kept": pair[0].id,
        "merged": pair[1].id,
    }
    assert merged.reason_hash is not None


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_decided_without_a_reason(session, pair, reason):
    act = judge(session)
    silent = type(act)(act.actor, reason, act.salt, act.account_id)

    with pytest.raises(InvalidError, match="Write why"):
        merge(session, *pair, act=silent)
    done = merge(session, *pair)
    with pytest.raises(InvalidError, match="Write why"):
        part(session, done, act=silent)


@pytest.mark.parametrize("clause", ["", " ", "x" * 101])
def test_nothing_is_merged_without_a_clause(session, pair, clause):
    with pytest.raises(InvalidError) as refused:
        merge(session, *pair, clause=clause)

    assert refused.value.field == "clause"


def test_entries_of_another_contest_are_not_found(session, pair):
    foreign = factories.entry(session)

    with pytest.raises(NotFoundError):
        merge(session, pair[0], foreign)
    with pytest.raises(NotFoundError):
        merge(session, foreign, pair[0])


def test_a_merge_of_another_contest_is_not_found(session, pair):
    done = merge(session, *pair)

    with pytest.raises(NotFoundError):
        service.undo_merge(
            session,
            contest_id=factories.contest(session).id,
            merge_id=done.id,
            act=judge(session),
            now=NOON,
        )


def dismiss(session, one, other, act=None):
    return service.dismiss(
        session,
        contest_id=one.contest_id,
        one_id=one.id,
        other_id=other.id,
        act=act or judge(session),
        now=NOON,
    )


def test_a_dismissed_pair_is_not_proposed_again(session, pair):
    contest_id = pair[0].contest_id
    assert len(queries.open_suspicions(session, contest_id=contest_id)) == 1

    done = dismiss(session, *pair)
    assert queries.open_suspicions(session, contest_id=contest_id) == []

    service.undo_dismissal(
        session,
        contest_id=contest_id,
        dismissal_id=done.id,
        act=judge(session),
        now=NOON,
    )
    assert len(queries.open_suspicions(session, contest_id=contest_id)) == 1
    with pytest.raises(ConflictError, match="already"):
        service.undo_dismissal(
            session,
            contest_id=contest_id,
            dismissal_id=done.id,
            act=judge(session),
            now=NOON,
        )


def test_what_is_not_there_is_not_undone(session, pair):
    with pytest.raises(NotFoundError):
        service.undo_dismissal(
            session,
            contest_id=pair[0].contest_id,
            dismissal_id=1,
            act=judge(session),
            now=NOON,
        )


def test_one_person_is_not_dismissed_as_two(session, pair):
    merge(session, *pair)

    with pytest.raises(ConflictError, match="already"):
        dismiss(session, *pair)


def test_who_has_a_stake_decides_nothing_of_it(session, pair):
    act = judge(session)
    done = merge(session, *pair)
    dismissed = dismiss(session, pair[0], make_entry(session, round_of(session, pair)))
    service.step_back(
        session,
        contest_id=pair[0].contest_id,
        one_id=pair[0].id,
        other_id=pair[1].id,
        act=act,
        now=NOON,
    )

    with pytest.raises(NotAllowedError, match="stepped back"):
        part(session, done, act=act)
    with pytest.raises(NotAllowedError):
        service.undo_dismissal(
            session,
            contest_id=pair[0].contest_id,
            dismissal_id=dismissed.id,
            act=act,
            now=NOON,
        )
    part(session, done)
    with pytest.raises(NotAllowedError):
        merge(session, *pair, act=act)
    with pytest.raises(NotAllowedError):
        dismiss(session, *pair, act=act)


def test_stepping_back_twice_is_stepping_back(session, pair):
    act = judge(session)
    for _ in range(2):
        service.step_back(
            session,
            contest_id=pair[0].contest_id,
            one_id=pair[0].id,
            other_id=pair[1].id,
            act=act,
            now=NOON,
        )

    entries = [entry.id for entry in pair]
    assert queries.recused_by(session, entry_ids=entries) == {act.account_id}


def round_of(session, pair):
    return session.scalars(
        select(Round).where(Round.contest_id == pair[0].contest_id)
    ).one()


def test_experience_counts_what_was_decided(session, pair):
    contest_id = pair[0].contest_id
    done = merge(session, *pair)
    third = make_entry(session, round_of(session, pair))
    dismiss(session, pair[0], third)

    found = queries.experience(session, contest_id=contest_id)
    assert found["name"] == queries.Experience(merged=1, dismissed=1)

    part(session, done)
    found = queries.experience(session, contest_id=contest_id)
    assert found["name"] == queries.Experience(merged=0, dismissed=1)


def test_decisions_are_listed_the_newest_first(session, pair):
    done = merge(session, *pair)
    part(session, done, now=after(5))
    dismiss(session, *pair)

    found = queries.decided(session, contest_id=done.contest_id)

    assert {one.kind for one in found} == {"merge", "dismissal"}
    merged = next(one for one in found if one.kind == "merge")
    assert (merged.entries, merged.undone_at) == (
        (pair[0].id, pair[1].id),
        after(5),
    )


def test_a_person_sees_what_is_kept_of_her_and_can_have_devices_forgotten(
    session, round_, pair
):
    one, other = pair
    session.execute(
        Attempt.__table__.update()
        .where(Attempt.entry_id == other.id)
        .values(device_hash=b"1" * 32)
    )
    done = merge(session, one, other)
    part(session, done, now=after(5))
    dismiss(session, one, other)

    def kinds(entry):
        found = queries.personal_data(session, account_id=entry.account_id)
        return [holding.kind for holding in found]

    assert kinds(other) == ["person_merge", "person_dismissal", "devices"]
    assert kinds(one) == ["person_merge", "person_dismissal"]

    service.forget(session, account_id=other.account_id, now=NOON)

    assert kinds(other) == ["person_merge", "person_dismissal"]
    assert session.get_one(PersonMerge, done.id).undone_at == after(5)

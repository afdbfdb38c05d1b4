"""Outages: late answers count for everybody hit, durations shrink, marks are kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts import queries, service
from quizapp.attempts.models import ReplacedMark
from quizapp.audit.service import Act
from quizapp.contests.rules import RoundRules
from quizapp.errors import ConflictError, InvalidError
from quizapp.standings.queries import turnout_by_unit
from tests import factories
from tests.conftest import NOON
from tests.sittings import Seat, after, answer, right_value, seat, sweep, terms_of

ACT = Act("account:1", "power cut", b"0" * 16)
#: Deadline 900, grace 5, longest request 30.
SWEPT = 936


def by_outage(session, late_answers="by_outage", **changes):
    here = seat(session, **changes)
    rules = RoundRules.model_validate(here.round_.rules)
    here.round_.rules = rules.model_copy(
        update={"late_answers": late_answers}
    ).model_dump(mode="json")
    session.flush()
    return here


def outage(here, window, now, **scope):
    return service.give_outage(
        here.session,
        round_=here.round_,
        from_at=after(window[0]),
        to_at=after(window[1]),
        act=ACT,
        now=after(now),
        scope=service.Scope(**scope),
    )


def mark_again(session, now):
    marked = service.mark_again(session, now=after(now), batch=50)
    session.expire_all()
    return marked


def late(session, here):
    """An attempt that ran out, with one right answer in time and one too late."""
    attempt = here.start()
    answer(session, attempt, 1, right_value(attempt, 1), now=after(500))
    sweep(session, SWEPT)
    kept = answer(session, attempt, 2, right_value(attempt, 2), now=after(1000))
    assert (attempt.state, kept.outcome) == ("closed", "late")
    return attempt


def test_late_answers_count_once_an_outage_was_given_back(session):
    here = by_outage(session)
    attempt = late(session, here)
    outage(here, (850, 1000), now=2000)
    marked = mark_again(session, 2000)

    assert [one.attempt.id for one in marked] == [attempt.id]
    assert (attempt.score_hundredths, attempt.answered_count) == (200, 2)
    assert attempt.deadline_at == after(1050)
    assert attempt.duration_ms == 900_000


def test_never_means_never(session):
    here = by_outage(session, late_answers="never")
    attempt = late(session, here)
    outage(here, (850, 1000), now=2000)

    assert mark_again(session, 2000) == []
    assert (attempt.score_hundredths, attempt.deadline_at) == (100, after(900))


def test_extra_time_brings_no_ended_attempt_back(session):
    here = by_outage(session)
    attempt = late(session, here)
    service.give_time(
        session,
        round_=here.round_,
        seconds=300,
        from_at=after(850),
        to_at=after(1000),
        act=ACT,
        now=after(2000),
    )

    assert mark_again(session, 2000) == []
    assert attempt.score_hundredths == 100


def test_everybody_it_hit_gets_it_and_nobody_else(session):
    here = by_outage(session, limit=5)
    contest = session.get(factories.Contest, here.round_.contest_id)
    other = Seat(session, factories.entry(session, contest=contest), here.round_)
    hit, spared = here.start(), other.start(now=after(2000))
    other.hand_in(spared, after(2100))
    sweep(session, SWEPT)
    outage(here, (850, 1000), now=3000)

    assert [one.attempt.id for one in mark_again(session, 3000)] == [hit.id]


def test_who_had_handed_in_gets_the_time_off_her_duration(session):
    here = by_outage(session, late_answers="never")
    attempt = here.start()
    here.hand_in(attempt, after(500))
    before = attempt.receipt_hash
    outage(here, (100, 300), now=1000)
    mark_again(session, 1000)

    assert attempt.duration_ms == 300_000
    assert attempt.receipt_hash == before
    assert attempt.ended_at == after(500)


def test_undoing_restores_the_duration(session):
    here = by_outage(session, late_answers="never")
    attempt = here.start()
    here.hand_in(attempt, after(500))
    grant = outage(here, (100, 300), now=1000)
    mark_again(session, 1000)
    service.undo_time(session, grant_id=grant.id, act=ACT, now=after(2000))
    mark_again(session, 2000)

    assert attempt.duration_ms == 500_000
    assert len(session.scalars(select(ReplacedMark)).all()) == 2


def test_an_attempt_that_goes_on_after_its_closing_waits_until_it_is_over(session):
    here = by_outage(session)
    attempt = here.start()
    sweep(session, SWEPT)
    outage(here, (800, 930), now=940)
    kept = answer(session, attempt, 1, right_value(attempt, 1), now=after(1000))
    early = mark_again(session, 1000)
    late = mark_again(session, 900 + 130 + 5 + 31)

    assert kept.outcome == "saved"
    assert (early, len(late)) == ([], 1)
    assert (attempt.state, attempt.score_hundredths) == ("closed", 100)


def test_figures_as_of_before_it_stay_what_they_were(session):
    here = by_outage(session)
    attempt = late(session, here)
    rounds = [here.round_.id]
    then = after(1500)

    def score(as_of):
        found = turnout_by_unit(session, round_ids=rounds, as_of=as_of)
        return sum(one.score_hundredths for one in found.values())

    before = score(then)
    outage(here, (850, 1000), now=2000)
    mark_again(session, 2000)

    assert (before, score(then), score(after(3000))) == (100, 100, 200)
    assert attempt.score_hundredths == 200


def test_the_same_outage_is_given_back_once(session):
    here = by_outage(session)
    outage(here, (100, 200), now=300)

    with pytest.raises(ConflictError):
        outage(here, (150, 250), now=300)
    outage(here, (200, 250), now=300)


def test_after_an_undoing_it_can_be_given_back_again(session):
    here = by_outage(session)
    grant = outage(here, (100, 200), now=300)
    service.undo_time(session, grant_id=grant.id, act=ACT, now=after(400))

    assert outage(here, (100, 200), now=500).seconds == 100


def test_outages_of_two_units_apart_don_t_meet_and_one_inside_the_other_does(session):
    here = by_outage(session)
    top = factories.unit(session)
    one, other = (factories.unit(session, parent=top) for _ in range(2))
    outage(here, (100, 200), now=300, unit_id=one.id)
    outage(here, (100, 200), now=300, unit_id=other.id)

    for scope in ({"unit_id": top.id}, {}):
        with pytest.raises(ConflictError):
            outage(here, (100, 200), now=300, **scope)


@pytest.mark.parametrize(
    ("window", "scope"), [((100, 400), {}), ((200, 100), {}), ((0, 90_000), {})]
)
def test_what_can_not_be_an_outage(session, window, scope):
    with pytest.raises(InvalidError):
        outage(by_outage(session), window, now=300, **scope)


def test_an_outage_is_for_no_single_person(session):
    here = by_outage(session)
    with pytest.raises(InvalidError):
        outage(here, (100, 200), now=300, entry_id=here.entry.id)


def test_a_receipt_can_be_checked_before_and_after(session):
    here = by_outage(session)
    attempt = late(session, here)
    code = attempt.receipt_code
    assert queries.check_receipt(session, code=code.lower()).is_right
    outage(here, (850, 1000), now=2000)
    assert queries.check_receipt(session, code=code).is_right
    mark_again(session, 2000)
    assert queries.check_receipt(session, code=code).is_right
    attempt.receipt_hash = "0" * 64
    assert not queries.check_receipt(session, code=code).is_right


def test_waiting_before_the_start_decides_no_rank(session):
    here = by_outage(session)
    attempt = service.start(
        session,
        entry_id=here.entry.id,
        round_=terms_of(session, here.round_),
        seed="0" * 32,
        now=after(60),
        joined_at=NOON,
    )
    here.hand_in(attempt, after(160))
    moments = session.execute(select(queries.TOOK_PART_AT, queries.HANDED_IN_AT)).one()

    assert tuple(moments) == (NOON, after(100))
    assert attempt.deadline_at == after(60) + timedelta(seconds=900)

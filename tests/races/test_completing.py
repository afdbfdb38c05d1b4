"""A form filled in while an attempt is handed in: the result stands in the ranking."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import select, update

from quizapp.attempts.service import give_unit
from quizapp.entries.models import Entry
from quizapp.entries.service import bar_insiders, complete_entry
from quizapp.standings.models import Standing
from quizapp.standings.service import rank_entry
from tests.races.arena import (
    all_at_once,
    attempts_of,
    begin,
    committed,
    hand_in,
    sent_to_wait,
    standings_are_exact,
    venue,
)
from tests.sittings import after

#: What each thread in its turn does.
HANDS_IN, FILLS_IN, STARTS, BARS = range(4)


def incomplete(sessions, person):
    """Let the form of an entry wait, start an attempt; return its id."""
    with sessions.begin() as session:
        session.execute(
            update(Entry)
            .where(Entry.id == person.entry_id)
            .values(completed_at=None, unit_id=None)
        )
    return committed(sessions, begin, person).id


def fill_in(session, person):
    entry = session.get_one(Entry, person.entry_id)
    now = after(70)
    if complete_entry(session, entry=entry, unit_id=None, consents=[], now=now):
        give_unit(session, entry_id=entry.id, unit_id=None)
        rank_entry(session, entry_id=entry.id, now=now)


def act(sessions, person, attempt_id, n):
    part = n % 4
    if part == HANDS_IN:
        committed(sessions, hand_in, person, attempt_id, now=after(60))
    elif part == FILLS_IN:
        committed(sessions, fill_in, person)
    elif part == STARTS:
        committed(sessions, begin, person, now=after(61))
    else:
        with sessions.begin() as session:
            bar_insiders(session, contest_id=None, key="key", now=after(60))


def test_whoever_comes_first_the_result_is_ranked_once_both_are_done(sessions):
    here = venue(sessions, people=25, limit=2)
    for person in here.people:
        attempt_id = incomplete(sessions, person)
        all_at_once(partial(act, sessions, person, attempt_id))
        with sessions() as session:
            ended = [one for one in attempts_of(session, person) if one.ended_at]
            standing = session.scalars(
                select(Standing).where(Standing.entry_id == person.entry_id)
            ).one()
            assert [one.id for one in ended] == [attempt_id]
            assert standing.attempt_id == attempt_id
    with sessions() as session:
        assert standings_are_exact(session, here)
        assert session.scalars(select(Entry.barred_at).distinct()).all() == [None]


def is_ranked(sessions, person):
    with sessions() as session:
        standing = session.scalars(
            select(Standing).where(Standing.entry_id == person.entry_id)
        ).one()
        return standing.sort_key is not None


def test_a_form_waits_for_a_hand_in_on_its_way_and_ranks_it(engine, sessions):
    (person,) = venue(sessions).people
    attempt_id = incomplete(sessions, person)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            hand_in(session, person, attempt_id, now=after(60))
            work = partial(committed, sessions, fill_in, person)
            filling = sent_to_wait(engine, pool, work)
        filling.result(timeout=30)

    assert is_ranked(sessions, person)


def test_a_hand_in_waits_for_the_form_on_its_way_and_is_ranked(engine, sessions):
    (person,) = venue(sessions).people
    attempt_id = incomplete(sessions, person)
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            fill_in(session, person)
            session.flush()
            work = partial(
                committed, sessions, hand_in, person, attempt_id, now=after(60)
            )
            handing_in = sent_to_wait(engine, pool, work)
        handing_in.result(timeout=30)

    assert is_ranked(sessions, person)

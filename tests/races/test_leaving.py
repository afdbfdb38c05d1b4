"""Leaving or erasing while one starts, hands in or is swept: nobody stays on a board."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.audit.service import Act
from quizapp.entries.models import Entry
from quizapp.entries.rules import ConsentAnswer
from quizapp.errors import ConflictError
from quizapp.privacy import service
from quizapp.privacy.rules import Keeping
from quizapp.privacy.service import Means
from quizapp.standings.models import Standing
from tests.conftest import SECRET
from tests.merging import merge
from tests.races.arena import begin, hand_in, nonce, venue
from tests.sittings import after

ROUNDS = 12
MEANS = Means(SECRET, Keeping(14, 365, 30), nonce)


def leave(session, person):
    answer = ConsentAnswer("take_part", False, "2026-11/vi", "0" * 64)
    service.change_consent(
        session,
        account_id=person.account_id,
        entry_id=person.entry_id,
        answer=answer,
        nonce=nonce,
        now=after(60),
    )


def erase(session, person):
    act = Act(f"account:{person.account_id}", "", b"0" * 16)
    service.erase(
        session, account_id=person.account_id, act=act, means=MEANS, now=after(60)
    )


def at_once(sessions, *acts):
    """Do several things, each in a transaction of its own, as nearly at once as can be."""
    gate = threading.Barrier(len(acts))

    def do(act):
        gate.wait()
        try:
            with sessions.begin() as session:
                act(session)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.mark.parametrize("go", [leave, erase])
def test_a_start_comes_before_leaving_or_not_at_all(sessions, go):
    for person in venue(sessions, people=ROUNDS).people:
        started, _ = at_once(
            sessions,
            lambda session, who=person: begin(session, who, now=after(60)),
            lambda session, who=person: go(session, who),
        )

        with sessions() as session:
            states = session.scalars(
                select(Attempt.state).where(Attempt.entry_id == person.entry_id)
            ).all()
            assert states == (["closed"] if started else [])
            assert session.get_one(Entry, person.entry_id).withdrawn_at == after(60)


@pytest.mark.parametrize("go", [leave, erase])
@pytest.mark.parametrize("which", [0, 1], ids=["kept", "merged"])
def test_so_it_is_for_one_of_two_entries_that_are_one_person(sessions, go, which):
    people = venue(sessions, people=ROUNDS).people
    for pair in zip(people[::2], people[1::2], strict=True):
        with sessions.begin() as session:
            merge(session, *(session.get_one(Entry, one.entry_id) for one in pair))
        person = pair[which]
        started, _ = at_once(
            sessions,
            lambda session, who=person: begin(session, who, now=after(60)),
            lambda session, who=person: go(session, who),
        )

        with sessions() as session:
            states = session.scalars(
                select(Attempt.state).where(Attempt.entry_id == person.entry_id)
            ).all()
            assert states == (["closed"] if started else [])


@pytest.mark.parametrize("go", [leave, erase])
def test_a_hand_in_at_the_same_moment_puts_nobody_on_a_board(sessions, go):
    for person in venue(sessions, people=ROUNDS).people:
        with sessions.begin() as session:
            attempt_id = begin(session, person).id
        at_once(
            sessions,
            lambda session, who=person, a=attempt_id: hand_in(
                session, who, a, now=after(60)
            ),
            lambda session, who=person: go(session, who),
        )

        with sessions() as session:
            row = session.scalars(
                select(Standing).where(Standing.entry_id == person.entry_id)
            ).one()
            assert (row.sort_key, row.attempt_count) == (None, 1)
            assert session.get_one(Attempt, attempt_id).state != "open"
            account = session.get_one(Account, person.account_id)
            assert (account.erased_at is not None) is (go is erase)


def test_erasing_twice_at_once_erases_once(sessions):
    (person,) = venue(sessions).people

    def once(session):
        try:
            erase(session, person)
        except service_error():
            raise ConflictError("gone") from None

    assert sorted(at_once(sessions, once, once)) == [False, True]


def service_error():
    from quizapp.errors import NotFoundError

    return NotFoundError

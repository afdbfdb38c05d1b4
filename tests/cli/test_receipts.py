"""Receipts and time given back on the command line."""

import pytest

from quizapp.attempts.models import Attempt
from tests import factories
from tests.conftest import NOON
from tests.sittings import answer, right_value, seat


@pytest.fixture
def here(session, app):
    return seat(session)


@pytest.fixture
def handed_in(session, here):
    attempt = here.start()
    answer(session, attempt, 1, right_value(attempt, 1))
    here.hand_in(attempt, NOON)
    session.commit()
    return attempt


def round_words(session, here):
    contest = session.get(factories.Contest, here.round_.contest_id)
    return contest.slug, here.round_.number


def test_a_receipt_is_right(run, handed_in):
    code, words, _ = run("receipt", "verify", handed_in.receipt_code)

    assert code == 0
    assert words.splitlines()[-1] == "right"
    assert handed_in.receipt_hash in words


def test_a_receipt_whose_answers_changed_ends_with_one(run, session, handed_in):
    session.get(Attempt, handed_in.id).receipt_hash = "0" * 64
    session.commit()
    code, words, _ = run("receipt", "verify", handed_in.receipt_code)

    assert (code, words.splitlines()[-1]) == (1, "NOT RIGHT")


def test_an_unknown_receipt_is_one_sentence(run):
    code, _, error = run("receipt", "verify", "XXXX-XXXX-XXXX")

    assert (code, error.strip()) == (1, "There is no receipt with this code.")


def test_time_for_one_person_by_her_phone(run, session, here):
    attempt = here.start()
    account = session.get(factories.Account, here.entry.account_id)
    session.commit()
    before = attempt.deadline_at
    code, *_ = run(
        *("time", "give", *round_words(session, here), "--seconds", 60),
        *("--from", "18:59 01/01/2030", "--to", "19:01 01/01/2030"),
        *("--phone", account.phone, "--reason", "her phone fell into the water"),
    )

    session.expire_all()
    assert code == 0
    assert (attempt.deadline_at - before).total_seconds() == 60


def test_an_outage_is_given_once(run, session, here, clock):
    here.start()
    session.commit()
    clock.advance(minutes=10)
    words = (
        *("time", "outage", *round_words(session, here)),
        *("--from", "19:01 01/01/2030", "--to", "19:03 01/01/2030"),
        *("--reason", "power cut"),
    )
    code, said, _ = run(*words)
    again, _, error = run(*words)

    assert (code, said.split(": ")[1].strip()) == (0, "120 s")
    assert (again, "before" in error) == (1, True)

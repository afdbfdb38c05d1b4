"""The benchmark that plays a contest: who comes when, percentiles, and its checker."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.client import Reply
from benchmarks.contest.browser import Browser, batches
from benchmarks.contest.crowd import Crowd, brings_somebody, open_loop
from benchmarks.contest.log import LEASE, Sitting, check
from benchmarks.contest.timings import Timings, percentile
from quizapp.attempts.models import Response
from tests.conftest import NOON
from tests.sittings import after, answer, seat


def run(coroutine):
    """Run a coroutine in a thread of its own: browser tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.mark.parametrize(
    ("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100)]
)
def test_a_percentile_is_a_value_that_was_measured(percent, value):
    assert percentile(range(1, 101), percent) == value


@pytest.mark.parametrize("ordered", [[], [7.0]])
def test_a_percentile_of_nearly_nothing(ordered):
    assert percentile(ordered, 99) == sum(ordered)


@pytest.mark.parametrize(("people", "attempts"), [(1, 1), (1, 9), (3, 10), (7, 7)])
def test_everybody_comes_once(people, attempts):
    coming = [brings_somebody(n, people, attempts) for n in range(attempts)]

    assert sum(coming) == people


def test_new_people_come_evenly():
    assert [n for n in range(12) if brings_somebody(n, 4, 12)] == [2, 5, 8, 11]


def test_nobody_makes_two_attempts_at_once():
    crowd, seen = Crowd("ab", attempts=6), []

    async def play(number):
        async with crowd.somebody(number) as browser:
            assert browser not in seen
            seen.append(browser)
            await asyncio.sleep(0)
            seen.remove(browser)

    async def play_all():
        await asyncio.gather(*(play(number) for number in range(6)))

    run(play_all())


def test_an_open_loop_begins_on_schedule_though_nothing_ends():
    due = []

    async def play(number, at):
        due.append(at)
        while len(due) < 5:
            await asyncio.sleep(0)

    run(open_loop(play, attempts=5, rate=1000.0, until=float("inf")))

    assert [round(1000 * (at - due[0])) for at in due] == [0, 1, 2, 3, 4]


def test_the_last_save_brings_what_is_left():
    assert batches(11) == [*([at] for at in range(1, 10)), [10, 11]]
    assert batches(2) == [[1], [2]]


def test_a_browser_keeps_cookies_until_they_are_emptied():
    browser = Browser(None, None)
    browser.keep(("quizapp=one=", "device=d"))
    assert browser.cookie() == {"Cookie": "quizapp=one=; device=d"}

    browser.keep(("quizapp=",))

    assert browser.cookie() == {"Cookie": "device=d"}


def test_errors_stand_beside_their_step():
    timings = Timings()
    timings.blame("save", "503")
    timings.steps["save"].latencies.extend([0.001, 0.002])

    assert "| save | 2 | 1.0 | 2.0 | 2.0 | 1 |" in timings.table()
    assert timings.faults() == "errors 1\n  save: 503 (1)"


@pytest.mark.parametrize(
    ("late", "begun", "words"),
    [
        (1, 100, "schedule kept: 1 of 100 attempts"),
        (2, 100, "schedule NOT KEPT: 2 of 100 attempts"),
        (0, 98, "schedule NOT KEPT: 2 of 100 attempts"),
    ],
)
def test_the_schedule_tells_whether_it_was_kept(late, begun, words):
    timings = Timings()
    for number in range(begun):
        timings.steps["contest page"].waited(0.2 if number < late else 0.1)

    assert timings.schedule(100).startswith(words)


def told(*answers):
    """The body of a reply: position, counter, outcome."""
    names = ("position", "counter", "outcome")
    return json.dumps(
        {"answers": [dict(zip(names, one, strict=True)) for one in answers]}
    ).encode()


def test_only_what_a_reply_calls_saved_is_acknowledged():
    sitting = Sitting(1)
    for counter in (1, 2, 3):
        sitting.send(counter, counter, 0)

    flaw = sitting.hear(
        told((1, 1, "saved"), (2, 2, "again")), [(1, 1), (2, 2), (3, 3)]
    )

    assert flaw == "again untold"
    assert sitting.acked == {(1, 1)}


@pytest.fixture
def here(session):
    return seat(session)


@pytest.fixture
def attempt(here):
    return here.start()


@pytest.fixture
def log(session, here, attempt):
    """Two answers, the first of them changed, handed in; and what the browser knows."""
    sitting = Sitting(here.entry.id)
    for position, counter, value in [(1, 1, 0), (2, 2, 3), (1, 3, 2)]:
        sitting.send(position, counter, value)
        answer(session, attempt, position, value, counter=counter)
    sitting.waiting.clear()
    ended = here.hand_in(attempt, after(60))
    sitting.is_handed_in, sitting.code = True, ended.receipt_code
    return {attempt.id: sitting}


def line(session, log):
    verdict = check(session.connection(), log)
    return verdict.lost, verdict.wrong, verdict.unexpected


def test_a_site_that_kept_its_word_is_clean(session, log):
    verdict = check(session.connection(), log)

    assert verdict.is_clean
    assert (verdict.acked, verdict.receipts) == (3, 1)


def test_nothing_checked_is_not_clean(session):
    assert not check(session.connection(), {}).is_clean


def test_an_acknowledged_answer_without_a_row_is_lost(session, log, attempt):
    log[attempt.id].sent[2, 1] = 0

    assert line(session, log) == (1, 0, 0)


def test_an_answer_that_counts_without_a_row_is_wrong_too(session, log, attempt):
    log[attempt.id].sent[2, 9] = 0

    assert line(session, log) == (1, 1, 0)


def test_an_answer_stored_with_another_value_is_wrong(session, log, attempt):
    log[attempt.id].sent[1, 1] = 1

    assert line(session, log) == (0, 1, 0)


def test_one_is_not_true(session, log, attempt):
    log[attempt.id].sent[1, 1] = False

    assert line(session, log) == (0, 1, 0)


def test_a_row_that_nobody_sent_is_unexpected_and_grades_wrong(session, log, attempt):
    row = Response(
        attempt_id=attempt.id,
        position=2,
        lease=LEASE,
        counter=9,
        value=0,
        received_at=NOON,
    )
    session.add(row)
    session.flush()

    assert line(session, log) == (0, 1, 1)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"receipt_code": "AAAA-AAAA-AAAA"}, (1, 0, 0)),
        ({"receipt_hash": "0" * 64}, (0, 1, 0)),
        ({"answered_count": 1}, (0, 1, 0)),
        ({"state": "closed"}, (1, 0, 0)),
    ],
)
def test_an_attempt_with_another_receipt_is_seen(session, log, attempt, changes, found):
    for name, value in changes.items():
        setattr(attempt, name, value)
    session.flush()

    assert line(session, log) == found


def test_a_hand_in_that_is_gone_is_lost(session, here):
    sitting = Sitting(here.entry.id, is_handed_in=True)

    assert line(session, {999_999_999: sitting}) == (1, 0, 0)


def test_an_attempt_that_nobody_started_is_unexpected(session, here, log):
    here.start(after(90))

    assert line(session, log) == (0, 0, 1)


def test_an_attempt_whose_start_got_no_reply_is_not(session, here, log):
    here.start(after(90))

    assert check(session.connection(), log, {here.entry.id}).is_clean


def test_a_reply_that_is_no_answer_is_a_flaw():
    with pytest.raises(ValueError, match="Expecting value"):
        Sitting(1).hear(Reply(200, {}, (), b"<html>").body, [(1, 1)])

"""Counting the items of a round: the right rows, once, and never while it is open."""

from datetime import timedelta
from operator import attrgetter

import pytest
from sqlalchemy import text

from quizapp.attempts import queries
from quizapp.attempts.rules import AskedItem, Figures
from quizapp.background.models import Job
from quizapp.banks.queries import parsed_version
from quizapp.extensions import db
from quizapp.jobs import count_items, run_jobs
from tests.conftest import NOON
from tests.item_recount import Recount, told
from tests.item_rounds import (
    CLOSES,
    bank_of,
    count,
    ended_count,
    history,
    round_over,
    stored,
)
from tests.sittings import after


@pytest.fixture
def session(app):
    with app.app_context():
        yield db.session()


@pytest.fixture
def round_(session, clock):
    found = round_over(session, bank_of())[0]
    clock.advance(seconds=CLOSES + 600)
    return found


def plain_attempts(session, round_):
    """What attempts were asked, from raw rows and in another way than the program."""
    rows = session.execute(
        text(
            "SELECT a.*, r.grace_seconds FROM attempts a JOIN rounds r ON r.id = round_id"
            " WHERE round_id = :id AND ended_at IS NOT NULL AND is_valid ORDER BY a.id"
        ),
        {"id": round_.id},
    ).all()
    found = []
    for row in rows:
        sent = session.execute(
            text("SELECT * FROM responses WHERE attempt_id = :id"), {"id": row.id}
        ).all()
        found.append(list(plain_attempt(session, row, sent)))
    return found


def plain_attempt(session, row, sent):
    last = row.deadline_at + timedelta(seconds=row.grace_seconds)
    for position, question in enumerate(row.paper["items"], start=1):
        mine = [
            one for one in sent if one.position == position and one.received_at <= last
        ]
        mine.sort(key=attrgetter("lease", "counter"))
        item = parsed_version(session, question["version"]).items[question["item"]]
        words, is_right, seconds = None, False, None
        if mine and mine[-1].value is not None:
            newest = mine[-1]
            words = item.in_words(newest.value, question["options"])
            if item.kind == "multiple":
                words = tuple(sorted(words))
            is_right = item.is_right(newest.value, question["options"])
            seconds = plain_seconds(row, sent, newest)
        yield AskedItem(
            question["version"],
            question["item"],
            question["points"],
            is_right,
            words,
            seconds,
        )


def plain_seconds(row, sent, newest):
    if sum(one.received_at == newest.received_at for one in sent) > 1:
        return None
    earlier = [
        at
        for at in [row.started_at, *(one.received_at for one in sent)]
        if at < newest.received_at
    ]
    if not earlier:
        return None
    return int((newest.received_at - max(earlier)).total_seconds())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_stored_agrees_with_a_second_count(session, round_, seed):
    history(session, round_, seed)
    job = count(session, round_)

    attempts = plain_attempts(session, round_)
    rows = stored(session, round_)

    assert job.result == {"attempts": len(attempts), "items": 10, "is_new": True}
    assert {row.attempt_count for row in rows.values()} == {len(attempts)}
    for name, row in rows.items():
        item = parsed_version(session, name[0]).items[name[1]]
        figures = Figures.model_validate(row.figures)
        assert told(figures) == Recount(attempts, name, item).figures(), name


def test_pages_are_read_to_the_last_attempt(session, round_):
    history(session, round_, 4, count=11)

    sizes = [len(page) for page in queries.pages(session, round_id=round_.id, page=4)]

    assert sizes == [4, 4, 3]
    assert sum(sizes) == ended_count(session, round_)


def test_attempts_that_started_at_once_are_all_read(session, round_):
    history(session, round_, 4, count=11)
    session.execute(
        text("UPDATE attempts SET started_at = :at, joined_at = :at"), {"at": NOON}
    )

    pages = list(queries.pages(session, round_id=round_.id, page=4))

    assert [len(page) for page in pages] == [4, 4, 3]


def test_a_full_last_page_is_followed_by_nothing(session, round_):
    history(session, round_, 4, count=4)

    pages = list(queries.pages(session, round_id=round_.id, page=2))

    assert [len(page) for page in pages] == [2, 2]


def test_what_has_not_changed_is_not_counted_anew(session, round_, clock):
    history(session, round_, 5, count=6)
    count(session, round_)
    first = {row.computed_at for row in stored(session, round_).values()}
    clock.advance(hours=1)

    assert count(session, round_).result == {"attempts": 6, "is_new": False}
    assert {row.computed_at for row in stored(session, round_).values()} == first


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attempts SET receipt_hash = 'other' WHERE id = (SELECT min(id) FROM attempts)",
        "UPDATE attempts SET is_valid = false WHERE id = (SELECT min(id) FROM attempts)",
    ],
)
def test_what_has_changed_is_counted_anew(session, round_, clock, change):
    history(session, round_, 6, count=6)
    count(session, round_)
    clock.advance(hours=1)
    session.execute(text(change))

    assert count(session, round_).result["is_new"]
    rows = stored(session, round_).values()
    assert {row.computed_at for row in rows} == {clock.now()}


def test_a_round_that_has_closed_is_counted_by_itself_once(session, round_):
    history(session, round_, 7, count=4)

    assert [count_items.run(), count_items.run()] == [1, 0]
    run_jobs.run()
    assert stored(session, round_)
    session.execute(text("DELETE FROM item_statistics"))
    assert count_items.run() == 0


def test_a_round_in_which_somebody_still_sits_waits(session, round_):
    history(session, round_, 8, count=4)
    session.execute(
        text(
            "UPDATE attempts SET state = 'open', ended_at = NULL, score_hundredths = NULL,"
            " duration_ms = NULL, receipt_code = NULL, ended_under = NULL"
            " WHERE id = (SELECT max(id) FROM attempts)"
        )
    )

    assert count_items.run() == 0


def test_a_round_without_attempts_is_not_asked_for(session, round_):
    assert count_items.run() == 0


@pytest.mark.parametrize(("seconds", "count_"), [(-1, 0), (0, 1)])
def test_a_round_is_asked_for_from_its_close_on(
    session, round_, clock, seconds, count_
):
    history(session, round_, 9, count=2)
    clock.advance(seconds=seconds - 600)

    assert clock.now() == after(CLOSES + seconds)
    assert count_items.run() == count_


def test_an_open_round_is_not_counted(session, round_, clock):
    history(session, round_, 10, count=2)
    clock.advance(seconds=-1200)

    job = count(session, round_)

    assert (job.state, stored(session, round_)) == ("failed", {})


def test_the_same_is_asked_for_once_at_a_time(session, round_):
    asked = [
        count_items.ask(session, round_id=round_.id, asked_by=None, now=NOON)
        for _ in range(2)
    ]

    assert asked == [True, False]
    assert session.query(Job).count() == 1


def test_a_worker_that_ends_leaves_nothing_half_counted(session, round_):
    history(session, round_, 11, count=3)
    count_items.ask(session, round_id=round_.id, asked_by=None, now=NOON)
    session.commit()

    run_jobs.run_one(lambda: False)

    assert stored(session, round_) == {}
    assert session.query(Job).one().state == "waiting"

"""What races are made of: people in a contest, what each may do, threads that go at once.

Everything that a thread calls of the services stands here, each in a transaction of its
own; only ids go from one thread to another.
"""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import select, text, update

from quizapp.accounts.queries import Asker
from quizapp.attempts import queries, rules, service
from quizapp.attempts.models import Attempt, Response
from quizapp.audit.service import Act
from quizapp.contests.models import Round
from quizapp.errors import ConflictError
from quizapp.jobs.close_attempts import record
from quizapp.standings import queries as standing_queries
from quizapp.standings import service as standings
from tests import factories
from tests.conftest import NOON
from tests.sittings import after, rounds_at

#: As many as one phone could send at once, and more.
THREADS = 20
#: Of the rounds here, in seconds.
LIMIT, GRACE = 900, 5
#: From then on a sweeper may close what started at noon.
SWEPT = LIMIT + GRACE + 31
#: More than there can be.
MOST_BATCHES = 1000

ACT = Act("account:1", "power cut", b"0" * 16)
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@dataclass(frozen=True)
class Person:
    """Somebody who has entered a contest."""

    slug: str
    account_id: int
    entry_id: int
    unit_id: int


@dataclass(frozen=True)
class Venue:
    """A contest that is open, the ids of its rounds, and the people in it."""

    rounds: list[int]
    people: list[Person]


def venue(sessions, people=1, **changes):
    with sessions.begin() as session:
        contest, rounds = rounds_at(session, **changes)
        entered = [enter(session, contest) for _ in range(people)]
        return Venue([round_.id for round_ in rounds], entered)


def enter(session, contest):
    unit = factories.unit(session)
    entry = factories.entry(session, contest=contest, unit_id=unit.id)
    return Person(contest.slug, entry.account_id, entry.id, unit.id)


def nonce():
    return secrets.token_hex(16)


def begin(session, person, *, now=NOON, number=1):
    """Start as the site does: the entry is locked, the round held."""
    line = service.line_up(
        session, asker=Asker.account(person.account_id), slug=person.slug, number=number
    )
    return service.begin(session, line=line, seed=nonce(), now=now)


def begin_anew(session, person, *, now):
    """Start as the site does when one's own attempt has run out: it is closed first."""
    ran_out = begin(session, person, now=now)
    if ran_out.deadline_at > now:
        return ran_out
    ended, round_ = service.close(session, attempt_id=ran_out.id, now=now, nonce=nonce)
    standings.record(session, attempt=ended, round_=round_, now=now)
    return begin(session, person, now=now)


def hand_in(session, person, attempt_id, *, now, key="key-of-the-form", code=None):
    code = code or nonce()
    attempt, round_ = service.hand_in(
        session,
        attempt_id=attempt_id,
        asker=Asker.account(person.account_id),
        key=key,
        nonce=code,
        now=now,
    )
    if attempt.receipt_nonce == code:
        standings.record(session, attempt=attempt, round_=round_, now=now)
    return attempt


def sweep(session, *, now, batch=50, code=nonce):
    """Close what is overdue as the job does, one batch; return the ids."""
    closed = service.close_overdue(session, now=now, batch=batch, nonce=code)
    record(session, closed, now)
    return [attempt.id for attempt, _ in closed]


def mark_again(session, *, now, batch=50):
    """Mark anew as the job does, one batch; return the ids."""
    marked = service.mark_again(session, now=now, batch=batch)
    record(session, marked, now)
    return [attempt.id for attempt, _ in marked]


def make_mark_due(sessions, *attempt_ids):
    """Let these be marked again, as if an outage had been given back to them."""
    with sessions.begin() as session:
        session.execute(
            update(Attempt).where(Attempt.id.in_(attempt_ids)).values(is_mark_due=True)
        )


def save(engine, attempt_id, *answers, now):
    """Save (position, counter, value); return what became of each, in the order sent."""
    sent = service.Sent(
        attempt_id=attempt_id,
        lease=1,
        received_at=now,
        answers=[service.SentAnswer(*answer) for answer in answers],
    )
    door = engine.execution_options(isolation_level="AUTOCOMMIT").connect
    outcomes = service.save(door, sent).outcomes
    return [outcomes[position, counter] for position, counter, _ in answers]


def give(session, round_id, *, seconds=60, window=(0, LIMIT), now=0, **scope):
    return service.give_time(
        session,
        round_=session.get_one(Round, round_id),
        seconds=seconds,
        from_at=after(window[0]),
        to_at=after(window[1]),
        act=ACT,
        now=after(now),
        scope=service.Scope(**scope),
    ).id


def give_outage(session, round_id, *, window, now):
    return service.give_outage(
        session,
        round_=session.get_one(Round, round_id),
        from_at=after(window[0]),
        to_at=after(window[1]),
        act=ACT,
        now=after(now),
    ).id


def undo(session, grant_id, *, now):
    return service.undo_time(session, grant_id=grant_id, act=ACT, now=after(now)).id


def until_done(sessions, work, batch, **names):
    """Do batches in transactions of their own until one isn't full; return the ids."""
    done = []
    for _ in range(MOST_BATCHES):
        found = committed(sessions, work, batch=batch, **names)
        done += found
        if len(found) < batch:
            return done
    raise AssertionError("There is always more to do.")


def committed(sessions, work, *values, **names):
    """Do one of the above in a transaction of its own; None: it was a conflict."""
    try:
        with sessions.begin() as session:
            return work(session, *values, **names)
    except ConflictError:
        return None


def at_once(*works):
    """Let threads do these, all from the same moment; return what came of each."""
    barrier = threading.Barrier(len(works))

    def one(work):
        barrier.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def all_at_once(work, count=THREADS):
    """Let so many threads do the same; each is told its number."""
    return at_once(*(lambda n=n: work(n) for n in range(count)))


def sent_to_wait(engine, pool, work):
    """Let a thread do this; come back when it waits for a lock, or is done."""
    future = pool.submit(work)
    watching = engine.execution_options(isolation_level="AUTOCOMMIT")
    with watching.connect() as connection:
        while not (future.done() or connection.scalar(WAITING)):
            pass
    return future


def attempts_of(session, person):
    return session.scalars(
        select(Attempt)
        .where(Attempt.entry_id == person.entry_id)
        .order_by(Attempt.round_id, Attempt.number)
    ).all()


def attempts_in(session, *round_ids):
    return session.scalars(
        select(Attempt).where(Attempt.round_id.in_(round_ids)).order_by(Attempt.id)
    ).all()


def stored_answers(session, attempt_id):
    """Return all that was kept: (position, counter) → value."""
    rows = session.scalars(select(Response).where(Response.attempt_id == attempt_id))
    return {(row.position, row.counter): row.value for row in rows}


def standings_are_exact(session, here):
    """Tell whether every standing is what the ended attempts come to, counted anew."""
    rounds = [session.get_one(Round, round_id) for round_id in here.rounds]
    return not any(
        list(standing_queries.differences(session, round_=round_)) for round_ in rounds
    )


def what_ended(attempt):
    """Return all that an end writes, to be compared."""
    return (
        *(attempt.state, attempt.ended_at, attempt.recorded_at, attempt.duration_ms),
        *(attempt.hand_in_key, attempt.receipt_nonce, attempt.receipt_code),
        *(attempt.receipt_hash, attempt.score_hundredths, attempt.right_count),
        *(attempt.answered_count, attempt.is_valid),
    )


def is_worth(session, attempt, values):
    """Tell whether mark and receipt are those of these answers, by the pure rules."""
    paper = rules.Paper.from_json(attempt.paper)
    items = queries.items_of(session, [paper])
    mark = rules.grade(paper, values, items, needs_all=False)
    receipt = rules.receipt_hash(
        attempt_id=attempt.id, answers=values, nonce=attempt.receipt_nonce
    )
    return (
        attempt.receipt_hash == receipt
        and attempt.score_hundredths == mark.score_hundredths
        and attempt.right_count == mark.right_count
        and attempt.answered_count == mark.answered_count
        and queries.check_receipt(session, code=attempt.receipt_code).is_right
    )

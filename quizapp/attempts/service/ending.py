"""Ending attempts: handed in by the person, or closed when their time is up.

Who ends an attempt locks it first, then (in ``standings``) the row where it counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from quizapp.accounts.queries import WHOSE, Asker
from quizapp.attempts import queries, rules
from quizapp.attempts.queries import COLUMNS, AttemptRow
from quizapp.contests.queries import TERMS_VERSION, RoundTerms, terms
from quizapp.db import Executor
from quizapp.errors import NotFoundError

#: Makes a nonce: 32 random hexadecimal digits.
Nonce = Callable[[], str]


class Ended(NamedTuple):
    """An attempt that has ended, and its round."""

    attempt: AttemptRow
    round_: RoundTerms

    @property
    def needs_all(self) -> bool:
        """Tell whether it is valid only with every question answered."""
        return self.round_.rules.valid_only_if_all_answered


#: Attempts with the writing of their round, to be locked.
ATTEMPTS = f"""
    SELECT {COLUMNS}, {TERMS_VERSION} AS version
    FROM attempts a
    JOIN rounds r ON r.id = a.round_id
    JOIN contests c ON c.id = r.contest_id
"""  # noqa: S608  # names of columns alone
#: Their deadline is so long ago that nothing in time is on its way.
HAS_SETTLED = """
    a.deadline_at < :settled_at
    AND a.deadline_at + make_interval(secs => r.grace_seconds) < :settled_at
"""
MINE = {
    known_by: text(f"""{ATTEMPTS}
        JOIN entries e ON e.id = a.entry_id
        WHERE a.id = :attempt_id AND {condition}
        FOR UPDATE OF a
    """)
    for known_by, condition in WHOSE.items()
}
ONE = text(f"{ATTEMPTS} WHERE a.id = :attempt_id FOR UPDATE OF a")
OPEN_OF_ENTRY = text(f"""{ATTEMPTS}
    WHERE a.entry_id = :entry_id AND a.state = 'open'
    ORDER BY a.id
    FOR UPDATE OF a
""")
OVERDUE = text(f"""{ATTEMPTS}
    WHERE a.state = 'open' AND {HAS_SETTLED}
    ORDER BY a.deadline_at LIMIT :batch
    FOR UPDATE OF a SKIP LOCKED
""")
MARK_DUE = text(f"""{ATTEMPTS}
    WHERE a.is_mark_due AND (a.state = 'handed_in' OR {HAS_SETTLED})
    ORDER BY a.deadline_at LIMIT :batch
    FOR UPDATE OF a SKIP LOCKED
""")


def _locked(executor: Executor, statement: TextClause, **asked: object) -> list[Ended]:
    """Lock attempts and return them."""
    return _read(executor, executor.execute(statement, asked).all())


def _read(executor: Executor, rows: Sequence[Any]) -> list[Ended]:
    """Return attempts with their rounds."""
    return [
        Ended(AttemptRow._make(columns), terms(executor, columns[2], version))
        for *columns, version in rows
    ]


def hand_in(
    executor: Executor,
    *,
    attempt_id: int,
    asker: Asker,
    key: str,
    nonce: str,
    now: datetime,
) -> Ended:
    """Hand an attempt in; if it has ended already, return it as it ended.

    ``key`` is the random text of the form that hands it in, ``nonce`` 32 random
    hexadecimal digits. What is handed in after the time for it counts as closed.

    Raises:
        NotFoundError: there is no such attempt, or it is somebody else's.
    """
    mine = {**asker.values, "attempt_id": attempt_id}
    locked = executor.execute(MINE[asker.known_by], mine)
    # Goes out with it, and is done once the lock is there: no save is missed.
    rows = executor.execute(queries.RESPONSES, {"ids": [attempt_id]})
    found = _read(executor, locked.all())
    if not found:
        raise NotFoundError("There is no such attempt.")
    if found[0].attempt.state == "open":
        answers = queries.by_attempt(rows.all(), [attempt_id])
        marked = _marked(executor, found, answers)
        found = _end(executor, marked, now=now, nonce=lambda: nonce, key=key)
    return found[0]


def close(executor: Executor, *, attempt_id: int, now: datetime, nonce: Nonce) -> Ended:
    """Close one attempt whose time is up; if it has ended, return it as it ended."""
    (found,) = _locked(executor, ONE, attempt_id=attempt_id)
    if found.attempt.state == "open" and is_overdue(*found, now=now):
        (found,) = end(executor, [found], now=now, nonce=nonce)
    return found


def close_open(
    executor: Executor, *, entry_id: int, now: datetime, nonce: Nonce
) -> list[Ended]:
    """Close the attempts of an entry that are open, with what is there by now."""
    found = _locked(executor, OPEN_OF_ENTRY, entry_id=entry_id)
    return end(executor, found, now=now, nonce=nonce)


def close_overdue(
    executor: Executor, *, now: datetime, batch: int, nonce: Nonce
) -> list[Ended]:
    """Close attempts whose time is up, those that ran out first, with what is there.

    Waits until no request that came in time can still be on its way; leaves out what
    another sweeper, or a hand-in, holds. Returns fewer than ``batch`` when done.
    """
    settled_at = now - rules.LONGEST_REQUEST
    overdue = _locked(executor, OVERDUE, settled_at=settled_at, batch=batch)
    return end(executor, overdue, now=now, nonce=nonce)


def is_overdue(attempt: AttemptRow, round_: RoundTerms, *, now: datetime) -> bool:
    """Tell whether nothing that arrives now can count for an attempt any more."""
    return not rules.is_in_time(
        now, deadline_at=attempt.deadline_at, grace_seconds=round_.grace_seconds
    )


#: What a mark that is replaced keeps of its attempt.
KEPT_OF_A_MARK = (
    "ended_at",
    "score_hundredths",
    "right_count",
    "answered_count",
    "duration_ms",
    "prediction",
    "is_valid",
    "receipt_hash",
)
KEEP_MARK = text(f"""
    INSERT INTO replaced_marks (attempt_id, replaced_at, {", ".join(KEPT_OF_A_MARK)})
    VALUES (:attempt_id, :replaced_at, {", ".join(f":{n}" for n in KEPT_OF_A_MARK)})
""")  # noqa: S608  # names of columns alone


def mark_again(executor: Executor, *, now: datetime, batch: int) -> list[Ended]:
    """Mark ended attempts anew that an outage was given back to, or taken from.

    What they were worth is kept beside. Those whose time goes on once more wait until
    nothing in time can still be on its way. Returns fewer than ``batch`` when done.
    """
    settled_at = now - rules.LONGEST_REQUEST
    due = _locked(executor, MARK_DUE, settled_at=settled_at, batch=batch)
    answers = queries.responses_of(executor, [one.attempt.id for one in due])
    marked = [_marked_again(one) for one in _marked(executor, due, answers)]
    kept = [
        _mark_of(before.attempt) | {"attempt_id": before.attempt.id, "replaced_at": now}
        for before, after in zip(due, marked, strict=True)
        if _mark_of(before.attempt) != _mark_of(after.attempt)
    ]
    if kept:
        executor.execute(KEEP_MARK, kept)
    _write(executor, marked)
    return marked


def _mark_of(attempt: AttemptRow) -> dict[str, Any]:
    return {name: getattr(attempt, name) for name in KEPT_OF_A_MARK}


class Marked(NamedTuple):
    """An attempt with the answers that count in it, and what they are worth."""

    ended: Ended
    values: dict[int, Any]
    mark: rules.Mark
    #: The time that was given back to it.
    grants: Sequence[rules.Grant]
    #: The newest row of the ledger that it was asked of; 0: it wasn't.
    newest_id: int


def end(
    executor: Executor,
    ending: Sequence[Ended],
    *,
    now: datetime,
    nonce: Nonce,
) -> list[Ended]:
    """Grade open attempts that are locked, and end them with what is there."""
    answers = queries.responses_of(executor, [one.attempt.id for one in ending])
    return _end(executor, _marked(executor, ending, answers), now=now, nonce=nonce)


def _end(
    executor: Executor,
    marked: Iterable[Marked],
    *,
    now: datetime,
    nonce: Nonce,
    key: str | None = None,
) -> list[Ended]:
    """End attempts that are graded; ``key``: of the hand-in."""
    ended = [_ended(one, now=now, nonce=nonce(), key=key) for one in marked]
    _write(executor, ended)
    return ended


def _ended(one: Marked, *, now: datetime, nonce: str, key: str | None) -> Ended:
    """Return an attempt as it ends: by the person if in time, else by the deadline."""
    attempt, round_ = one.ended
    was_handed_in = key is not None and not is_overdue(attempt, round_, now=now)
    ended = attempt._replace(
        state="handed_in" if was_handed_in else "closed",
        ended_at=min(now, attempt.deadline_at),
        recorded_at=now,
        ended_under=one.newest_id,
        hand_in_key=key,
        receipt_nonce=nonce,
        receipt_code=rules.receipt_code(nonce),
    )
    return Ended(_with_mark(ended, one), round_)


def _marked_again(one: Marked) -> Ended:
    attempt, round_ = one.ended
    if attempt.state == "closed":
        attempt = attempt._replace(ended_at=attempt.deadline_at)
    return Ended(_with_mark(attempt, one)._replace(is_mark_due=False), round_)


def _with_mark(attempt: AttemptRow, one: Marked) -> AttemptRow:
    """Return an attempt that has an end with its mark, its hash and how long it took."""
    return attempt._replace(
        score_hundredths=one.mark.score_hundredths,
        right_count=one.mark.right_count,
        answered_count=one.mark.answered_count,
        prediction=one.mark.prediction,
        is_valid=one.mark.is_valid,
        receipt_hash=rules.receipt_hash(
            attempt_id=attempt.id, answers=one.values, nonce=attempt.receipt_nonce or ""
        ),
        duration_ms=rules.duration_ms(
            attempt.started_at,
            ended_at=attempt.ended_at or attempt.deadline_at,
            limit_seconds=one.ended.round_.limit_seconds,
            grants=one.grants,
        ),
    )


def _marked(
    executor: Executor,
    ending: Sequence[Ended],
    answers: Mapping[int, Sequence[rules.Answer]],
) -> list[Marked]:
    """Mark attempts by the answers that came until their deadlines."""
    papers = [rules.Paper.from_json(one.attempt.paper) for one in ending]
    items = queries.items_of(executor, papers)
    grants = _grants(executor, ending)
    found = []
    for one, paper in zip(ending, papers, strict=True):
        values = rules.counted_answers(
            answers[one.attempt.id],
            deadline_at=one.attempt.deadline_at,
            grace_seconds=one.round_.grace_seconds,
        )
        mark = rules.grade(paper, values, items, needs_all=one.needs_all)
        found.append(Marked(one, values, mark, *grants.get(one.attempt.id, ((), 0))))
    return found


#: All that ending or marking writes to an attempt.
WRITTEN = (
    "state",
    "ended_at",
    "recorded_at",
    "ended_under",
    "hand_in_key",
    "score_hundredths",
    "right_count",
    "answered_count",
    "duration_ms",
    "prediction",
    "is_valid",
    "is_mark_due",
    "receipt_code",
    "receipt_nonce",
    "receipt_hash",
)
WRITE = text(f"""
    UPDATE attempts SET {", ".join(f"{name} = :{name}" for name in WRITTEN)}
    WHERE id = :attempt_id
""")  # noqa: S608  # names of columns alone


def _write(executor: Executor, ended: Iterable[Ended]) -> None:
    """Write what attempts have become, in one go."""
    rows = [
        {name: getattr(one.attempt, name) for name in WRITTEN}
        | {"attempt_id": one.attempt.id}
        for one in ended
    ]
    if rows:
        executor.execute(WRITE, rows if len(rows) > 1 else rows[0])


def _grants(
    executor: Executor, ending: Iterable[Ended]
) -> dict[int, tuple[Sequence[rules.Grant], int]]:
    """Return the time given back to attempts, and the newest row of their ledgers.

    No ledger is read where no time was given.
    """
    ledgers: dict[int, queries.Ledger] = {}
    found: dict[int, tuple[Sequence[rules.Grant], int]] = {}
    for attempt, round_ in ending:
        as_it_began = rules.first_deadline(
            attempt.started_at,
            limit_seconds=round_.limit_seconds,
            closes_at=round_.closes_at,
        )
        if attempt.deadline_at == as_it_began:
            continue
        if round_.id not in ledgers:
            ledgers[round_.id] = queries.Ledger(executor, round_id=round_.id)
        ledger = ledgers[round_.id]
        given = ledger.grants_for(
            entry_id=attempt.entry_id,
            unit_id=attempt.unit_id,
            ended_under=attempt.ended_under,
        )
        found[attempt.id] = given, ledger.newest_id
    return found

"""Starting an attempt, and opening it again on another device or tab."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text

from quizapp.accounts.queries import WHOSE, Asker
from quizapp.attempts import queries
from quizapp.attempts.queries import COLUMNS, LEDGER_LOCKS, OF_PERSON, AttemptRow
from quizapp.attempts.rules import deadline_at, draw_paper, first_deadline
from quizapp.contests.queries import TERMS_VERSION, RoundTerms, terms
from quizapp.contests.rules import check_may_start
from quizapp.db import Executor
from quizapp.errors import ConflictError, NotAllowedError
from quizapp.phrases import message


@dataclass(frozen=True)
class StartLine:
    """Where a person stands before an attempt; the entry she counts under is locked."""

    round_: RoundTerms
    entry_id: int
    unit_id: int | None
    #: The entry under which she counts: hers, unless she entered several times.
    person_id: int
    #: She runs the contest: no attempt of hers starts.
    is_barred: bool = False
    #: She left the contest then: no attempt starts.
    withdrawn_at: datetime | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether the attempt counts under another entry than its own."""
        return self.person_id != self.entry_id


#: FOR NO KEY UPDATE: starts of one person come one after another, for the entry that she
#: counts under is locked: her own, unless she is one person with others. Both are locked,
#: for what a row says that isn't may be older than the lock. The round's ledger is held
#: against grants of time, so that an attempt that starts meanwhile misses none.
LINE = f"""
    SELECT e.id AS entry_id, e.unit_id, h.id AS person_id,
           h.counts_under_id AS moved_to_id, e.barred_at IS NOT NULL AS is_barred,
           e.withdrawn_at, r.id AS round_id, {TERMS_VERSION} AS version,
           pg_advisory_xact_lock_shared({LEDGER_LOCKS} + r.id)
    FROM entries e
    JOIN entries h ON h.id = coalesce(e.counts_under_id, e.id)
    JOIN contests c ON c.id = e.contest_id
    JOIN rounds r ON r.contest_id = c.id
"""  # noqa: S608  # constants alone
LINE_UP = {
    known_by: text(f"""{LINE}
        WHERE c.slug = :slug AND r.number = :number AND {condition}
        FOR NO KEY UPDATE OF e, h
    """)
    for known_by, condition in WHOSE.items()
}
LINE_UP_ENTRY = text(f"""{LINE}
    WHERE r.id = :round_id AND e.id = :entry_id
    FOR NO KEY UPDATE OF e, h
""")
LEFT = message(
    "The consent to taking part in this contest was taken back: give it again on the page"
    " “My data” first."
)
#: Asked once the person is locked: who leaves meanwhile holds the lock until she has.
HAS_LEFT = text("SELECT withdrawn_at IS NOT NULL FROM entries WHERE id = :entry_id")
#: How often a person may be merged into another while she waits to start.
MOST_MOVES = 5


def line_up(
    executor: Executor, *, asker: Asker, slug: str, number: int
) -> StartLine | None:
    """Find round and entry of a person, and lock the entry; None: she has no entry."""
    asked = {**asker.values, "slug": slug, "number": number}
    row = _lined_up(executor, LINE_UP[asker.known_by], asked)
    if row is None:
        return None
    return _line(row, terms(executor, row.round_id, row.version))


def _line(row: Any, round_: RoundTerms) -> StartLine:
    return StartLine(
        round_=round_,
        entry_id=row.entry_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        is_barred=row.is_barred,
        withdrawn_at=row.withdrawn_at,
    )


def _lined_up(
    executor: Executor, statement: TextClause, asked: Mapping[str, Any]
) -> Any:
    """Lock the entry that a person counts under, and return the row; None: no entry.

    If she was made one with another person while this waited for the lock, the lock is
    of no use, or the row is found no more: then it is that person's turn.
    """
    for turn in range(MOST_MOVES):
        row = executor.execute(statement, asked).one_or_none()
        if row is not None and row.moved_to_id is None:
            return row
        if row is None and turn > 0:
            return None
    raise ConflictError("Something else was changed at the same time: try again.")


def start(
    executor: Executor,
    *,
    entry_id: int,
    round_: RoundTerms,
    seed: str,
    now: datetime,
    joined_at: datetime | None = None,
    assisted_by: int | None = None,
) -> AttemptRow:
    """Start an attempt of an entry: lock the entry, then as ``begin``.

    Raises:
        NotAllowedError: the entry is barred.
        ConflictError: the round is not open, or no attempt is left.
    """
    asked = {"entry_id": entry_id, "round_id": round_.id}
    line = _line(_lined_up(executor, LINE_UP_ENTRY, asked), round_)
    return begin(
        executor,
        line=line,
        seed=seed,
        now=now,
        joined_at=joined_at,
        assisted_by=assisted_by,
    )


def begin(
    executor: Executor,
    *,
    line: StartLine,
    seed: str,
    now: datetime,
    joined_at: datetime | None = None,
    assisted_by: int | None = None,
    device_hash: bytes | None = None,
) -> AttemptRow:
    """Start an attempt of an entry whose person is locked, its round held.

    ``seed`` is 32 random hexadecimal digits; ``joined_at`` is when the person asked to
    start, if she had to wait: that is her moment in the ranking; ``assisted_by`` is the
    officer on whose device she sits, ``device_hash`` a keyed hash of the device's cookie.
    An attempt that is open already is returned as it is; if its time is up, the caller
    ends it and begins again.

    Raises:
        NotAllowedError: the entry is barred, for she runs the contest.
        ConflictError: the round is not open, no attempt is left, she left the contest,
            or one is open under another entry of the same person.
    """
    round_ = line.round_
    if line.withdrawn_at is not None:
        raise ConflictError(LEFT)
    attempt = None
    moment = max(joined_at or now, round_.opens_at)
    # Twice, for the open one may end between the two statements; no other can start.
    for _ in range(2):
        if attempt is None and round_.phase(now) == "open" and not line.is_barred:
            attempt = _insert(
                executor, line, seed, now, moment, assisted_by, device_hash
            )
        if attempt is None:
            attempt = queries.open_attempt(
                executor, entry_id=line.entry_id, round_id=round_.id
            )
    if attempt is None:
        if line.is_barred:
            raise NotAllowedError("Who runs this contest can't take part in it.")
        check_may_start(round_.opens_at, round_.closes_at, now)
        if executor.scalar(HAS_LEFT, {"entry_id": line.entry_id}):
            raise ConflictError(LEFT)
        _check_not_open_elsewhere(executor, line)
        raise ConflictError("Every attempt that the rules allow has been made.")
    return attempt


def _check_not_open_elsewhere(executor: Executor, line: StartLine) -> None:
    """Check that no other entry of the same person sits at an attempt of the round."""
    asked = {"person_id": line.person_id, "round_id": line.round_.id}
    if executor.scalar(OPEN_OF_PERSON, asked):
        raise ConflictError(
            "An attempt of this round is open under another entry that counts as the"
            " same person. Go on there, or wait until it has ended."
        )


OPEN_OF_PERSON = text(f"""
    SELECT count(*) FROM attempts a
    WHERE {OF_PERSON} AND a.round_id = :round_id AND a.state = 'open'
""")  # noqa: S608  # constants alone


def _insert(  # what one row says
    executor: Executor,
    line: StartLine,
    seed: str,
    now: datetime,
    joined_at: datetime,
    assisted_by: int | None,
    device_hash: bytes | None,
) -> AttemptRow | None:
    """Count and insert in one statement; None if the limit or an open one forbids it."""
    round_ = line.round_
    paper = draw_paper(round_.plan, seed)
    attempt = AttemptRow.begun(
        entry_id=line.entry_id,
        round_id=round_.id,
        unit_id=line.unit_id,
        seed=seed,
        paper=paper.to_json(),
        position_count=paper.position_count,
        full_hundredths=paper.full_hundredths,
        started_at=now,
        joined_at=joined_at,
        deadline_at=first_deadline(
            now, limit_seconds=round_.limit_seconds, closes_at=round_.closes_at
        ),
        assisted_by=assisted_by,
        is_shared=line.is_shared,
    )
    values = {name: getattr(attempt, name) for name in WRITTEN}
    values["paper"] = json.dumps(attempt.paper, ensure_ascii=False)
    values |= {"person_id": line.person_id, "device_hash": device_hash}
    values |= queries.limit_values(round_.rules, now)
    if round_.rules.limit is not None:
        values["limit"] = round_.rules.limit
    row = executor.execute(INSERT[round_.rules.per], values).one_or_none()
    if row is None:
        return None
    attempt = attempt._replace(id=row.id, number=row.number)
    if row.has_grants:
        return _with_what_is_due(executor, attempt, round_)
    return attempt


#: What a start writes beside the number that it counts.
WRITTEN = (
    "entry_id",
    "round_id",
    "unit_id",
    "seed",
    "paper",
    "position_count",
    "full_hundredths",
    "started_at",
    "joined_at",
    "deadline_at",
    "assisted_by",
    "is_shared",
)


def _insertion(used: str) -> str:
    """Return the statement that counts the person's attempts and inserts one more."""
    is_left = f"AND count(*) FILTER (WHERE {used}) < :limit" if used else ""
    return f"""
        INSERT INTO attempts
            (number, entry_id, round_id, unit_id, state, seed, paper, position_count,
             full_hundredths, started_at, joined_at, deadline_at, assisted_by, is_shared,
             device_hash, lease)
        SELECT coalesce(max(number) FILTER (WHERE a.round_id = :round_id), 0) + 1,
               :entry_id, :round_id, CAST(:unit_id AS bigint), 'open', :seed,
               CAST(:paper AS jsonb), :position_count, :full_hundredths,
               CAST(:started_at AS timestamptz), CAST(:joined_at AS timestamptz),
               CAST(:deadline_at AS timestamptz), CAST(:assisted_by AS bigint),
               :is_shared, CAST(:device_hash AS bytea), 1
        FROM attempts a
        WHERE {OF_PERSON}
        HAVING count(*) FILTER (WHERE a.round_id = :round_id AND a.state = 'open') = 0
            AND EXISTS (SELECT FROM entries o
                        WHERE o.id = :entry_id AND o.withdrawn_at IS NULL)
            {is_left}
        ON CONFLICT DO NOTHING
        RETURNING id, number, EXISTS (
            SELECT FROM time_grants g
            WHERE g.round_id = :round_id AND g.to_at > :started_at) AS has_grants
    """  # noqa: S608  # constants alone


INSERT: dict[str | None, TextClause] = {
    None: text(_insertion("")),
    **{per: text(_insertion(used)) for per, used in queries.USED.items()},
}


def _with_what_is_due(
    executor: Executor, attempt: AttemptRow, round_: RoundTerms
) -> AttemptRow:
    """Add time that was given to everybody who runs at this time, also to come."""
    ledger = queries.Ledger(executor, round_id=round_.id)
    deadline = deadline_at(
        attempt.started_at,
        limit_seconds=round_.limit_seconds,
        closes_at=round_.closes_at,
        grants=ledger.grants_for(entry_id=attempt.entry_id, unit_id=attempt.unit_id),
    )
    executor.execute(NEW_DEADLINE, {"attempt_id": attempt.id, "deadline_at": deadline})
    return attempt._replace(deadline_at=deadline)


NEW_DEADLINE = text(
    "UPDATE attempts SET deadline_at = :deadline_at WHERE id = :attempt_id"
)

NEW_LEASE = text(f"""
    UPDATE attempts AS a SET lease = a.lease + 1
    FROM entries e
    WHERE a.id = :attempt_id AND e.id = a.entry_id AND e.account_id = :account_id
      AND a.state = 'open' AND a.deadline_at > :now
    RETURNING {COLUMNS}
""")  # noqa: S608  # names of columns alone


def open_again(
    executor: Executor, *, attempt_id: int, account_id: int, now: datetime
) -> AttemptRow:
    """Give an open attempt a new lease: another device or tab goes on with it.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
        ConflictError: it has ended, or its time is up.
    """
    asked = {"attempt_id": attempt_id, "account_id": account_id}
    row = executor.execute(NEW_LEASE, asked | {"now": now}).one_or_none()
    if row is None:
        queries.attempt_of(executor, **asked)
        raise ConflictError("This attempt has ended: nothing can be changed any more.")
    return AttemptRow._make(row)

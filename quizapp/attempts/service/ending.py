"""Ending attempts: handed in by the person, or closed when their time is up.

Who ends an attempt locks it first, then (in ``standings``) the row where it counts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, defer

from quizapp.attempts import queries, rules
from quizapp.attempts.models import Attempt, ReplacedMark
from quizapp.contests.models import Round
from quizapp.contests.rules import RoundRules
from quizapp.errors import NotFoundError

#: Makes a nonce: 32 random hexadecimal digits.
Nonce = Callable[[], str]


class Ended(NamedTuple):
    """An attempt that has ended, and its round (without the plan)."""

    attempt: Attempt
    round_: Round


def hand_in(
    session: Session,
    *,
    attempt_id: int,
    account_id: int,
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
    statement = queries.mine(_locked(), attempt_id, account_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    attempt, round_ = row
    if attempt.state == "open":
        end(session, [Ended(attempt, round_)], now=now, nonce=lambda: nonce, key=key)
    return Ended(attempt, round_)


def close(session: Session, *, attempt_id: int, now: datetime, nonce: Nonce) -> Ended:
    """Close one attempt whose time is up; if it has ended, return it as it ended."""
    attempt, round_ = session.execute(_locked().where(Attempt.id == attempt_id)).one()
    if attempt.state == "open" and is_overdue(attempt, round_, now=now):
        end(session, [Ended(attempt, round_)], now=now, nonce=nonce)
    return Ended(attempt, round_)


def close_overdue(
    session: Session, *, now: datetime, batch: int, nonce: Nonce
) -> list[Ended]:
    """Close attempts whose time is up, those that ran out first, with what is there.

    Waits until no request that came in time can still be on its way; leaves out what
    another sweeper, or a hand-in, holds. Returns fewer than ``batch`` when done.
    """
    statement = (
        _locked(skip_locked=True)
        .where(Attempt.state == "open", _has_settled(now))
        .order_by(Attempt.deadline_at)
        .limit(batch)
    )
    overdue = [Ended(attempt, round_) for attempt, round_ in session.execute(statement)]
    if overdue:
        end(session, overdue, now=now, nonce=nonce)
    return overdue


def _has_settled(now: datetime) -> ColumnElement[bool]:
    """Return whose deadline is so long ago that nothing in time is on its way."""
    grace = func.make_interval(0, 0, 0, 0, 0, 0, Round.grace_seconds)
    settled = now - rules.LONGEST_REQUEST
    return and_(Attempt.deadline_at < settled, Attempt.deadline_at + grace < settled)


def is_overdue(attempt: Attempt, round_: Round, *, now: datetime) -> bool:
    """Tell whether nothing that arrives now can count for an attempt any more."""
    return not rules.is_in_time(
        now, deadline_at=attempt.deadline_at, grace_seconds=round_.grace_seconds
    )


def _locked(*, skip_locked: bool = False) -> Select[Attempt, Round]:
    return (
        select(Attempt, Round)
        .join(Round, Round.id == Attempt.round_id)
        .with_for_update(of=Attempt, skip_locked=skip_locked)
        .options(defer(Round.plan, raiseload=True))
        .execution_options(populate_existing=True)
    )


def mark_again(session: Session, *, now: datetime, batch: int) -> list[Ended]:
    """Mark ended attempts anew that an outage was given back to, or taken from.

    What they were worth is kept beside. Those whose time goes on once more wait until
    nothing in time can still be on its way. Returns fewer than ``batch`` when done.
    """
    statement = (
        _locked(skip_locked=True)
        .where(
            Attempt.is_mark_due,
            or_(Attempt.state == "handed_in", _has_settled(now)),
        )
        .order_by(Attempt.deadline_at)
        .limit(batch)
    )
    due = [Ended(attempt, round_) for attempt, round_ in session.execute(statement)]
    for attempt, round_, values, mark, grants in _marked(session, due):
        before = _kept_mark(attempt, now)
        if attempt.state == "closed":
            attempt.ended_at = attempt.deadline_at
        _write_mark(attempt, mark)
        _write_hash(attempt, values)
        _write_duration(attempt, round_, grants)
        attempt.is_mark_due = False
        if _differs(before, attempt):
            session.add(before)
    session.flush()
    return due


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


def _kept_mark(attempt: Attempt, now: datetime) -> ReplacedMark:
    values = {name: getattr(attempt, name) for name in KEPT_OF_A_MARK}
    return ReplacedMark(attempt_id=attempt.id, replaced_at=now, **values)


def _differs(before: ReplacedMark, attempt: Attempt) -> bool:
    return any(
        getattr(before, name) != getattr(attempt, name) for name in KEPT_OF_A_MARK
    )


def end(
    session: Session,
    ending: Iterable[Ended],
    *,
    now: datetime,
    nonce: Nonce,
    key: str | None = None,
) -> None:
    """Grade open attempts that are locked, and end them; ``key``: of the hand-in."""
    for attempt, round_, values, mark, grants in _marked(session, ending):
        _write_mark(attempt, mark)
        attempt.receipt_nonce = nonce()
        attempt.receipt_code = rules.receipt_code(attempt.receipt_nonce)
        _write_hash(attempt, values)
        attempt.hand_in_key = key
        _write_end(attempt, round_, now)
        _write_duration(attempt, round_, grants)
    session.flush()


class Marked(NamedTuple):
    """An attempt with the answers that count in it, and what they are worth."""

    attempt: Attempt
    round_: Round
    values: dict[int, Any]
    mark: rules.Mark
    #: The time that was given back to it.
    grants: Sequence[rules.Grant]


def _marked(session: Session, ended: Iterable[Ended]) -> list[Marked]:
    """Mark attempts by the answers that came until their deadlines."""
    pairs = list(ended)
    papers = [rules.Paper.from_json(attempt.paper) for attempt, _ in pairs]
    answers = queries.responses_of(session, [attempt.id for attempt, _ in pairs])
    items = queries.items_of(session, papers)
    grants = _grants(session, pairs)
    found = []
    for (attempt, round_), paper in zip(pairs, papers, strict=True):
        values = rules.counted_answers(
            answers[attempt.id],
            deadline_at=attempt.deadline_at,
            grace_seconds=round_.grace_seconds,
        )
        needs_all = RoundRules.model_validate(round_.rules).valid_only_if_all_answered
        mark = rules.grade(paper, values, items, needs_all=needs_all)
        given = grants.get(attempt.id, ())
        found.append(Marked(attempt, round_, values, mark, given))
    return found


def _write_mark(attempt: Attempt, mark: rules.Mark) -> None:
    attempt.score_hundredths = mark.score_hundredths
    attempt.right_count = mark.right_count
    attempt.answered_count = mark.answered_count
    attempt.prediction = mark.prediction
    attempt.is_valid = mark.is_valid


def _write_hash(attempt: Attempt, values: dict[int, Any]) -> None:
    attempt.receipt_hash = rules.receipt_hash(
        attempt_id=attempt.id, answers=values, nonce=attempt.receipt_nonce or ""
    )


def _write_end(attempt: Attempt, round_: Round, now: datetime) -> None:
    """Write when it ended: by the person if she was in time, else by the deadline."""
    was_handed_in = attempt.hand_in_key and not is_overdue(attempt, round_, now=now)
    attempt.state = "handed_in" if was_handed_in else "closed"
    attempt.ended_at = min(now, attempt.deadline_at)
    attempt.recorded_at = now


def _write_duration(
    attempt: Attempt, round_: Round, grants: Sequence[rules.Grant]
) -> None:
    attempt.duration_ms = rules.duration_ms(
        attempt.started_at,
        ended_at=attempt.ended_at or attempt.deadline_at,
        limit_seconds=round_.limit_seconds,
        grants=grants,
    )


def _grants(
    session: Session, pairs: Iterable[Ended]
) -> dict[int, Sequence[rules.Grant]]:
    """Return the time given back to attempts; no ledger is read where none was."""
    ledgers: dict[int, queries.Ledger] = {}
    found: dict[int, Sequence[rules.Grant]] = {}
    for attempt, round_ in pairs:
        as_it_began = rules.first_deadline(
            attempt.started_at,
            limit_seconds=round_.limit_seconds,
            closes_at=round_.closes_at,
        )
        if attempt.deadline_at == as_it_began:
            continue
        if round_.id not in ledgers:
            ledgers[round_.id] = queries.Ledger(session, round_id=round_.id)
        found[attempt.id] = ledgers[round_.id].grants_for(
            entry_id=attempt.entry_id,
            unit_id=attempt.unit_id,
            ended_at=attempt.recorded_at,
        )
    return found

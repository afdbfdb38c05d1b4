"""Ending attempts: handed in by the person, or closed when their time is up.

Who ends an attempt locks it first, then (in ``standings``) the row where it counts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer

from quizapp.attempts import queries, rules
from quizapp.attempts.models import Attempt
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
        end(session, [(attempt, round_)], now=now, nonce=lambda: nonce, key=key)
    return Ended(attempt, round_)


def close(session: Session, *, attempt_id: int, now: datetime, nonce: Nonce) -> Ended:
    """Close one attempt whose time is up; if it has ended, return it as it ended."""
    attempt, round_ = session.execute(_locked().where(Attempt.id == attempt_id)).one()
    if attempt.state == "open" and is_overdue(attempt, round_, now=now):
        end(session, [(attempt, round_)], now=now, nonce=nonce)
    return Ended(attempt, round_)


def close_overdue(
    session: Session, *, now: datetime, batch: int, nonce: Nonce
) -> list[Ended]:
    """Close attempts whose time is up, those that ran out first, with what is there.

    Waits until no request that came in time can still be on its way; leaves out what
    another sweeper, or a hand-in, holds. Returns fewer than ``batch`` when done.
    """
    grace = func.make_interval(0, 0, 0, 0, 0, 0, Round.grace_seconds)
    settled = now - rules.LONGEST_REQUEST
    statement = (
        _locked(skip_locked=True)
        .where(
            Attempt.state == "open",
            Attempt.deadline_at < settled,
            Attempt.deadline_at + grace < settled,
        )
        .order_by(Attempt.deadline_at)
        .limit(batch)
    )
    overdue = [Ended(attempt, round_) for attempt, round_ in session.execute(statement)]
    if overdue:
        end(session, overdue, now=now, nonce=nonce)
    return overdue


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


def end(
    session: Session,
    ending: Iterable[tuple[Attempt, Round]],
    *,
    now: datetime,
    nonce: Nonce,
    key: str | None = None,
) -> None:
    """Grade open attempts that are locked, and end them; ``key``: of the hand-in."""
    pairs = list(ending)
    papers = [rules.Paper.from_json(attempt.paper) for attempt, _ in pairs]
    answers = queries.responses_of(session, [attempt.id for attempt, _ in pairs])
    items = queries.items_of(session, papers)
    grants = _grants(session, pairs)
    for (attempt, round_), paper in zip(pairs, papers, strict=True):
        values = rules.counted_answers(
            answers[attempt.id],
            deadline_at=attempt.deadline_at,
            grace_seconds=round_.grace_seconds,
        )
        needs_all = RoundRules.model_validate(round_.rules).valid_only_if_all_answered
        _write_mark(attempt, rules.grade(paper, values, items, needs_all=needs_all))
        _write_receipt(attempt, values, nonce())
        attempt.hand_in_key = key
        _write_end(attempt, round_, grants.get(attempt.id, ()), now)
    session.flush()


def _write_mark(attempt: Attempt, mark: rules.Mark) -> None:
    attempt.score_hundredths = mark.score_hundredths
    attempt.right_count = mark.right_count
    attempt.answered_count = mark.answered_count
    attempt.prediction = mark.prediction
    attempt.is_valid = mark.is_valid


def _write_receipt(attempt: Attempt, values: dict[int, Any], nonce: str) -> None:
    attempt.receipt_nonce = nonce
    attempt.receipt_code = rules.receipt_code(nonce)
    attempt.receipt_hash = rules.receipt_hash(
        attempt_id=attempt.id, answers=values, nonce=nonce
    )


def _write_end(
    attempt: Attempt, round_: Round, grants: Sequence[rules.Grant], now: datetime
) -> None:
    """Write when it ended: by the person if she was in time, else by the deadline."""
    was_handed_in = attempt.hand_in_key and not is_overdue(attempt, round_, now=now)
    attempt.state = "handed_in" if was_handed_in else "closed"
    attempt.ended_at = min(now, attempt.deadline_at)
    attempt.recorded_at = now
    attempt.duration_ms = rules.duration_ms(
        attempt.started_at,
        ended_at=attempt.ended_at,
        limit_seconds=round_.limit_seconds,
        grants=grants,
    )


def _grants(
    session: Session, pairs: Iterable[tuple[Attempt, Round]]
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
            entry_id=attempt.entry_id, unit_id=attempt.unit_id
        )
    return found

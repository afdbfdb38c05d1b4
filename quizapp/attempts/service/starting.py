"""Starting an attempt, and opening it again on another device or tab."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.attempts import queries
from quizapp.attempts.models import Attempt, TimeGrant
from quizapp.attempts.rules import deadline_at, draw_paper, first_deadline
from quizapp.contests.models import Contest, Round
from quizapp.contests.rules import PaperPlan, RoundRules, check_may_start, phase
from quizapp.entries.models import Entry
from quizapp.errors import ConflictError


@dataclass(frozen=True)
class StartLine:
    """Where a person stands before an attempt; her entry is locked."""

    contest: Contest
    round_: Round
    entry: Entry


def line_up(
    session: Session, *, account_id: int, slug: str, number: int
) -> StartLine | None:
    """Find round and entry of a person, and lock the entry; None: she has no entry.

    The round is held against grants of time until the transaction ends, so that an
    attempt that starts meanwhile misses none.
    """
    row = session.execute(
        select(Contest, Round, Entry, queries.held(Round.id))
        .join(Round, Round.contest_id == Contest.id)
        .join(Entry, Entry.contest_id == Contest.id)
        .where(
            Contest.slug == slug,
            Round.number == number,
            Entry.account_id == account_id,
        )
        .with_for_update(of=Entry, key_share=True)
    ).one_or_none()
    return None if row is None else StartLine(row.Contest, row.Round, row.Entry)


def start(
    session: Session,
    *,
    entry_id: int,
    round_: Round,
    rules: RoundRules,
    plan: PaperPlan,
    seed: str,
    now: datetime,
    joined_at: datetime | None = None,
) -> Attempt:
    """Start an attempt of an entry: lock the entry, then as ``begin``.

    Raises:
        ConflictError: the round is not open, or no attempt is left.
    """
    entry = session.scalars(
        select(Entry, queries.held(literal(round_.id, BigInteger)))
        .where(Entry.id == entry_id)
        .with_for_update(of=Entry, key_share=True)
    ).one()
    return begin(
        session,
        entry=entry,
        round_=round_,
        rules=rules,
        plan=plan,
        seed=seed,
        now=now,
        joined_at=joined_at,
    )


def begin(
    session: Session,
    *,
    entry: Entry,
    round_: Round,
    rules: RoundRules,
    plan: PaperPlan,
    seed: str,
    now: datetime,
    joined_at: datetime | None = None,
) -> Attempt:
    """Start an attempt of an entry that is locked, its round held.

    ``seed`` is 32 random hexadecimal digits; ``joined_at`` is when the person asked to
    start, if she had to wait: that is her moment in the ranking. An attempt that is open already is
    returned as it is; if its time is up, the caller ends it and begins again.

    Raises:
        ConflictError: the round is not open, or no attempt is left.
    """
    attempt = None
    if phase(round_.opens_at, round_.closes_at, now) == "open":
        moment = max(joined_at or now, round_.opens_at)
        attempt = _insert(session, entry, round_, rules, plan, seed, now, moment)
    if attempt is None:
        attempt = queries.open_attempt(session, entry_id=entry.id, round_id=round_.id)
    if attempt is None:
        check_may_start(round_.opens_at, round_.closes_at, now)
        raise ConflictError("Every attempt that the rules allow has been made.")
    return attempt


def _insert(
    session: Session,
    entry: Entry,
    round_: Round,
    round_rules: RoundRules,
    plan: PaperPlan,
    seed: str,
    now: datetime,
    joined_at: datetime,
) -> Attempt | None:
    """Count and insert in one statement; None if the limit or an open one forbids it."""
    paper = draw_paper(plan, seed)
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "round_id": round_.id,
        "unit_id": entry.unit_id,
        "state": "open",
        "seed": seed,
        "paper": paper.to_json(),
        "position_count": paper.position_count,
        "full_hundredths": paper.full_hundredths,
        "started_at": now,
        "joined_at": joined_at,
        "deadline_at": first_deadline(
            now, limit_seconds=round_.limit_seconds, closes_at=round_.closes_at
        ),
        "lease": 1,
    }
    columns = Attempt.__table__.c
    made = (
        select(
            _next_number(round_.id),
            *(literal(value, columns[name].type) for name, value in values.items()),
        )
        .where(Attempt.entry_id == entry.id)
        .having(*_may_start(round_.id, round_rules, now))
    )
    has_grants = exists().where(TimeGrant.round_id == round_.id, TimeGrant.to_at > now)
    row = session.execute(
        insert(Attempt)
        .from_select(["number", *values], made)
        .on_conflict_do_nothing()
        .returning(Attempt, has_grants.label("has_grants"))
    ).one_or_none()
    if row is None:
        return None
    if row.has_grants:
        _give_what_is_due(session, row.Attempt, round_)
    attempt: Attempt = row.Attempt
    return attempt


def _next_number(round_id: int) -> ColumnElement[int]:
    """Return one more than the attempts of the entry in this round."""
    here = func.max(Attempt.number).filter(Attempt.round_id == round_id)
    return func.coalesce(here, 0) + 1


def _may_start(
    round_id: int, round_rules: RoundRules, now: datetime
) -> list[ColumnElement[bool]]:
    """Return what must be true of the entry's attempts: none open, some left."""
    is_open = (Attempt.round_id == round_id) & (Attempt.state == "open")
    conditions = [func.count().filter(is_open) == 0]
    if round_rules.limit is not None:
        used = queries.uses_up(round_rules, round_id=round_id, now=now)
        conditions.append(func.count().filter(used) < round_rules.limit)
    return conditions


def _give_what_is_due(session: Session, attempt: Attempt, round_: Round) -> None:
    """Add time that was given to everybody who runs at this time, also to come."""
    ledger = queries.Ledger(session, round_id=round_.id)
    attempt.deadline_at = deadline_at(
        attempt.started_at,
        limit_seconds=round_.limit_seconds,
        closes_at=round_.closes_at,
        grants=ledger.grants_for(entry_id=attempt.entry_id, unit_id=attempt.unit_id),
    )
    session.flush()


def open_again(
    session: Session, *, attempt_id: int, account_id: int, now: datetime
) -> Attempt:
    """Give an open attempt a new lease: another device or tab goes on with it.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
        ConflictError: it has ended, or its time is up.
    """
    attempt = queries.attempt_of(session, attempt_id=attempt_id, account_id=account_id)
    renewed: Attempt | None = session.scalar(
        update(Attempt)
        .where(
            Attempt.id == attempt.id,
            Attempt.state == "open",
            Attempt.deadline_at > now,
        )
        .values(lease=Attempt.lease + 1)
        .returning(Attempt)
        .execution_options(populate_existing=True)
    )
    if renewed is None:
        raise ConflictError("This attempt has ended: nothing can be changed any more.")
    return renewed

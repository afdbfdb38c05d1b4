"""What the pages of a person's attempts show, and how many attempts are left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, exists, select, text
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.attempts.queries.rows import COLUMNS, AttemptRow
from quizapp.attempts.rules import Paper
from quizapp.banks.models import BankVersion, ItemSeal
from quizapp.contests.queries import TERMS_VERSION, ContestName, RoundTerms, terms
from quizapp.contests.rules import RoundRules, attempts_left, day_start
from quizapp.db import Executor
from quizapp.errors import NotFoundError


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that its pages show, read at once."""

    attempt: AttemptRow
    round_: RoundTerms
    #: The value that counts at each answered position.
    answers: dict[int, Any]

    @property
    def contest(self) -> ContestName:
        """Return the contest of the round."""
        return self.round_.contest


#: The answers are those of ``rules.counted_answers``: of several values at a position,
#: the last one stays, that of the highest lease and counter.
SITTING = text(f"""
    SELECT {COLUMNS}, {TERMS_VERSION} AS version,
           (SELECT jsonb_object_agg(o.position, o.value ORDER BY o.lease, o.counter)
            FROM responses o
            WHERE o.attempt_id = a.id AND o.received_at
                <= a.deadline_at + make_interval(secs => r.grace_seconds)) AS answers
    FROM attempts a
    JOIN entries e ON e.id = a.entry_id
    JOIN rounds r ON r.id = a.round_id
    JOIN contests c ON c.id = r.contest_id
    WHERE a.id = :attempt_id AND e.account_id = :account_id
""")  # noqa: S608  # names of columns alone


def sitting_of(executor: Executor, *, attempt_id: int, account_id: int) -> Sitting:
    """Return an attempt of this account with its round, contest and answers.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    asked = {"attempt_id": attempt_id, "account_id": account_id}
    row = executor.execute(SITTING, asked).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    *columns, version, values = row
    attempt = AttemptRow._make(columns)
    answers = {
        int(position): value
        for position, value in (values or {}).items()
        if value is not None
    }
    return Sitting(attempt, terms(executor, attempt.round_id, version), answers)


def unsealed(
    session: Session, paper: Paper, *, round_id: int, now: datetime
) -> set[tuple[int, str]]:
    """Return the items of a paper (version, id) whose keys need no keeping any more.

    None while somebody still sits at an attempt of this round.
    """
    drawn = {(question.version, question.item) for question in paper.questions}
    is_running = exists().where(Attempt.round_id == round_id, Attempt.state == "open")
    if session.scalar(select(is_running)):
        return set()
    sealed = session.execute(
        select(BankVersion.id, ItemSeal.item)
        .join(ItemSeal, ItemSeal.bank_id == BankVersion.bank_id)
        .where(
            BankVersion.id.in_(paper.versions),
            ItemSeal.item.in_([item for _, item in drawn]),
            ItemSeal.sealed_until > now,
        )
    )
    return drawn - {(version, item) for version, item in sealed}


OPEN = text(f"""
    SELECT {COLUMNS} FROM attempts a
    WHERE a.entry_id = :entry_id AND a.round_id = :round_id AND a.state = 'open'
""")  # noqa: S608  # names of columns alone


def open_attempt(
    executor: Executor, *, entry_id: int, round_id: int
) -> AttemptRow | None:
    """Return the attempt of an entry in a round that hasn't ended, or None."""
    asked = {"entry_id": entry_id, "round_id": round_id}
    row = executor.execute(OPEN, asked).one_or_none()
    return None if row is None else AttemptRow._make(row)


#: Which attempts ``a`` of a person use up the limit, by round, day or contest.
USED: dict[str | None, str] = {
    "round": "a.round_id = :round_id",
    "day": "a.started_at >= :day_at AND a.started_at < :next_day_at",
    "contest": "true",
}


def limit_values(rules: RoundRules, now: datetime) -> dict[str, Any]:
    """Return what statements ask of the limit; a day is a day in Vietnam."""
    if rules.per != "day":
        return {}
    began = day_start(now)
    return {"day_at": began, "next_day_at": began + timedelta(days=1)}


@dataclass(frozen=True)
class MyRound:
    """Where somebody who has entered stands in a round."""

    entry_id: int
    #: Her attempt that hasn't ended, and when its time ends; None: there is none.
    open_id: int | None
    open_until: datetime | None
    #: Attempts that she may still start; None: no limit.
    left_count: int | None
    #: An attempt of hers has started in some round of the contest: her fields are locked.
    has_begun: bool = False
    #: All of the entry form is filled in.
    is_complete: bool = True
    #: She runs the contest: no attempt starts.
    is_barred: bool = False
    #: She left the contest: no attempt starts until she agrees again.
    has_left: bool = False
    #: Her entry counts as one person with others.
    is_shared: bool = False


def _mine(used: str) -> TextClause:
    return text(f"""
        SELECT e.id AS entry_id,
               max(a.id) FILTER (WHERE {OPEN_HERE}) AS open_id,
               max(a.deadline_at) FILTER (WHERE {OPEN_HERE}) AS open_until,
               count(a.id) FILTER (WHERE {used}) AS used_count,
               count(a.id) > 0 AS has_begun,
               e.completed_at IS NOT NULL AS is_complete,
               e.barred_at IS NOT NULL AS is_barred,
               e.withdrawn_at IS NOT NULL AS has_left,
               count(DISTINCT g.id) > 1 AS is_shared
        FROM entries e
        JOIN entries g ON coalesce(g.counts_under_id, g.id)
                          = coalesce(e.counts_under_id, e.id)
        LEFT JOIN attempts a ON a.entry_id = g.id
        WHERE e.contest_id = :contest_id AND e.account_id = :account_id
        GROUP BY e.id
    """)  # noqa: S608  # constants alone


OPEN_HERE = "a.round_id = :round_id AND a.state = 'open' AND a.entry_id = e.id"
MY_ROUND = {per: _mine(used) for per, used in (USED | {None: "false"}).items()}


def my_round(
    executor: Executor, round_: RoundTerms, *, account_id: int, now: datetime
) -> MyRound | None:
    """Return where somebody stands in a round; None: she hasn't entered the contest."""
    asked = {
        "contest_id": round_.contest.id,
        "round_id": round_.id,
        "account_id": account_id,
    }
    statement = MY_ROUND[round_.rules.per]
    values = asked | limit_values(round_.rules, now)
    row = executor.execute(statement, values).one_or_none()
    if row is None:
        return None
    left = attempts_left(round_.rules.limit, row.used_count)
    return MyRound(
        entry_id=row.entry_id,
        open_id=row.open_id,
        open_until=row.open_until,
        left_count=left,
        has_begun=row.has_begun,
        is_complete=row.is_complete,
        is_barred=row.is_barred,
        has_left=row.has_left,
        is_shared=row.is_shared,
    )


def newest_ended_id(session: Session, *, entry_id: int) -> int | None:
    """Return the attempt of an entry that ended last; None: none has."""
    return session.scalar(
        select(Attempt.id)
        .where(Attempt.entry_id == entry_id, Attempt.state != "open")
        .order_by(Attempt.ended_at.desc(), Attempt.id.desc())
        .limit(1)
    )


def has_begun(session: Session, *, entry_ids: Collection[int]) -> bool:
    """Tell whether an attempt of one of these entries has ever started."""
    asked = select(exists().where(Attempt.entry_id.in_(entry_ids)))
    return bool(session.scalar(asked))

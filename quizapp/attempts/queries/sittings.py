"""What the pages of a person's attempts show, and how many attempts are left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, text, true
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


def left_count(
    session: Session,
    *,
    entry_id: int,
    round_id: int,
    rules: RoundRules,
    now: datetime,
) -> int | None:
    """Return how many attempts an entry may still start; None: no limit."""
    made = select(func.count()).where(
        Attempt.entry_id == entry_id, uses_up(rules, round_id=round_id, now=now)
    )
    return attempts_left(rules.limit, session.scalar(made) or 0)


def uses_up(rules: RoundRules, *, round_id: int, now: datetime) -> ColumnElement[bool]:
    """Return which attempts of an entry use up the limit: by round, day or contest.

    A day is a day in Vietnam; it and the contest reach over all rounds.
    """
    if rules.per == "round":
        return Attempt.round_id == round_id
    if rules.per == "day":
        began = day_start(now)
        return and_(
            Attempt.started_at >= began, Attempt.started_at < began + timedelta(days=1)
        )
    return true()

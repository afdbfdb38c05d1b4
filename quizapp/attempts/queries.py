"""Reads of attempts: one's own, the answers that count, how many are left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased, defer

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt, Response, TimeGrant
from quizapp.attempts.rules import (
    Answer,
    Grant,
    Items,
    Paper,
    counted_answers,
    newest_answers,
    phone_code,
    receipt_hash,
    typed_code,
    typed_phone_code,
)
from quizapp.banks.models import BankVersion, ItemSeal
from quizapp.banks.queries import parsed_version
from quizapp.contests.models import Contest, Round
from quizapp.contests.rules import RoundRules, attempts_left, day_start
from quizapp.entries.models import Entry
from quizapp.errors import NotFoundError
from quizapp.units.models import Unit
from quizapp.units.queries import branch

#: Where the keys of the locks on ledgers begin; the round's id is added.
LEDGER_LOCKS = 7_202_000_000_000

#: When a person took part, for the ranking: what she had to wait before her start is
#: taken off, so that no queue decides a rank.
TOOK_PART_AT = Attempt.joined_at
HANDED_IN_AT = Attempt.ended_at - (Attempt.started_at - Attempt.joined_at)

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that its pages show, read at once."""

    attempt: Attempt
    #: Without its plan.
    round_: Round
    contest: Contest
    #: The text of the prediction question, if there is one.
    prediction: str | None
    #: The value that counts at each answered position.
    answers: dict[int, Any]


def attempt_of(session: Session, *, attempt_id: int, account_id: int) -> Attempt:
    """Return an attempt of this account.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    attempt = session.scalar(mine(select(Attempt), attempt_id, account_id))
    if attempt is None:
        raise NotFoundError("There is no such attempt.")
    return attempt


def state_of(session: Session, *, attempt_id: int) -> Row[str, datetime, int]:
    """Return state, deadline and newest lease of an attempt.

    Raises:
        NotFoundError: there is none.
    """
    row = session.execute(
        select(Attempt.state, Attempt.deadline_at, Attempt.lease).where(
            Attempt.id == attempt_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    return row


def sitting_of(session: Session, *, attempt_id: int, account_id: int) -> Sitting:
    """Return an attempt of this account with its round, contest and answers.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    statement = (
        select(
            Attempt,
            Round,
            Contest,
            Round.plan["prediction"].astext.label("prediction"),
            _counted_values(),
        )
        .join(Round, Round.id == Attempt.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .options(defer(Round.plan, raiseload=True))
    )
    row = session.execute(mine(statement, attempt_id, account_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such attempt.")
    answers = {
        int(position): value
        for position, value in (row.answers or {}).items()
        if value is not None
    }
    return Sitting(row.Attempt, row.Round, row.Contest, row.prediction, answers)


@dataclass(frozen=True)
class Checked:
    """What anybody may know of an attempt who holds one of its codes."""

    attempt: Attempt
    round_: Round
    contest: Contest
    #: Whether what the code stands for is what the database holds.
    is_right: bool


def check_receipt(session: Session, *, code: str) -> Checked:
    """Count the answers of a receipt anew and compare their hash.

    Raises:
        NotFoundError: there is no such receipt.
    """
    row = session.execute(
        _with_contest().where(Attempt.receipt_code == typed_code(code))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no receipt with this code.")
    attempt, round_, contest = row
    values = counted_answers(
        responses_of(session, [attempt.id])[attempt.id],
        deadline_at=attempt.deadline_at,
        grace_seconds=round_.grace_seconds,
    )
    found = receipt_hash(
        attempt_id=attempt.id, answers=values, nonce=attempt.receipt_nonce or ""
    )
    is_right = found == attempt.receipt_hash or attempt.is_mark_due
    return Checked(attempt, round_, contest, is_right)


def check_phone_code(session: Session, *, code: str) -> Checked:
    """Compare what a phone held when its time was up with all that has arrived.

    Raises:
        NotFoundError: it is no such code, or there is no such attempt.
    """
    attempt_id, spelled = typed_phone_code(code) or (0, "")
    row = session.execute(_with_contest().where(Attempt.id == attempt_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no receipt with this code.")
    attempt, round_, contest = row
    arrived = newest_answers(responses_of(session, [attempt.id])[attempt.id])
    is_right = phone_code(attempt.id, arrived) == spelled
    return Checked(attempt, round_, contest, is_right)


def _with_contest() -> Select[Attempt, Round, Contest]:
    return (
        select(Attempt, Round, Contest)
        .join(Round, Round.id == Attempt.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .options(defer(Round.plan, raiseload=True))
    )


def mine(statement: S, attempt_id: int, account_id: int) -> S:
    """Narrow a select of attempts to one, if it belongs to this account."""
    return statement.join(Entry, Entry.id == Attempt.entry_id).where(
        Attempt.id == attempt_id, Entry.account_id == account_id
    )


def _counted_values() -> ColumnElement[Any]:
    """Return position → value as JSON, as ``rules.counted_answers`` has it.

    Of several values at a position, the last one stays: that of the highest lease and
    counter.
    """
    grace = func.make_interval(0, 0, 0, 0, 0, 0, Round.grace_seconds)
    in_order = aggregate_order_by(Response.value, Response.lease, Response.counter)
    return (
        select(func.jsonb_object_agg(Response.position, in_order))
        .where(
            Response.attempt_id == Attempt.id,
            Response.received_at <= Attempt.deadline_at + grace,
        )
        .correlate(Attempt, Round)
        .scalar_subquery()
        .label("answers")
    )


def responses_of(
    session: Session, attempt_ids: Collection[int]
) -> dict[int, list[Answer]]:
    """Return every response of these attempts, as it was received."""
    rows = session.execute(
        select(
            Response.attempt_id,
            Response.position,
            Response.lease,
            Response.counter,
            Response.value,
            Response.received_at,
        ).where(Response.attempt_id.in_(attempt_ids))
    )
    found: dict[int, list[Answer]] = {attempt_id: [] for attempt_id in attempt_ids}
    for attempt_id, *answer in rows:
        found[attempt_id].append(Answer(*answer))
    return found


def items_of(session: Session, papers: Collection[Paper]) -> Items:
    """Return the items of papers, from the bank versions kept in memory."""
    versions = set().union(*(paper.versions for paper in papers))
    return {
        (version, item.id): item
        for version in versions
        for item in parsed_version(session, version).items
    }


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


def attempts_in_round(
    session: Session, *, entry_id: int, round_id: int
) -> Sequence[Attempt]:
    """Return the attempts of an entry in a round, the first one first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.entry_id == entry_id, Attempt.round_id == round_id)
        .order_by(Attempt.number)
    ).all()


def open_attempt(session: Session, *, entry_id: int, round_id: int) -> Attempt | None:
    """Return the attempt of an entry in a round that hasn't ended, or None."""
    return session.scalar(
        select(Attempt).where(
            Attempt.entry_id == entry_id,
            Attempt.round_id == round_id,
            Attempt.state == "open",
        )
    )


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


def held(
    round_id: SQLColumnExpression[int], *, alone: bool = False
) -> ColumnElement[Any]:
    """Return what locks the ledger of a round until the transaction ends.

    Starts share it; who writes to the ledger waits for them and holds it ``alone``, so
    that an attempt can't begin by a ledger that is just being written.
    """
    lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
    return lock(LEDGER_LOCKS + round_id)


def ledger(session: Session, *, round_id: int) -> Sequence[TimeGrant]:
    """Return the time given back in a round, in the order it was written."""
    return session.scalars(
        select(TimeGrant).where(TimeGrant.round_id == round_id).order_by(TimeGrant.id)
    ).all()


@dataclass(frozen=True)
class GrantInWords:
    """A grant, to whom it went, and when it was taken back."""

    grant: TimeGrant
    #: The unit or the person's entry; empty for everybody.
    whom: str
    undone_at: datetime | None


def ledger_in_words(session: Session, *, round_id: int) -> list[GrantInWords]:
    """Return the time given in a round, the newest first, undoings beside it."""
    undoing = aliased(TimeGrant)
    rows = session.execute(
        select(
            TimeGrant,
            func.coalesce(Unit.name, Account.full_name, ""),
            undoing.granted_at,
        )
        .outerjoin(undoing, undoing.undoes_id == TimeGrant.id)
        .outerjoin(Unit, Unit.id == TimeGrant.unit_id)
        .outerjoin(Entry, Entry.id == TimeGrant.entry_id)
        .outerjoin(Account, Account.id == Entry.account_id)
        .where(TimeGrant.round_id == round_id, TimeGrant.undoes_id.is_(None))
        .order_by(TimeGrant.id.desc())
    )
    return [GrantInWords(*row) for row in rows]


def open_count(session: Session, *, round_id: int) -> int:
    """Return how many attempts of a round run now."""
    found = select(func.count()).where(
        Attempt.round_id == round_id, Attempt.state == "open"
    )
    return session.scalar(found) or 0


class Ledger:
    """The time given back in a round, ready to be asked for each attempt."""

    def __init__(self, session: Session, *, round_id: int) -> None:
        self._rows = ledger(session, round_id=round_id)
        units = {row.unit_id for row in self._rows if row.unit_id is not None}
        self._branches = {
            unit_id: set(session.scalars(select(branch(unit_id).c.id)))
            for unit_id in units
        }

    def grants_for(
        self, *, entry_id: int, unit_id: int | None, ended_at: datetime | None = None
    ) -> list[Grant]:
        """Return the grants in whose scope an attempt is.

        One that had been ``ended_at`` an instant is reached by outages alone since.
        """
        return [
            Grant(
                id=row.id,
                seconds=row.seconds,
                from_at=row.from_at,
                to_at=row.to_at,
                granted_at=row.granted_at,
                undoes_id=row.undoes_id,
            )
            for row in self._rows
            if self._is_in_scope(row, entry_id, unit_id)
            and (ended_at is None or row.kind == "outage" or row.granted_at <= ended_at)
        ]

    def _is_in_scope(self, row: TimeGrant, entry_id: int, unit_id: int | None) -> bool:
        if row.entry_id is not None:
            return row.entry_id == entry_id
        return row.unit_id is None or unit_id in self._branches[row.unit_id]

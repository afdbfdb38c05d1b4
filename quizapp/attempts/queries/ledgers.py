"""The ledger of time given back: locking, reading, and asking it for one attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt, TimeGrant
from quizapp.attempts.rules import Grant
from quizapp.db import Executor
from quizapp.entries.models import Entry
from quizapp.units.models import Unit
from quizapp.units.queries import branch

#: Where the keys of the locks on ledgers begin; the round's id is added.
LEDGER_LOCKS = 7_202_000_000_000


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

    def __init__(self, executor: Executor, *, round_id: int) -> None:
        rows = TimeGrant.__table__
        self._rows = executor.execute(
            select(rows).where(rows.c.round_id == round_id).order_by(rows.c.id)
        ).all()
        units = {row.unit_id for row in self._rows if row.unit_id is not None}
        self._branches = {
            unit_id: set(executor.scalars(select(branch(unit_id).c.id)))
            for unit_id in units
        }

    @property
    def newest_id(self) -> int:
        """Return the id of the newest row; 0: there is none."""
        return self._rows[-1].id if self._rows else 0

    def grants_for(
        self, *, entry_id: int, unit_id: int | None, ended_under: int | None = None
    ) -> list[Grant]:
        """Return the grants in whose scope an attempt is.

        One that had ended under a row of the ledger is reached by outages alone since.
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
            and (ended_under is None or row.kind == "outage" or row.id <= ended_under)
        ]

    def _is_in_scope(self, row: Row[Any], entry_id: int, unit_id: int | None) -> bool:
        if row.entry_id is not None:
            return bool(row.entry_id == entry_id)
        return row.unit_id is None or unit_id in self._branches[row.unit_id]

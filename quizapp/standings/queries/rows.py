"""Rows of boards straight from PostgreSQL: the truth that Redis must agree with."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Row, Select, case, func, select, text
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.attempts.queries import (
    COLUMNS,
    HANDED_IN_AT,
    TOOK_PART_AT,
    AttemptRow,
)
from quizapp.contests.rules import Result, ranks
from quizapp.db import Executor
from quizapp.entries.models import Entry
from quizapp.entries.queries import PERSON_ID
from quizapp.names import masked_name
from quizapp.standings.models import Standing
from quizapp.units.models import Unit

Parent = aliased(Unit)
#: The entry under which a person counts, and its account.
Head = aliased(Entry)
HeadAccount = aliased(Account)


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """One line of a board: who stands where, with what."""

    rank: int
    entry_id: int
    #: In full, or shortened to initials for readers who may not know it.
    name: str
    #: Empty where there is none, or where it may not be known.
    unit: str
    parent_unit: str
    score_hundredths: int
    duration_ms: int
    handed_in_at: datetime
    started_at: datetime
    #: Ended attempts of the person in the round.
    attempt_count: int
    #: The counted attempt was made on an officer's device: for judges.
    is_assisted: bool = False

    @property
    def result(self) -> Result:
        """Return what the ranking compared."""
        return Result(
            score_hundredths=self.score_hundredths,
            duration_ms=self.duration_ms,
            handed_in_at=self.handed_in_at,
            started_at=self.started_at,
        )

    def to_json(self) -> dict[str, Any]:
        """Return what a document holds."""
        return asdict(self) | {
            "handed_in_at": self.handed_in_at.isoformat(),
            "started_at": self.started_at.isoformat(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what a document held."""
        instants = {
            name: datetime.fromisoformat(kept[name])
            for name in ("handed_in_at", "started_at")
        }
        return cls(**kept | instants)


def top_rows(
    session: Session,
    *,
    round_id: int,
    page: int = 1,
    page_size: int = 100,
    has_full_names: bool = False,
) -> list[BoardRow]:
    """Return a page of a round's board, counted from 1."""
    rows = session.execute(
        _rows()
        .where(Standing.round_id == round_id, Standing.sort_key.is_not(None))
        .order_by(Standing.sort_key, Standing.entry_id)
        .offset((page - 1) * page_size)
        .limit(page_size)
    ).all()
    if not rows:
        return []
    first_key = rows[0].sort_key
    first_rank = sql_rank(session, round_id=round_id, sort_key=first_key)
    before = (page - 1) * page_size
    return [
        board_row(
            row,
            rank=first_rank if row.sort_key == first_key else before + rank,
            is_name_known=has_full_names or row.is_name_shown,
        )
        for row, rank in zip(rows, ranks([row.sort_key for row in rows]), strict=True)
    ]


def sql_rank(executor: Executor, *, round_id: int, sort_key: bytes) -> int:
    """Return how many stand strictly before a key, plus one: ties are 1, 1, 3."""
    before = executor.scalar(
        select(func.count()).where(
            Standing.round_id == round_id, Standing.sort_key < sort_key
        )
    )
    return (before or 0) + 1


def ranked_count(session: Session, *, round_id: int) -> int:
    """Return how many stand on the board of a round."""
    found = session.scalar(
        select(func.count()).where(
            Standing.round_id == round_id, Standing.sort_key.is_not(None)
        )
    )
    return found or 0


def people_and_attempts(
    session: Session, *, round_ids: Collection[int]
) -> tuple[int, int]:
    """Return how many took part in rounds (người), and how often (lượt).

    An attempt counts once it has ended; who took part in two rounds is one person.
    """
    people, attempts = session.execute(
        select(
            func.count(Standing.entry_id.distinct()).filter(Standing.attempt_count > 0),
            func.coalesce(func.sum(Standing.attempt_count), 0),
        ).where(Standing.round_id.in_(round_ids))
    ).one()
    return people, attempts


def entries_with_ended_attempts(session: Session, *, round_id: int) -> Sequence[int]:
    """Return every entry that must have a standing in a round."""
    return session.scalars(
        select(PERSON_ID)
        .join(Attempt, Attempt.entry_id == Entry.id)
        .where(Attempt.round_id == round_id, Attempt.state != "open")
        .distinct()
        .order_by(PERSON_ID)
    ).all()


#: Where these entries stand, or must stand, each with its round.
PLACES = text("""
    SELECT a.round_id, coalesce(e.counts_under_id, e.id) AS entry_id
    FROM attempts a JOIN entries e ON e.id = a.entry_id
    WHERE a.entry_id = ANY(:entry_ids) AND a.round_id = ANY(:round_ids)
      AND a.state <> 'open'
    UNION
    SELECT s.round_id, s.entry_id
    FROM standings s JOIN entries e ON e.id = s.entry_id
    WHERE s.entry_id = ANY(:entry_ids) AND s.round_id = ANY(:round_ids)
      AND e.counts_under_id IS NULL AND s.attempt_count > 0
    ORDER BY 1, 2
""")


def places_to_count(
    session: Session, *, round_ids: Collection[int], entry_ids: Collection[int]
) -> list[tuple[int, int]]:
    """Return round and entry of each standing that attempts of these entries decide."""
    asked = {"round_ids": [*round_ids], "entry_ids": [*entry_ids]}
    return [tuple(row) for row in session.execute(PLACES, asked)]


#: Of the entry that made an attempt: its form is whole, and it didn't leave the contest.
IS_RANKED = "o.completed_at IS NOT NULL AND o.withdrawn_at IS NULL"
ENDED = text(f"""
    SELECT {IS_RANKED} AS is_ranked, {COLUMNS}
    FROM attempts a JOIN entries o ON o.id = a.entry_id
    WHERE a.entry_id = ANY(ARRAY(
            SELECT g.id FROM entries e
            JOIN entries g ON coalesce(g.counts_under_id, g.id)
                              = coalesce(e.counts_under_id, e.id)
            WHERE e.id = :entry_id))
      AND a.round_id = :round_id AND a.state <> 'open'
""")  # noqa: S608  # names of columns alone


def ended_results(
    executor: Executor, *, round_id: int, entry_id: int
) -> tuple[list[Result], int]:
    """Return what ended attempts of an entry's person bring to a round's ranking.

    And how many ended. Those of an entry that left the contest, or whose form isn't
    whole, are counted but bring nothing; each entry of a person stands for its own.
    """
    asked = {"round_id": round_id, "entry_id": entry_id}
    rows = executor.execute(ENDED, asked).all()
    ranked = [result_of(AttemptRow._make(row[1:])) for row in rows if row.is_ranked]
    return ranked, len(rows)


def rounds_with_ended_attempts(session: Session, *, entry_id: int) -> Sequence[int]:
    """Return the rounds in which an attempt of an entry has ended."""
    return session.scalars(
        select(Attempt.round_id)
        .where(Attempt.entry_id == entry_id, Attempt.state != "open")
        .distinct()
        .order_by(Attempt.round_id)
    ).all()


def result_of(attempt: AttemptRow) -> Result:
    """Return what an attempt that has ended brings to the ranking."""
    return Result(
        attempt_id=attempt.id,
        score_hundredths=attempt.score_hundredths or 0,
        duration_ms=attempt.duration_ms or 0,
        handed_in_at=attempt.handed_in_at or attempt.deadline_at,
        started_at=attempt.took_part_at,
        is_valid=bool(attempt.is_valid),
        is_assisted=attempt.assisted_by is not None,
    )


def _rows() -> Select[*tuple[Any, ...]]:
    """Return lines of boards, each under the name of the entry that it counts under.

    If that entry left the contest, or its person was erased, while another one of hers
    goes on: under the name of the entry that made the attempt, and by its consent.
    """
    is_gone = Head.withdrawn_at.is_not(None) | HeadAccount.erased_at.is_not(None)
    return (
        select(
            Standing.entry_id,
            Standing.sort_key,
            Standing.attempt_count,
            Attempt.score_hundredths,
            Attempt.duration_ms,
            HANDED_IN_AT.label("handed_in_at"),
            TOOK_PART_AT.label("started_at"),
            Account.full_name,
            Entry.is_name_shown,
            Unit.name.label("unit"),
            Parent.name.label("parent_unit"),
            Attempt.assisted_by,
        )
        .join(Attempt, Attempt.id == Standing.attempt_id)
        .join(Head, Head.id == Standing.entry_id)
        .join(HeadAccount, HeadAccount.id == Head.account_id)
        .join(
            Entry,
            Entry.id == case((is_gone, Attempt.entry_id), else_=Standing.entry_id),
        )
        .join(Account, Account.id == Entry.account_id)
        .outerjoin(Unit, Unit.id == Attempt.unit_id)
        .outerjoin(Parent, Parent.id == Unit.parent_id)
    )


def board_row(row: Row[Any], *, rank: int, is_name_known: bool) -> BoardRow:
    """Make a line; without consent neither the name nor the unit is told."""
    return BoardRow(
        rank=rank,
        entry_id=row.entry_id,
        name=row.full_name if is_name_known else masked_name(row.full_name),
        unit=(is_name_known and row.unit) or "",
        parent_unit=(is_name_known and row.parent_unit) or "",
        score_hundredths=row.score_hundredths,
        duration_ms=row.duration_ms,
        handed_in_at=row.handed_in_at,
        started_at=row.started_at,
        attempt_count=row.attempt_count,
        is_assisted=row.assisted_by is not None,
    )

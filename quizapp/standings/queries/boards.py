"""Boards as people see them: from Redis while it is whole, else from PostgreSQL."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from quizapp.cache import Cache
from quizapp.contests.queries import TERMS_VERSION, RoundTerms, terms
from quizapp.db import Executor
from quizapp.errors import NotFoundError
from quizapp.standings.queries.rows import (
    BoardRow,
    board_row,
    ranked_count,
    sql_rank,
    top_rows,
)
from quizapp.standings.rules import member

PAGE_SIZE = 100


@dataclass(frozen=True)
class Board:
    """The public page of a board: names shortened unless consent lets them stand."""

    rows: list[BoardRow]
    #: How many stand on the whole board.
    ranked_count: int
    #: Another as soon as anything on the page is another.
    version: str


@dataclass(frozen=True)
class OwnStanding:
    """Where the person of one entry stands in a round."""

    #: Ended attempts of the person in the round.
    attempt_count: int
    #: Her line, her name in full; None while none of her attempts counts.
    row: BoardRow | None
    #: All of her entry form is filled in: until then nothing of hers counts.
    is_complete: bool = True


def board_key(round_id: int) -> str:
    """Return the key of a round's board in Redis."""
    return f"quizapp:{{round:{round_id}}}:board"


def page_key(round_id: int) -> str:
    """Return the key of the document of a board's public page."""
    return f"quizapp:{{round:{round_id}}}:page"


def board(session: Session, cache: Cache, *, round_id: int) -> Board:
    """Return the public page of a round's board."""
    document = cache.document(page_key(round_id))
    if document is None:
        document = board_document(session, round_id=round_id)
    rows = [BoardRow.from_json(kept) for kept in document["rows"]]
    return Board(rows, document["count"], document["version"])


def board_document(session: Session, *, round_id: int) -> dict[str, Any]:
    """Return the public page of a round's board as the refresher keeps it."""
    shown = {
        "rows": [
            row.to_json()
            for row in top_rows(session, round_id=round_id, page_size=PAGE_SIZE)
        ],
        "count": ranked_count(session, round_id=round_id),
    }
    version = sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]
    return shown | {"version": version}


def own_rank(
    executor: Executor, cache: Cache, *, round_id: int, entry_id: int
) -> int | None:
    """Return the rank of an entry; None while none of her attempts counts."""
    mine = own_standing(executor, cache, round_id=round_id, entry_id=entry_id)
    return mine.row.rank if mine and mine.row else None


#: An entry ``e`` in a round ``r`` and all that its line on the board says: that of the
#: entry under which its person counts.
OWN = f"""
    SELECT r.id AS round_id, {TERMS_VERSION} AS version,
           coalesce(e.counts_under_id, e.id) AS entry_id,
           s.sort_key, s.attempt_count, a.score_hundredths, a.duration_ms,
           a.ended_at - (a.started_at - a.joined_at) AS handed_in_at,
           a.joined_at AS started_at, p.full_name, u.name AS unit,
           above.name AS parent_unit, a.assisted_by,
           e.completed_at IS NOT NULL AS is_complete
    FROM rounds r
    JOIN contests c ON c.id = r.contest_id
    LEFT JOIN entries e ON e.contest_id = c.id AND {{whose}}
    LEFT JOIN accounts p ON p.id = e.account_id
    LEFT JOIN standings s ON s.round_id = r.id
        AND s.entry_id = coalesce(e.counts_under_id, e.id)
    LEFT JOIN attempts a ON a.id = s.attempt_id
    LEFT JOIN units u ON u.id = a.unit_id
    LEFT JOIN units above ON above.id = u.parent_id
    WHERE {{where}}
"""  # noqa: S608  # constants alone
OWN_OF_ENTRY = text(OWN.format(whose="e.id = :entry_id", where="r.id = :round_id"))
OWN_AT = text(
    OWN.format(
        whose="e.account_id = :account_id",
        where="c.slug = :slug AND r.number = :number",
    )
)


def own_standing(
    executor: Executor, cache: Cache, *, round_id: int, entry_id: int
) -> OwnStanding | None:
    """Return where an entry stands; None before her first attempt has ended."""
    asked = {"round_id": round_id, "entry_id": entry_id}
    return _standing(executor, cache, executor.execute(OWN_OF_ENTRY, asked).one())


def own_place(
    executor: Executor, cache: Cache, *, slug: str, number: int, account_id: int
) -> tuple[RoundTerms, OwnStanding | None]:
    """Return the round at an address, and where a person stands in it.

    Raises:
        NotFoundError: there is no such round, or she hasn't entered the contest.
    """
    asked = {"slug": slug, "number": number, "account_id": account_id}
    row = executor.execute(OWN_AT, asked).one_or_none()
    if row is None:
        raise NotFoundError("This contest has no such round.")
    if row.entry_id is None:
        raise NotFoundError("There is no entry in this contest yet: sign up first.")
    round_ = terms(executor, row.round_id, row.version)
    return round_, _standing(executor, cache, row)


def _standing(executor: Executor, cache: Cache, row: Row[Any]) -> OwnStanding | None:
    if not row.attempt_count:
        return None
    if row.sort_key is None:
        return OwnStanding(row.attempt_count, None, is_complete=row.is_complete)
    rank = _rank(executor, cache, row.round_id, row.entry_id, row.sort_key)
    return OwnStanding(row.attempt_count, board_row(row, rank=rank, is_name_known=True))


def _rank(
    executor: Executor, cache: Cache, round_id: int, entry_id: int, key: bytes
) -> int:
    """Return a rank; what has not reached Redis yet is counted in PostgreSQL."""
    known = cache.board_rank(
        board_key(round_id), member(key, entry_id), key_length=len(key)
    )
    if known is not None:
        return known
    return sql_rank(executor, round_id=round_id, sort_key=key)

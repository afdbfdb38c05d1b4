"""Boards as people see them: from Redis while it is whole, else from PostgreSQL."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cache import Cache
from quizapp.standings.models import Standing
from quizapp.standings.queries.rows import (
    BoardRow,
    ranked_count,
    row_of,
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
    """Where one entry stands in a round."""

    #: Ended attempts of the entry in the round.
    attempt_count: int
    #: Her line, her name in full; None while none of her attempts counts.
    row: BoardRow | None


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
    session: Session, cache: Cache, *, round_id: int, entry_id: int
) -> int | None:
    """Return the rank of an entry; None while none of her attempts counts."""
    key = session.scalar(
        select(Standing.sort_key).where(
            Standing.round_id == round_id, Standing.entry_id == entry_id
        )
    )
    return None if key is None else _rank(session, cache, round_id, entry_id, key)


def own_standing(
    session: Session, cache: Cache, *, round_id: int, entry_id: int
) -> OwnStanding | None:
    """Return where an entry stands; None before her first attempt has ended."""
    found = session.execute(
        select(Standing.sort_key, Standing.attempt_count).where(
            Standing.round_id == round_id, Standing.entry_id == entry_id
        )
    ).one_or_none()
    if found is None:
        return None
    if found.sort_key is None:
        return OwnStanding(found.attempt_count, None)
    rank = _rank(session, cache, round_id, entry_id, found.sort_key)
    row = row_of(
        session, round_id=round_id, entry_id=entry_id, rank=rank, has_full_names=True
    )
    return OwnStanding(found.attempt_count, row)


def _rank(
    session: Session, cache: Cache, round_id: int, entry_id: int, key: bytes
) -> int:
    """Return a rank; what has not reached Redis yet is counted in PostgreSQL."""
    known = cache.board_rank(
        board_key(round_id), member(key, entry_id), key_length=len(key)
    )
    if known is not None:
        return known
    return sql_rank(session, round_id=round_id, sort_key=key)

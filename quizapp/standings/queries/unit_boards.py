"""Boards of units as people see them: counted anew at most a few times a minute."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy.orm import Session

from quizapp.cache import Cache
from quizapp.standings.queries.turnouts import UnitNode, UnitRow, unit_board

#: How long a board of units is shown before it is counted anew.
KEPT_SECONDS = 15

UnitsBy = Literal["people", "attempts"]


@dataclass(frozen=True)
class UnitBoard:
    """The public page of a board of units."""

    rows: Sequence[UnitRow]
    #: When it was counted.
    counted_at: datetime
    #: Another as soon as any figure is another.
    version: str


def shown_unit_board(
    session: Session,
    cache: Cache,
    *,
    round_id: int,
    root_id: int,
    by: UnitsBy,
    now: datetime,
) -> UnitBoard:
    """Return the communes of a branch by people or by attempts, as lately counted."""
    key = f"quizapp:{{round:{round_id}}}:units:{by}:{root_id}"
    document = cache.document(key)
    if document is None:
        rows = unit_board(session, round_id=round_id, root_id=root_id, by=by)
        document = _document(rows, now)
        cache.keep(key, document, seconds=KEPT_SECONDS)
    return UnitBoard(
        rows=[_row(kept) for kept in document["rows"]],
        counted_at=datetime.fromisoformat(document["at"]),
        version=document["version"],
    )


def _document(rows: Sequence[UnitRow], now: datetime) -> dict[str, Any]:
    shown = [asdict(row) for row in rows]
    version = sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]
    return {"rows": shown, "at": now.isoformat(), "version": version}


def _row(kept: dict[str, Any]) -> UnitRow:
    return UnitRow(**kept | {"unit": UnitNode(**kept["unit"])})

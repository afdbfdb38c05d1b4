"""What the refresher of boards asks: which rows changed, and since when.

Each row carries the id of the transaction that wrote it. A pass notes the oldest
transaction that was still running (``xmin``); the next one reads every row written by
that one or a later one. So none is missed that commits late, and a row that is applied
twice changes nothing (docs/adr/0006).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, cast, func, literal, select, text
from sqlalchemy.orm import Session

from quizapp.cache import Cache
from quizapp.standings.models import Standing, Xid8

#: What the refresher did last: the document that tells whether boards keep up.
STATE_KEY = "quizapp:boards"
#: Boards that are this old are stale.
STALE_AFTER = timedelta(seconds=10)
#: Of the advisory lock that one refresher holds: the letters of "board".
REFRESHER_LOCK = 0x626F617264
BATCH = 5000

#: Source: this database in this life, so that boards of another are not believed.
MARK = text("""
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text,
           concat_ws('.', system_identifier, timeline_id, oid)
    FROM pg_control_system(), pg_control_checkpoint(), pg_database
    WHERE datname = current_database()
""")


@dataclass(frozen=True)
class Mark:
    """Up to where a pass has seen: every earlier transaction, and no more."""

    xmin: int
    source: str


def mark(session: Session) -> Mark:
    """Return the mark of a pass that reads from now on."""
    xmin, source = session.execute(MARK).one()
    return Mark(int(xmin), source)


def lock_refresher(session: Session) -> bool:
    """Try to become the only refresher until the transaction ends."""
    taken = session.scalar(select(func.pg_try_advisory_xact_lock(REFRESHER_LOCK)))
    return bool(taken)


def changed_since(session: Session, *, xmin: int) -> dict[int, dict[int, bytes | None]]:
    """Return round → entry → key of every row written by this transaction or later."""
    rows = session.execute(
        select(Standing.round_id, Standing.entry_id, Standing.sort_key).where(
            _written_since(xmin)
        )
    )
    found: dict[int, dict[int, bytes | None]] = defaultdict(dict)
    for round_id, entry_id, sort_key in rows:
        found[round_id][entry_id] = sort_key
    return dict(found)


def ranked_rounds(session: Session) -> Sequence[int]:
    """Return every round in which somebody stands, the newest first."""
    return session.scalars(
        select(Standing.round_id).distinct().order_by(Standing.round_id.desc())
    ).all()


def members_of(session: Session, *, round_id: int) -> Iterator[dict[int, bytes]]:
    """Return entry → key of all that stand in a round, in batches by entry."""
    after = 0
    while True:
        rows = session.execute(
            select(Standing.entry_id, Standing.sort_key)
            .where(Standing.round_id == round_id, Standing.entry_id > after)
            .order_by(Standing.entry_id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        yield {entry_id: key for entry_id, key in rows if key is not None}
        after = rows[-1].entry_id


def board_is_stale(session: Session, *, cache: Cache, now: datetime) -> list[int]:
    """Return the rounds whose board in Redis lacks changes older than ten seconds.

    None, if there is no Redis or it is gone: PostgreSQL then answers for boards.
    """
    state = cache.document(STATE_KEY)
    refreshed_at = datetime.fromisoformat(state["at"]) if state else None
    if refreshed_at is not None and refreshed_at > now - STALE_AFTER:
        return []
    if not cache.is_alive():
        return []
    waiting = select(Standing.round_id).where(Standing.changed_at < now - STALE_AFTER)
    if state:
        waiting = waiting.where(_written_since(state["xmin"]))
    return list(session.scalars(waiting.distinct().order_by(Standing.round_id)))


def _written_since(xmin: int) -> ColumnElement[bool]:
    return Standing.changed_by >= cast(literal(str(xmin)), Xid8())

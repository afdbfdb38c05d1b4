"""Writing what attempts tell of items."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.attempts.models import ItemStatistics
from quizapp.attempts.queries import Source
from quizapp.attempts.rules import Figures

#: Items written by one statement.
BATCH = 200
#: What a count replaces of the one before.
REPLACED = ("figures", "attempt_count", "source", "computed_at")


def keep_item_statistics(
    session: Session,
    *,
    round_id: int,
    figures: Iterable[tuple[tuple[int, str], Figures]],
    source: Source,
    attempt_count: int,
    now: datetime,
) -> int:
    """Replace the statistics of a round; return of how many items there are some.

    ``source`` is what there was to count when counting began: what came meanwhile makes
    the round be counted anew.
    """
    rows = [
        {
            "round_id": round_id,
            "bank_version_id": version,
            "item": item,
            "figures": one.model_dump(mode="json"),
            "attempt_count": attempt_count,
            "source": source.mark,
            "computed_at": now,
        }
        for (version, item), one in figures
    ]
    for start in range(0, len(rows), BATCH):
        written = insert(ItemStatistics).values(rows[start : start + BATCH])
        new = {name: written.excluded[name] for name in REPLACED}
        session.execute(
            written.on_conflict_do_update(
                index_elements=["round_id", "bank_version_id", "item"], set_=new
            )
        )
    session.execute(
        delete(ItemStatistics).where(
            ItemStatistics.round_id == round_id, ItemStatistics.source != source.mark
        )
    )
    return len(rows)

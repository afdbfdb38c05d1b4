"""Who was moved to another unit by a list."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.entries.models import Entry, EntryMove
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit


def moves_held(session: Session, *, account_id: int) -> list[Holding]:
    """Return every move of a person's entries, the oldest first.

    A row holds numbers of an entry and of units: once the entry is nobody's, so is it.
    """
    rows = session.execute(
        select(Unit.name, EntryMove.recorded_at)
        .join(Entry, Entry.id == EntryMove.entry_id)
        .join(Unit, Unit.id == EntryMove.unit_id)
        .where(Entry.account_id == account_id)
        .order_by(EntryMove.id)
    )
    return [
        Holding(
            message("Put into another unit by a list"),
            (Fact(message("Unit"), name), Fact(message("Day"), at)),
            "entry_move",
        )
        for name, at in rows
    ]

"""What judging kept of a person who is erased."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.entries.models import Entry


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Forget on which devices a person sat.

    What was decided stays: it names entries alone, and figures are counted by it.
    """
    del now
    mine = select(Entry.id).where(Entry.account_id == account_id)
    session.execute(
        update(Attempt)
        .where(Attempt.entry_id.in_(mine), Attempt.device_hash.is_not(None))
        .values(device_hash=None)
        .execution_options(synchronize_session=False)
    )

"""The unit of attempts that were made before the entry named one."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt


def give_unit(session: Session, *, entry_id: int, unit_id: int | None) -> None:
    """Give every attempt of an entry that has no unit this one.

    Locks the attempts, so that a hand-in on its way is waited for: call it after the
    entry is locked, and before standings are.
    """
    session.execute(
        update(Attempt)
        .where(Attempt.entry_id == entry_id, Attempt.unit_id.is_(None))
        .values(unit_id=unit_id)
        .execution_options(synchronize_session=False)
    )

"""Erasing the free text of an entry: the only change that the audit log allows.

The entry itself stays, with the hash of what is gone. A trigger lets a text go only once
an entry says who erased it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.audit.models import AuditText
from quizapp.audit.service.writing import Act, record
from quizapp.errors import NotFoundError

ERASED = "audit.text_erased"


def erase_text(session: Session, *, position: int, act: Act, now: datetime) -> None:
    """Erase the reason of one entry, and write who did it.

    Raises:
        NotFoundError: there is no such entry, or no text of it.
    """
    found = session.get(AuditText, position)
    if found is None:
        raise NotFoundError("This entry has no text.")
    record(
        session,
        actor=act.actor,
        action=ERASED,
        subject=f"audit:{position}",
        details={"position": position},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )
    session.delete(found)
    session.flush()

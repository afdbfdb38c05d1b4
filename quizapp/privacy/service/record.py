"""Taking reasons that were written about a person out of the record of staff.

The entry stays with the hash of its reason, so that the chain stays whole.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.privacy.queries.record import entries_about

#: Says of an entry of the record that its reason was taken out.
ERASED = "audit.text_erased"


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Take out every reason about a person; the record says of each that it went."""
    for entry, text in entries_about(session, account_id=account_id):
        if text is None:
            continue
        audit.record(
            session,
            actor="privacy",
            action=ERASED,
            subject=f"audit:{entry.position}",
            details={"position": entry.position},
            salt=secrets.token_bytes(16),
            now=now,
        )
        session.delete(text)
        session.flush()

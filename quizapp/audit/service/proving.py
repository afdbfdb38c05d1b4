"""Proving that the audit log can't be changed: by trying."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.audit.service.writing import record

#: What nobody may do, for an entry and its text that were just written.
ATTEMPTS = (
    "UPDATE audit_entries SET actor = 'x' WHERE position = :position",
    "DELETE FROM audit_entries WHERE position = :position",
    "TRUNCATE audit_entries CASCADE",
    "UPDATE audit_texts SET reason = 'x' WHERE position = :position",
    "DELETE FROM audit_texts WHERE position = :position",
    "TRUNCATE audit_texts",
)


def ways_to_change(session: Session, *, now: datetime) -> list[str]:
    """Return the statements by which this role can change or delete what is written.

    Writes an entry, tries each of them on it, and takes all of it back: the transaction
    of the session is rolled back in any case.
    """
    try:
        position = _entry(session, now)
        return [one for one in ATTEMPTS if _passes(session, one, position)]
    finally:
        session.rollback()


def _entry(session: Session, now: datetime) -> int:
    entry = record(
        session,
        actor="command",
        action="audit.tried",
        subject="audit:0",
        details={},
        salt=bytes(16),
        reason="tried",
        now=now,
    )
    return entry.position


def _passes(session: Session, statement: str, position: int) -> bool:
    """Try a statement in a savepoint, which is taken back whatever comes of it."""
    tried = session.begin_nested()
    try:
        session.execute(text(statement), {"position": position})
    except DBAPIError:
        return False
    finally:
        if tried.is_active:
            tried.rollback()
    return True

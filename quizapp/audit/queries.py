"""Reading the audit log, and checking that nobody has touched it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit import rules
from quizapp.audit.models import AuditEntry, AuditText

#: Entries read at a time.
BATCH = 1000


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found."""

    entry_count: int
    erased_count: int
    #: Positions where an entry, its place or its text isn't what was written.
    broken: tuple[int, ...]
    #: The hash of the last entry, to be noted elsewhere.
    head: bytes


def newest(session: Session, *, limit: int = 50) -> Sequence[AuditEntry]:
    """Return the newest entries, newest first."""
    return session.scalars(
        select(AuditEntry).order_by(AuditEntry.position.desc()).limit(limit)
    ).all()


def verification(session: Session) -> Verification:
    """Walk the whole chain and recompute every hash."""
    previous, position, erased = rules.GENESIS, 0, 0
    broken: list[int] = []
    while rows := session.execute(
        select(AuditEntry, AuditText)
        .outerjoin(AuditText, AuditText.position == AuditEntry.position)
        .where(AuditEntry.position > position)
        .order_by(AuditEntry.position)
        .limit(BATCH)
    ).all():
        for entry, text in rows:
            if entry.position != position + 1 or not is_whole(entry, text, previous):
                broken.append(entry.position)
            erased += entry.reason_hash is not None and text is None
            previous, position = entry.hash, entry.position
        session.expunge_all()
    return Verification(position, erased, tuple(broken), previous)


def is_whole(entry: AuditEntry, text: AuditText | None, previous: bytes) -> bool:
    """Tell whether an entry is what was written, right behind the one before it."""
    if text is not None and (
        rules.reason_hash(text.salt, text.reason) != entry.reason_hash
    ):
        return False
    expected = rules.entry_hash(
        previous_hash=previous,
        position=entry.position,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        details=entry.details,
        reason_hash=entry.reason_hash,
    )
    return entry.previous_hash == previous and entry.hash == expected

"""Writing the audit log: one entry for each act of staff."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp.audit.models import AuditEntry, AuditText
from quizapp.audit.rules import chain as rules

#: The key of the lock that makes entries follow one another.
CHAIN_LOCK = 7_201_001


@dataclass(frozen=True)
class Act:
    """Who of the staff does something, and why; ``salt`` is 16 random bytes."""

    #: ``account:12``, or who works on the server.
    actor: str
    reason: str
    salt: bytes
    account_id: int | None = None

    @classmethod
    def by(cls, account_id: int, reason: str = "") -> Self:
        """Return an act of somebody who is signed in."""
        return cls(f"account:{account_id}", reason, secrets.token_bytes(16), account_id)


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    salt: bytes,
    now: datetime,
    reason: str = "",
) -> AuditEntry:
    """Add an entry to the chain, in the transaction of the act itself.

    Holds a lock until the transaction ends, so call it last. ``actor`` and ``subject``
    are written ``kind:id``, e.g. ``account:12``; ``details`` hold ids and numbers only,
    free text goes into ``reason`` and is hashed with ``salt`` (16 random bytes).
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = session.execute(
        select(AuditEntry.position, AuditEntry.hash)
        .order_by(AuditEntry.position.desc())
        .limit(1)
    ).one_or_none()
    position, previous = (last.position + 1, last.hash) if last else (1, rules.GENESIS)
    hashed = rules.reason_hash(salt, reason) if reason else None
    entry = AuditEntry(
        position=position,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details),
        reason_hash=hashed,
        previous_hash=previous,
        hash=rules.entry_hash(
            previous_hash=previous,
            position=position,
            at=now,
            actor=actor,
            action=action,
            subject=subject,
            details=details,
            reason_hash=hashed,
        ),
    )
    session.add(entry)
    session.flush()
    if reason:
        session.add(AuditText(position=position, salt=salt, reason=reason))
        session.flush()
    return entry

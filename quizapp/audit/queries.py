"""Reading the audit log, and checking that nobody has touched it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from quizapp.audit import rules
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.errors import NotFoundError

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


class Told(NamedTuple):
    """An entry with its free text; None: it has none, or it is erased."""

    entry: AuditEntry
    reason: str | None


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for; what is empty or None narrows nothing."""

    #: ``account:12``, each of them; none at all if it is an empty collection.
    actors: Collection[str] | None = None
    action: str = ""
    #: ``account:31``, or a kind alone: ``account``.
    subject: str = ""
    #: Written during ``[from_at, to_at)``.
    from_at: datetime | None = None
    to_at: datetime | None = None

    def condition(self) -> ColumnElement[bool]:
        """Return it as a condition."""
        asked: list[ColumnElement[bool]] = [true()]
        if self.actors is not None:
            asked.append(AuditEntry.actor.in_(self.actors))
        if self.action:
            asked.append(AuditEntry.action == self.action)
        if self.subject:
            kind = AuditEntry.subject.startswith(f"{self.subject}:", autoescape=True)
            asked.append(or_(AuditEntry.subject == self.subject, kind))
        if self.from_at is not None:
            asked.append(AuditEntry.at >= self.from_at)
        if self.to_at is not None:
            asked.append(AuditEntry.at < self.to_at)
        return and_(*asked)


def entries(
    session: Session,
    *,
    wanted: Wanted,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Told]:
    """Return entries, newest first: those right before a position, or right after one."""
    which = wanted.condition()
    order = AuditEntry.position.desc()
    if before is not None:
        which = and_(which, AuditEntry.position < before)
    elif after is not None:
        which = and_(which, AuditEntry.position > after)
        order = AuditEntry.position.asc()
    rows = session.execute(
        select(AuditEntry, AuditText.reason)
        .outerjoin(AuditText, AuditText.position == AuditEntry.position)
        .where(which)
        .order_by(order)
        .limit(limit)
    ).all()
    found = [Told(entry, reason) for entry, reason in rows]
    return found[::-1] if after is not None and before is None else found


def entry_count(session: Session, *, wanted: Wanted) -> int:
    """Return how many entries there are of those asked for."""
    counted = select(func.count()).select_from(AuditEntry).where(wanted.condition())
    return session.scalar(counted) or 0


def entry_at(session: Session, *, position: int) -> AuditEntry:
    """Return one entry.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(AuditEntry, position)
    if found is None:
        raise NotFoundError("There is no such entry.")
    return found


def position_of_hash(session: Session, digest: bytes) -> int | None:
    """Return where the entry with this hash stands, or None.

    A hash that was noted elsewhere and is found no more: the chain was written anew.
    """
    return session.scalar(select(AuditEntry.position).where(AuditEntry.hash == digest))


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

"""Tables of the audit log. The application may add to them and read them, no more."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Json


class AuditEntry(Base):
    """One act of staff. Each entry carries the hash of the one before it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("position >= 1", "position_counts_from_one"),
        CheckConstraint("length(hash) = 32", "hash_is_sha256"),
        Index("ix_audit_entries_actor_position", "actor", "position"),
        Index("ix_audit_entries_action_position", "action", "position"),
        Index("ix_audit_entries_subject_position", "subject", "position"),
        Index("ix_audit_entries_at", "at"),
    )

    #: 1, 2, 3 … without gaps: the place in the chain.
    position: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    #: Who did it: ``account:12`` or ``command:root``.
    actor: Mapped[str]
    #: What was done, e.g. ``accounts.reset_code_issued``.
    action: Mapped[str]
    #: To what, e.g. ``account:31``.
    subject: Mapped[str]
    #: Ids and numbers only; never names, phones or free text.
    details: Mapped[Json]
    #: SHA-256 of salt and reason (see AuditText); null if no reason was given.
    reason_hash: Mapped[bytes | None]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(unique=True)


class AuditText(Base):
    """The free text of an entry, apart from the chain so that it can be erased.

    A trigger lets it go once an entry ``audit.text_erased`` says so; it never changes.
    """

    __tablename__ = "audit_texts"

    position: Mapped[Big] = mapped_column(
        ForeignKey("audit_entries.position"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes]
    reason: Mapped[str]

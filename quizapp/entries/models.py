"""Tables of entries: a person in one contest, and what she agreed to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id

CONSENT_KINDS = ("take_part", "show_name")


class Entry(Base):
    """A person's entry in one contest. It owns her attempts there."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("contest_id", "account_id"),
        Index("ix_entries_contest_id_unit_id", "contest_id", "unit_id"),
        Index("ix_entries_person", text("coalesce(counts_under_id, id)")),
        CheckConstraint("counts_under_id <> id", "counts_under_another"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    #: Her name and unit may stand on boards; follows the newest consent.
    is_name_shown: Mapped[bool]
    created_at: Mapped[datetime]
    #: The entry under which she counts, if she is one person with it; that one stands
    #: for itself. A copy of what ``judging.PersonMerge`` says by now. "The person" of an
    #: entry is ``coalesce(counts_under_id, id)``.
    counts_under_id: Mapped[Big | None] = mapped_column(ForeignKey("entries.id"))


class Consent(Base):
    """An answer to a consent text, or its withdrawal. Only added to."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"kind IN {CONSENT_KINDS}", "kind_is_known"),
        Index("ix_consents_entry_id_kind", "entry_id", "kind", "at"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    kind: Mapped[str]
    is_given: Mapped[bool]
    #: Which text was shown, e.g. ``2026-11``, in which language, and its SHA-256.
    text_version: Mapped[str]
    text_hash: Mapped[str]
    at: Mapped[datetime]

"""Tables of entries: a person in one contest, and what she agreed to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.accounts.rules import AGE_BANDS
from quizapp.db import Base, Big, Id

CONSENT_KINDS = ("take_part", "show_name")


class Entry(Base):
    """A person's entry in one contest. It owns her attempts there."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("contest_id", "account_id"),
        Index("ix_entries_contest_id_unit_id", "contest_id", "unit_id"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    #: Her name and unit may stand on boards; follows the newest consent.
    is_name_shown: Mapped[bool]
    created_at: Mapped[datetime]
    #: She left the contest: no attempt starts, no board shows her; figures count on.
    withdrawn_at: Mapped[datetime | None]


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


class ErasedFact(Base):
    """What figures still ask of an entry whose person's data are gone."""

    __tablename__ = "erased_facts"
    __table_args__ = (
        CheckConstraint(f"age_band IN {tuple(AGE_BANDS)}", "age_band_is_known"),
    )

    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    #: Of the year in which she entered: ``accounts.rules.age_band``.
    age_band: Mapped[str]
    erased_at: Mapped[datetime]

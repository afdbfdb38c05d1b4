"""Tables of judging: who is one person, who isn't, and who had a stake in saying so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id

LONGEST_CLAUSE = 100


class PersonMerge(Base):
    """The ledger of entries that are one person: from when on, and until when.

    Written once; undoing it dates its end and nothing else. Figures as of an instant
    follow the rows that were in force then.
    """

    __tablename__ = "person_merges"
    __table_args__ = (
        CheckConstraint("kept_entry_id <> merged_entry_id", "merges_two"),
        CheckConstraint("undone_at >= made_at", "is_undone_after_it_was_made"),
        CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", "who_undid_it_is_known"
        ),
        CheckConstraint(
            f"length(clause) BETWEEN 1 AND {LONGEST_CLAUSE}", "clause_is_short"
        ),
        Index("ix_person_merges_contest_id", "contest_id"),
        Index("ix_person_merges_kept_entry_id", "kept_entry_id"),
        Index(
            "uq_person_merges_in_force",
            "merged_entry_id",
            unique=True,
            postgresql_where="undone_at IS NULL",
        ),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    #: Under this one they count; it may count under a third one itself.
    kept_entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    merged_entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    #: By which clause of the rules, as the person is told.
    clause: Mapped[str]
    #: Keys of the evidence that was on the desk: ``rules.Evidence.key``.
    evidence: Mapped[list[str]] = mapped_column(JSONB)
    made_at: Mapped[datetime]
    made_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class PersonDismissal(Base):
    """Two entries that were found to be two people, whatever was alike by then."""

    __tablename__ = "person_dismissals"
    __table_args__ = (
        CheckConstraint("low_entry_id < high_entry_id", "the_lower_entry_is_first"),
        CheckConstraint("undone_at >= made_at", "is_undone_after_it_was_made"),
        CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", "who_undid_it_is_known"
        ),
        Index("ix_person_dismissals_contest_id", "contest_id"),
        Index(
            "ix_person_dismissals_low_entry_id_high_entry_id",
            "low_entry_id",
            "high_entry_id",
        ),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    low_entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    high_entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"), index=True)
    #: Keys of the evidence that is known now; anything else opens the question again.
    evidence: Mapped[list[str]] = mapped_column(JSONB)
    made_at: Mapped[datetime]
    made_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class Recusal(Base):
    """Somebody who judges has a stake in an entry, and decides nothing of it."""

    __tablename__ = "recusals"

    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    made_at: Mapped[datetime]

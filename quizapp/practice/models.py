"""The table of practice: which banks are offered. Of who practises nothing is kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json


class PracticeBank(Base):
    """A bank offered for practice, from one instant to another."""

    __tablename__ = "practice_banks"
    __table_args__ = (
        Index(
            "uq_practice_banks_one_in_force",
            "bank_id",
            unique=True,
            postgresql_where="withdrawn_at IS NULL",
        ),
        CheckConstraint("title <> ''", "has_a_title"),
        CheckConstraint("withdrawn_at >= offered_at", "offered_before_it_is_withdrawn"),
    )

    id: Mapped[Id]
    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"))
    #: As people are shown it; a bank's own title is for its authors.
    title: Mapped[str]
    #: Tag → how people are shown it; tags that aren't in here are shown as they are.
    tag_names: Mapped[Json]
    #: None: by a command.
    offered_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

"""The table of standings: where each entry stands in each round."""

from datetime import datetime

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from quizapp.db import Base, Big


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the name of the type."""
        return "xid8"


class Standing(Base):
    """The counted attempt of a person in a round, and its key of order.

    A person who entered several times stands at the entry under which she counts.
    """

    __tablename__ = "standings"
    __table_args__ = (
        Index("ix_standings_round_id_sort_key", "round_id", "sort_key", "entry_id"),
        Index("ix_standings_changed_by", "changed_by"),
        CheckConstraint("attempt_count >= 0", "attempt_count_is_not_negative"),
        CheckConstraint(
            "attempt_count > 0 OR attempt_id IS NULL", "what_counts_is_counted"
        ),
        CheckConstraint(
            "(attempt_id IS NULL) = (sort_key IS NULL)", "a_counted_attempt_has_a_key"
        ),
    )

    round_id: Mapped[Big] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    #: The attempt that counts; null while none is valid.
    attempt_id: Mapped[Big | None] = mapped_column(ForeignKey("attempts.id"))
    #: ``contests.rules.sort_key``: smaller stands higher, equal is a tie.
    sort_key: Mapped[bytes | None]
    #: Ended attempts of the person in the round; 0: they count under another entry, and
    #: the row is as if it weren't there (boards must be told that it went).
    attempt_count: Mapped[int]
    changed_at: Mapped[datetime]
    #: The transaction that wrote the row: the refresher of boards asks this.
    changed_by: Mapped[int] = mapped_column(
        Xid8(),
        server_default=text("pg_current_xact_id()"),
        server_onupdate=FetchedValue(),
    )

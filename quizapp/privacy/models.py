"""Tables of personal data: requests as tickets, and phones that may not enter again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id
from quizapp.privacy.rules import KINDS


class DataRequest(Base):
    """What somebody asks of the controller of her data, and what was answered."""

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", "kind_is_known"),
        CheckConstraint("asked_at < due_at", "asked_before_it_is_due"),
        CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", "an_answer_has_its_time"
        ),
        CheckConstraint("char_length(text) <= 2000", "text_is_short"),
        CheckConstraint("char_length(answer) <= 2000", "answer_is_short"),
        CheckConstraint(
            "account_id IS NOT NULL OR caller IS NOT NULL", "somebody_asks"
        ),
        Index("ix_data_requests_account_id", "account_id"),
        Index(
            "ix_data_requests_open", "due_at", postgresql_where="answered_at IS NULL"
        ),
        Index("ix_data_requests_answered_at", "answered_at"),
    )

    id: Mapped[Id]
    #: Whose data; null: a caller whom nobody found among the people.
    account_id: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    #: The contest that it is about; null: all, or none.
    contest_id: Mapped[Big | None] = mapped_column(ForeignKey("contests.id"))
    kind: Mapped[str]
    #: In her words, or in those of who took the call; empty once it is erased.
    text: Mapped[str]
    #: How a caller without an account is called back.
    caller: Mapped[str | None]
    asked_at: Mapped[datetime]
    #: The first instant at which an answer is late.
    due_at: Mapped[datetime]
    #: Who of the staff took the call; null: she wrote herself.
    entered_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class ErasedPhone(Base):
    """A phone of somebody whose data were erased while her contest wasn't over."""

    __tablename__ = "erased_phones"
    __table_args__ = (
        CheckConstraint("length(phone_hash) = 32", "hash_is_sha256"),
        CheckConstraint("erased_at < until", "erased_before_its_end"),
        Index("ix_erased_phones_until", "until"),
    )

    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"), primary_key=True)
    #: Keyed: tells nothing of the phone without the secret key.
    phone_hash: Mapped[bytes] = mapped_column(primary_key=True)
    #: Who signed up on this phone before may still enter: a family shares it.
    erased_at: Mapped[datetime]
    until: Mapped[datetime]

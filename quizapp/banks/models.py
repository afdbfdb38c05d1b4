"""Tables of banks: a bank, its immutable versions, and the seals on its items."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json


class Bank(Base):
    """A question bank, known by the id that its authors gave it."""

    __tablename__ = "banks"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "slug_is_plain"),
    )

    id: Mapped[Id]
    #: The ``id`` of the file, e.g. ``dai-hoi-phu-nu-xiii``.
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class BankVersion(Base):
    """What a bank said at one time. Never changed once written."""

    __tablename__ = "bank_versions"
    __table_args__ = (
        UniqueConstraint("bank_id", "number"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        CheckConstraint("item_count >= 1", "has_items"),
    )

    id: Mapped[Id]
    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"))
    #: 1, 2, 3 … counted by the importer.
    number: Mapped[int]
    title: Mapped[str]
    item_count: Mapped[int]
    #: SHA-256 of the canonical JSON of ``content``, in hexadecimal.
    content_hash: Mapped[str]
    #: The whole bank as ``banks.rules.Bank`` in JSON: keys are in here.
    content: Mapped[Json]
    imported_at: Mapped[datetime]


class ItemSeal(Base):
    """Until when an item's key stays secret because one round can draw it."""

    __tablename__ = "item_seals"

    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    #: The round that can draw it (``rounds.id``; contests stand above banks).
    round_id: Mapped[Big] = mapped_column(primary_key=True)
    #: The first instant at which this round keeps the seal no more.
    sealed_until: Mapped[datetime]

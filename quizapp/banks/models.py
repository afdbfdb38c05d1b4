"""Tables of banks: versions, drafts and what is said of them, uploads, seals."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json

DRAFT_STATES = ("open", "published", "dropped")
VERDICTS = ("approved", "returned")
#: None is NULL, not the JSON value null.
JSON_OR_NULL = JSONB(none_as_null=True)
UPLOAD_STATES = ("waiting", "read", "taken", "dropped")


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
    #: Who published it, and who had read it before; null: it came by command line.
    published_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    approved_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class BankDraft(Base):
    """What the next version of a bank is to say; at most one is open."""

    __tablename__ = "bank_drafts"
    __table_args__ = (
        CheckConstraint(f"state IN {DRAFT_STATES}", "state_is_known"),
        CheckConstraint("revision >= 1", "revision_counts_from_one"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", "an_open_one_goes_on"),
        Index(
            "ix_bank_drafts_open",
            "bank_id",
            unique=True,
            postgresql_where="state = 'open'",
        ),
    )

    id: Mapped[Id]
    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"), index=True)
    #: The version that it began from; null: there was none.
    base_version_id: Mapped[Big | None] = mapped_column(ForeignKey("bank_versions.id"))
    #: 1, 2, 3 … counts its changes, so that two editors don't overwrite each other.
    revision: Mapped[int]
    #: The whole bank as ``banks.rules.Bank`` in JSON.
    content: Mapped[Json]
    state: Mapped[str]
    begun_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ItemChange(Base):
    """One item as a revision of a draft changed it. Never changed itself."""

    __tablename__ = "item_changes"
    __table_args__ = (
        UniqueConstraint("draft_id", "revision", "item"),
        Index("ix_item_changes_bank_id_item", "bank_id", "item"),
        CheckConstraint(
            "before IS NOT NULL OR after IS NOT NULL", "something_was_changed"
        ),
    )

    id: Mapped[Id]
    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"))
    draft_id: Mapped[Big] = mapped_column(ForeignKey("bank_drafts.id"))
    revision: Mapped[int]
    #: The item's id; empty: the bank's own fields, such as its title.
    item: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL)
    changed_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime]


class DraftReading(Base):
    """What a second reader said of a revision of a draft."""

    __tablename__ = "draft_readings"
    __table_args__ = (CheckConstraint(f"verdict IN {VERDICTS}", "verdict_is_known"),)

    id: Mapped[Id]
    draft_id: Mapped[Big] = mapped_column(ForeignKey("bank_drafts.id"), index=True)
    revision: Mapped[int]
    verdict: Mapped[str]
    note: Mapped[str]
    reader_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    read_at: Mapped[datetime]


class ItemComment(Base):
    """What somebody of the question board has to say about an item."""

    __tablename__ = "item_comments"
    __table_args__ = (
        Index("ix_item_comments_bank_id_item", "bank_id", "item"),
        CheckConstraint("char_length(text) BETWEEN 1 AND 2000", "text_is_short"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", "somebody_settled_it"
        ),
    )

    id: Mapped[Id]
    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"))
    item: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    settled_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    settled_at: Mapped[datetime | None]


class KeyCorrection(Base):
    """An item of which a new version says that another answer is right."""

    __tablename__ = "key_corrections"
    __table_args__ = (UniqueConstraint("version_id", "item"),)

    id: Mapped[Id]
    #: The version that says it, and the one that said otherwise.
    version_id: Mapped[Big] = mapped_column(ForeignKey("bank_versions.id"))
    before_version_id: Mapped[Big] = mapped_column(ForeignKey("bank_versions.id"))
    item: Mapped[str]
    reason: Mapped[str]
    corrected_at: Mapped[datetime]


class BankUpload(Base):
    """A file that somebody sent, and what its reader made of it."""

    __tablename__ = "bank_uploads"
    __table_args__ = (
        CheckConstraint(f"state IN {UPLOAD_STATES}", "state_is_known"),
        CheckConstraint(
            "(state = 'taken') = (draft_id IS NOT NULL)", "taken_somewhere"
        ),
        Index(
            "ix_bank_uploads_same",
            "uploaded_by",
            "bank_slug",
            "content_hash",
            unique=True,
            postgresql_where="state IN ('waiting', 'read')",
        ),
    )

    id: Mapped[Id]
    #: The bank that it is meant for; empty: as the file says.
    bank_slug: Mapped[str]
    file_name: Mapped[str]
    #: SHA-256 of ``content``.
    content_hash: Mapped[bytes]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    state: Mapped[str]
    job_id: Mapped[Big | None]
    #: ``banks.rules.Report`` in JSON, once it is read.
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, deferred=True)
    #: The bank in it, if it has no faults.
    bank: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, deferred=True)
    draft_id: Mapped[Big | None] = mapped_column(ForeignKey("bank_drafts.id"))
    uploaded_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime]


class Picture(Base):
    """A picture that a bank shows, as it is sent. Never changed once written."""

    __tablename__ = "pictures"
    __table_args__ = (
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", "hash_is_sha256"),
        CheckConstraint("media_type = 'image/webp'", "is_webp"),
        CheckConstraint("width >= 1 AND height >= 1", "has_a_size"),
        CheckConstraint(
            "byte_count = octet_length(data) AND byte_count >= 1", "bytes_are_counted"
        ),
    )

    #: SHA-256 of ``data``, in hexadecimal: nobody guesses its address.
    hash: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    byte_count: Mapped[int]
    created_at: Mapped[datetime]


class ItemSeal(Base):
    """Until when an item's key stays secret because one round can draw it."""

    __tablename__ = "item_seals"

    bank_id: Mapped[Big] = mapped_column(ForeignKey("banks.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    #: The round that can draw it (``rounds.id``; contests stand above banks).
    round_id: Mapped[Big] = mapped_column(primary_key=True)
    #: The first instant at which this round keeps the seal no more.
    sealed_until: Mapped[datetime]

"""Tables of handbooks: what organizers decide of each, and its printed files."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json

FORMS = ("docx", "pdf")


class Handbook(Base):
    """A handbook. Its questions are those of the newest versions of its banks."""

    __tablename__ = "handbooks"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "slug_is_plain"),
        CheckConstraint("title <> ''", "has_a_title"),
        CheckConstraint("rest <> ''", "the_rest_has_a_title"),
        CheckConstraint("jsonb_typeof(banks) = 'array' AND banks <> '[]'", "has_banks"),
        CheckConstraint("jsonb_typeof(chapters) = 'array'", "chapters_are_a_list"),
        CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL",
            "published_before_it_is_withdrawn",
        ),
        CheckConstraint(
            "withdrawn_at >= published_at", "published_earlier_than_withdrawn"
        ),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    subtitle: Mapped[str]
    publisher: Mapped[str]
    foreword: Mapped[str]
    #: ``banks.slug`` in the order in which they follow each other.
    banks: Mapped[list[str]] = mapped_column(JSONB)
    #: [tag, title] of each chapter, in order.
    chapters: Mapped[list[Any]] = mapped_column(JSONB)
    #: Title of the chapter of questions that bear none of these tags.
    rest: Mapped[str]
    #: None: by a command.
    made_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def is_published(self) -> bool:
        """Tell whether everybody may read it."""
        return self.published_at is not None and self.withdrawn_at is None


class HandbookFile(Base):
    """A handbook as it was printed last in one form."""

    __tablename__ = "handbook_files"
    __table_args__ = (
        UniqueConstraint("handbook_id", "form"),
        CheckConstraint(f"form IN {FORMS}", "form_is_known"),
        CheckConstraint("entry_count >= 1", "has_questions"),
    )

    id: Mapped[Id]
    handbook_id: Mapped[Big] = mapped_column(ForeignKey("handbooks.id"))
    form: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    entry_count: Mapped[int]
    #: Bank → the ids of its items that stand in it: should a round draw one of them, the
    #: file is handed out no more.
    items: Mapped[Json] = mapped_column(deferred=True)
    made_at: Mapped[datetime]

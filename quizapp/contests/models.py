"""Tables of contests: the contest, versions of its rule book, its rounds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json


class Contest(Base):
    """A contest, known by the slug in its address."""

    __tablename__ = "contests"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "slug_is_plain"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    #: The newest number of its rule book.
    version: Mapped[int]
    #: The unit whose branch takes part; null: no units are asked for.
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    created_at: Mapped[datetime]


class RuleBookVersion(Base):
    """What a rule book said at one time. Never changed once written."""

    __tablename__ = "rule_book_versions"
    __table_args__ = (CheckConstraint("number >= 1", "number_counts_from_one"),)

    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    #: ``contests.rules.RuleBook`` in JSON.
    content: Mapped[Json]
    content_hash: Mapped[str]
    imported_at: Mapped[datetime]


class Round(Base):
    """One round: its window, and the paper that attempts in it draw."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("opens_at < closes_at", "opens_before_it_closes"),
        CheckConstraint("limit_seconds > 0", "limit_is_positive"),
        CheckConstraint("grace_seconds BETWEEN 0 AND 300", "grace_is_short"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        Index("ix_rounds_closes_at", "closes_at"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    number: Mapped[int]
    title: Mapped[str]
    #: Attempts may start during ``[opens_at, closes_at)``.
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    #: How long an attempt lasts, unless the round closes sooner.
    limit_seconds: Mapped[int]
    #: How long after its deadline an answer still counts, for the way it travels.
    grace_seconds: Mapped[int]
    #: ``contests.rules.RoundRules`` in JSON: limits, chain, what is shown when.
    rules: Mapped[Json]
    #: ``contests.rules.PaperPlan`` in JSON: pinned bank versions and the items of
    #: each section, so that a paper is drawn without reading a bank.
    plan: Mapped[Json]

"""Tables of units: the trees, former names, members on the roll."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id

EVENT_KINDS = (
    "found", "merge", "split", "rename", "move", "dissolve", "import", "reform", "undo",
)  # fmt: skip


class UnitTree(Base):
    """A tree of units as of one time, e.g. ``hau-giang-2022``."""

    __tablename__ = "unit_trees"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "slug_is_plain"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Unit(Base):
    """A unit of the union. Its id is for ever; codes are reused between trees."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("tree_id", "code"),
        CheckConstraint("parent_id <> id", "is_not_its_own_parent"),
        CheckConstraint("valid_from <= valid_to", "valid_from_is_not_after_to"),
        CheckConstraint("name <> '' AND type <> ''", "has_name_and_type"),
        Index("ix_units_tree_id_search_key", "tree_id", "search_key"),
    )

    id: Mapped[Id]
    tree_id: Mapped[Big] = mapped_column(ForeignKey("unit_trees.id"))
    code: Mapped[str]
    #: In words of the field: tỉnh, huyện, xã, phường, chi hội …
    type: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"), index=True)
    #: Name in small letters without tone marks, for search.
    search_key: Mapped[str]
    #: Key of Vietnamese order, for lists.
    sort_key: Mapped[str]
    #: 0 for a root.
    depth: Mapped[int]
    #: Days ``[valid_from, valid_to)``; null where unknown or without end. None lies
    #: between them where its making was taken back.
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitFormerName(Base):
    """What people still call a unit."""

    __tablename__ = "unit_former_names"

    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    search_key: Mapped[str]
    #: The event that made it one; null: a file or somebody said so.
    event_id: Mapped[Big | None] = mapped_column(ForeignKey("unit_events.id"))


class UnitRoll(Base):
    """Members on the roll of a unit, as one source counted them. Only added to."""

    __tablename__ = "unit_rolls"
    __table_args__ = (
        CheckConstraint("member_count >= 0", "members_are_not_negative"),
        Index("ix_unit_rolls_unit_id_recorded_at", "unit_id", "recorded_at"),
    )

    id: Mapped[Id]
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"))
    member_count: Mapped[int]
    counted_on: Mapped[date]
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    #: The event that counted it together, or parted it; null: members were counted.
    event_id: Mapped[Big | None] = mapped_column(ForeignKey("unit_events.id"))


class UnitEvent(Base):
    """A change of a tree, or the taking back of one. Only added to."""

    __tablename__ = "unit_events"
    __table_args__ = (
        CheckConstraint(f"kind IN {EVENT_KINDS}", "kind_is_known"),
        CheckConstraint(
            "(kind = 'undo') = (undoes_id IS NOT NULL)", "only_an_undo_undoes"
        ),
        CheckConstraint("undoes_id < id", "undoes_what_was_before"),
        Index("ix_unit_events_tree_id_id", "tree_id", "id"),
    )

    id: Mapped[Id]
    tree_id: Mapped[Big] = mapped_column(ForeignKey("unit_trees.id"))
    kind: Mapped[str]
    #: It holds from this day on, 00:00 in Vietnam.
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    #: Who did it, as the audit log writes it: ``account:12``.
    recorded_by: Mapped[str]
    #: The decision behind it, in words.
    reason: Mapped[str]
    undoes_id: Mapped[Big | None] = mapped_column(
        ForeignKey("unit_events.id"), unique=True
    )


class UnitChange(Base):
    """What an event made of a unit. Only added to."""

    __tablename__ = "unit_changes"

    event_id: Mapped[Big] = mapped_column(
        ForeignKey("unit_events.id"), primary_key=True
    )
    unit_id: Mapped[Big] = mapped_column(
        ForeignKey("units.id"), primary_key=True, index=True
    )
    was_parent_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    was_name: Mapped[str]
    was_type: Mapped[str]
    #: False for a unit that this event made.
    was_open: Mapped[bool]
    parent_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str]
    type: Mapped[str]
    is_open: Mapped[bool]


class UnitSuccession(Base):
    """Who came after a unit that an event closed. Only added to."""

    __tablename__ = "unit_successions"
    __table_args__ = (
        CheckConstraint("unit_id <> successor_id", "nobody_follows_herself"),
        CheckConstraint("share >= 1", "share_is_positive"),
    )

    event_id: Mapped[Big] = mapped_column(
        ForeignKey("unit_events.id"), primary_key=True
    )
    unit_id: Mapped[Big] = mapped_column(
        ForeignKey("units.id"), primary_key=True, index=True
    )
    successor_id: Mapped[Big] = mapped_column(
        ForeignKey("units.id"), primary_key=True, index=True
    )
    #: The whole unit went there; false: a part of it.
    is_whole: Mapped[bool]
    #: How the roll is parted, in proportion to the others; null where unknown.
    share: Mapped[int | None]


class UnitUpload(Base):
    """A file of units that waits for somebody to say that it may change a tree."""

    __tablename__ = "unit_uploads"
    __table_args__ = (
        CheckConstraint("octet_length(content) > 0", "has_content"),
        CheckConstraint("tree ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "tree_is_plain"),
    )

    id: Mapped[Id]
    #: The name of the tree, which may have to be made.
    tree: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]

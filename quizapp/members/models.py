"""Tables of lists of members: what was sent, who stands in it, who took her place."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id

LIST_STATES = ("waiting", "read", "taking", "taken", "dropped")
SOURCES = ("file", "paste", "command")
#: On what the one who sends phones or birth years stands (Law 91/2025).
BASES = ("consent", "membership", "law", "other")
CLAIM_WAYS = ("code", "phone", "officer", "refused")


class MemberList(Base):
    """What somebody sent as members of units, and what its reader made of it."""

    __tablename__ = "member_lists"
    __table_args__ = (
        CheckConstraint(f"state IN {LIST_STATES}", "state_is_known"),
        CheckConstraint(f"source IN {SOURCES}", "source_is_known"),
        CheckConstraint(f"basis_kind IN {BASES}", "basis_is_known"),
        CheckConstraint(
            "(basis_kind IS NULL) = (basis_text = '')", "a_basis_is_in_words"
        ),
        CheckConstraint(
            "jsonb_typeof(roots) = 'array' AND roots <> '[]'", "is_for_a_branch"
        ),
        CheckConstraint(
            "state NOT IN ('taken', 'dropped') OR content IS NULL",
            "a_settled_file_is_gone",
        ),
        CheckConstraint("(state = 'taken') = (taken_at IS NOT NULL)", "taken_sometime"),
        Index("ix_member_lists_contest_id_state", "contest_id", "state"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    #: Units on top of the branches that the sender may fill.
    roots: Mapped[list[int]] = mapped_column(JSONB)
    #: The unit of rows that name none.
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    source: Mapped[str]
    file_name: Mapped[str]
    #: As it was sent; gone once it is taken in or thrown away.
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    state: Mapped[str]
    job_id: Mapped[Big | None]
    #: ``members.rules.Report`` in JSON; once settled, its counts alone.
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Null: it holds neither phones nor birth years.
    basis_kind: Mapped[str | None]
    basis_text: Mapped[str]
    #: Null: by a command.
    sent_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]


class ListedMember(Base):
    """A place of a list: somebody who is expected to take part in a contest.

    Dates are never overwritten, so that counts as of an instant hold: who is erased is
    counted without a name, who is removed is counted until then.
    """

    __tablename__ = "listed_members"
    __table_args__ = (
        CheckConstraint(
            "(erased_at IS NULL) = (full_name IS NOT NULL)", "a_place_has_a_name"
        ),
        CheckConstraint(
            "(full_name IS NULL) = (search_key IS NULL)"
            " AND (full_name IS NULL) = (sort_key IS NULL)"
            " AND (full_name IS NULL) = (code IS NULL)",
            "a_name_has_its_keys_and_a_code",
        ),
        CheckConstraint(
            "erased_at IS NULL OR (birth_year IS NULL AND phone IS NULL)",
            "nothing_is_left_of_the_erased",
        ),
        CheckConstraint(
            "removed_at IS NULL OR erased_at IS NOT NULL", "who_is_removed_is_erased"
        ),
        CheckConstraint("removed_at >= listed_at", "listed_before_it_is_removed"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", "birth_year_is_plausible"),
        CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", "phone_is_canonical"),
        CheckConstraint("code ~ '^[A-Z0-9]{8,20}$'", "code_is_canonical"),
        Index("ix_listed_members_contest_id_unit_id", "contest_id", "unit_id"),
        Index(
            "ix_listed_members_phone",
            "phone",
            "contest_id",
            postgresql_where="phone IS NOT NULL",
        ),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"), index=True)
    #: The list that named her first.
    list_id: Mapped[Big] = mapped_column(ForeignKey("member_lists.id"), index=True)
    full_name: Mapped[str | None]
    search_key: Mapped[str | None]
    #: Order of Vietnamese lists: tên, then họ đệm.
    sort_key: Mapped[str | None]
    birth_year: Mapped[int | None]
    #: Canonical, ``+84900000001``.
    phone: Mapped[str | None]
    #: In the clear, for it is printed again: it lets somebody take this place while
    #: nobody has, and opens no account. One code, one place, in all contests.
    code: Mapped[str | None] = mapped_column(unique=True)
    listed_at: Mapped[datetime]
    #: Null: by a command.
    listed_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    #: Name, phone, birth year and code are gone; the place is counted on.
    erased_at: Mapped[datetime | None]
    #: From then on the place isn't counted any more.
    removed_at: Mapped[datetime | None]


class MemberClaim(Base):
    """That an entry is the person of a place: in force until it is undone."""

    __tablename__ = "member_claims"
    __table_args__ = (
        CheckConstraint(f"how IN {CLAIM_WAYS}", "how_is_known"),
        CheckConstraint("undone_at >= made_at", "made_before_it_is_undone"),
        CheckConstraint(
            "how <> 'refused' OR undone_at IS NOT DISTINCT FROM made_at",
            "refused_was_never_in_force",
        ),
        CheckConstraint(
            "how IN ('code', 'phone') OR made_by IS NOT NULL", "somebody_confirmed_it"
        ),
        Index(
            "uq_member_claims_one_entry_a_place",
            "member_id",
            unique=True,
            postgresql_where="undone_at IS NULL",
        ),
        Index(
            "uq_member_claims_one_place_an_entry",
            "entry_id",
            unique=True,
            postgresql_where="undone_at IS NULL",
        ),
        Index("ix_member_claims_member_id_entry_id", "member_id", "entry_id"),
        Index("ix_member_claims_entry_id", "entry_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[Big] = mapped_column(ForeignKey("listed_members.id"))
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    #: By her code, by her phone, confirmed by an officer; or refused by one: the two
    #: aren't the same person, and it isn't asked again.
    how: Mapped[str]
    made_at: Mapped[datetime]
    #: The officer or organizer; null: the person herself.
    made_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class MemberSheet(Base):
    """Cards with codes of a unit's branch, printed as PDF; kept for a day."""

    __tablename__ = "member_sheets"
    __table_args__ = (
        CheckConstraint(
            "(content IS NULL) = (made_at IS NULL)", "what_is_made_is_there"
        ),
        CheckConstraint("card_count >= 1", "has_cards"),
        Index("ix_member_sheets_asked_at", "asked_at"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"))
    asked_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    job_id: Mapped[Big | None]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    card_count: Mapped[int]
    made_at: Mapped[datetime | None]

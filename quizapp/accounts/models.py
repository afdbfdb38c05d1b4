"""Tables of accounts: who signs in, with what, as whom, and what they are told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json

KINDS = ("person", "staff")
ROLES = (
    "admin",
    "organizer",
    "editor",
    "second_reader",
    "judge",
    "secretary",
    "auditor",
    "unit_officer",
)


class Account(Base):
    """Somebody who signs in: a person by phone and PIN, staff by name and password."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", "kind_is_known"),
        CheckConstraint(
            "kind = 'staff' OR phone IS NOT NULL OR brought_in_by IS NOT NULL"
            " OR erased_at IS NOT NULL OR phone_freed_at IS NOT NULL",
            "a_person_has_a_phone",
        ),
        CheckConstraint(
            "kind = 'staff' OR birth_year IS NOT NULL OR erased_at IS NOT NULL",
            "a_person_has_a_birth_year",
        ),
        CheckConstraint(
            "kind = 'person' OR (phone IS NULL AND birth_year IS NULL"
            " AND brought_in_by IS NULL)",
            "staff_are_no_persons",
        ),
        CheckConstraint(
            "kind = 'staff' OR contact_phone IS NULL", "staff_have_a_contact_phone"
        ),
        CheckConstraint(
            "contact_phone ~ '^\\+[1-9][0-9]{7,14}$'", "contact_phone_is_canonical"
        ),
        CheckConstraint(
            "erased_at IS NULL OR (phone IS NULL AND birth_year IS NULL"
            " AND contact_phone IS NULL)",
            "nothing_is_left_of_the_erased",
        ),
        CheckConstraint(
            "(kind = 'staff') = (username IS NOT NULL)", "staff_have_a_username"
        ),
        CheckConstraint(
            "(phone IS NULL) = (phone_place IS NULL)", "a_phone_has_places"
        ),
        CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", "phone_is_canonical"),
        CheckConstraint("phone_place >= 1", "phone_place_counts_from_one"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", "birth_year_is_plausible"),
        UniqueConstraint("phone", "phone_place"),
        Index("ix_accounts_search_key", "search_key"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    full_name: Mapped[str]
    #: Order of Vietnamese lists: tên, then họ đệm.
    sort_key: Mapped[str]
    search_key: Mapped[str]
    birth_year: Mapped[int | None]
    #: Canonical, ``+84900000001``; up to a few people share one.
    phone: Mapped[str | None]
    #: Of staff, canonical: who runs a contest is known by it among who takes part.
    contact_phone: Mapped[str | None]
    #: The officer who entered a person without a phone of her own.
    brought_in_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    #: When the number was given back to its owner, who had never signed up.
    phone_freed_at: Mapped[datetime | None]
    #: 1, 2, 3: which of the people of this phone.
    phone_place: Mapped[int | None]
    username: Mapped[str | None] = mapped_column(unique=True)
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"), index=True)
    #: argon2id of the PIN or password.
    secret_hash: Mapped[str]
    #: Signs in from this machine only: the staff of a demo.
    is_loopback_only: Mapped[bool]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    #: When the last of her entries was taken from her as its contest's data were
    #: deleted; null: none was.
    parted_at: Mapped[datetime | None]
    #: Name, phone and birth year are gone; what she did is counted without them.
    erased_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in device. Revoking the row signs it out."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (
        CheckConstraint("length(device_label) BETWEEN 1 AND 60", "label_is_short"),
    )

    id: Mapped[Id]
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    #: SHA-256 of the token in the cookie.
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    #: When PIN or password were typed last: at signing in, or asked again.
    proved_at: Mapped[datetime]
    #: “Chrome, Android”; null: the device didn't tell, or it was forgotten.
    device_label: Mapped[str | None]


class SecondFactor(Base):
    """The secret from which a member of staff's authenticator app makes codes."""

    __tablename__ = "second_factors"
    __table_args__ = (
        CheckConstraint("length(secret) = 48", "secret_is_encrypted"),
        CheckConstraint("last_step > 0", "last_step_is_a_step"),
    )

    account_id: Mapped[Big] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False
    )
    #: Nonce and AES-GCM of the 20 bytes, by a key derived from the site's.
    secret: Mapped[bytes]
    #: The newest half minute whose code was used; older codes fit no more.
    last_step: Mapped[Big]
    confirmed_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the second factor once."""

    __tablename__ = "recovery_codes"

    id: Mapped[Id]
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    #: Keyed hash, bound to its account and purpose.
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A wrong PIN, password or code. Counted per account, device and in all."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        Index("ix_sign_in_failures_subject_at", "subject", "at"),
        Index("ix_sign_in_failures_device_at", "device", "at"),
        Index("ix_sign_in_failures_at", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    #: Keyed hash of the phone or username tried.
    subject: Mapped[bytes]
    #: Keyed hash of the device cookie.
    device: Mapped[bytes]
    #: The device had signed in to this phone or name before.
    is_at_home: Mapped[bool]


class ResetCode(Base):
    """A single-use code with which a person chooses a new PIN."""

    __tablename__ = "reset_codes"

    id: Mapped[Id]
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    #: SHA-256 of the code, bound to its purpose.
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    issued_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role of an account: everywhere, in one contest, or in one unit's branch."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", "role_is_known"),
        CheckConstraint("starts_at <= ends_at", "ends_after_it_starts"),
        CheckConstraint("contest_id IS NULL OR unit_id IS NULL", "one_scope"),
        CheckConstraint(
            "role <> 'unit_officer' OR unit_id IS NOT NULL", "an_officer_has_a_unit"
        ),
        Index("ix_role_grants_role_contest_id", "role", "contest_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str]
    #: ``contests.id`` (contests stand above accounts); null: every contest.
    contest_id: Mapped[Big | None]
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    #: In force during ``[starts_at, ends_at)``; revoking sets the end, to the start of
    #: what hadn't begun.
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    #: Who ended it early; null: nobody did, or the command line.
    ended_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class Notice(Base):
    """A sentence that a person is shown on her next visit."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_unseen", "account_id", postgresql_where="seen_at IS NULL"),
    )

    id: Mapped[Id]
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    #: A message id and its parameters, so that it reads in either language.
    message: Mapped[str]
    params: Mapped[Json]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class OfficerInvitation(Base):
    """An invitation to look after a unit: by a code, or to who has a phone."""

    __tablename__ = "officer_invitations"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(code_hash, phone, used_at, revoked_at) >= 1",
            "somebody_can_find_it",
        ),
        CheckConstraint("phone ~ '^\\+[1-9][0-9]{7,14}$'", "phone_is_canonical"),
        CheckConstraint("invited_at < expires_at", "invited_before_it_expires"),
        CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", "used_by_somebody"),
        CheckConstraint("num_nonnulls(used_at, revoked_at) <= 1", "used_or_revoked"),
        Index("ix_officer_invitations_unit_id", "unit_id"),
        Index(
            "ix_officer_invitations_open_phone",
            "phone",
            postgresql_where="used_at IS NULL AND revoked_at IS NULL",
        ),
        Index("ix_officer_invitations_used_by", "used_by"),
        Index("ix_officer_invitations_invited_by", "invited_by"),
    )

    id: Mapped[Id]
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"))
    #: Whom the inviter means, in her words; may be empty.
    name: Mapped[str]
    #: Canonical; null: whoever has the code.
    phone: Mapped[str | None]
    #: SHA-256 of the code, bound to its purpose; null: by phone alone.
    code_hash: Mapped[bytes | None] = mapped_column(unique=True)
    invited_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AddedUnit(Base):
    """A unit that an officer added below her own: she may still rename it."""

    __tablename__ = "added_units"

    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"), primary_key=True)
    added_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    added_at: Mapped[datetime]

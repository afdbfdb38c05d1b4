"""Tables of entries: a person in one contest, what she agreed to, who can't enter."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id
from quizapp.entries.rules import AGE_BANDS, ETHNICITIES, OCCUPATIONS, RELATIONS, SEXES

CONSENT_KINDS = ("take_part", "show_name", "ethnicity", "representative")
#: What can be corrected of an entry; name and birth year stand in its account.
CHANGED_FIELDS = (
    "full_name",
    "birth_year",
    "birth_date",
    "unit",
    "sex",
    "ethnicity",
    "occupation",
    "member",
    "representative",
)


class Entry(Base):
    """A person's entry in one contest. It owns her attempts there."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("contest_id", "account_id"),
        Index("ix_entries_contest_id_unit_id", "contest_id", "unit_id"),
        CheckConstraint(f"sex IN {tuple(SEXES)}", "sex_is_known"),
        CheckConstraint(f"ethnicity IN {tuple(ETHNICITIES)}", "ethnicity_is_known"),
        CheckConstraint(f"occupation IN {tuple(OCCUPATIONS)}", "occupation_is_known"),
        CheckConstraint(
            f"representative_relation IN {tuple(RELATIONS)}", "relation_is_known"
        ),
        CheckConstraint(f"age_band IN {tuple(AGE_BANDS)}", "age_band_is_known"),
        CheckConstraint(
            "(representative_name IS NULL) = (representative_relation IS NULL)",
            "a_representative_has_name_and_relation",
        ),
        CheckConstraint(
            "representative_name IS NULL OR NOT is_name_shown",
            "the_name_of_who_is_represented_is_not_shown",
        ),
        CheckConstraint(
            "birth_date BETWEEN '1900-01-01' AND '2100-12-31'",
            "birth_date_is_plausible",
        ),
        CheckConstraint("completed_at >= created_at", "is_complete_once_it_is_there"),
        Index("ix_entries_person", text("coalesce(counts_under_id, id)")),
        CheckConstraint("counts_under_id <> id", "counts_under_another"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    account_id: Mapped[Big] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    #: Her name and unit may stand on boards; follows the newest consent, except that
    #: the name of who is under 16 is never shown.
    is_name_shown: Mapped[bool]
    sex: Mapped[str | None]
    #: Two digits of the official list, or ``other``; only with its own consent.
    ethnicity: Mapped[str | None]
    occupation: Mapped[str | None]
    #: A member of the union or not; null: not asked, or not told.
    is_member: Mapped[bool | None]
    #: Only where the birth year left an age open on the day of entering.
    birth_date: Mapped[date | None]
    #: What is left of her age once the birth year is erased; null until then.
    age_band: Mapped[str | None]
    #: Who agreed for somebody under 16.
    representative_name: Mapped[str | None]
    representative_relation: Mapped[str | None]
    created_at: Mapped[datetime]
    #: She left the contest: no attempt starts, no board shows her; figures count on.
    withdrawn_at: Mapped[datetime | None]
    #: Null while the part of the form that comes after the quiz isn't filled in: until
    #: then nothing of it stands in a ranking.
    completed_at: Mapped[datetime | None]
    #: Since when she is known to run the contest: no attempt starts any more.
    barred_at: Mapped[datetime | None]
    #: The officer on whose device she entered; null: on her own.
    assisted_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    #: The entry under which she counts, if she is one person with it; that one stands
    #: for itself. A copy of what ``judging.PersonMerge`` says by now. "The person" of an
    #: entry is ``coalesce(counts_under_id, id)``.
    counts_under_id: Mapped[Big | None] = mapped_column(ForeignKey("entries.id"))


class Consent(Base):
    """An answer to a consent text, or its withdrawal. Only added to."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"kind IN {CONSENT_KINDS}", "kind_is_known"),
        Index("ix_consents_entry_id_kind", "entry_id", "kind", "at"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    kind: Mapped[str]
    is_given: Mapped[bool]
    #: Which text was shown, e.g. ``2026-11``, in which language, and its SHA-256.
    text_version: Mapped[str]
    text_hash: Mapped[str]
    at: Mapped[datetime]


class EntryChange(Base):
    """That something of an entry was corrected. Only added to.

    Units stay, so that figures as of an instant can be counted again; what a person
    said of herself doesn't.
    """

    __tablename__ = "entry_changes"
    __table_args__ = (
        CheckConstraint(f"field IN {CHANGED_FIELDS}", "field_is_known"),
        CheckConstraint(
            "field = 'unit' OR num_nonnulls(old_unit_id, new_unit_id) = 0",
            "only_units_are_kept",
        ),
        CheckConstraint(
            "field <> 'unit' OR old_unit_id IS DISTINCT FROM new_unit_id",
            "a_changed_unit_is_another",
        ),
        Index("ix_entry_changes_entry_id_at", "entry_id", "at"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    field: Mapped[str]
    at: Mapped[datetime]
    #: The person herself, or who of the staff corrected it; null: on the command line.
    by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    old_unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    new_unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))


class Insider(Base):
    """Somebody who runs a contest without an account here: known by the phone."""

    __tablename__ = "insiders"
    __table_args__ = (
        Index(
            "uq_insiders_in_force",
            "contest_id",
            "phone_hash",
            unique=True,
            postgresql_where="removed_at IS NULL",
        ),
        CheckConstraint("length(phone_hash) = 32", "phone_hash_is_sha256"),
        CheckConstraint("added_at <= removed_at", "added_before_it_is_removed"),
        CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", "somebody_removed_it"
        ),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    #: Keyed hash of the canonical phone; the number itself isn't kept.
    phone_hash: Mapped[bytes]
    #: The phone as screens show it: 091•••678.
    phone_shown: Mapped[str]
    name: Mapped[str]
    added_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]


class EntryMove(Base):
    """An entry whose unit was changed by a list of people. Only added to.

    Attempts keep their unit; those to come stand under the new one.
    """

    __tablename__ = "entry_moves"
    __table_args__ = (
        CheckConstraint("unit_id IS DISTINCT FROM from_unit_id", "leads_elsewhere"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"), index=True)
    from_unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"))
    recorded_at: Mapped[datetime]
    #: Who did it, as the audit log writes it: ``account:12``.
    recorded_by: Mapped[str]


class ConsentForm(Base):
    """A consent on paper: printed under a number, signed, and then tied to an entry."""

    __tablename__ = "consent_forms"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        CheckConstraint("entry_id IS NULL OR used_at IS NOT NULL", "used_for_an_entry"),
        Index("ix_consent_forms_printed_by", "printed_by"),
    )

    id: Mapped[Id]
    contest_id: Mapped[Big] = mapped_column(ForeignKey("contests.id"))
    #: 1, 2, 3 … of the contest, as it is printed on the form.
    number: Mapped[int]
    #: The unit whose officer printed it.
    unit_id: Mapped[Big] = mapped_column(ForeignKey("units.id"))
    printed_by: Mapped[Big] = mapped_column(ForeignKey("accounts.id"))
    printed_at: Mapped[datetime]
    #: Null: not used yet, or its person was forgotten.
    entry_id: Mapped[Big | None] = mapped_column(ForeignKey("entries.id"), unique=True)
    used_at: Mapped[datetime | None]

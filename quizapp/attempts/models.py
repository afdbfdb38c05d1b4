"""Tables of attempts: attempts, responses, and the ledger of time given back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, Big, Id, Json

STATES = ("open", "handed_in", "closed")
GRANT_KINDS = ("extra", "outage")


class Attempt(Base):
    """One go of an entry at a round: open, handed in, or closed by the sweeper."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("entry_id", "round_id", "number"),
        Index(
            "uq_attempts_one_open",
            "entry_id",
            "round_id",
            unique=True,
            postgresql_where="state = 'open'",
        ),
        Index(
            "ix_attempts_open_deadline_at",
            "deadline_at",
            postgresql_where="state = 'open'",
        ),
        Index("ix_attempts_mark_due", "deadline_at", postgresql_where="is_mark_due"),
        Index("ix_attempts_round_id_started_at", "round_id", "started_at"),
        Index(
            "ix_attempts_assisted",
            "round_id",
            postgresql_where="assisted_by IS NOT NULL",
        ),
        CheckConstraint(f"state IN {STATES}", "state_is_known"),
        CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", "an_open_attempt_has_no_end"
        ),
        CheckConstraint(
            "(state = 'open') = (score_hundredths IS NULL)",
            "an_ended_attempt_has_a_score",
        ),
        CheckConstraint(
            "(state = 'open') = (duration_ms IS NULL)",
            "an_ended_attempt_has_a_duration",
        ),
        CheckConstraint(
            "(state = 'open') = (receipt_code IS NULL)",
            "an_ended_attempt_has_a_receipt",
        ),
        CheckConstraint(
            "(state = 'open') = (ended_under IS NULL)",
            "an_ended_attempt_tells_its_ledger",
        ),
        CheckConstraint(
            "state <> 'open' OR NOT is_mark_due", "an_open_attempt_has_no_mark_due"
        ),
        CheckConstraint("joined_at <= started_at", "joins_before_it_starts"),
        CheckConstraint("started_at < deadline_at", "starts_before_its_deadline"),
        CheckConstraint(
            "score_hundredths BETWEEN 0 AND full_hundredths", "score_is_at_most_full"
        ),
        CheckConstraint("duration_ms >= 0", "duration_is_not_negative"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        CheckConstraint("lease >= 1", "lease_counts_from_one"),
    )

    id: Mapped[Id]
    entry_id: Mapped[Big] = mapped_column(ForeignKey("entries.id"))
    round_id: Mapped[Big] = mapped_column(ForeignKey("rounds.id"))
    #: The unit of the entry when the attempt started.
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    #: 1, 2, 3 … of this entry in this round.
    number: Mapped[int]
    state: Mapped[str]
    #: 32 hexadecimal digits from which the paper was drawn.
    seed: Mapped[str]
    #: ``attempts.rules.Paper`` in JSON: bank versions, items, order of the options.
    paper: Mapped[Json]
    #: Questions on the paper, the prediction included.
    position_count: Mapped[int]
    full_hundredths: Mapped[int]
    started_at: Mapped[datetime]
    #: When the person asked to start; earlier than the start only if she had to wait.
    joined_at: Mapped[datetime]
    #: Set at the start, recomputed only from the ledger of time given back.
    deadline_at: Mapped[datetime]
    #: Grows with each device or tab that opens the attempt.
    lease: Mapped[int]
    #: When it was handed in, or its deadline if the sweeper closed it.
    ended_at: Mapped[datetime | None]
    #: When the row was written that ended it: figures "as of" ask this.
    recorded_at: Mapped[datetime | None]
    #: The newest row of the round's ledger of which it knew when it ended; 0: of none.
    #: ``TimeGrant.id`` counts in the order in which the ledger was locked.
    ended_under: Mapped[Big | None]
    #: The key of the hand-in: the same key gives the same receipt.
    hand_in_key: Mapped[str | None]
    score_hundredths: Mapped[int | None]
    right_count: Mapped[int | None]
    answered_count: Mapped[int | None]
    #: At most the limit, time given back taken off.
    duration_ms: Mapped[Big | None]
    prediction: Mapped[Big | None]
    #: Every question that the rules ask for was answered.
    is_valid: Mapped[bool | None]
    #: An outage was given back, or taken back, since the mark was made.
    is_mark_due: Mapped[bool] = mapped_column(server_default="false")
    #: It ran while its entry counted with others: its standing is theirs too.
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    #: Keyed hash of the cookie of the device on which it was started.
    device_hash: Mapped[bytes | None]
    receipt_code: Mapped[str | None] = mapped_column(unique=True)
    receipt_nonce: Mapped[str | None]
    receipt_hash: Mapped[str | None]
    #: The officer on whose device it was started; null: on one's own.
    assisted_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))


class Response(Base):
    """An answer as it arrived. Only added to; the highest (lease, counter) counts."""

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("position >= 1", "position_counts_from_one"),
        CheckConstraint("counter >= 1", "counter_counts_from_one"),
    )

    attempt_id: Mapped[Big] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True)
    counter: Mapped[int] = mapped_column(primary_key=True)
    #: In displayed places; JSON null takes an answer back.
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))
    received_at: Mapped[datetime]


class ReplacedMark(Base):
    """What an attempt was worth until it was marked again. Only added to."""

    __tablename__ = "replaced_marks"

    attempt_id: Mapped[Big] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    #: When the mark was replaced: figures as of an earlier instant still ask it.
    replaced_at: Mapped[datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    score_hundredths: Mapped[int]
    right_count: Mapped[int]
    answered_count: Mapped[int]
    duration_ms: Mapped[Big]
    prediction: Mapped[Big | None]
    is_valid: Mapped[bool]
    receipt_hash: Mapped[str]


class TimeGrant(Base):
    """The ledger of time given back. A row is undone by another with fewer seconds."""

    __tablename__ = "time_grants"
    __table_args__ = (
        CheckConstraint("seconds <> 0", "seconds_are_not_zero"),
        CheckConstraint(
            "(undoes_id IS NULL) = (seconds > 0)", "only_an_undoing_is_negative"
        ),
        CheckConstraint("num_nonnulls(entry_id, unit_id) <= 1", "one_scope"),
        CheckConstraint(f"kind IN {GRANT_KINDS}", "kind_is_known"),
        CheckConstraint(
            "kind <> 'outage' OR entry_id IS NULL", "an_outage_hits_more_than_one"
        ),
        Index("ix_time_grants_round_id", "round_id"),
    )

    id: Mapped[Id]
    round_id: Mapped[Big] = mapped_column(ForeignKey("rounds.id"))
    #: ``extra`` time, or an ``outage`` that is taken out of everybody's time.
    kind: Mapped[str]
    #: For one entry, for the attempts of one unit's branch, or (both null) for all.
    entry_id: Mapped[Big | None] = mapped_column(ForeignKey("entries.id"))
    unit_id: Mapped[Big | None] = mapped_column(ForeignKey("units.id"))
    seconds: Mapped[int]
    #: It reaches attempts that were running at some time in ``[from_at, to_at)``.
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    granted_at: Mapped[datetime]
    granted_by: Mapped[Big | None] = mapped_column(ForeignKey("accounts.id"))
    undoes_id: Mapped[Big | None] = mapped_column(
        ForeignKey("time_grants.id"), unique=True
    )


class ItemStatistics(Base):
    """What the attempts of a round tell of one item: a copy, counted anew at any time.

    Sealed like keys: ``queries.shown_items`` alone reads the figures.
    """

    __tablename__ = "item_statistics"
    __table_args__ = (CheckConstraint("attempt_count >= 1", "counts_attempts"),)

    round_id: Mapped[Big] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    bank_version_id: Mapped[Big] = mapped_column(
        ForeignKey("bank_versions.id"), primary_key=True
    )
    item: Mapped[str] = mapped_column(primary_key=True)
    #: ``attempts.rules.Figures`` in JSON.
    figures: Mapped[Json]
    #: Attempts of the round that were counted, whether they were asked it or not.
    attempt_count: Mapped[int]
    #: What they were when they were counted: ``queries.source_of``.
    source: Mapped[str]
    computed_at: Mapped[datetime]

"""The rule book: what the written rules (thể lệ) of a contest say, as data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from quizapp.contests.rules.entrance import (
    SOME,
    Attempts,
    CriterionName,
    Eligibility,
    EntryForm,
    Line,
    Part,
    Shown,
    Slug,
    check_once,
)
from quizapp.contests.rules.paper import Paper, PaperChange
from quizapp.contests.rules.plan import RoundRules
from quizapp.contests.rules.times import Day, Instant, day_of

#: How long personal data are kept after the last round, unless the rule book says it.
KEPT_FOR = timedelta(days=365)

Address = Annotated[str, Field(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]
#: Editors read digits without quotes as a number.
Phone = Annotated[Line, WithJsonSchema({"type": ["string", "integer"], "minLength": 1})]
Prose = Annotated[str, Field(min_length=1, max_length=3000)]


class Document(Part):
    """Something to study before the quiz."""

    title: Line
    address: Address


class RoundPart(Part):
    """One round: its window, and what it has otherwise than the contest."""

    number: int = Field(ge=1, le=999)
    title: Line
    opens: Instant
    closes: Instant = Field(
        description="The first instant at which no attempt starts any more."
    )
    paper: PaperChange | None = None
    attempts: Attempts | None = None

    @field_validator("closes")
    @classmethod
    def is_after_it_opens(cls, closes: datetime, info: Any) -> datetime:
        """Refuse a window that ends before it begins."""
        opens = info.data.get("opens")
        if opens is not None and closes <= opens:
            raise PydanticCustomError(
                "closes_too_early", "The round closes before it has opened."
            )
        return closes


class RuleBook(Part):
    """A whole rule book. Cross-checks between its parts: ``checks.flaws_of``."""

    contest: Slug = Field(description="The contest's name in its address.")
    title: Line
    organizer: Line
    hotline: Phone = Field(description="The phone that people call.")
    zalo: Phone | None = Field(default=None, description="A number or an address.")
    label: Line | None = Field(default=None, description="Stands on top of every page.")
    description: Prose | None = None
    documents: tuple[Document, ...] = ()
    data_deleted_on: Day | None = Field(
        default=None,
        description="When personal data are taken out; 365 days after the last round"
        " if left out.",
    )
    zone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    eligibility: Eligibility = Eligibility()
    entry: EntryForm = EntryForm()
    second_reader: bool = Field(
        default=True,
        description="Whether its banks are read by a second person before a version is"
        " published.",
    )
    attempts: Attempts
    paper: Paper
    ranking: Annotated[tuple[CriterionName, ...], *SOME, AfterValidator(check_once)]
    shown_after_hand_in: Annotated[tuple[Shown, ...], AfterValidator(check_once)] = (
        "score",
        "duration",
        "provisional_rank",
    )
    rounds: Annotated[tuple[RoundPart, ...], *SOME]

    @property
    def asks_for_a_unit(self) -> bool:
        """Tell whether an entry names a unit."""
        return "unit" in self.entry.asked

    @property
    def needs_a_unit(self) -> bool:
        """Tell whether an entry must name a unit."""
        return "unit" in self.entry.required

    @property
    def closes_at(self) -> datetime:
        """Return when the last round closes."""
        return max(part.closes for part in self.rounds)

    @property
    def deletion_day(self) -> Day:
        """Return the day on which personal data are taken out."""
        return self.data_deleted_on or day_of(self.closes_at + KEPT_FOR)

    def paper_of(self, part: RoundPart) -> Paper:
        """Return the paper of a round, its own parts in place of the contest's."""
        return self.paper if part.paper is None else part.paper.applied_to(self.paper)

    def draws_from(self, bank: str) -> bool:
        """Tell whether a paper of any round takes items of a bank."""
        return any(
            draw.bank == bank
            for part in self.rounds
            for draw in self.paper_of(part).draw
        )

    def attempts_of(self, part: RoundPart) -> Attempts:
        """Return how attempts of a round are limited and counted."""
        return part.attempts or self.attempts

    def rules_of(self, part: RoundPart) -> RoundRules:
        """Return what a round keeps of this book."""
        attempts = self.attempts_of(part)
        prediction = self.paper_of(part).prediction
        return RoundRules(
            limit=attempts.limit,
            per=attempts.per,
            counted=attempts.counted,
            valid_only_if_all_answered=attempts.valid_only_if_all_answered,
            ranking=self.ranking,
            shown_after_hand_in=self.shown_after_hand_in,
            prediction_about=prediction.about if prediction else None,
            late_answers=self.paper_of(part).late_answers,
        )

    def with_windows(self, windows: Mapping[int, tuple[datetime, datetime]]) -> Self:
        """Return the book with other windows for its rounds, by their number."""
        rounds = tuple(
            part.model_copy(
                update=dict(zip(("opens", "closes"), windows[part.number], strict=True))
            )
            if part.number in windows
            else part
            for part in self.rounds
        )
        return self.model_copy(update={"rounds": rounds})

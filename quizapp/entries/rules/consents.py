"""What a person agrees to: consent texts, and answers tied to the words shown."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Self

from quizapp.contests.rules import RuleBook
from quizapp.entries.rules.ages import CONSENTING_AGE
from quizapp.entries.rules.texts import KINDS_OF_DATA, TEXT_VERSION, TEXTS
from quizapp.errors import ConflictError, InvalidError

#: ``representative``: of who agrees for somebody under 16.
ConsentKind = Literal["take_part", "show_name", "ethnicity", "representative"]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the consent texts name, from a contest's rule book."""

    organizer: str
    hotline: str
    zalo: str | None
    minimum_age: int
    deletion_day: date
    #: Fields of the entry form beside those that are always asked for, and the unit.
    fields: tuple[str, ...] = ()

    @classmethod
    def of(cls, book: RuleBook) -> Self:
        """Return what the texts of a contest name."""
        return cls(
            organizer=book.organizer,
            hotline=book.hotline,
            zalo=book.zalo,
            minimum_age=book.eligibility.minimum_age,
            deletion_day=book.deletion_day,
            fields=tuple(name for name in KINDS_OF_DATA if name in book.entry.asked),
        )


@dataclass(frozen=True)
class ConsentText:
    """A consent as it is shown: the sentence beside the box, and what it means."""

    kind: ConsentKind
    #: With the language it is in, e.g. ``2026-11/vi``.
    version: str
    label: str
    paragraphs: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Return the SHA-256 of all that is shown, in hexadecimal."""
        shown = "\n".join((self.label, *self.paragraphs))
        return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True)
class ConsentAnswer:
    """What a person answered to a consent text."""

    kind: ConsentKind
    is_given: bool
    text_version: str
    text_hash: str


def answer_to(text: ConsentText, *, is_given: bool) -> ConsentAnswer:
    """Return an answer to a text, tied to the words that were shown."""
    return ConsentAnswer(text.kind, is_given, text.version, text.hash)


def kinds_asked(book: RuleBook) -> tuple[ConsentKind, ...]:
    """Return the consents that a contest asks for, whoever enters it."""
    kinds: list[ConsentKind] = ["take_part"]
    if book.eligibility.minimum_age < CONSENTING_AGE:
        kinds.append("representative")
    if "ethnicity" in book.entry.asked:
        kinds.append("ethnicity")
    return (*kinds, "show_name")


def kinds_of_step(book: RuleBook, *, is_before: bool) -> tuple[ConsentKind, ...]:
    """Return the consents of the form before the quiz, or of the one after it.

    What decides whether somebody may take part is asked before it in any case.
    """
    decide = {"take_part", "representative"}
    kinds = kinds_asked(book)
    if is_before and book.entry.form == "before":
        return kinds
    return tuple(kind for kind in kinds if (kind in decide) is is_before)


def consent_text(kind: ConsentKind, *, terms: Terms, language: str) -> ConsentText:
    """Return the text of a consent (promises.md §4) in ``vi`` or ``en``."""
    values = {
        "organizer": terms.organizer,
        "contact": terms.hotline + (f", Zalo {terms.zalo}" if terms.zalo else ""),
        "age": terms.minimum_age,
        "adult_age": CONSENTING_AGE,
        "day": terms.deletion_day.strftime("%d/%m/%Y"),
        "more": "".join(f", {KINDS_OF_DATA[name][language]}" for name in terms.fields),
    }
    label, *paragraphs = (
        " ".join(part.split()).format_map(values)
        for part in TEXTS[kind, language].strip().split("\n\n")
        if (terms.minimum_age or "{age}" not in part)
        and (terms.minimum_age < CONSENTING_AGE or "{adult_age}" not in part)
    )
    return ConsentText(kind, f"{TEXT_VERSION}/{language}", label, tuple(paragraphs))


def check_consents(answers: Mapping[ConsentKind, ConsentAnswer]) -> None:
    """Check that a person agreed to what nobody can take part without.

    Raises:
        InvalidError: the box of taking part isn't ticked.
    """
    if "take_part" not in answers or not answers["take_part"].is_given:
        raise InvalidError(
            "Nobody can take part without agreeing to this.", field="take_part"
        )


def answers_that_count(
    answers: Mapping[ConsentKind, ConsentAnswer], *, leave_out: Collection[ConsentKind]
) -> dict[ConsentKind, ConsentAnswer]:
    """Return the answers without those to what this person wasn't asked."""
    return {kind: one for kind, one in answers.items() if kind not in leave_out}


def check_is_not_over(closes_at: datetime, now: datetime) -> None:
    """Check that a contest still takes entries.

    Raises:
        ConflictError: its last round has closed.
    """
    if now >= closes_at:
        raise ConflictError("This contest ended at %(at)s.", at=closes_at)

"""What items of every kind have, and what a kind must be able to tell of itself."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from quizapp.banks.rules.fields import (
    Address,
    Day,
    Name,
    OptionText,
    Part,
    Points,
    Prose,
    Slug,
    Truth,
    check_once,
)
from quizapp.errors import InvalidError

Difficulty = Literal["easy", "medium", "hard"]
#: How a page takes an answer: radio buttons, boxes to tick, or a field to type in.
Control = Literal["radio", "checkbox", "text"]
#: How a page's script reads it: the place of one option, places of some, true or false,
#: or what was typed (``static/js/quiz/fields.js``).
Reads = Literal["one", "some", "truth", "text"]


class Marked(str):
    """An author's text in Markdown (``quizapp.richtext``): to be shown as such."""

    __slots__ = ()


#: Part of an answer as people read it; truth values and numbers are put into the
#: reader's language by whoever shows them, texts are an author's or a typist's own.
Word = str | bool | Decimal

MOST_TAGS = 20


class Source(Part):
    """Where the answer to an item is written."""

    title: Name = Field(description="The document or publication.")
    part: Name | None = Field(default=None, description="Article, section or page.")
    address: Address | None = None


class Option(Part):
    """One option of a choice."""

    text: OptionText
    key: Truth = Field(default=False, description="true: this option is right.")
    keep_last: Truth = Field(
        default=False, description="true: stays behind the others when they are mixed."
    )


class AnyItem(Part):
    """What items of every kind have. A kind is a subclass in a folder of ``kinds``."""

    #: Begins the shape of its answers: one letter, unlike any other kind's.
    letter: ClassVar[str]
    control: ClassVar[Control]
    reads: ClassVar[Reads]

    #: Each kind says ``Literal["its name"]``; it is first in files.
    kind: str

    id: Slug = Field(description="Unique in the bank, and never changed.")
    stem: Prose = Field(description="The question, or the statement to judge.")
    points: Points = Decimal(1)
    tags: Annotated[
        tuple[Slug, ...], AfterValidator(check_once), Field(max_length=MOST_TAGS)
    ] = ()
    difficulty: Difficulty | None = None
    explanation: Prose | None = Field(
        default=None, description="Shown once nobody can be asked this any more."
    )
    source: Source | None = None
    as_of: Day | None = Field(
        default=None, description="Law items: the day on which the law was checked."
    )
    retired: Truth = Field(
        default=False, description="true: no paper that is still to come draws it."
    )
    replaced_by: Slug | None = Field(
        default=None, description="Retired items: the id of the item in its place."
    )

    @property
    def points_hundredths(self) -> int:
        """Return what the item is worth, in hundredths of a point."""
        return int(self.points * 100)

    @property
    def choices(self) -> tuple[Option, ...]:
        """Return the options that the author wrote; none for most kinds."""
        return ()

    @property
    def shape(self) -> str:
        """Return how it is answered: the letter, and what ``fits`` must know."""
        return self.letter

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        raise NotImplementedError

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:
        """Tell whether a value can be an answer to an item of this shape."""
        raise NotImplementedError

    @classmethod
    def from_form(cls, texts: Sequence[str]) -> Any:
        """Return the value of filled-in fields, at least one of them.

        What can't be a value is returned as it is, to be refused. Raising ValueError
        does the same.
        """
        return texts[0]

    def is_right(self, value: Any, order: Sequence[int]) -> bool:
        """Tell whether a value that fits is right; it is all or nothing.

        ``order`` says which option stands at each displayed place.
        """
        raise NotImplementedError

    def offers(self, order: Sequence[int]) -> list[tuple[str, Word]]:
        """Return what is offered, as displayed: the field's value, and its words."""
        raise NotImplementedError

    def in_words(self, value: Any, order: Sequence[int]) -> tuple[Word, ...]:
        """Return an answer as it was given."""
        raise NotImplementedError

    def right_in_words(self) -> tuple[Word, ...]:
        """Return the right answer."""
        raise NotImplementedError

    def counted(self) -> tuple[tuple[Word, bool], ...]:
        """Return the answers that statistics always list, and which of them are right.

        What ``in_words`` gives of an answer is counted under its words.
        """
        raise NotImplementedError

    def made_up(self, rng: Random, order: Sequence[int], *, is_right: bool) -> Any:
        """Return a right or a wrong answer: for demonstrations, trials and tests."""
        raise NotImplementedError

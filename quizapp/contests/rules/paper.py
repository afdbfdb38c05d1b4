"""Parts of a rule book: the paper, what it draws, the prediction question."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from quizapp.contests.rules.entrance import (
    SOME,
    LateAnswers,
    Line,
    Part,
    Slug,
    check_once,
)

About = Literal["people_all_right", "attempts_all_right", "people_taking_part"]
Difficulty = Literal["easy", "medium", "hard"]
Names = Annotated[tuple[Slug, ...], AfterValidator(check_once)]

MOST_ITEMS = 200


class Shuffle(Part):
    """What is put into another order on each paper."""

    items: bool = True
    options: bool = True


class Draw(Part):
    """So many items of a bank, of those that bear every tag."""

    bank: Slug
    tags: Names = ()
    difficulty: Difficulty | None = None
    from_items: Names | None = Field(
        default=None, description="Draw from these items alone, by their ids."
    )
    count: int = Field(ge=1, le=MOST_ITEMS)

    @field_validator("count")
    @classmethod
    def is_not_more_than_there_are(cls, count: int, info: Any) -> int:
        """Refuse to draw more items than are listed."""
        listed = info.data.get("from_items")
        if listed is not None and count > len(listed):
            raise PydanticCustomError(
                "more_than_listed",
                "Draws %(count)s items from a list of %(listed)s.",
                {"count": count, "listed": len(listed)},
            )
        return count


class Prediction(Part):
    """A question for a whole number that gives no points but may part equals."""

    question: Line
    about: About


class Paper(Part):
    """What an attempt is asked, and in what time."""

    minutes: int = Field(ge=1, le=300)
    grace_seconds: int = Field(
        default=5,
        ge=0,
        le=300,
        description="How long after its deadline an answer may still arrive.",
    )
    late_answers: LateAnswers = Field(
        default="never",
        description="Whether answers that came too late count once an outage was given"
        " back to everybody it hit.",
    )
    shuffle: Shuffle = Shuffle()
    draw: tuple[Draw, ...] = ()
    prediction: Prediction | None = None

    @property
    def item_count(self) -> int:
        """Return how many items are drawn, the prediction left out."""
        return sum(draw.count for draw in self.draw)


class PaperChange(Part):
    """What one round has otherwise than the contest's paper."""

    minutes: int | None = Field(default=None, ge=1, le=300)
    grace_seconds: int | None = Field(default=None, ge=0, le=300)
    late_answers: LateAnswers | None = None
    shuffle: Shuffle | None = None
    draw: Annotated[tuple[Draw, ...], *SOME] | None = None
    prediction: Prediction | None = None

    def applied_to(self, paper: Paper) -> Paper:
        """Return the contest's paper with these parts in place of its own."""
        own = {
            name: getattr(self, name)
            for name in type(self).model_fields
            if getattr(self, name) is not None
        }
        return paper.model_copy(update=own)

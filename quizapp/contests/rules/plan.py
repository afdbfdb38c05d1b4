"""What a round keeps of its rule book: how it counts, and what its papers draw.

Both stand as JSON on the round, so that an attempt starts and ends without reading a
rule book or a bank.
"""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from quizapp.contests.rules.entrance import Counted, LateAnswers, Per, Shown
from quizapp.contests.rules.paper import About


class Kept(BaseModel):
    """Base of what is kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedItem(NamedTuple):
    """What a draw must know of an item; an array in JSON, for papers are many."""

    id: str
    #: 0 for what is no choice.
    option_count: int
    #: How it is answered and marked: ``banks.rules.AnyItem.shape``.
    shape: str
    points_hundredths: int
    #: Places (from 0) of options that stay at the end when options are shuffled.
    keep_last: tuple[int, ...] = ()


class Section(Kept):
    """One draw: so many of these items, all of one pinned version of a bank."""

    bank_id: int
    bank_version_id: int
    count: int
    items: tuple[PlannedItem, ...]


class PaperPlan(Kept):
    """From what a paper is drawn, once a seed is known."""

    sections: tuple[Section, ...]
    shuffle_items: bool
    shuffle_options: bool
    #: The text of the prediction question, which stands last; None: there is none.
    prediction: str | None = None

    @property
    def item_count(self) -> int:
        """Return how many items a paper has, the prediction left out."""
        return sum(section.count for section in self.sections)

    @property
    def position_count(self) -> int:
        """Return how many questions a paper has, the prediction included."""
        return self.item_count + (self.prediction is not None)

    def bank_items(self) -> dict[int, list[str]]:
        """Return every item that a paper may hold, by bank."""
        found: dict[int, list[str]] = {}
        for section in self.sections:
            names = found.setdefault(section.bank_id, [])
            names.extend(item.id for item in section.items if item.id not in names)
        return found


class RoundRules(Kept):
    """How attempts of a round are limited, counted, ranked and shown."""

    #: None: as many attempts as one likes.
    limit: int | None
    per: Per | None
    counted: Counted
    valid_only_if_all_answered: bool
    ranking: tuple[str, ...]
    shown_after_hand_in: tuple[Shown, ...]
    #: What the prediction is compared with; None: no such question.
    prediction_about: About | None
    late_answers: LateAnswers = "never"
    #: Attempts on an officer's device stand in the ranking, or count for units.
    assisted_for_prizes: bool = True
    assisted_for_units: bool = True

"""The figures of one item in one round, as they are stored. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from quizapp.banks.rules import Item, Marked, Word


class Kept(BaseModel):
    """Base of what is kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberWord(Kept):
    """A number as a word of an answer, so that JSON keeps it apart from a text."""

    number: Decimal


KeptWord = bool | str | NumberWord


def kept(words: Iterable[Word]) -> tuple[KeptWord, ...]:
    """Return words as they are stored."""
    return tuple(
        NumberWord(number=word) if isinstance(word, Decimal) else word for word in words
    )


def read(words: Iterable[KeptWord], item: Item) -> tuple[Word, ...]:
    """Return words from what is stored of an item; those of options are an author's."""

    def one(word: KeptWord) -> Word:
        if isinstance(word, NumberWord):
            return word.number
        return Marked(word) if item.choices and isinstance(word, str) else word

    return tuple(map(one, words))


class AnswerFigures(Kept):
    """How often an answer was given, and by what share of each group."""

    words: tuple[KeptWord, ...]
    is_right: bool
    count: int
    #: None: there are no groups, or nobody is in the middle.
    upper: Decimal | None
    middle: Decimal | None
    lower: Decimal | None


class WrongKey(Kept):
    """What the strong chose instead of the right answer."""

    words: tuple[KeptWord, ...]
    upper: Decimal
    lower: Decimal
    #: By what share of the upper group it is ahead of the right answer.
    ahead: Decimal


class Figures(Kept):
    """What attempts tell of an item. Shares are 0 … 1, of those that were asked it."""

    #: Attempts that were asked it, had an answer, were right.
    asked: int
    answered: int
    right: int
    answered_share: Decimal
    #: The share that was right: 1 is easiest.
    difficulty: Decimal
    blank_share: Decimal
    #: Corrected item–total correlation, -1 … 1; None: nothing differs.
    discrimination: Decimal | None
    #: Upper less lower group; None: there are no groups.
    index: Decimal | None
    #: Attempts in the upper group, and as many in the lower one; 0: no groups.
    group_size: int
    upper_right: Decimal | None
    lower_right: Decimal | None
    #: The answers that are always told, in the author's order.
    listed: tuple[AnswerFigures, ...]
    #: Others that several attempts gave, the commonest first.
    typed: tuple[AnswerFigures, ...]
    #: Attempts whose answer is in neither, and those that left it blank.
    others: AnswerFigures
    blank: AnswerFigures
    #: Attempts whose seconds are known, and the seconds within which a quarter, a half
    #: and three quarters of them answered.
    timed: int
    quartiles: tuple[int, ...]
    wrong_key: WrongKey | None


@dataclass(frozen=True)
class ShownItem:
    """An item that nobody can be asked any more, with its figures."""

    #: ``bank_versions.id``
    version: int
    item: Item
    figures: Figures

    @property
    def name(self) -> str:
        """Return a name that no other item of the round has."""
        return f"{self.version}-{self.item.id}"


@dataclass(frozen=True)
class Sealed:
    """So many items are sealed until then; None: until the last attempt has ended."""

    until: datetime | None
    count: int


@dataclass(frozen=True)
class ItemsShown:
    """What may be told of the items of a round now."""

    #: Those whose key may be wrong first, then the hardest.
    items: Sequence[ShownItem]
    sealed: Sequence[Sealed]
    #: Attempts that these figures count, and when; 0 and None: nothing was counted.
    attempt_count: int
    computed_at: datetime | None
    #: Attempts that there are to count now.
    present_count: int
    #: What there is to count isn't what was counted.
    is_behind: bool

    @property
    def suspected(self) -> list[ShownItem]:
        """Return the items whose key may be wrong."""
        return [one for one in self.items if one.figures.wrong_key]

"""A statement that is right or wrong. Its answer is true or false."""

from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from quizapp.banks.rules.fields import Truth
from quizapp.banks.rules.item import AnyItem, Word
from quizapp.errors import InvalidError


class TrueFalseItem(AnyItem):
    """A statement that is right or wrong."""

    letter = "t"
    control = "radio"
    reads = "truth"

    kind: Literal["true_false"]
    answer: Truth

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        return InvalidError("Choose right or wrong.")

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:  # every shape
        """Tell whether a value is true or false."""
        return type(value) is bool

    @classmethod
    def from_form(cls, texts: Sequence[str]) -> Any:
        """Return the truth value."""
        return {"true": True, "false": False}.get(texts[0], texts[0])

    def is_right(self, value: Any, order: Sequence[int]) -> bool:
        """Tell whether the statement was judged rightly."""
        return value is self.answer

    def offers(self, order: Sequence[int]) -> list[tuple[str, Word]]:
        """Return right before wrong, never mixed."""
        return [("true", True), ("false", False)]

    def in_words(
        self,
        value: Any,
        order: Sequence[int],
    ) -> tuple[Word, ...]:
        """Return the judgement."""
        return (bool(value),)

    def right_in_words(self) -> tuple[Word, ...]:
        """Return whether the statement is right."""
        return (self.answer,)

    def counted(self) -> tuple[tuple[Word, bool], ...]:
        """Return both judgements."""
        return (True, self.answer), (False, not self.answer)

    def made_up(
        self,
        rng: Random,
        order: Sequence[int],
        *,
        is_right: bool,
    ) -> Any:
        """Return a judgement."""
        return self.answer is is_right


ITEM = TrueFalseItem

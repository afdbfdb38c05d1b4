"""A question for a few words. Its answer is the text that was typed.

Words are compared in one spelling of their letters, with single blanks, whatever dashes
and quotation marks were typed, and without signs at the end. The item says whether tone
marks and capitals have to be right.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from quizapp.banks.rules.fields import ShortText, Truth, check_once
from quizapp.banks.rules.item import AnyItem, Word
from quizapp.errors import InvalidError
from quizapp.names import clean, unmarked

LONGEST_ANSWER = 200
MOST_ANSWERS = 20

_SAME = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "’": "'", "‘": "'", "“": '"', "”": '"'}
)
_AT_THE_END = re.compile(r"[\s.,;:!?]+$")


def _check_answers(answers: tuple[str, ...]) -> tuple[str, ...]:
    """Check that each answer has letters or digits, and stands once."""
    for answer in answers:
        if not compared(answer, marks=True, capitals=True):
            raise PydanticCustomError(
                "answer_empty",
                "“%(text)s” has neither letters nor digits.",
                {"text": answer},
            )
    return check_once(answers)


def compared(text: str, *, marks: bool, capitals: bool) -> str:
    """Return what of a text is compared with what of another."""
    found = _AT_THE_END.sub("", clean(text).translate(_SAME))
    if not marks:
        found = unmarked(found)
    return found if capitals else found.casefold()


class ShortTextItem(AnyItem):
    """A question for a few words."""

    letter = "w"
    control = "text"
    reads = "text"

    kind: Literal["short_text"]
    answers: Annotated[
        tuple[ShortText, ...],
        Field(
            min_length=1,
            max_length=MOST_ANSWERS,
            description="Every answer that is right, the best one first.",
        ),
        AfterValidator(_check_answers),
    ]
    tone_marks: Truth = Field(
        default=False, description="true: tone marks and hats have to be right."
    )
    capitals: Truth = Field(
        default=False, description="true: capital letters have to be right."
    )

    @classmethod
    def refused(cls) -> InvalidError:
        """Return what is said of a value that can't be an answer."""
        return InvalidError("Type the answer in a few words.")

    @classmethod
    def fits(cls, shape: str, value: Any) -> bool:  # every shape
        """Tell whether a value is a text that isn't too long."""
        return (
            type(value) is str
            and len(value) <= LONGEST_ANSWER
            and bool(clean(value))
            and value.isprintable()
        )

    def is_right(self, value: Any, order: Sequence[int]) -> bool:
        """Tell whether the text is one of the right answers."""
        return self._compared(value) in map(self._compared, self.answers)

    def offers(self, order: Sequence[int]) -> list[tuple[str, Word]]:
        """Return nothing: the words are typed."""
        return []

    def in_words(
        self,
        value: Any,
        order: Sequence[int],
    ) -> tuple[Word, ...]:
        """Return what was typed, in its one spelling."""
        return (clean(value),)

    def right_in_words(self) -> tuple[Word, ...]:
        """Return every right answer."""
        return self.answers

    def counted(self) -> tuple[tuple[Word, bool], ...]:
        """Return the right answers."""
        return tuple((answer, True) for answer in self.answers)

    def made_up(
        self,
        rng: Random,
        order: Sequence[int],
        *,
        is_right: bool,
    ) -> Any:
        """Return one of the right answers, or one that is not."""
        answer = rng.choice(self.answers)
        return answer if is_right else f"{answer[: LONGEST_ANSWER - 6]} khác"

    def _compared(self, text: str) -> str:
        return compared(text, marks=self.tone_marks, capitals=self.capitals)


ITEM = ShortTextItem

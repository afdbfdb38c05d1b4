"""A question for a few words. Its answer is the text that was typed.

Words are compared in one spelling of their letters, with single blanks, whatever dashes
were typed, without quotation marks and without signs at the end. The item says whether
tone marks and capitals have to be right; over which vowel a tone mark stands (hòa, hoà)
never matters. Letters of other alphabets that look alike are other letters.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from quizapp.banks.rules.fields import ShortText, Truth, check_once
from quizapp.banks.rules.item import AnyItem, Word
from quizapp.errors import InvalidError
from quizapp.names import TONES, clean, unmarked

LONGEST_ANSWER = 200
MOST_ANSWERS = 20

_DASHES = "‐‑–—−"
_QUOTES = '“”„«»"'
_SAME = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES),
        "’": "'",
        "‘": "'",
    }
)
#: Digits and letters of full width, as keyboards for Chinese and Japanese type them.
_WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_TONES = set(TONES[1:])
_DASH = re.compile(r"\s*-\s*")
_AT_THE_END = re.compile(r"[\s.,;:!?…]+$")


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
    plain = clean(clean(text).translate(_WIDE).translate(_SAME))
    found = _AT_THE_END.sub("", _DASH.sub("-", plain))
    found = _tones_behind(found) if marks else unmarked(found)
    return found if capitals else found.casefold()


def _is_writing(char: str) -> bool:
    """Tell whether a character may stand in an answer.

    Blanks of every width and invisible signs may, for they come along with copied text.
    """
    return char.isprintable() or unicodedata.category(char) in {"Zs", "Cf"}


def _tones_behind(text: str) -> str:
    """Return text with the tone mark of each word behind it, not over a vowel of it."""
    return re.sub(r"\w+", lambda word: _tone_behind(word[0]), text)


def _tone_behind(word: str) -> str:
    parted = unicodedata.normalize("NFD", word)
    letters = "".join(char for char in parted if char not in _TONES)
    tones = "".join(char for char in parted if char in _TONES)
    return unicodedata.normalize("NFC", letters) + tones


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
            and all(map(_is_writing, value))
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
        if is_right:
            return rng.choice(self.answers)
        others = (f"khác {number}" for number in count(rng.randrange(100)))
        return next(text for text in others if not self.is_right(text, order))

    def _compared(self, text: str) -> str:
        return compared(text, marks=self.tone_marks, capitals=self.capitals)


ITEM = ShortTextItem

"""What is alike about two entries: phones but for a slip, answers to the same items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.attempts.rules import Paper

#: Attempts on one device belong together if the second began so soon after the first.
MOST_MINUTES_APART = 10
#: Fewer questions in common say nothing.
FEWEST_SHARED = 4
#: From so many in a hundred on, answers are called the same.
SAME_PERCENT = 80

#: (bank version, item) → the answer in the bank's own terms.
AnswersByItem = Mapping[tuple[int, str], object]


def is_slip(one: str, other: str) -> bool:
    """Tell whether two phones differ as by one slip of the finger.

    That is: one digit is another, or two digits beside each other are swapped.
    """
    if len(one) != len(other):
        return False
    places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    left, right = places
    return one[left] == other[right] and one[right] == other[left]


@dataclass(frozen=True)
class SameAnswers:
    """How two attempts answered the questions that both were asked."""

    #: Asked in both and answered in both.
    shared: int
    #: Of these, answered alike.
    same: int

    @property
    def is_telling(self) -> bool:
        """Tell whether there are enough in common, and nearly all alike."""
        is_enough = self.shared >= FEWEST_SHARED
        return is_enough and self.same * 100 >= self.shared * SAME_PERCENT


def same_answers(one: AnswersByItem, other: AnswersByItem) -> SameAnswers:
    """Compare two attempts. Keys aren't asked: they may be sealed."""
    both = one.keys() & other.keys()
    return SameAnswers(len(both), sum(one[item] == other[item] for item in both))


def answers_by_item(paper: Paper, values: Mapping[int, Any]) -> AnswersByItem:
    """Return answers, given by position in displayed places, by item and its options."""
    return {
        (question.version, question.item): _in_the_bank(question.options, value)
        for position, question in paper.numbered()
        if (value := values.get(position)) is not None
    }


def _in_the_bank(options: tuple[int, ...], value: Any) -> object:
    if not options:
        return value if isinstance(value, str | int | float) else repr(value)
    places = value if isinstance(value, list) else [value]
    return frozenset(
        options[one] if isinstance(one, int) and one < len(options) else str(one)
        for one in places
    )

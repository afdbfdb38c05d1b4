"""What is alike about two entries: phones but for a slip, answers to the same items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Attempts on one device belong together if the second began so soon after the first
#: had ended.
APART = timedelta(minutes=10)
#: Fewer questions in common say nothing.
FEWEST_SHARED = 4
#: From so many in a hundred on, answers are called the same.
SAME_PERCENT = 80

#: Item of a bank version → the answer in the bank's own terms.
AnswersByItem = Mapping[str, object]


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
class Attempted:
    """When somebody sat at an attempt; while it is open, it ends at its deadline."""

    id: int
    entry_id: int
    started_at: datetime
    ended_at: datetime


def one_after_other(
    attempts: Sequence[Attempted],
) -> Iterator[tuple[Attempted, Attempted]]:
    """Return pairs of different people who sat at once, or one soon after the other.

    ``attempts`` are those on one device, in the order of their starts.
    """
    for place, one in enumerate(attempts):
        for other in attempts[place + 1 :]:
            if other.started_at > one.ended_at + APART:
                break
            if other.entry_id != one.entry_id:
                yield one, other


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

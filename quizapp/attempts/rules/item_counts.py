"""What is kept of each item while attempts are counted. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from quizapp.attempts.rules.grading import Answer
from quizapp.banks.rules import Item, Word

#: Typed answers that are told of an item, the commonest first …
MOST_TYPED = 10
#: … if so many attempts gave them: what one alone typed may tell who it was.
LEAST_TYPED = 2
#: Different answers kept of an item; those first seen later are counted as others.
MOST_KEPT = 1000
SECOND = timedelta(seconds=1)

#: Bank version, item.
Name = tuple[int, str]
#: Points earned and to be earned on the other questions, in hundredths.
Level = tuple[int, int]


class AskedItem(NamedTuple):
    """One question of an attempt that ended, and what became of it."""

    version: int
    item: str
    points_hundredths: int
    is_right: bool
    #: ``answer_words``; None: left blank.
    words: tuple[Word, ...] | None
    #: ``seconds_taken``; None: it can't be told.
    seconds: int | None


class GivenAnswer(NamedTuple):
    """An answer as it is told apart from others; no words: all that weren't kept."""

    words: tuple[Word, ...]
    is_right: bool


def answer_words(item: Item, value: object, order: Sequence[int]) -> tuple[Word, ...]:
    """Return an answer in words; of boxes that are ticked no order is told."""
    words = item.in_words(value, order)
    if item.control != "checkbox":
        return words
    places = {word: place for place, (word, _) in enumerate(item.counted())}
    return tuple(sorted(words, key=lambda word: (places.get(word, len(places)), word)))


def seconds_taken(
    answers: Iterable[Answer], counted: Mapping[int, Answer], *, started_at: datetime
) -> dict[int, int]:
    """Return whole seconds from the word before an answer to the answer, by position.

    The word before is the last one received of the same attempt, at whatever question,
    or else its start. It is an estimate: who looks back, or reads two questions at
    once, isn't seen. What arrived together, after a time without a network, tells no
    time and is left out.
    """
    arrived = Counter(one.received_at for one in answers)
    instants = sorted({started_at, *arrived})
    before = dict(zip(instants[1:], instants, strict=False))
    return {
        position: (one.received_at - before[one.received_at]) // SECOND
        for position, one in counted.items()
        if arrived[one.received_at] == 1 and one.received_at in before
    }


@dataclass
class Counts:
    """What is kept of one item."""

    #: Attempts that were asked it, those that were right, and each answer: by result.
    asked: dict[Level, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[Level, int] = field(default_factory=lambda: defaultdict(int))
    given: dict[GivenAnswer, dict[Level, int]] = field(default_factory=dict)
    seconds: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, one: AskedItem, level: Level) -> None:
        """Count one attempt."""
        self.asked[level] += 1
        self.right[level] += one.is_right
        if one.words is not None:
            counts = self.counts_of(GivenAnswer(one.words, one.is_right))
            counts[level] += 1
        if one.seconds is not None:
            self.seconds[one.seconds] += 1

    @property
    def blank(self) -> dict[Level, int]:
        """Return how many left it blank, by result."""
        left = dict(self.asked)
        for counts in self.given.values():
            for level, count in counts.items():
                left[level] -= count
        return left

    def counts_of(self, answer: GivenAnswer) -> dict[Level, int]:
        """Return the counts of an answer; when there are too many, those of others."""
        found = self.given.get(answer)
        if found is None:
            if len(self.given) >= MOST_KEPT:
                answer = GivenAnswer((), answer.is_right)
            found = self.given.setdefault(answer, defaultdict(int))
        return found

    def together(self, answers: Iterable[GivenAnswer]) -> dict[Level, int]:
        """Return the counts of several answers as those of one."""
        found: dict[Level, int] = defaultdict(int)
        for answer in answers:
            for level, count in self.given[answer].items():
                found[level] += count
        return found

    def listed(self, item: Item) -> Iterator[tuple[Word, bool, dict[Level, int]]]:
        """Yield the answers that are always told, and how many gave them.

        What is right in other words counts as the first right one of the list.
        """
        listed = item.counted()
        words = {word for word, _ in listed}
        first = next((word for word, is_right in listed if is_right), None)
        for word, is_right in listed:
            holding = [
                one
                for one in self.given
                if word in one.words
                or (word == first and one.is_right and words.isdisjoint(one.words))
            ]
            yield word, is_right, self.together(holding)

    def unlisted(self, item: Item) -> tuple[list[GivenAnswer], list[GivenAnswer]]:
        """Return the other answers: those to be told, and the rest.

        What ``listed`` counts as right in other words isn't in the rest.
        """
        listed = item.counted()
        words = {word for word, _ in listed}
        is_told = any(is_right for _, is_right in listed)
        found = [one for one in self.given if not one.words or {*one.words} - words]
        common = sorted(
            (one for one in found if one.words and self._is_common(one)),
            key=lambda one: (-size(self.given[one]), str(one.words), one.is_right),
        )
        told = common[:MOST_TYPED]
        rest = [one for one in found if one not in told]
        return told, [one for one in rest if not (one.is_right and is_told)]

    def _is_common(self, answer: GivenAnswer) -> bool:
        return size(self.given[answer]) >= LEAST_TYPED


def size(counts: Mapping[Any, int]) -> int:
    """Return how many are counted."""
    return sum(counts.values())

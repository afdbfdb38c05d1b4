"""What attempts tell of the items that they asked. Pure, and in one pass.

Attempts are given one after the other and none of them is kept. Of each item remains
how often each answer was given at each result: memory grows with items, different
results and different answers, never with attempts. Time grows with the questions asked.

**Result.** How well an attempt did on the *other* questions of its paper: their points
that were earned out of those that could be. The item itself is left out, so that it is
never compared with itself.

**Groups.** Of the attempts that were asked an item, the 27 % with the best results are
the upper group, the 27 % with the worst the lower one, the others the middle (T. L.
Kelley, "The selection of upper and lower groups for the validation of test items",
Journal of Educational Psychology 30, 1939). A group has ⌊0,27 n + ½⌋ attempts. Where
attempts of one result would have to be parted, each of them belongs to a group in part,
so that neither order nor chance decides.

**Discrimination.** The corrected item–total correlation: Pearson's r between right (1)
or not (0) and the result, which is the point-biserial with the item taken out of the
total (S. Henrysson, "Correction of item-total correlations in item analysis",
Psychometrika 28, 1963).

**Index D.** The share that was right in the upper group less that in the lower one
(A. P. Johnson, "Notes on a suggested index of item validity: the U-L index", Journal of
Educational Psychology 42, 1951).

**A key that may be wrong.** All of this holds, of shares before they are rounded:

1. the upper group has ``FEWEST_STRONG`` = 20 attempts or more;
2. less than ``MOST_RIGHT`` = 1/2 of it is right;
3. one and the same other answer was given by ``LEAST_OTHER`` = 2/5 of it or more,
4. which is more than the right ones by ``LEAST_AHEAD`` = 1/10 of the group or more,
5. and by a larger share of it than of the lower group: the strong are drawn to it.

Shares are fractions until they are shown; ``rounded`` alone rounds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from quizapp.attempts.rules.grading import Answer, Items
from quizapp.attempts.rules.item_figures import AnswerFigures, Figures, WrongKey, kept
from quizapp.banks.rules import Item, Word

#: How much of those asked the upper and the lower group are.
GROUP = Fraction(27, 100)
FEWEST_STRONG = 20
MOST_RIGHT = Fraction(1, 2)
LEAST_OTHER = Fraction(2, 5)
LEAST_AHEAD = Fraction(1, 10)

#: Typed answers that are told of an item, the commonest first …
MOST_TYPED = 10
#: … if so many attempts gave them: what one alone typed may tell who it was.
LEAST_TYPED = 2
#: Different answers kept of an item; those first seen later are counted as others.
MOST_KEPT = 1000

#: Digits after the point of shares and of correlations.
SHARE_DIGITS = Decimal("0.0001")
#: Precise enough that nothing but ``rounded`` rounds.
ROOT_DIGITS = 60

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
class _Counts:
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


class Counting:
    """Counts attempts, one after the other; then gives the figures of each item."""

    def __init__(self) -> None:
        self.attempt_count = 0
        self._counts: dict[Name, _Counts] = defaultdict(_Counts)

    def add(self, asked: Sequence[AskedItem]) -> None:
        """Count one attempt that ended: all of its questions, the prediction left out."""
        self.attempt_count += 1
        full = sum(one.points_hundredths for one in asked)
        score = sum(one.points_hundredths for one in asked if one.is_right)
        for one in asked:
            earned = one.points_hundredths if one.is_right else 0
            level = score - earned, full - one.points_hundredths
            self._counts[one.version, one.item].add(one, level)

    @property
    def names(self) -> list[Name]:
        """Return the items that were asked, in order."""
        return sorted(self._counts)

    def figures(self, items: Items) -> Iterator[tuple[Name, Figures]]:
        """Return the figures of each item that was asked."""
        for name in self.names:
            yield name, _figures(items[name], self._counts[name])


class _Groups(NamedTuple):
    """The groups of an item's attempts: how much of each result belongs to which."""

    #: Attempts in the upper group, and in the lower one.
    size: int
    #: In the middle.
    rest: int
    upper: Mapping[Level, Fraction]
    lower: Mapping[Level, Fraction]

    def shares(
        self, counts: Mapping[Level, int]
    ) -> tuple[Fraction, Fraction | None, Fraction]:
        """Return what share of upper, middle and lower group is counted there."""
        upper = sum((n * self.upper[level] for level, n in counts.items()), Fraction())
        lower = sum((n * self.lower[level] for level, n in counts.items()), Fraction())
        middle = sum(counts.values()) - upper - lower
        return (
            upper / self.size,
            middle / self.rest if self.rest else None,
            lower / self.size,
        )


def _groups(asked: Mapping[Level, int]) -> _Groups | None:
    """Part attempts into groups; None: they are too few, or all of one result."""
    count = sum(asked.values())
    size = int(GROUP * count + Fraction(1, 2))
    if not size or len({_result(level) for level in asked}) < 2:
        return None
    upper = _taken(asked, size, is_best_first=True)
    lower = _taken(asked, size, is_best_first=False)
    return _Groups(size, count - 2 * size, upper, lower)


def _taken(
    asked: Mapping[Level, int], size: int, *, is_best_first: bool
) -> dict[Level, Fraction]:
    """Return how much of each attempt of a result belongs to a group."""
    sizes: dict[Fraction, int] = defaultdict(int)
    for level, count in asked.items():
        sizes[_result(level)] += count
    left = Fraction(size)
    parts = {}
    for result in sorted(sizes, reverse=is_best_first):
        parts[result] = min(Fraction(1), left / sizes[result])
        left -= parts[result] * sizes[result]
    return {level: parts[_result(level)] for level in asked}


def _result(level: Level) -> Fraction:
    earned, full = level
    return Fraction(earned, full) if full else Fraction()


def _figures(item: Item, counts: _Counts) -> Figures:
    asked = sum(counts.asked.values())
    answered = sum(sum(one.values()) for one in counts.given.values())
    right = sum(counts.right.values())
    groups = _groups(counts.asked)
    rights = groups.shares(counts.right) if groups else None
    timed = sum(counts.seconds.values())
    told, others = _typed(item, counts)
    return Figures(
        asked=asked,
        answered=answered,
        right=right,
        answered_share=rounded(Fraction(answered, asked)),
        difficulty=rounded(Fraction(right, asked)),
        blank_share=rounded(Fraction(asked - answered, asked)),
        discrimination=correlation(counts.asked, counts.right),
        index=rounded(rights[0] - rights[2]) if rights else None,
        group_size=groups.size if groups else 0,
        upper_right=rounded(rights[0]) if rights else None,
        lower_right=rounded(rights[2]) if rights else None,
        listed=tuple(
            _answer_figures((word,), is_key, counts_, groups)
            for word, is_key, counts_ in _listed(item, counts)
        ),
        typed=tuple(
            _answer_figures(one.words, one.is_right, counts.given[one], groups)
            for one in told
        ),
        others=_answer_figures((), False, _together(counts, others), groups),
        blank=_answer_figures((), False, counts.blank, groups),
        timed=timed,
        quartiles=tuple(quantile(counts.seconds, n) for n in (1, 2, 3))
        if timed
        else (),
        wrong_key=_wrong_key(counts, groups),
    )


def _answer_figures(
    words: tuple[Word, ...],
    is_right: bool,  # noqa: FBT001  # what the answer is, no switch
    counts: Mapping[Level, int],
    groups: _Groups | None,
) -> AnswerFigures:
    shares = groups.shares(counts) if groups else (None, None, None)
    upper, middle, lower = (None if one is None else rounded(one) for one in shares)
    return AnswerFigures(
        words=kept(words),
        is_right=is_right,
        count=_size(counts),
        upper=upper,
        middle=middle,
        lower=lower,
    )


def _size(counts: Mapping[Level, int]) -> int:
    return sum(counts.values())


def _listed(
    item: Item, counts: _Counts
) -> Iterator[tuple[Word, bool, Mapping[Level, int]]]:
    """Return the answers that are always listed: how often each is in what was given.

    What is right in another spelling counts as the first right answer of the list.
    """
    listed = item.counted()
    words = {word for word, _ in listed}
    first_right = next((word for word, is_key in listed if is_key), None)
    for word, is_key in listed:
        holding = [
            answer
            for answer in counts.given
            if word in answer.words
            or (
                word == first_right
                and answer.is_right
                and words.isdisjoint(answer.words)
            )
        ]
        yield word, is_key, _together(counts, holding)


def _typed(item: Item, counts: _Counts) -> tuple[list[GivenAnswer], list[GivenAnswer]]:
    """Return answers that aren't listed: those to be told, and the others."""
    words = {word for word, _ in item.counted()}
    found = [one for one in counts.given if not one.words or not words >= {*one.words}]
    sizes = {one: _size(counts.given[one]) for one in found}
    common = sorted(
        (one for one in found if one.words and sizes[one] >= LEAST_TYPED),
        key=lambda one: (-sizes[one], str(one.words), one.is_right),
    )
    told = common[:MOST_TYPED]
    return told, [one for one in found if one not in told]


def _together(counts: _Counts, answers: Iterable[GivenAnswer]) -> dict[Level, int]:
    """Return the counts of several answers as those of one."""
    found: dict[Level, int] = defaultdict(int)
    for answer in answers:
        for level, count in counts.given[answer].items():
            found[level] += count
    return found


def _wrong_key(counts: _Counts, groups: _Groups | None) -> WrongKey | None:
    """Return what the strong chose instead, if the key may be wrong."""
    if groups is None or groups.size < FEWEST_STRONG:
        return None
    right, _, _ = groups.shares(counts.right)
    others = [
        (*groups.shares(levels)[::2], str(one.words), one.words)
        for one, levels in counts.given.items()
        if one.words and not one.is_right
    ]
    if not others or right >= MOST_RIGHT:
        return None
    other, weak, _, words = max(others, key=lambda one: one[:3])
    if other < LEAST_OTHER or other - right < LEAST_AHEAD or other <= weak:
        return None
    return WrongKey(
        words=kept(words),
        upper=rounded(other),
        lower=rounded(weak),
        ahead=rounded(other - right),
    )


def correlation(
    asked: Mapping[Level, int], right: Mapping[Level, int]
) -> Decimal | None:
    """Return Pearson's r of right and result; None where either never differs."""
    n = sum(asked.values())
    x = sum(right.values())

    def total(
        counts: Mapping[Level, int], of: Callable[[Fraction], Fraction]
    ) -> Fraction:
        parts = (count * of(_result(level)) for level, count in counts.items())
        return sum(parts, Fraction())

    y = total(asked, lambda result: result)
    shared = n * total(right, lambda result: result) - x * y
    spread = (n * x - x * x) * (n * total(asked, lambda one: one * one) - y * y)
    if not spread:
        return None
    square = shared * shared / spread
    with localcontext(prec=ROOT_DIGITS):
        root = (Decimal(square.numerator) / square.denominator).sqrt()
    return rounded(root if shared >= 0 else -root)


def quantile(counts: Mapping[int, int], quarter: int) -> int:
    """Return the least value that this many quarters of all do not exceed."""
    seen = 0
    wanted = quarter * sum(counts.values())
    for value in sorted(counts):
        seen += counts[value]
        if 4 * seen >= wanted:
            return value
    raise ValueError("There is nothing to take a part of.")


def rounded(value: Fraction | Decimal) -> Decimal:
    """Return a share or a correlation as it is stored and shown: to 4 digits."""
    with localcontext(prec=ROOT_DIGITS):
        if isinstance(value, Fraction):
            value = Decimal(value.numerator) / value.denominator
        return value.quantize(SHARE_DIGITS, rounding=ROUND_HALF_UP) + 0

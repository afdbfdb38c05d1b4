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
2. one and the same other answer was given by ``LEAST_OTHER`` = 2/5 of it or more,
3. which is more than the right ones by ``LEAST_AHEAD`` = 1/10 of the group or more, so
   that 45 of 100 at most are right: the strong miss it;
4. and by a larger share of it than of the lower group: the strong are drawn to it.

Shares are fractions until they are shown; ``rounded`` alone rounds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from quizapp.attempts.rules.grading import Items
from quizapp.attempts.rules.item_counts import AskedItem, Counts, Level, Name, size
from quizapp.attempts.rules.item_figures import AnswerFigures, Figures, WrongKey, kept
from quizapp.attempts.rules.item_groups import Groups, groups_of, result_of
from quizapp.banks.rules import Item, Word

FEWEST_STRONG = 20
LEAST_OTHER = Fraction(2, 5)
LEAST_AHEAD = Fraction(1, 10)

#: Digits after the point of shares and of correlations.
SHARE_DIGITS = Decimal("0.0001")
#: Precise enough that nothing but ``rounded`` rounds.
ROOT_DIGITS = 60


class Counting:
    """Counts attempts, one after the other; then gives the figures of each item."""

    def __init__(self) -> None:
        self.attempt_count = 0
        self._counts: dict[Name, Counts] = defaultdict(Counts)

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


def _figures(item: Item, counts: Counts) -> Figures:
    asked, right = size(counts.asked), size(counts.right)
    answered = sum(map(size, counts.given.values()))
    groups = groups_of(counts.asked)
    best, worst = _best_and_worst(counts.right, groups)
    typed, others = counts.unlisted(item)

    def told(
        words: tuple[Word, ...], levels: Mapping[Level, int], *, is_right: bool = False
    ) -> AnswerFigures:
        return _answer_figures(words, levels, groups, is_right=is_right)

    return Figures(
        asked=asked,
        answered=answered,
        right=right,
        answered_share=rounded(Fraction(answered, asked)),
        difficulty=rounded(Fraction(right, asked)),
        blank_share=rounded(Fraction(asked - answered, asked)),
        discrimination=correlation(counts.asked, counts.right),
        index=None if best is None or worst is None else rounded(best - worst),
        group_size=groups.size if groups else 0,
        upper_right=_rounded_or_none(best),
        lower_right=_rounded_or_none(worst),
        listed=tuple(
            told((word,), levels, is_right=is_key)
            for word, is_key, levels in counts.listed(item)
        ),
        typed=tuple(
            told(one.words, counts.given[one], is_right=one.is_right) for one in typed
        ),
        others=told((), counts.together(others)),
        blank=told((), counts.blank),
        timed=size(counts.seconds),
        quartiles=quartiles(counts.seconds),
        wrong_key=_wrong_key(counts, groups),
    )


def _best_and_worst(
    counts: Mapping[Level, int], groups: Groups | None
) -> tuple[Fraction | None, Fraction | None]:
    if groups is None:
        return None, None
    best, _, worst = groups.shares(counts)
    return best, worst


def _answer_figures(
    words: tuple[Word, ...],
    counts: Mapping[Level, int],
    groups: Groups | None,
    *,
    is_right: bool,
) -> AnswerFigures:
    upper, middle, lower = groups.shares(counts) if groups else (None, None, None)
    return AnswerFigures(
        words=kept(words),
        is_right=is_right,
        count=size(counts),
        upper=_rounded_or_none(upper),
        middle=_rounded_or_none(middle),
        lower=_rounded_or_none(lower),
    )


def _rounded_or_none(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value)


def _wrong_key(counts: Counts, groups: Groups | None) -> WrongKey | None:
    """Return what the strong chose instead, if the key may be wrong."""
    if groups is None or groups.size < FEWEST_STRONG:
        return None
    right, _, _ = groups.shares(counts.right)
    others = [
        (*groups.shares(levels)[::2], str(one.words), one.words)
        for one, levels in counts.given.items()
        if one.words and not one.is_right
    ]
    if not others:
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
        parts = (count * of(result_of(level)) for level, count in counts.items())
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


def quartiles(counts: Mapping[int, int]) -> tuple[int, ...]:
    """Return the least values that a quarter, a half, three quarters don't exceed."""
    found: list[int] = []
    seen, total = 0, size(counts)
    for value in sorted(counts):
        seen += counts[value]
        while len(found) < 3 and 4 * seen >= (len(found) + 1) * total:
            found.append(value)
    return tuple(found)


def rounded(value: Fraction | Decimal) -> Decimal:
    """Return a share or a correlation as it is stored and shown: to 4 digits."""
    with localcontext(prec=ROOT_DIGITS):
        if isinstance(value, Fraction):
            value = Decimal(value.numerator) / value.denominator
        return value.quantize(SHARE_DIGITS, rounding=ROUND_HALF_UP) + 0

"""The best and the worst of the attempts that were asked an item. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from quizapp.attempts.rules.item_counts import Level

#: How much of those asked the upper and the lower group are.
GROUP = Fraction(27, 100)


class Groups(NamedTuple):
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


def groups_of(asked: Mapping[Level, int]) -> Groups | None:
    """Part attempts into groups; None: they are too few, or all of one result."""
    count = sum(asked.values())
    size = int(GROUP * count + Fraction(1, 2))
    if not size or len({result_of(level) for level in asked}) < 2:
        return None
    upper = _taken(asked, size, is_best_first=True)
    lower = _taken(asked, size, is_best_first=False)
    return Groups(size, count - 2 * size, upper, lower)


def _taken(
    asked: Mapping[Level, int], size: int, *, is_best_first: bool
) -> dict[Level, Fraction]:
    """Return how much of each attempt of a result belongs to a group."""
    sizes: dict[Fraction, int] = defaultdict(int)
    for level, count in asked.items():
        sizes[result_of(level)] += count
    left = Fraction(size)
    parts = {}
    for result in sorted(sizes, reverse=is_best_first):
        parts[result] = min(Fraction(1), left / sizes[result])
        left -= parts[result] * sizes[result]
    return {level: parts[result_of(level)] for level in asked}


def result_of(level: Level) -> Fraction:
    """Return the share of the points; 0 where there were none to be earned."""
    earned, full = level
    return Fraction(earned, full) if full else Fraction()

"""How likely counts are if nothing but chance is behind them, and which keys count."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, lgamma, log

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import in_use
from quizapp.banks.rules.item import AnyItem

#: What chance alone brings about less often than this is remarked on: one bank in a
#: thousand is accused wrongly.
RARE = 0.001


@dataclass(frozen=True)
class OneKey:
    """An item that has one right option among several."""

    place: int
    item: AnyItem
    key: int

    @property
    def lengths(self) -> list[int]:
        """Return how many characters each option has."""
        return [len(option.text) for option in self.item.choices]


def with_one_key(bank: Bank) -> Iterator[OneKey]:
    """Return the items of a bank that have one right option among several."""
    for place, item in in_use(bank.items):
        keys = [at for at, option in enumerate(item.choices) if option.key]
        if len(keys) == 1:
            yield OneKey(place, item, keys[0])


def at_least(count: int, tries: int, share: float) -> float:
    """Return how likely an event of this share happens ``count`` times or more."""
    return min(1.0, sum(_exactly(n, tries, share) for n in range(count, tries + 1)))


def at_most(count: int, tries: int, share: float) -> float:
    """Return how likely an event of this share happens ``count`` times or less."""
    return at_least(tries - count, tries, 1 - share)


def _exactly(count: int, tries: int, share: float) -> float:
    ways = lgamma(tries + 1) - lgamma(count + 1) - lgamma(tries - count + 1)
    return exp(ways + count * log(share) + (tries - count) * log(1 - share))

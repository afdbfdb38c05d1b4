"""Right options that stand in one place too often."""

from collections import Counter
from collections.abc import Iterator

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.chance import RARE, at_least, at_most, with_one_key
from quizapp.banks.rules.checks.remark import Remark


def key_places(bank: Bank) -> Iterator[Remark]:
    """Return a remark for each number of options whose keys are unevenly placed.

    A place is uneven if chance would fill it so much, or so little, less often than
    once in a thousand banks: the exact binomial tail, taken for every place and both
    sides (times 2 × places).
    """
    asked: dict[int, Counter[int]] = {}
    for one in with_one_key(bank):
        asked.setdefault(len(one.item.choices), Counter())[one.key] += 1
    for options, counts in sorted(asked.items()):
        total = counts.total()
        likely, place = min(
            (_likely(counts[place], total, 1 / options), place)
            for place in range(options)
        )
        if likely * 2 * options < RARE:
            yield Remark(
                ("items",),
                "Of %(all)s questions with %(options)s options, the right one stands in"
                " place %(place)s in %(count)s; by chance it would be about"
                " %(expected)s. It matters where a contest doesn't shuffle options.",
                {
                    "all": total,
                    "options": options,
                    "place": place + 1,
                    "count": counts[place],
                    "expected": round(total / options),
                },
                code="key-places",
            )


def _likely(count: int, total: int, share: float) -> float:
    """Return how likely a count that lies so far off is, on its own side."""
    return min(at_least(count, total, share), at_most(count, total, share))

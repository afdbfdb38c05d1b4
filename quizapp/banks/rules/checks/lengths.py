"""Right options that are given away by being the longest."""

from collections.abc import Iterator

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.chance import RARE, OneKey, at_least, with_one_key
from quizapp.banks.rules.checks.remark import Remark

#: A bank is remarked on if keys are the longest so many times as often as by chance …
TOO_OFTEN = 1.5
#: … and an item, if its key is so many times as long as any other option …
TOO_LONG = 2
#: … and by so many characters, for “1.000” beside “5” betrays nothing.
LEAST_SURPLUS = 15


def long_keys(bank: Bank) -> Iterator[Remark]:
    """Return what the length of keys betrays in the whole bank, and in single items."""
    asked = list(with_one_key(bank))
    count = sum(_is_longest(one) for one in asked)
    by_chance = sum(1 / len(one.item.choices) for one in asked)
    if _is_telling(count, len(asked), by_chance):
        yield Remark(
            ("items",),
            "In %(count)s of %(all)s questions the right option is the longest; by"
            " chance it would be about %(expected)s. Make wrong options as long as"
            " right ones.",
            {"count": count, "all": len(asked), "expected": round(by_chance)},
            code="keys-longest",
        )
    for one in asked:
        if _stands_out(one):
            yield Remark(
                ("items", one.place, "options", one.key),
                "The right option of “%(item)s” is more than twice as long as any"
                " other: its length betrays it.",
                {"item": one.item.id},
                code="key-long",
            )


def _is_telling(count: int, tries: int, by_chance: float) -> bool:
    """Tell whether keys are the longest too often for chance.

    Items with other numbers of options count as ones of the mean share, which makes the
    tail larger (Hoeffding 1956): no bank is accused for mixing them.
    """
    return count >= TOO_OFTEN * by_chance and (
        tries > 0 and at_least(count, tries, by_chance / tries) < RARE
    )


def _is_longest(one: OneKey) -> bool:
    return one.lengths[one.key] > _longest_other(one)


def _stands_out(one: OneKey) -> bool:
    length, other = one.lengths[one.key], _longest_other(one)
    return length > TOO_LONG * other and length - other >= LEAST_SURPLUS


def _longest_other(one: OneKey) -> int:
    return max(length for at, length in enumerate(one.lengths) if at != one.key)

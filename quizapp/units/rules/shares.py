"""Rolls that are parted: whole numbers that add up to what was there."""

from collections.abc import Sequence
from fractions import Fraction


def parted(total: int, shares: Sequence[int]) -> list[int]:
    """Part a number by shares, by the method of largest remainders.

    What is left over after rounding down goes, one each, to the largest remainders; the
    earlier of two equal ones first. The parts always add up to ``total``.

    >>> parted(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(shares)
    exact = [Fraction(total * share, whole) for share in shares]
    parts = [int(one) for one in exact]
    by_remainder = sorted(
        range(len(parts)), key=lambda place: (parts[place] - exact[place], place)
    )
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts

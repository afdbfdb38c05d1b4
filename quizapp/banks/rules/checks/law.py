"""Law items: whether the law was read not long ago."""

from collections.abc import Iterator
from datetime import date

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import Remark, in_use

#: After so many years the law may read otherwise.
LAW_HOLDS_FOR = 1


def old_law(bank: Bank, today: date) -> Iterator[Remark]:
    """Return items whose law was checked more than a year ago, or is yet to be."""
    for place, item in in_use(bank.items):
        if item.as_of is None:
            continue
        path = ("items", place, "as_of")
        if item.as_of > today:
            yield Remark(
                path,
                "The day %(day)s is still to come.",
                {"day": item.as_of},
                code="law-to-come",
            )
        elif _years_later(item.as_of) < today:
            yield Remark(
                path,
                "The law was checked more than a year ago, on %(day)s: check it again.",
                {"day": item.as_of},
                code="law-old",
            )


def _years_later(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(
        year=day.year + LAW_HOLDS_FOR, day=28 if is_leap_day else day.day
    )

"""What authors should look at in a bank, though nothing keeps it from being used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from quizapp.banks.rules.bank import Bank

#: Where something stands in a bank: names and places, from the top.
Path = tuple[str | int, ...]

#: After so many years the law may read otherwise.
LAW_HOLDS_FOR = 1


@dataclass(frozen=True)
class Remark:
    """Something to look at in a place of a bank, as a message id with parameters."""

    path: Path
    message: str
    params: dict[str, object] = field(default_factory=dict)


def remarks_on(bank: Bank, *, today: date) -> list[Remark]:
    """Return what to look at: law checked long ago, questions asked twice."""
    return [*_old_law(bank, today), *_repeated_stems(bank)]


def repeated(names: Iterable[object]) -> Iterator[tuple[int, int]]:
    """Return (place, first place) for each name that stood there before."""
    first: dict[object, int] = {}
    for place, name in enumerate(names):
        if first.setdefault(name, place) != place:
            yield place, first[name]


def _old_law(bank: Bank, today: date) -> Iterator[Remark]:
    for place, item in enumerate(bank.items):
        if item.as_of is None:
            continue
        path = ("items", place, "as_of")
        if item.as_of > today:
            yield Remark(path, "The day %(day)s is still to come.", {"day": item.as_of})
        elif _years_later(item.as_of) < today:
            yield Remark(
                path,
                "The law was checked more than a year ago, on %(day)s: check it again.",
                {"day": item.as_of},
            )


def _years_later(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(
        year=day.year + LAW_HOLDS_FOR, day=28 if is_leap_day else day.day
    )


def _repeated_stems(bank: Bank) -> Iterator[Remark]:
    stems = (item.stem.casefold() for item in bank.items)
    for place, first in repeated(stems):
        yield Remark(
            ("items", place, "stem"),
            "“%(item)s” asks the same as “%(first)s”.",
            {"item": bank.items[place].id, "first": bank.items[first].id},
        )

"""What the figures of an item mean, for people who never studied statistics. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from quizapp.attempts.rules.item_counts import LEAST_TYPED, MOST_TYPED
from quizapp.attempts.rules.item_figures import Figures
from quizapp.attempts.rules.item_groups import GROUP
from quizapp.attempts.rules.item_statistics import (
    FEWEST_STRONG,
    LEAST_AHEAD,
    LEAST_OTHER,
)
from quizapp.contests.rules import Sentence

Kind = Literal["count", "share", "decimal"]


@dataclass(frozen=True)
class Measure:
    """A figure of an item: its key in files, its name, its one definition."""

    key: str
    label: Sentence
    definition: Sentence
    value: Callable[[Figures], int | Decimal | None]
    kind: Kind = "count"


def of_hundred(share: Decimal | Fraction) -> int:
    """Return how many of a hundred a share is."""
    if isinstance(share, Fraction):
        share = Decimal(share.numerator) / share.denominator
    return int((share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _quartile(place: int) -> Callable[[Figures], int | None]:
    return lambda one: one.quartiles[place] if one.quartiles else None


BEST = of_hundred(GROUP)

MEASURES: tuple[Measure, ...] = (
    Measure(
        "asked",
        Sentence("Asked", {}),
        Sentence(
            "Valid attempts of the round whose paper held the question. Who made several"
            " attempts counts with each of them.",
            {},
        ),
        lambda one: one.asked,
    ),
    Measure(
        "difficulty",
        Sentence("Share right", {}),
        Sentence(
            "Of all attempts that were asked the question, how many answered it right; a"
            " blank is not right. The larger, the easier.",
            {},
        ),
        lambda one: one.difficulty,
        "share",
    ),
    Measure(
        "blank_share",
        Sentence("Blank", {}),
        Sentence("Of all attempts that were asked it, how many left it blank.", {}),
        lambda one: one.blank_share,
        "share",
    ),
    Measure(
        "upper_right",
        Sentence("Right among the best", {}),
        Sentence(
            "The best are the %(best)s of 100 attempts with most points on the other"
            " questions of their papers. Where several are level at the edge, each"
            " counts in part.",
            {"best": BEST},
        ),
        lambda one: one.upper_right,
        "share",
    ),
    Measure(
        "lower_right",
        Sentence("Right among the weakest", {}),
        Sentence(
            "The weakest are the %(best)s of 100 attempts with fewest points on the other"
            " questions.",
            {"best": BEST},
        ),
        lambda one: one.lower_right,
        "share",
    ),
    Measure(
        "index",
        Sentence("Gap (D)", {}),
        Sentence(
            "Right among the best less right among the weakest, from −1 to 1. From 0.4"
            " on the question tells well who knows; under 0.2 hardly; under 0 the weakest"
            " do better than the best.",
            {},
        ),
        lambda one: one.index,
        "decimal",
    ),
    Measure(
        "discrimination",
        Sentence("Correlation (r)", {}),
        Sentence(
            "From −1 to 1: how far being right here goes together with points on all"
            " other questions. Near 0: not at all; under 0: the wrong way round.",
            {},
        ),
        lambda one: one.discrimination,
        "decimal",
    ),
    Measure(
        "seconds_quarter",
        Sentence("Seconds, a quarter", {}),
        Sentence("Within so many seconds a quarter answered.", {}),
        _quartile(0),
    ),
    Measure(
        "seconds_half",
        Sentence("Seconds, half", {}),
        Sentence(
            "Within so many seconds half of them answered. It is an estimate: the time"
            " from the answer received before, at whatever question, or from the start,"
            " to the answer that counted. Answers that arrived together after a time"
            " without a network are left out.",
            {},
        ),
        _quartile(1),
    ),
    Measure(
        "seconds_three_quarters",
        Sentence("Seconds, three quarters", {}),
        Sentence("Within so many seconds three quarters answered.", {}),
        _quartile(2),
    ),
)

REMARKS = (
    Sentence(
        "The key may be wrong: said where the best group has %(fewest)s attempts or more,"
        " one and the same other answer was given by %(other)s of 100 of it or more, by"
        " %(ahead)s of 100 more than the right one, and by a larger share of the best"
        " than of the weakest. It is a reason to read the question and its source again,"
        " and no proof.",
        {
            "fewest": FEWEST_STRONG,
            "other": of_hundred(LEAST_OTHER),
            "ahead": of_hundred(LEAST_AHEAD),
        },
    ),
    Sentence(
        "Of typed answers the %(most)s commonest are told, if at least %(least)s attempts"
        " gave them.",
        {"most": MOST_TYPED, "least": LEAST_TYPED},
    ),
)

#: From which share on a question is called so: our own bands.
DIFFICULTIES = (
    (Decimal("0.9"), Sentence("very easy", {})),
    (Decimal("0.7"), Sentence("easy", {})),
    (Decimal("0.4"), Sentence("neither easy nor hard", {})),
    (Decimal("0.2"), Sentence("hard", {})),
    (Decimal(0), Sentence("very hard", {})),
)
#: R. L. Ebel, "Measuring Educational Achievement", 1965.
GAPS = (
    (Decimal("0.4"), Sentence("tells very well who knows", {})),
    (Decimal("0.3"), Sentence("tells well who knows", {})),
    (Decimal("0.2"), Sentence("tells a little who knows", {})),
    (Decimal(0), Sentence("hardly tells who knows", {})),
    (Decimal(-1), Sentence("the weakest do better than the best", {})),
)


def difficulty_in_words(one: Figures) -> Sentence:
    """Return how hard an item is."""
    return next(words for least, words in DIFFICULTIES if one.difficulty >= least)


def gap_in_words(one: Figures) -> Sentence | None:
    """Return how well an item tells strong from weak; None: it can't be told."""
    if one.index is None:
        return None
    return next(words for least, words in GAPS if one.index >= least)


def is_few(one: Figures) -> bool:
    """Tell whether so few were asked that groups may differ by chance alone."""
    return one.group_size < FEWEST_STRONG

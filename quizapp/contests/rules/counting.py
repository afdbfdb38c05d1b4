"""Which of an entry's attempts counts, and how many she may still make."""

from collections.abc import Callable, Sequence
from typing import Any

from quizapp.contests.rules.order import Result, seconds_of
from quizapp.contests.rules.plan import RoundRules

Rule = Callable[[Result], tuple[Any, ...]]

#: How to count → key whose smallest value counts. All end in the moment of the start.
COUNTED: dict[str, Rule] = {
    "first": lambda result: (result.started_at, result.attempt_id),
    "last": lambda result: (-result.started_at.timestamp(), -result.attempt_id),
    "best_then_earliest": lambda result: (
        -result.score_hundredths,
        result.handed_in_at,
        result.started_at,
        result.attempt_id,
    ),
    "best_then_fastest": lambda result: (
        -result.score_hundredths,
        seconds_of(result),
        result.handed_in_at,
        result.started_at,
        result.attempt_id,
    ),
}


def counted_attempt(results: Sequence[Result], how: str) -> Result | None:
    """Return the result that counts for an entry, or None if none is valid.

    ``how`` is a key of ``COUNTED`` (domain.md §4). Attempts that aren't valid are as if
    they had not been made, except that they used up the limit.
    """
    valid = [result for result in results if result.is_valid]
    return min(valid, key=COUNTED[how]) if valid else None


def ranked_attempt(results: Sequence[Result], rules: RoundRules) -> Result | None:
    """Return the result with which an entry stands in the ranking of a round, or None.

    Attempts on an officer's device stand there only if the rules say so.
    """
    ranked = [
        result
        for result in results
        if rules.assisted_for_prizes or not result.is_assisted
    ]
    return counted_attempt(ranked, rules.counted)


def attempts_left(limit: int | None, made_count: int) -> int | None:
    """Return how many attempts may still be started; None: as many as one likes."""
    return None if limit is None else max(0, limit - made_count)

"""Pure decisions about persons: what speaks for one, and under which entry she counts."""

from quizapp.judging.rules.alike import (
    MOST_MINUTES_APART,
    SameAnswers,
    answers_by_item,
    is_slip,
    same_answers,
)
from quizapp.judging.rules.evidence import (
    KINDS,
    STRENGTHS,
    Evidence,
    Kind,
    Strength,
    Suspicion,
    Weighed,
    strength_of,
    suspicions,
)
from quizapp.judging.rules.heads import check_may_merge, check_not_both_open, heads

__all__ = [
    "KINDS",
    "MOST_MINUTES_APART",
    "STRENGTHS",
    "Evidence",
    "Kind",
    "SameAnswers",
    "Strength",
    "Suspicion",
    "Weighed",
    "answers_by_item",
    "check_may_merge",
    "check_not_both_open",
    "heads",
    "is_slip",
    "same_answers",
    "strength_of",
    "suspicions",
]

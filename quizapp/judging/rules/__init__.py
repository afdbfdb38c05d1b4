"""Pure decisions about persons: what speaks for one, and under which entry she counts."""

from quizapp.judging.rules.alike import (
    APART,
    AnswersByItem,
    Attempted,
    SameAnswers,
    is_slip,
    one_after_other,
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
    "APART",
    "KINDS",
    "STRENGTHS",
    "AnswersByItem",
    "Attempted",
    "Evidence",
    "Kind",
    "SameAnswers",
    "Strength",
    "Suspicion",
    "Weighed",
    "check_may_merge",
    "check_not_both_open",
    "heads",
    "is_slip",
    "one_after_other",
    "same_answers",
    "strength_of",
    "suspicions",
]

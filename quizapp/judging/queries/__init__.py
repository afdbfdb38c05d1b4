"""Reads of judging: likely duplicates with their evidence, what was decided of them."""

from quizapp.judging.queries.decided import (
    Decided,
    Experience,
    decided,
    dismissed_keys,
    experience,
    recused_by,
)
from quizapp.judging.queries.evidence import (
    evidence_in,
    namesakes,
    open_suspicions,
    suspicion_of,
)
from quizapp.judging.queries.people import (
    groups_of,
    people_as_of,
    person_entries,
    personal_data,
)
from quizapp.judging.queries.sides import Card, Side, Sitting, cards, sides

__all__ = [
    "Card",
    "Decided",
    "Experience",
    "Side",
    "Sitting",
    "cards",
    "decided",
    "dismissed_keys",
    "evidence_in",
    "experience",
    "groups_of",
    "namesakes",
    "open_suspicions",
    "people_as_of",
    "person_entries",
    "personal_data",
    "recused_by",
    "sides",
    "suspicion_of",
]

"""Writes of personal data: consents, corrections, erasing, requests, retention."""

from quizapp.privacy.service.correcting import correct_myself
from quizapp.privacy.service.erasing import (
    Erased,
    Means,
    check_may_enter,
    erase,
)
from quizapp.privacy.service.leaving import change_consent, come_back, leave
from quizapp.privacy.service.requests import (
    NewRequest,
    answer,
    ask,
    forget_answered,
)
from quizapp.privacy.service.retention import (
    erase_idle,
    forget_phones,
    note_run,
    part_entries,
)
from quizapp.privacy.service.walk import FEATURES, Feature, everything_held

__all__ = [
    "FEATURES",
    "Erased",
    "Feature",
    "Means",
    "NewRequest",
    "answer",
    "ask",
    "change_consent",
    "check_may_enter",
    "come_back",
    "correct_myself",
    "erase",
    "erase_idle",
    "everything_held",
    "forget_answered",
    "forget_phones",
    "leave",
    "note_run",
    "part_entries",
]

"""Writes of judging: who is one person, who isn't, and who steps back from deciding."""

from quizapp.judging.service.deciding import (
    dismiss,
    step_back,
    undo_dismissal,
)
from quizapp.judging.service.forgetting import forget
from quizapp.judging.service.merging import merge, undo_merge

__all__ = [
    "dismiss",
    "forget",
    "merge",
    "step_back",
    "undo_dismissal",
    "undo_merge",
]

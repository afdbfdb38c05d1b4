"""Writes of attempts: start, save, hand in, close, give time back."""

from quizapp.attempts.service.ending import (
    Ended,
    close,
    close_overdue,
    hand_in,
    is_overdue,
)
from quizapp.attempts.service.saving import Kept, Outcome, Sent, save
from quizapp.attempts.service.starting import (
    StartLine,
    begin,
    line_up,
    open_again,
    start,
)
from quizapp.attempts.service.time_given import Act, Scope, give_time, undo_time

__all__ = [
    "Act",
    "Ended",
    "Kept",
    "Outcome",
    "Scope",
    "Sent",
    "StartLine",
    "begin",
    "close",
    "close_overdue",
    "give_time",
    "hand_in",
    "is_overdue",
    "line_up",
    "open_again",
    "save",
    "start",
    "undo_time",
]

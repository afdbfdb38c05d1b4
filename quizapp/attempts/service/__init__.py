"""Writes of attempts: start, save, hand in, close, give time back."""

from quizapp.attempts.service.assisted import (
    check_is_allowed,
    check_is_grown_up,
    enter_with_help,
    forget_assisted,
    note_hand_over,
    print_forms,
)
from quizapp.attempts.service.ending import (
    Ended,
    close,
    close_open,
    close_overdue,
    hand_in,
    is_overdue,
    mark_again,
)
from quizapp.attempts.service.item_statistics import keep_item_statistics
from quizapp.attempts.service.saving import (
    Kept,
    Outcome,
    Sent,
    SentAnswer,
    save,
)
from quizapp.attempts.service.starting import (
    StartLine,
    begin,
    line_up,
    open_again,
    start,
)
from quizapp.attempts.service.time_given import (
    Scope,
    give_outage,
    give_time,
    undo_time,
)
from quizapp.attempts.service.units import give_unit

__all__ = [
    "Ended",
    "Kept",
    "Outcome",
    "Scope",
    "Sent",
    "SentAnswer",
    "StartLine",
    "begin",
    "check_is_allowed",
    "check_is_grown_up",
    "close",
    "close_open",
    "close_overdue",
    "enter_with_help",
    "forget_assisted",
    "give_outage",
    "give_time",
    "give_unit",
    "hand_in",
    "is_overdue",
    "keep_item_statistics",
    "line_up",
    "mark_again",
    "note_hand_over",
    "open_again",
    "print_forms",
    "save",
    "start",
    "undo_time",
]

"""Writes of entries: entering, consents, corrections, insiders, forgetting."""

from quizapp.entries.service.consents import (
    NEEDED,
    change_consent,
    note,
)
from quizapp.entries.service.correcting import (
    CORRECTORS,
    OF_THE_PERSON,
    correct_entry,
)
from quizapp.entries.service.entering import (
    complete_entry,
    enter,
    hold,
)
from quizapp.entries.service.insiders import (
    add_insiders,
    bar_insiders,
    forget_insider,
    forget_insiders,
    remove_insider,
)
from quizapp.entries.service.moving import (
    MovedPeople,
    move_entry,
    move_people,
)
from quizapp.entries.service.personal import (
    forget,
)

__all__ = [
    "CORRECTORS",
    "NEEDED",
    "OF_THE_PERSON",
    "MovedPeople",
    "add_insiders",
    "bar_insiders",
    "change_consent",
    "complete_entry",
    "correct_entry",
    "enter",
    "forget",
    "forget_insider",
    "forget_insiders",
    "hold",
    "move_entry",
    "move_people",
    "note",
    "remove_insider",
]

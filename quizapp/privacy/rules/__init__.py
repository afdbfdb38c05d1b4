"""Pure decisions about personal data: working days, windows, what is kept how long."""

from quizapp.privacy.rules.due import (
    HOLIDAYS,
    WORKING_DAYS,
    due_at,
    holidays_are_known,
    is_working_day,
    last_day,
)
from quizapp.privacy.rules.keeping import (
    Keeping,
    answered_before,
    idle_before,
    is_deletion_due,
    window_ends_at,
)
from quizapp.privacy.rules.requests import (
    KINDS,
    LONGEST_TEXT,
    Kind,
    check_text,
    is_overdue,
)

__all__ = [
    "HOLIDAYS",
    "KINDS",
    "LONGEST_TEXT",
    "WORKING_DAYS",
    "Keeping",
    "Kind",
    "answered_before",
    "check_text",
    "due_at",
    "holidays_are_known",
    "idle_before",
    "is_deletion_due",
    "is_overdue",
    "is_working_day",
    "last_day",
    "window_ends_at",
]

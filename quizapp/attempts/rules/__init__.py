"""What decides about attempts: the paper, the deadline, the mark, the receipt. Pure."""

from quizapp.attempts.rules.deadline import (
    LONGEST_REQUEST,
    Grant,
    check_grant,
    deadline_at,
    duration_ms,
    first_deadline,
    is_in_time,
    may_be_swept,
)
from quizapp.attempts.rules.grading import (
    Answer,
    Items,
    Mark,
    check_answer,
    counted_answers,
    grade,
    is_answered_right,
)
from quizapp.attempts.rules.paper import PREDICTION, Paper, Question, draw_paper
from quizapp.attempts.rules.receipt import receipt_code, receipt_hash, typed_code

__all__ = [
    "LONGEST_REQUEST",
    "PREDICTION",
    "Answer",
    "Grant",
    "Items",
    "Mark",
    "Paper",
    "Question",
    "check_answer",
    "check_grant",
    "counted_answers",
    "deadline_at",
    "draw_paper",
    "duration_ms",
    "first_deadline",
    "grade",
    "is_answered_right",
    "is_in_time",
    "may_be_swept",
    "receipt_code",
    "receipt_hash",
    "typed_code",
]

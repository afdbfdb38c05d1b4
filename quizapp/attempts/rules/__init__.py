"""What decides about attempts: the paper, the deadline, the mark, the receipt. Pure."""

from quizapp.attempts.rules.deadline import (
    LONGEST_REQUEST,
    Grant,
    check_grant,
    check_outage,
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
    newest_answers,
    newest_at,
)
from quizapp.attempts.rules.item_counts import AskedItem, answer_words, seconds_taken
from quizapp.attempts.rules.item_figures import (
    AnswerFigures,
    Figures,
    ItemsShown,
    Sealed,
    ShownItem,
    WrongKey,
    read,
)
from quizapp.attempts.rules.item_statistics import Counting
from quizapp.attempts.rules.pace import Pace
from quizapp.attempts.rules.paper import (
    PREDICTION,
    Paper,
    Question,
    draw_paper,
    option_order,
)
from quizapp.attempts.rules.receipt import (
    phone_code,
    receipt_code,
    receipt_hash,
    typed_code,
    typed_phone_code,
)

__all__ = [
    "LONGEST_REQUEST",
    "PREDICTION",
    "Answer",
    "AnswerFigures",
    "AskedItem",
    "Counting",
    "Figures",
    "Grant",
    "Items",
    "ItemsShown",
    "Mark",
    "Pace",
    "Paper",
    "Question",
    "Sealed",
    "ShownItem",
    "WrongKey",
    "answer_words",
    "check_answer",
    "check_grant",
    "check_outage",
    "counted_answers",
    "deadline_at",
    "draw_paper",
    "duration_ms",
    "first_deadline",
    "grade",
    "is_answered_right",
    "is_in_time",
    "may_be_swept",
    "newest_answers",
    "newest_at",
    "option_order",
    "phone_code",
    "read",
    "receipt_code",
    "receipt_hash",
    "seconds_taken",
    "typed_code",
    "typed_phone_code",
]

"""Reads of attempts: their rows, what pages show of them, receipts, time given."""

from quizapp.attempts.queries.ledgers import (
    LEDGER_LOCKS,
    GrantInWords,
    Ledger,
    held,
    ledger,
    ledger_in_words,
    open_count,
)
from quizapp.attempts.queries.receipts import Checked, check_phone_code, check_receipt
from quizapp.attempts.queries.rows import (
    COLUMNS,
    HANDED_IN_AT,
    TOOK_PART_AT,
    AttemptRow,
    State,
    attempt_of,
    items_of,
    responses_of,
    state_of,
)
from quizapp.attempts.queries.sittings import (
    USED,
    MyRound,
    Sitting,
    limit_values,
    my_round,
    open_attempt,
    sitting_of,
    unsealed,
)

__all__ = [
    "COLUMNS",
    "HANDED_IN_AT",
    "LEDGER_LOCKS",
    "TOOK_PART_AT",
    "USED",
    "AttemptRow",
    "Checked",
    "GrantInWords",
    "Ledger",
    "MyRound",
    "Sitting",
    "State",
    "attempt_of",
    "check_phone_code",
    "check_receipt",
    "held",
    "items_of",
    "ledger",
    "ledger_in_words",
    "limit_values",
    "my_round",
    "open_attempt",
    "open_count",
    "responses_of",
    "sitting_of",
    "state_of",
    "unsealed",
]

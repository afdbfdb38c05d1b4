"""Reads of attempts: their rows, what pages show of them, receipts, time given."""

from quizapp.attempts.queries.held import held_items
from quizapp.attempts.queries.item_answers import (
    Source,
    asked_items,
    items_named,
    pages,
    source_of,
)
from quizapp.attempts.queries.item_statistics import (
    counted_source,
    shown_items,
    uncounted_rounds,
)
from quizapp.attempts.queries.ledgers import (
    LEDGER_LOCKS,
    GrantInWords,
    Ledger,
    held,
    ledger,
    ledger_in_words,
    open_count,
)
from quizapp.attempts.queries.personal import has_started, personal_data
from quizapp.attempts.queries.receipts import Checked, check_phone_code, check_receipt
from quizapp.attempts.queries.rows import (
    COLUMNS,
    HANDED_IN_AT,
    RESPONSES,
    TOOK_PART_AT,
    AttemptRow,
    State,
    albums_of,
    attempt_of,
    by_attempt,
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
    "RESPONSES",
    "TOOK_PART_AT",
    "USED",
    "AttemptRow",
    "Checked",
    "GrantInWords",
    "Ledger",
    "MyRound",
    "Sitting",
    "Source",
    "State",
    "albums_of",
    "asked_items",
    "attempt_of",
    "by_attempt",
    "check_phone_code",
    "check_receipt",
    "counted_source",
    "has_started",
    "held",
    "held_items",
    "items_named",
    "items_of",
    "ledger",
    "ledger_in_words",
    "limit_values",
    "my_round",
    "open_attempt",
    "open_count",
    "pages",
    "personal_data",
    "responses_of",
    "shown_items",
    "sitting_of",
    "source_of",
    "state_of",
    "uncounted_rounds",
    "unsealed",
]

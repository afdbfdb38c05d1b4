"""Writes of lists of members."""

from quizapp.members.service.claims import (
    claim_all_by_phone,
    claim_by_code,
    claim_by_phone,
    confirm,
    refuse,
    take_listed_unit,
    undo,
)
from quizapp.members.service.erasing import forget, forget_outdated, remove
from quizapp.members.service.sending import (
    LARGE_BYTES,
    MOST_BYTES,
    READ_LIST,
    Sent,
    drop_list,
    found_in,
    read_again,
    read_list,
    send,
)
from quizapp.members.service.sheets import (
    MOST_CARDS,
    PRINT_SHEET,
    ask_for_sheet,
    check_count,
    keep_sheet,
)
from quizapp.members.service.taking import (
    LARGE,
    TAKE_LIST,
    Draw,
    Taken,
    ask_to_take,
    take_list,
)

__all__ = [
    "LARGE",
    "LARGE_BYTES",
    "MOST_BYTES",
    "MOST_CARDS",
    "PRINT_SHEET",
    "READ_LIST",
    "TAKE_LIST",
    "Draw",
    "Sent",
    "Taken",
    "ask_for_sheet",
    "ask_to_take",
    "check_count",
    "claim_all_by_phone",
    "claim_by_code",
    "claim_by_phone",
    "confirm",
    "drop_list",
    "forget",
    "forget_outdated",
    "found_in",
    "keep_sheet",
    "read_again",
    "read_list",
    "refuse",
    "remove",
    "send",
    "take_list",
    "take_listed_unit",
    "undo",
]

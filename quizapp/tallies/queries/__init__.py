"""Reads of tallies: figures as of an instant, and figures of this minute."""

from quizapp.tallies.queries.dated import settled_at, tally
from quizapp.tallies.queries.live import Hour, Live, live, overdue_count
from quizapp.tallies.queries.members import (
    MemberRow,
    MemberState,
    UnitCounts,
    Which,
    member_count,
    member_counts,
    member_row,
    member_rows,
)

__all__ = [
    "Hour",
    "Live",
    "MemberRow",
    "MemberState",
    "UnitCounts",
    "Which",
    "live",
    "member_count",
    "member_counts",
    "member_row",
    "member_rows",
    "overdue_count",
    "settled_at",
    "tally",
]

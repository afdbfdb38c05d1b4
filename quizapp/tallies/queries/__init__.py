"""Reads of tallies: figures as of an instant, and figures of this minute."""

from quizapp.tallies.queries.branches import BranchFigures, BranchNow, branch_now
from quizapp.tallies.queries.dated import settled_at, tally
from quizapp.tallies.queries.live import Hour, Live, live, overdue_count

__all__ = [
    "BranchFigures",
    "BranchNow",
    "Hour",
    "Live",
    "branch_now",
    "live",
    "overdue_count",
    "settled_at",
    "tally",
]

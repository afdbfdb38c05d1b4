"""Writes of contests: taking rule books in, and following their banks."""

from quizapp.contests.service.following import follow_bank
from quizapp.contests.service.importing import (
    ImportedContest,
    content_of,
    import_contest,
)

__all__ = ["ImportedContest", "content_of", "follow_bank", "import_contest"]

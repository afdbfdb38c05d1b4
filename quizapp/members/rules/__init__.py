"""Pure decisions about lists of members."""

from quizapp.members.rules.alike import names_fit
from quizapp.members.rules.codes import (
    canonical_code,
    check_own_code,
    new_code,
    shown_code,
)
from quizapp.members.rules.matching import Change, Difference, Place, difference
from quizapp.members.rules.reading import (
    KnownUnit,
    Member,
    RawMember,
    Units,
    needs_a_basis,
    read_members,
)
from quizapp.members.rules.reports import MOST_SHOWN, Line, Report, lines_of
from quizapp.members.rules.retention import (
    FILE_KEPT_FOR,
    SHEET_KEPT_FOR,
    UNCLAIMED_KEPT_FOR,
    closed_before,
)

__all__ = [
    "FILE_KEPT_FOR",
    "MOST_SHOWN",
    "SHEET_KEPT_FOR",
    "UNCLAIMED_KEPT_FOR",
    "Change",
    "Difference",
    "KnownUnit",
    "Line",
    "Member",
    "Place",
    "RawMember",
    "Report",
    "Units",
    "canonical_code",
    "check_own_code",
    "closed_before",
    "difference",
    "lines_of",
    "names_fit",
    "needs_a_basis",
    "new_code",
    "read_members",
    "shown_code",
]

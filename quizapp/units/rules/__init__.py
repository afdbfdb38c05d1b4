"""Pure decisions about units: rows of files, names and codes, changes of the tree."""

from quizapp.units.rules.naming import (
    LONGEST_KIND,
    LONGEST_UNIT_NAME,
    check_code,
    check_kind,
    check_unit_name,
    code_below,
)
from quizapp.units.rules.rows import (
    LONGEST_CODE,
    LOST_LETTERS,
    UnitRow,
    digits_of,
    faults_of,
    full_code,
    levels,
    restored,
    stands_below_itself,
)

__all__ = [
    "LONGEST_CODE",
    "LONGEST_KIND",
    "LONGEST_UNIT_NAME",
    "LOST_LETTERS",
    "UnitRow",
    "check_code",
    "check_kind",
    "check_unit_name",
    "code_below",
    "digits_of",
    "faults_of",
    "full_code",
    "levels",
    "restored",
    "stands_below_itself",
]

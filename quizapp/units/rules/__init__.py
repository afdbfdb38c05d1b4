"""Pure decisions about units: rows of files, names and codes, changes of the tree."""

from quizapp.units.rules.history import (
    Change,
    Event,
    History,
    Place,
    State,
    Succession,
    Tree,
)
from quizapp.units.rules.lines import Line, Lines
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
    TakenOver,
    UnitRow,
    digits_of,
    faults_of,
    full_code,
    levels,
    restored,
    stands_below_itself,
)
from quizapp.units.rules.shares import parted

__all__ = [
    "LONGEST_CODE",
    "LONGEST_KIND",
    "LONGEST_UNIT_NAME",
    "LOST_LETTERS",
    "Change",
    "Event",
    "History",
    "Line",
    "Lines",
    "Place",
    "State",
    "Succession",
    "TakenOver",
    "Tree",
    "UnitRow",
    "check_code",
    "check_kind",
    "check_unit_name",
    "code_below",
    "digits_of",
    "faults_of",
    "full_code",
    "levels",
    "parted",
    "restored",
    "stands_below_itself",
]

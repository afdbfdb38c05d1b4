"""Pure decisions about contests: the rule book, order, counting, phases, plans."""

from quizapp.contests.rules.book import RoundPart, RuleBook
from quizapp.contests.rules.checks import Flaw, Path, flaws_of
from quizapp.contests.rules.counting import COUNTED, attempts_left, counted_attempt
from quizapp.contests.rules.entrance import EntryForm
from quizapp.contests.rules.order import (
    CRITERIA,
    Result,
    explain,
    key_length,
    ranks,
    seconds_of,
    sort_key,
)
from quizapp.contests.rules.overlaps import (
    BankItem,
    OtherRound,
    shared_elsewhere,
    shared_items,
)
from quizapp.contests.rules.paper import Draw, Paper, Prediction
from quizapp.contests.rules.phases import (
    Phase,
    check_may_start,
    closes_in,
    opens_in,
    phase,
)
from quizapp.contests.rules.plan import PaperPlan, PlannedItem, RoundRules, Section
from quizapp.contests.rules.planning import (
    PinnedBank,
    draw_flaws,
    plan_of,
    planned,
)
from quizapp.contests.rules.sentences import Sentence
from quizapp.contests.rules.times import day_of, day_start, read_instant, written
from quizapp.contests.rules.words import SHOWN, Clause, clauses

__all__ = [
    "COUNTED",
    "CRITERIA",
    "SHOWN",
    "BankItem",
    "Clause",
    "Draw",
    "EntryForm",
    "Flaw",
    "OtherRound",
    "Paper",
    "PaperPlan",
    "Path",
    "Phase",
    "PinnedBank",
    "PlannedItem",
    "Prediction",
    "Result",
    "RoundPart",
    "RoundRules",
    "RuleBook",
    "Section",
    "Sentence",
    "attempts_left",
    "check_may_start",
    "clauses",
    "closes_in",
    "counted_attempt",
    "day_of",
    "day_start",
    "draw_flaws",
    "explain",
    "flaws_of",
    "key_length",
    "opens_in",
    "phase",
    "plan_of",
    "planned",
    "ranks",
    "read_instant",
    "seconds_of",
    "shared_elsewhere",
    "shared_items",
    "sort_key",
    "written",
]

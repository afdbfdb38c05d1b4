"""What is counted, in which words: the measures of a tally, and its rows. Pure.

Lượt dự thi (attempts that ended) and người (people) are two numbers and are never mixed:
every measure is named and defined here, once, for pages and exports alike.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from quizapp.contests.rules import Sentence, read_instant
from quizapp.errors import InvalidError
from quizapp.phrases import ZONE
from quizapp.standings.rules import Turnout

By = Literal["unit", "day"]
#: Units as they were when an attempt was made, or as they are at the report's instant.
Units = Literal["then", "now"]
Kind = Literal["count", "points", "share"]

_TIME_FIRST = re.compile(r"(?P<time>\d{1,2}[:hg]\d{0,2}(?::\d{2})?)[\s,]+(?P<day>\S+)")
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")


@dataclass(frozen=True, kw_only=True)
class TallyRow:
    """One line: a unit with everything below it, or a day in Vietnam."""

    #: Code of the unit, or the day as 2026-10-20; empty for what has neither.
    code: str
    name: str
    turnout: Turnout
    #: In words of the field: tỉnh, xã …; empty for days.
    type: str = ""
    parent_name: str = ""
    #: Depth in the branch, 0 on top; None for days.
    level: int | None = None
    day: date | None = None
    #: Only what was made under the unit itself, for its branch has rows of its own.
    is_direct: bool = False
    #: Of a unit that was split or dissolved: nobody knows where these people belong.
    is_unknown: bool = False
    #: Members on the roll; None where unknown.
    members: int | None = None

    @property
    def mean_score(self) -> Decimal | None:
        """Return the mean of the scores, in points; None without attempts."""
        ended = self.turnout.ended
        if not ended:
            return None
        return (Decimal(self.turnout.score_hundredths) / ended / 100).quantize(
            Decimal("0.01")
        )

    @property
    def rate(self) -> Decimal | None:
        """Return people ÷ members on the roll; None where no roll is known."""
        if not self.members:
            return None
        return (Decimal(self.turnout.people) / self.members).quantize(Decimal("0.0001"))


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Figures of a contest as of an instant."""

    slug: str
    title: str
    #: None: all rounds.
    round_number: int | None
    by: By
    level: int | None
    #: The instant that was really counted up to, in whole seconds.
    as_of: datetime
    rows: Sequence[TallyRow]
    total: TallyRow
    units: Units = "then"


@dataclass(frozen=True)
class Measure:
    """Something that is counted: its key in files, its name, its one definition."""

    key: str
    label: Sentence
    definition: Sentence
    value: Callable[[TallyRow], int | Decimal | None]
    kind: Kind = "count"
    #: Needs a roll, which days have not.
    needs_roll: bool = False


MEASURES: tuple[Measure, ...] = (
    Measure(
        "people",
        Sentence("People", {}),
        Sentence(
            "Persons with at least one attempt that ended. Within a line nobody counts"
            " twice, however many attempts she made.",
            {},
        ),
        lambda row: row.turnout.people,
    ),
    Measure(
        "attempts",
        Sentence("Attempts", {}),
        Sentence(
            "Attempts that ended: handed in, or closed when their time had run out.", {}
        ),
        lambda row: row.turnout.ended,
    ),
    Measure(
        "handed_in",
        Sentence("Handed in", {}),
        Sentence("Attempts that the person herself handed in.", {}),
        lambda row: row.turnout.handed_in,
    ),
    Measure(
        "closed",
        Sentence("Closed by time", {}),
        Sentence(
            "Attempts whose time ran out: closed and graded with the answers that had"
            " been saved.",
            {},
        ),
        lambda row: row.turnout.closed,
    ),
    Measure(
        "started",
        Sentence("Started", {}),
        Sentence("Attempts that were started, whether or not they have ended.", {}),
        lambda row: row.turnout.started,
    ),
    Measure(
        "mean_score",
        Sentence("Mean score", {}),
        Sentence("Mean of the scores of attempts that ended, in points.", {}),
        lambda row: row.mean_score,
        "points",
    ),
    Measure(
        "members",
        Sentence("Members on the roll", {}),
        Sentence(
            "Members by the newest roll of the unit, or the sum of the units below it"
            " where every one of them has a roll.",
            {},
        ),
        lambda row: row.members,
        needs_roll=True,
    ),
    Measure(
        "rate",
        Sentence("Rate", {}),
        Sentence(
            "People ÷ members on the roll. People who are no members count too.", {}
        ),
        lambda row: row.rate,
        "share",
        needs_roll=True,
    ),
)

ADDS_UP_BY_UNIT = Sentence(
    "Who took part under several units counts once in each of them, and once in what"
    " lies above them.",
    {},
)
ADDS_UP_BY_DAY = Sentence(
    "People do not add up over days: who took part on two days counts on each of them,"
    " and once in the total. Started attempts stand on the day of their start, all"
    " others on the day of their end.",
    {},
)
UNITS_NOW = Sentence(
    "Units as they are at the instant of the report: attempts of merged units stand"
    " under their successor. What a unit that was split or dissolved leaves stands in a"
    " line “not known” until a list of people tells where they belong.",
    {},
)
AS_OF = Sentence(
    "What had been recorded by this instant. The same instant always gives the same"
    " figures; they settle after half a minute.",
    {},
)


def measures_of(by: By) -> list[Measure]:
    """Return what is counted in such a tally."""
    return [one for one in MEASURES if by == "unit" or not one.needs_roll]


def remarks_of(by: By, units: Units = "then") -> list[Sentence]:
    """Return what a reader must know before she adds figures up."""
    if by == "day":
        return [ADDS_UP_BY_DAY, AS_OF]
    return [*[UNITS_NOW] * (units == "now"), ADDS_UP_BY_UNIT, AS_OF]


def members_known(
    parents: Mapping[int, int | None], rolls: Mapping[int, int]
) -> dict[int, int]:
    """Return the members of each unit that has a roll, or whose units below all have.

    ``parents`` holds each unit of a branch before those below it.
    """
    below: dict[int, list[int]] = {unit: [] for unit in parents}
    for unit, parent in parents.items():
        if parent is not None:
            below[parent].append(unit)
    known: dict[int, int] = {}
    for unit in reversed(list(parents)):
        if unit in rolls:
            known[unit] = rolls[unit]
        elif below[unit] and all(child in known for child in below[unit]):
            known[unit] = sum(known[child] for child in below[unit])
    return known


def days_between(first: datetime, last: datetime) -> list[date]:
    """Return every day in Vietnam from one instant's to another's."""
    start, end = (at.astimezone(ZONE).date() for at in (first, last))
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def read_as_of(text: str) -> datetime:
    """Return the instant that a person writes, in UTC.

    ``20:14 20/10/2026`` and ``2026-10-20T20:14`` are Vietnam time; ISO 8601 with an
    offset, and instants as rule books write them, are taken too.

    Raises:
        InvalidError: it is none of these.
    """
    written = text.strip()
    if found := _TIME_FIRST.fullmatch(written):
        written = f"{found['day']} {found['time']}"
    try:
        if _WITHOUT_ZONE.fullmatch(written):
            return datetime.fromisoformat(written).replace(tzinfo=ZONE)
        return read_instant(written)
    except ValueError:
        raise InvalidError(
            "Write the instant as 20:14 20/10/2026, not “%(text)s”.", text=text
        ) from None

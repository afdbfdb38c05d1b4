"""Who the made-up people are, and when and how well they take part. Pure.

Drawn from a fixed seed, in the proportions that such contests show (domain.md §4, §5):
one to four attempts a person, a peak in the evening, some with everything right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from quizapp.entries.rules import Details, Representative
from quizapp.phrases import ZONE

SEED = "quizapp-demo"

FAMILY_NAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Phan",
    "Trương",
    "Danh",
    "Kim",
    "Thạch",
]
WOMEN = [
    "An",
    "Ánh",
    "Bích",
    "Châu",
    "Chi",
    "Cúc",
    "Diễm",
    "Diệu",
    "Dung",
    "Duyên",
    "Đào",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hoa",
    "Hồng",
    "Huệ",
    "Hương",
    "Kiều",
    "Lan",
    "Lệ",
    "Liên",
    "Linh",
    "Loan",
    "Ly",
    "Mai",
    "Mỹ",
    "Nga",
    "Ngân",
    "Ngọc",
    "Nguyệt",
    "Nhi",
    "Nhung",
    "Oanh",
    "Phương",
    "Phượng",
    "Quyên",
    "Sen",
    "Sương",
    "Thảo",
    "Thắm",
    "Thoa",
    "Thu",
    "Thủy",
    "Tiên",
    "Trang",
    "Trinh",
    "Tuyết",
    "Uyên",
    "Vân",
    "Xuân",
    "Yến",
]
MEN = [
    "Bảo",
    "Cường",
    "Dũng",
    "Hải",
    "Hùng",
    "Khánh",
    "Long",
    "Minh",
    "Nam",
    "Phúc",
    "Quân",
    "Sơn",
    "Tâm",
    "Thành",
    "Tuấn",
    "Vinh",
]
MIDDLE_NAMES = [
    "Thị",
    "Thị",
    "Thị",
    "Ngọc",
    "Thanh",
    "Kim",
    "Mỹ",
    "Bích",
    "Hồng",
    "Thu",
    "Cẩm",
    "Phương",
    "Thị",
    "Tuyết",
    "Thị",
    "Thúy",
]
#: Eight of ten are women.
WOMEN_OF_TEN = 8

#: How much of a day's attempts start in each hour on Vietnam's clocks.
HOURS = (1, 0, 0, 0, 0, 1, 4, 6, 7, 7, 6, 5, 6, 5, 5, 5, 6, 8, 14, 24, 30, 22, 10, 3)
#: Of ten people: those in the first round only, in the second only; the others in both.
FIRST_ONLY, SECOND_ONLY = 4, 2
#: Of ten people in a round, how many try twice.
TWICE_OF_TEN = 4
#: Of a hundred people, how many know everything at their best attempt.
KNOW_ALL_OF_HUNDRED = 22
#: Of a hundred attempts, how many run out of time.
RUN_OUT_OF_HUNDRED = 4
SHORTEST, LONGEST = 95, 840
#: Of ten people, how many tell each of what they needn't tell.
TELL_OF_TEN = 8
ETHNICITIES = {"01": 88, "05": 8, "04": 3, "17": 1}
OCCUPATIONS = {
    "farmer": 38,
    "trade": 14,
    "public_servant": 14,
    "homemaker": 12,
    "worker": 10,
    "freelance": 6,
    "retired": 5,
    "other": 1,
}
MEMBERS_OF_TEN = 8
#: Who is younger tells the date of birth, and has somebody who agrees.
YOUNG = 18


@dataclass(frozen=True)
class Window:
    """When attempts of a round may start: ``[opens_at, until)``."""

    number: int
    opens_at: datetime
    until: datetime


@dataclass(frozen=True)
class Sitting:
    """One attempt: when it starts, how long it takes, how much of it is right."""

    round_number: int
    started_at: datetime
    #: None: it runs out.
    seconds: int | None
    #: How likely each answer is right; 1.0: all are.
    skill: float
    prediction: int
    seed: str


@dataclass(frozen=True)
class Person:
    """One made-up person."""

    full_name: str
    birth_year: int
    #: Place in the list of units.
    unit: int
    is_name_shown: bool
    sittings: tuple[Sitting, ...]
    details: Details


def people(
    count: int, *, unit_count: int, windows: Sequence[Window], this_year: int
) -> list[Person]:
    """Draw so many people. The same arguments always give the same crowd."""
    rng = Random(SEED)  # noqa: S311  # made-up people, no secrets
    more = Random(f"{SEED}:details")  # noqa: S311  # made-up people, no secrets
    weights = unit_weights(unit_count, rng)
    return [person(rng, more, weights, windows, this_year) for _ in range(count)]


def unit_weights(count: int, rng: Random) -> list[float]:
    """Return how many come from each unit: a few send many, one of ten nobody."""
    order = list(range(1, count + 1))
    rng.shuffle(order)
    silent = count // 10
    return [0.0 if place <= silent else 1 / (place - silent) ** 0.7 for place in order]


def person(
    rng: Random,
    more: Random,
    weights: Sequence[float],
    windows: Sequence[Window],
    this_year: int,
) -> Person:
    """Draw one person."""
    is_woman = rng.randrange(10) < WOMEN_OF_TEN
    given = rng.choice(WOMEN if is_woman else MEN)
    middle = rng.choice(MIDDLE_NAMES if is_woman else ("Văn", "Hữu", "Minh", "Quốc"))
    family = rng.choice(FAMILY_NAMES)
    age = min(78, max(16, round(rng.gauss(42, 13))))
    return Person(
        full_name=f"{family} {middle} {given}",
        birth_year=this_year - age,
        details=details(more, family, this_year - age, age, is_woman=is_woman),
        unit=rng.choices(range(len(weights)), weights)[0],
        is_name_shown=rng.random() < 0.7,
        sittings=sittings(rng, windows),
    )


def details(
    rng: Random, family: str, birth_year: int, age: int, *, is_woman: bool
) -> Details:
    """Draw what somebody tells beside name, birth year and unit."""

    def told(codes: dict[str, int]) -> str | None:
        tells = rng.randrange(10) < TELL_OF_TEN
        code = rng.choices(list(codes), list(codes.values()))[0]
        return code if tells else None

    sex = told({"female" if is_woman else "male": 1})
    occupation = told({"student": 1} if age < YOUNG + 4 else OCCUPATIONS)
    born = date(birth_year, 1, 1) + timedelta(days=rng.randrange(365))
    return Details(
        sex=sex,
        ethnicity=told(ETHNICITIES),
        occupation=occupation,
        is_member=is_woman and age >= YOUNG and rng.randrange(10) < MEMBERS_OF_TEN,
        birth_date=born if age < YOUNG else None,
        representative=Representative(f"{family} Thị Mẹ", "mother")
        if age < YOUNG
        else None,
    )


def sittings(rng: Random, windows: Sequence[Window]) -> tuple[Sitting, ...]:
    """Draw the attempts of one person, in the order of time."""
    which = rng.randrange(10)
    if which < FIRST_ONLY:
        mine = windows[:1]
    elif which < FIRST_ONLY + SECOND_ONLY:
        mine = windows[1:]
    else:
        mine = windows
    knows_all = rng.randrange(100) < KNOW_ALL_OF_HUNDRED
    skill = rng.uniform(0.45, 0.93)
    found = []
    for window in mine:
        times = 2 if rng.randrange(10) < TWICE_OF_TEN else 1
        starts = sorted(moment(rng, window) for _ in range(times))
        for n, start in enumerate(apart(starts)):
            if start >= window.until:
                continue
            is_best = n == times - 1
            found.append(
                Sitting(
                    round_number=window.number,
                    started_at=start,
                    seconds=seconds(rng),
                    skill=1.0 if knows_all and is_best else min(0.95, skill + 0.1 * n),
                    prediction=max(0, round(rng.gauss(60, 45))),
                    seed=f"{rng.getrandbits(128):032x}",
                )
            )
    return tuple(found)


def moment(rng: Random, window: Window) -> datetime:
    """Draw when somebody starts: more on the first and the last days, and at night."""
    first = window.opens_at.astimezone(ZONE).date()
    day_count = (window.until.astimezone(ZONE).date() - first).days + 1
    days = [1.6, *[1.0] * (day_count - 2), 2.2][:day_count]
    for _ in range(50):
        day = rng.choices(range(day_count), days)[0]
        hour = rng.choices(range(24), HOURS)[0]
        at = datetime(first.year, first.month, first.day, hour, tzinfo=ZONE)
        at += timedelta(days=day, seconds=rng.randrange(3600))
        if window.opens_at <= at < window.until:
            return at
    return window.opens_at + rng.random() * (window.until - window.opens_at)


def apart(starts: Sequence[datetime]) -> list[datetime]:
    """Return starts so that each comes after the attempt before has ended."""
    found: list[datetime] = []
    for start in starts:
        earliest = found[-1] + timedelta(minutes=18) if found else start
        found.append(max(start, earliest))
    return found


def seconds(rng: Random) -> int | None:
    """Draw how long an attempt takes; None: its time runs out."""
    if rng.randrange(100) < RUN_OUT_OF_HUNDRED:
        return None
    return min(LONGEST, max(SHORTEST, round(rng.lognormvariate(5.7, 0.45))))

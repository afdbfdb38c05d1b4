"""Until when a request must be answered: working days in Vietnam."""

from datetime import date, datetime, timedelta

from quizapp.contests.rules import day_of, day_start

#: So many working days after the day on which it was asked (Decree 356/2025).
WORKING_DAYS = 2

#: Days of each year that nobody must work by the Labour Code (articles 111, 112).
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))
#: Tết and Giỗ Tổ by the moon, the second day of Quốc khánh, and days off in lieu of a
#: weekend: as far as they are announced or follow from the law alone. For 2027 the days
#: of Tết in lieu of its weekend and the day beside 2/9 are announced late in 2026: until
#: they stand here, a request is due a little earlier than it would have to be.
MOVING: dict[int, frozenset[date]] = {
    2026: frozenset(
        {
            *(date(2026, 2, 16) + timedelta(days=n) for n in range(5)),
            date(2026, 4, 27),  # Giỗ Tổ, 26/4, is a Sunday
            date(2026, 9, 1),
        }
    ),
    2027: frozenset(
        {
            date(2027, 2, 5),
            date(2027, 2, 8),
            date(2027, 4, 16),
            date(2027, 5, 3),  # 1/5 is a Saturday
        }
    ),
}
#: Every holiday of the years whose moving ones are known.
HOLIDAYS = frozenset(
    day
    for year, moving in MOVING.items()
    for day in {*moving, *(date(year, month, day) for month, day in FIXED)}
)


def holidays_are_known(year: int) -> bool:
    """Tell whether the holidays of a year that move stand in this program."""
    return year in MOVING


def is_working_day(on: date) -> bool:
    """Tell whether offices work on a day: Monday to Friday, no public holiday."""
    is_fixed = (on.month, on.day) in FIXED
    return on.weekday() < 5 and not is_fixed and on not in HOLIDAYS


def due_at(asked_at: datetime) -> datetime:
    """Return the first instant at which an answer is late: after two working days.

    The day on which it was asked doesn't count; days are days in Vietnam.
    """
    day = day_of(asked_at)
    left = WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day_start(asked_at) + (day + timedelta(days=1) - day_of(asked_at))


def last_day(due_at: datetime) -> date:
    """Return the last day on which an answer is in time."""
    return day_of(due_at - timedelta(microseconds=1))

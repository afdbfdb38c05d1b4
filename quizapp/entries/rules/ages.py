"""How old a person is, by her year of birth or the whole date. Days are Vietnam's."""

import re
from datetime import date, datetime

from quizapp.errors import InvalidError
from quizapp.names import clean
from quizapp.phrases import ZONE, message

#: From which age on a person's own consent is enough (domain.md §11).
CONSENTING_AGE = 16

#: Band of ages → the first age that is no longer in it: what stays of an age when the
#: person is forgotten.
AGE_BANDS = {
    "under_16": 16,
    "16_30": 31,
    "31_45": 46,
    "46_60": 61,
    "over_60": 1000,
}

#: Said to who is under 16 and enters alone.
NEEDS_REPRESENTATIVE = message(
    "Who is under %(age)s takes part once the mother, the father or a guardian agrees:"
    " the name, what they are to each other, and the tick. Until then practice is open."
)


def leaves_open(birth_year: int, age: int, now: datetime) -> bool:
    """Tell whether a year of birth alone can't say if somebody has reached an age.

    On the last day of a year everybody has had the birthday.
    """
    today = now.astimezone(ZONE).date()
    is_last_day = (today.month, today.day) == (12, 31)
    return age > 0 and today.year - birth_year == age and not is_last_day


def ages_that_matter(minimum_age: int) -> tuple[int, ...]:
    """Return the ages that decide how somebody enters, the lowest first."""
    if minimum_age >= CONSENTING_AGE:
        return (minimum_age,)
    return (minimum_age, CONSENTING_AGE) if minimum_age else (CONSENTING_AGE,)


def needs_birth_date(birth_year: int, minimum_age: int, now: datetime) -> bool:
    """Tell whether the whole date of birth has to be asked."""
    return any(
        leaves_open(birth_year, age, now) for age in ages_that_matter(minimum_age)
    )


def has_reached(
    age: int, birth_year: int, birth_date: date | None, now: datetime
) -> bool:
    """Tell whether somebody surely is so old. Who was born on 29 February: on 1 March."""
    today = now.astimezone(ZONE).date()
    years = today.year - birth_year
    if years != age:
        return years > age
    if birth_date is None:
        return not leaves_open(birth_year, age, now)
    return (birth_date.month, birth_date.day) <= (today.month, today.day)


def is_child(birth_year: int, birth_date: date | None, now: datetime) -> bool:
    """Tell whether somebody may be under 16: her name is then shown nowhere."""
    return not has_reached(CONSENTING_AGE, birth_year, birth_date, now)


def check_age(
    birth_year: int,
    minimum_age: int,
    now: datetime,
    *,
    birth_date: date | None = None,
) -> None:
    """Check that a person has reached an age, and that it is known of what age she is.

    Raises:
        InvalidError: too young; or the date is needed, or lies in another year.
    """
    if birth_date is not None and birth_date.year != birth_year:
        raise InvalidError(
            "This day lies in another year than the birth year.", field="birth_date"
        )
    today = now.astimezone(ZONE).date()
    if today.year - birth_year < minimum_age:
        raise too_young(minimum_age, "birth_year")
    if birth_date is None and needs_birth_date(birth_year, minimum_age, now):
        raise InvalidError(
            "The year alone doesn't tell the age: choose the whole date of birth.",
            field="birth_date",
        )
    if minimum_age and not has_reached(minimum_age, birth_year, birth_date, now):
        raise too_young(minimum_age, "birth_date")


def too_young(minimum_age: int, field: str) -> InvalidError:
    """Return the refusal of somebody who is too young."""
    return InvalidError(
        "One must be %(age)s years old to take part.", field=field, age=minimum_age
    )


def age_band(birth_year: int, at: datetime) -> str:
    """Return the band of the age that somebody reaches in the year of an instant."""
    years = at.astimezone(ZONE).year - birth_year
    return next(band for band, until in AGE_BANDS.items() if years < until)


def read_day(typed: str, birth_year: int) -> date | None:
    """Read a date of birth: 5/3/2012, 05-03-2012, 5.3 or 2012-03-05; None: nothing there.

    Raises:
        InvalidError: there is no such day.
    """
    text = clean(typed)
    if not text:
        return None
    day_first = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}))?", text)
    year_first = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    try:
        if day_first:
            day, month, year = day_first.groups()
            return date(int(year or birth_year), int(month), int(day))
        if year_first:
            return date(*map(int, year_first.groups()))
    except ValueError:
        pass
    raise InvalidError(
        "Type the day as day/month/year, such as 05/03/2012.", field="birth_date"
    )


def kept_date(
    birth_year: int, birth_date: date | None, minimum_age: int, now: datetime
) -> date | None:
    """Return the date of birth where it is needed; else it isn't kept."""
    return birth_date if needs_birth_date(birth_year, minimum_age, now) else None

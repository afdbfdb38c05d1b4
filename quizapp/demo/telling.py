"""What the made-up people tell of themselves on the entry form. Pure."""

from datetime import date, timedelta
from random import Random

from quizapp.entries.rules import Details, Representative

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

"""In which band of age a person is: all that figures keep of a birth year."""

from bisect import bisect_right

#: Band → the age with which it begins.
AGE_BANDS = {
    "under_16": 0,
    "16_30": 16,
    "31_45": 31,
    "46_60": 46,
    "over_60": 61,
}


def age_band(birth_year: int, year: int) -> str:
    """Return the band of who was born in one year, in another: her age at its end."""
    names = list(AGE_BANDS)
    place = bisect_right(list(AGE_BANDS.values()), max(0, year - birth_year))
    return names[place - 1]

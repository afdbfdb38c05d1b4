"""Which names are one person's: people leave out a part, and marks are lost."""


def names_fit(one: str, other: str) -> bool:
    """Tell whether two search keys can be one person's name.

    They do if họ and tên are the same, and what stands between them in the shorter one
    stands so in the longer one too.
    """
    short, long = sorted((one.split(), other.split()), key=len)
    if not short or short[0] != long[0] or short[-1] != long[-1]:
        return False
    if len(short) < 2:
        return short == long
    rest = iter(long)
    return all(word in rest for word in short)

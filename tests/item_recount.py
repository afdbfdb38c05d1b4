"""Statistics of items counted a second time: plainly, over lists, by other formulas."""

from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext
from fractions import Fraction
from itertools import combinations
from math import ceil

DIGITS = Decimal("0.0001")


def rounded(value):
    if value is None:
        return None
    with localcontext(prec=80):
        if isinstance(value, Fraction):
            value = Decimal(value.numerator) / Decimal(value.denominator)
        return value.quantize(DIGITS, rounding=ROUND_HALF_UP)


def rows_of(attempts, name):
    """Who was asked an item: (result on the other questions, right, words, seconds)."""
    rows = []
    for asked in attempts:
        for one in asked:
            if (one.version, one.item) == name:
                others = [other for other in asked if other is not one]
                full = sum(other.points_hundredths for other in others)
                earned = sum(o.points_hundredths for o in others if o.is_right)
                result = Fraction(earned, full) if full else Fraction(0)
                rows.append((result, one.is_right, one.words, one.seconds))
    return rows


def parts(rows, *, is_best_first):
    """How much of each row is in a group: the mean over all ways to break ties."""
    n = len(rows)
    size = (27 * n + 50) // 100
    order = sorted(range(n), key=lambda i: rows[i][0], reverse=is_best_first)
    found = [Fraction(0)] * n
    for i in range(n):
        level = [place for place in range(n) if rows[order[place]][0] == rows[i][0]]
        within = [place for place in level if place < size]
        found[i] = Fraction(len(within), len(level))
    return size, found


def correlation(rows):
    """Pearson's r by pairs."""
    pairs = list(combinations(rows, 2))
    shared = sum((a[1] - b[1]) * (a[0] - b[0]) for a, b in pairs)
    right = sum((a[1] - b[1]) ** 2 for a, b in pairs)
    result = sum((a[0] - b[0]) ** 2 for a, b in pairs)
    if not right or not result:
        return None
    square = Fraction(shared) ** 2 / (right * result)
    with localcontext(getcontext(), prec=80):
        root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
    return rounded(root if shared >= 0 else -root)


def quartiles(rows):
    seconds = sorted(row[3] for row in rows if row[3] is not None)
    if not seconds:
        return ()
    return tuple(seconds[ceil(k * len(seconds) / 4) - 1] for k in (1, 2, 3))


class Recount:
    """The figures of one item, by the names that ``Figures`` has for them."""

    def __init__(self, attempts, name, item):
        self.rows = rows_of(attempts, name)
        self.item = item
        self.n = len(self.rows)
        self.size, self.upper = parts(self.rows, is_best_first=True)
        _, self.lower = parts(self.rows, is_best_first=False)
        self.has_groups = self.size > 0 and len({row[0] for row in self.rows}) > 1

    def answers(self, words, is_right, fits):
        """Count and shares of the rows that a condition holds for."""
        found = [fits(row) for row in self.rows]
        shares = [None, None, None]
        if self.has_groups:
            middle = [
                1 - up - low for up, low in zip(self.upper, self.lower, strict=True)
            ]
            shares = [
                sum((p for p, yes in zip(group, found, strict=True) if yes), Fraction())
                / size
                if size
                else None
                for group, size in (
                    (self.upper, self.size),
                    (middle, self.n - 2 * self.size),
                    (self.lower, self.size),
                )
            ]
        upper, middle, lower = map(rounded, shares)
        return words, is_right, sum(found), upper, middle, lower

    def figures(self):
        right = self.answers((), True, lambda row: row[1])
        answered = sum(row[2] is not None for row in self.rows)
        raw = self.raw_shares(lambda row: row[1])
        return {
            "asked": self.n,
            "answered": answered,
            "right": right[2],
            "answered_share": rounded(Fraction(answered, self.n)),
            "difficulty": rounded(Fraction(right[2], self.n)),
            "blank_share": rounded(Fraction(self.n - answered, self.n)),
            "discrimination": correlation(self.rows),
            "index": rounded(raw[0] - raw[1]) if raw else None,
            "group_size": self.size if self.has_groups else 0,
            "upper_right": right[3],
            "lower_right": right[5],
            "timed": sum(row[3] is not None for row in self.rows),
            "quartiles": quartiles(self.rows),
            "blank": self.answers((), False, lambda row: row[2] is None),
            **self.told(),
            "wrong_key": self.wrong_key(),
        }

    def raw_shares(self, fits):
        if not self.has_groups:
            return None
        return [
            sum(
                (p for p, row in zip(group, self.rows, strict=True) if fits(row)),
                Fraction(),
            )
            / self.size
            for group in (self.upper, self.lower)
        ]

    def told(self):
        listed = self.item.counted()
        words = [word for word, _ in listed]
        rights = [word for word, is_right in listed if is_right]
        given = {(row[2], row[1]) for row in self.rows if row[2] is not None}
        typed = [one for one in given if any(word not in words for word in one[0])]
        sizes = {
            one: sum((row[2], row[1]) == one for row in self.rows) for one in typed
        }
        told = sorted(
            (one for one in typed if sizes[one] >= 2),
            key=lambda one: (-sizes[one], str(one[0]), one[1]),
        )[:10]
        rest = [
            one for one in typed if one not in told and not (one[1] and len(rights) > 0)
        ]

        def is_spelled(row):
            return row[1] and not any(word in words for word in row[2])

        return {
            "listed": [
                self.answers(
                    (word,),
                    is_right,
                    lambda row, word=word: (
                        row[2] is not None
                        and (
                            word in row[2]
                            or (bool(rights) and word == rights[0] and is_spelled(row))
                        )
                    ),
                )
                for word, is_right in listed
            ],
            "typed": [
                self.answers(*one, lambda row, one=one: (row[2], row[1]) == one)
                for one in told
            ],
            "others": self.answers((), False, lambda row: (row[2], row[1]) in rest),
        }

    def wrong_key(self):
        """The four conditions, one by one."""
        if not self.has_groups or self.size < 20:
            return None
        right, _ = self.raw_shares(lambda row: row[1])
        wrong = {row[2] for row in self.rows if row[2] is not None and not row[1]}
        best = None
        for words in wrong:
            upper, lower = self.raw_shares(
                lambda row, words=words: row[2] == words and not row[1]
            )
            if best is None or (upper, lower, str(words)) > (*best[:2], str(best[2])):
                best = (upper, lower, words)
        if best is None:
            return None
        upper, lower, words = best
        holds = [
            5 * upper >= 2,
            10 * (upper - right) >= 1,
            upper > lower,
        ]
        if not all(holds):
            return None
        return words, rounded(upper), rounded(lower), rounded(upper - right)


def told(figures):
    """What ``Figures`` say, in the form of ``Recount.figures``."""

    def answer(one):
        words = tuple(getattr(word, "number", word) for word in one.words)
        return words, one.is_right, one.count, one.upper, one.middle, one.lower

    wrong = figures.wrong_key
    return {name: getattr(figures, name) for name in type(figures).model_fields} | {
        "listed": list(map(answer, figures.listed)),
        "typed": list(map(answer, figures.typed)),
        "others": answer(figures.others),
        "blank": answer(figures.blank),
        "wrong_key": wrong
        and (
            tuple(getattr(word, "number", word) for word in wrong.words),
            wrong.upper,
            wrong.lower,
            wrong.ahead,
        ),
    }

"""Questions that stand there twice, in one bank or in two.

Stems are compared without tone marks, capitals and punctuation. Two ask the same if
their words are the same; they ask nearly the same if their pairs of neighbouring
words overlap (Jaccard) by 0.6 and their right answers are the same, or by 0.8 and one
has all the words of the other. Stems with other figures, numerals (“lần thứ XII”,
“XIII”), single letters or negations ask something else, however alike they are.

Whatever overlaps by 0.6 shares one of the rarest 40 % of its pairs (Bayardo, “Scaling
up all pairs similarity search”, 2007), so only those are looked up. Pairs that more than
100 stems have are phrases of the trade: stems that share no other pair go unnoticed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import Remark, in_use
from quizapp.banks.rules.item import AnyItem
from quizapp.names import search_key

#: Overlap from which on two questions with one answer are nearly the same …
NEAR = 0.6
#: … and two questions whatever their answers are.
VERY_NEAR = 0.8
#: A pair of words that more stems have is a phrase of the trade.
MOST_ALIKE = 100
#: Shorter stems, such as “Câu nào đúng?”, say little: their options must meet as well.
FEWEST_WORDS = 8

_NUMERAL = re.compile(r"\b(?:[IVXLCDM]+|[A-ZĐ])\b")
_DIGITS = re.compile(r"[0-9]+")
#: Words, without marks, that turn a question into another: negations, and numbers.
_TURNING = frozenset(
    [
        "khong",
        "chua",
        "chang",
        "sai",
        "tru",
        "ngoai",
        "hai",
        "ba",
        "bon",
        "bay",
        "tam",
        "chin",
        "muoi",
        "nhat",
        "nhi",
    ]
)


@dataclass(frozen=True)
class Stem:
    """A stem as it is compared."""

    bank: str
    place: int
    item: AnyItem
    words: tuple[str, ...]
    pairs: frozenset[str]
    #: What must be the same in both: figures, numerals, negations.
    turning: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """How near one question is to another."""

    other: Stem
    overlap: float
    is_same: bool


def within_bank(bank: Bank) -> Iterator[Remark]:
    """Return questions that stand in the bank above already."""
    for stem, found in _likenesses([], _stems(bank.id, bank.items)):
        params: dict[str, object] = {"item": stem.item.id, "first": found.other.item.id}
        path = ("items", stem.place, "stem")
        if found.is_same:
            yield Remark(
                path,
                "“%(item)s” asks the same as “%(first)s”.",
                params,
                code="duplicate",
            )
        else:
            yield Remark(
                path,
                "“%(item)s” asks nearly the same as “%(first)s”.",
                params,
                code="near-duplicate",
            )


def across_banks(
    bank: Bank, others: Iterable[tuple[str, Sequence[AnyItem]]]
) -> Iterator[Remark]:
    """Return questions that stand in other banks as well."""
    known = [stem for slug, items in others for stem in _stems(slug, items)]
    for stem, found in _likenesses(known, _stems(bank.id, bank.items), is_joined=False):
        params: dict[str, object] = {
            "item": stem.item.id,
            "first": found.other.item.id,
            "bank": found.other.bank,
        }
        path = ("items", stem.place, "stem")
        if found.is_same:
            yield Remark(
                path,
                "“%(item)s” asks the same as “%(first)s” of the bank “%(bank)s”.",
                params,
                code="duplicate",
            )
        else:
            yield Remark(
                path,
                "“%(item)s” asks nearly the same as “%(first)s” of the bank “%(bank)s”.",
                params,
                code="near-duplicate",
            )


def _stems(bank: str, items: Sequence[AnyItem]) -> list[Stem]:
    """Return the stems of items; those without letters and digits are left out."""
    found = []
    for place, item in in_use(items):
        words = tuple(_plain(word) for word in search_key(item.stem).split())
        if words:
            pairs = zip(words, words[1:] or ("",), strict=False)
            joined = frozenset(" ".join(pair) for pair in pairs)
            turning = _turning(item.stem, words)
            found.append(Stem(bank, place, item, words, joined, turning))
    return found


def _turning(stem: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return what must be the same in stems that ask the same.

    A stem in capitals alone has no numerals that can be told from words.
    """
    figures = [_plain(figure) for figure in _DIGITS.findall(stem)]
    numerals = [] if stem.isupper() else _NUMERAL.findall(stem)
    return tuple(
        sorted([*figures, *numerals, *(word for word in words if word in _TURNING)])
    )


def _plain(word: str) -> str:
    """Return a word; a number without zeros in front, as in 09/3 and 9/3."""
    return (word.lstrip("0") or "0") if word.isdigit() else word


class _Index:
    """Stems by their words and by the rarest of their pairs."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._same: dict[tuple[str, ...], list[Stem]] = defaultdict(list)
        self._near: dict[tuple[object, ...], list[Stem]] = defaultdict(list)

    def add(self, stem: Stem) -> None:
        """Let a stem be found."""
        places = [
            self._same[stem.words],
            *(self._near[key] for key in self._keys(stem)),
        ]
        for place in places:
            if len(place) < MOST_ALIKE:
                place.append(stem)

    def nearest(self, stem: Stem) -> Likeness | None:
        """Return what is nearest to a stem, the first of equals; None: nothing is."""
        for one in self._same.get(stem.words, ()):
            if found := _likeness(stem, one):
                return found
        candidates = {
            (one.bank, one.place): one
            for key in self._keys(stem)
            for one in self._near.get(key, ())
        }
        near = (_likeness(stem, one) for one in candidates.values())
        found_near = [one for one in near if one is not None]
        return max(found_near, key=lambda one: one.overlap, default=None)

    def _keys(self, stem: Stem) -> list[tuple[object, ...]]:
        """Return the pairs to look a stem up by, the rarest 40 % that are no phrases."""
        pairs = sorted(stem.pairs, key=lambda pair: (self._counts[pair], pair))
        few = len(pairs) - ceil(NEAR * len(pairs)) + 1
        rare = [one for one in pairs[:few] if self._counts[one] <= MOST_ALIKE]
        return [(stem.turning, pair) for pair in rare or pairs[:1]]


def _likenesses(
    known: Sequence[Stem], stems: Sequence[Stem], *, is_joined: bool = True
) -> Iterator[tuple[Stem, Likeness]]:
    """Return the stems that are like a known one, or one above if they are joined."""
    counts = Counter(pair for stem in (*known, *stems) for pair in stem.pairs)
    index = _Index(counts)
    for stem in known:
        index.add(stem)
    for stem in stems:
        found = index.nearest(stem)
        if found is not None:
            yield stem, found
        if is_joined:
            index.add(stem)


def _likeness(one: Stem, other: Stem) -> Likeness | None:
    """Return how near two questions with the same figures are; None: not enough."""
    common = len(one.pairs & other.pairs)
    overlap = common / (len(one.pairs) + len(other.pairs) - common)
    is_same = one.words == other.words
    is_near = is_same or (overlap >= VERY_NEAR and _is_part(one, other))
    is_near = is_near or (overlap >= NEAR and _answers_alike(one.item, other.item))
    if not is_near or _is_only_phrased_alike(one, other):
        return None
    return Likeness(other, overlap, is_same)


def _is_part(one: Stem, other: Stem) -> bool:
    """Tell whether one of two stems has all the words of the other."""
    words, others = Counter(one.words), Counter(other.words)
    return words <= others or others <= words


def _answers_alike(one: AnyItem, other: AnyItem) -> bool:
    """Tell whether two items have the same right answers, in words."""
    answers = _answers(one)
    return bool(answers) and answers == _answers(other)


def _answers(item: AnyItem) -> set[str]:
    words = item.right_in_words()
    return {search_key(str(word)) for word in words if not isinstance(word, bool)}


def _is_only_phrased_alike(one: Stem, other: Stem) -> bool:
    """Tell whether two short stems choose among other options altogether."""
    if min(len(one.words), len(other.words)) >= FEWEST_WORDS:
        return False
    options, others = (
        {search_key(option.text) for option in stem.item.choices}
        for stem in (one, other)
    )
    return bool(options) and bool(others) and options.isdisjoint(others)

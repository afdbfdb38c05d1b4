"""What speaks for two entries being one person, and how strongly.

Nothing here decides: a shared phone in a family and twins of a name are normal, and a
person at the desk knows more than any of this.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "near_phone", "name", "device"]
Strength = Literal["strong", "medium", "weak"]

KINDS: tuple[Kind, ...] = ("phone", "near_phone", "name", "device")
STRENGTHS: tuple[Strength, ...] = ("strong", "medium", "weak")
#: From so many points on; fewer than the least are weak.
LEAST_POINTS: Mapping[Strength, int] = {"strong": 4, "medium": 2, "weak": 0}


@dataclass(frozen=True)
class Evidence:
    """One thing that two entries have in common; ``low`` is the lower id."""

    kind: Kind
    low: int
    high: int
    #: Of a device: the round in which it was used by both, and what was answered alike.
    round_id: int | None = None
    shared: int = 0
    same: int = 0
    #: The same birth year beside what the kind says; of a name: the same unit too.
    is_close: bool = True

    @property
    def key(self) -> str:
        """Return what names it for good: what was dismissed is known by this."""
        place = "" if self.round_id is None else f":{self.round_id}"
        return f"{self.kind}:{self.low}:{self.high}{place}"

    @property
    def points(self) -> int:
        """Return how much it says by itself, from 1 to 4.

        The name is part of both kinds of phones. A name alone is common; with birth
        year and a unit of a few hundred women it is less so.
        """
        if self.kind == "phone":
            return 4 if self.is_close else 1
        if self.kind == "near_phone":
            return 4 if self.is_close else 2
        if self.kind == "name":
            return 2 if self.is_close else 1
        return 2


@dataclass(frozen=True)
class Weighed:
    """Evidence at the desk: seen before by somebody who dismissed it, or new."""

    evidence: Evidence
    is_new: bool


@dataclass(frozen=True)
class Suspicion:
    """Two entries, each standing for all that count under it, and what is alike."""

    low: int
    high: int
    weighed: Sequence[Weighed]

    @property
    def evidence(self) -> list[Evidence]:
        """Return what is alike."""
        return [one.evidence for one in self.weighed]

    @property
    def told(self) -> list[Weighed]:
        """Return what there is to tell: the same of several entries once, new first."""
        found: dict[tuple[object, ...], Weighed] = {}
        for one in sorted(self.weighed, key=lambda one: not one.is_new):
            piece = one.evidence
            found.setdefault((piece.kind, piece.round_id, piece.is_close), one)
        return [*found.values()]

    @property
    def kinds(self) -> set[Kind]:
        """Return the kinds of evidence there are."""
        return {one.kind for one in self.evidence}

    @property
    def strength(self) -> Strength:
        """Return how strongly it all speaks."""
        return strength_of(self.evidence)

    @property
    def is_open(self) -> bool:
        """Tell whether there is anything that nobody has dismissed."""
        return any(one.is_new for one in self.weighed)


def points_of(evidence: Iterable[Evidence]) -> int:
    """Return how much evidence says together: of each kind the best counts."""
    best: dict[Kind, int] = {}
    for one in evidence:
        best[one.kind] = max(best.get(one.kind, 0), one.points)
    return sum(best.values())


def strength_of(evidence: Iterable[Evidence]) -> Strength:
    """Return how strongly evidence speaks together."""
    points = points_of(evidence)
    for strength, least in LEAST_POINTS.items():
        if points >= least:
            return strength
    raise AssertionError("Something is always at least weak.")


def suspicions(
    evidence: Iterable[Evidence],
    *,
    heads: Mapping[int, int],
    dismissed: Collection[str] = (),
) -> list[Suspicion]:
    """Return the pairs that evidence makes, the strongest first, then the newest.

    ``heads`` is merged entry → the entry under which it counts: what lies between two
    entries of one person is no question any more. ``dismissed`` are keys of evidence.
    """
    pairs: dict[tuple[int, int], list[Weighed]] = defaultdict(list)
    for one in evidence:
        ends = {heads.get(one.low, one.low), heads.get(one.high, one.high)}
        if len(ends) == 2:
            pair = (min(ends), max(ends))
            pairs[pair].append(Weighed(one, is_new=one.key not in dismissed))
    found = [
        Suspicion(*pair, sorted(weighed, key=lambda one: one.evidence.key))
        for pair, weighed in pairs.items()
    ]
    return sorted(
        found, key=lambda one: (-points_of(one.evidence), -one.high, -one.low)
    )

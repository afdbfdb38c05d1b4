"""Pure decisions about standings: members of boards, turnout over a tree of units."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Self

ENTRY_LENGTH = 8
DIGEST_LENGTH = 16

#: Kinds of units that are communes: public boards go down to these.
COMMUNE_TYPES = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
#: Stands for attempts that were made under no unit of the tree.
NO_UNIT = 0

#: Each unit of a branch → its parent; None for the one on top, and for NO_UNIT.
Parents = Mapping[int, int | None]


def member(sort_key: bytes, entry_id: int) -> bytes:
    """Return the member of a board: the key, then the entry, so that none is twice."""
    return sort_key + entry_id.to_bytes(ENTRY_LENGTH)


def entry_of(board_member: bytes) -> int:
    """Return whose member of a board it is."""
    return int.from_bytes(board_member[-ENTRY_LENGTH:])


def digest(members: Iterable[bytes]) -> tuple[int, int]:
    """Return count and sum of hashes of members, whatever order they come in."""
    count = total = 0
    for one in members:
        count += 1
        total += int.from_bytes(blake2b(one, digest_size=DIGEST_LENGTH).digest())
    return count, total % (1 << 8 * DIGEST_LENGTH)


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """Who took part somewhere, and how. Lượt and người are different numbers."""

    #: Entries with an attempt that ended.
    people: int = 0
    #: Attempts that were started.
    started: int = 0
    #: Attempts that ended because a person handed in.
    handed_in: int = 0
    #: Attempts that ran out and were closed with what the server had.
    closed: int = 0
    #: Sum of the scores of ended attempts.
    score_hundredths: int = 0

    @property
    def ended(self) -> int:
        """Return the lượt dự thi: attempts that ended, either way."""
        return self.handed_in + self.closed

    def __add__(self, other: Self) -> Self:
        """Add two places in which nobody appears twice."""
        return replace(
            self,
            people=self.people + other.people,
            started=self.started + other.started,
            handed_in=self.handed_in + other.handed_in,
            closed=self.closed + other.closed,
            score_hundredths=self.score_hundredths + other.score_hundredths,
        )


def rolled_up(
    parents: Parents,
    own: Mapping[int, Turnout],
    shared: Iterable[Collection[int]],
) -> dict[int | None, Turnout]:
    """Return the turnout of each unit with everything below it; None: of all.

    ``own`` is what was made directly under each unit. ``shared`` holds, for each person
    who took part under several units, these units: where they meet, she counts once.
    """
    branches: dict[int | None, Turnout] = dict.fromkeys([*parents, None], Turnout())
    for unit, turnout in own.items():
        for place in upwards(parents, unit):
            branches[place] += turnout
    for place, extra in _counted_twice(parents, shared).items():
        turnout = branches[place]
        branches[place] = replace(turnout, people=turnout.people - extra)
    return branches


def upwards(parents: Parents, unit: int) -> Iterator[int | None]:
    """Return a unit, everything above it, and None for the whole.

    A unit that isn't in the tree stands nowhere but in the whole.
    """
    place: int | None = unit if unit in parents else NO_UNIT
    while place is not None:
        if place in parents:
            yield place
        place = parents.get(place)
    yield None


def _counted_twice(
    parents: Parents, shared: Iterable[Collection[int]]
) -> Counter[int | None]:
    extra: Counter[int | None] = Counter()
    for units in shared:
        seen = Counter(place for unit in units for place in upwards(parents, unit))
        extra.update({place: times - 1 for place, times in seen.items() if times > 1})
    return extra

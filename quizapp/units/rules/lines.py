"""The lines of a report over units whose tree changed while things were counted.

Time is cut into stretches in which the tree stood still. A line is a unit at one place:
the way down to it from the top. A unit that moved has a line at each of its places; one
that only changed its name has a single line, under the last name.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.names import sort_key
from quizapp.units.rules.history import Place, State, Tree, common

#: Units from the top down; the last one below zero: nobody knows where it went.
Way = tuple[int, ...]

NAMELESS = State(None, "", "")


@dataclass(frozen=True)
class Line:
    """A unit at one place of the tree."""

    #: Below zero for the part of a closed unit of which nobody knows where it went.
    id: int
    parent_id: int | None
    unit_id: int
    name: str
    type: str
    #: 0 for the lines on top.
    level: int


class Lines:
    """The lines of a branch over several trees, in the order of time."""

    def __init__(self, trees: Sequence[Tree], root_id: int) -> None:
        self._trees = trees
        self._roots = [tree.path(root_id) for tree in trees]
        self._ids: dict[Way, int] = {}
        self._states: dict[Way, State] = {}
        self._found: dict[tuple[int, int], Way] = {}
        for stretch, tree in enumerate(trees):
            for way in ways_below(tree, self._roots[stretch]):
                self._found[stretch, way[-1]] = self._note(stretch, way)

    def line_of(self, stretch: int, unit_id: int) -> int:
        """Return the id of the line under which a unit counted in a stretch of time.

        What lay outside of the branch by then has lines of its own beside it.
        """
        way = self._found.get((stretch, unit_id))
        if way is None:
            place = self._trees[stretch].place(unit_id)
            way = self._found[stretch, unit_id] = self._note(stretch, way_to(place))
        return self._ids[way]

    def in_the_end(self) -> dict[int, int]:
        """Return the lines in force in the last stretch: line → unit."""
        last = len(self._trees) - 1
        return {
            self._ids[way]: unit_id
            for (stretch, unit_id), way in self._found.items()
            if stretch == last and way[-1] == unit_id
        }

    def all(self) -> list[Line]:
        """Return every line, parents first, in Vietnamese order."""
        below: dict[Way, list[Way]] = defaultdict(list)
        for way in self._ids:
            below[way[:-1]].append(way)
        names = {way: sort_key(state.name) for way, state in self._states.items()}
        for ways in below.values():
            ways.sort(key=lambda way: (way[-1] < 0, names[way], abs(way[-1])))
        return list(self._downwards(below, (), None))

    def _downwards(
        self, below: Mapping[Way, Sequence[Way]], above: Way, parent_id: int | None
    ) -> Iterator[Line]:
        for way in below.get(above, ()):
            state, line_id = self._states[way], self._ids[way]
            unit_id, level = abs(way[-1]), len(way) - 1
            yield Line(line_id, parent_id, unit_id, state.name, state.type, level)
            yield from self._downwards(below, way, line_id)

    def _note(self, stretch: int, way: Way) -> Way:
        """Note a line and those above it; later stretches give the names."""
        tree = self._trees[stretch]
        skipped = len(common([self._roots[stretch][:-1], way[:-1]]))
        way = way[skipped:]
        for end in range(1, len(way) + 1):
            part = way[:end]
            number = len(self._ids) + 1
            self._ids.setdefault(part, number if part[-1] > 0 else -number)
            self._states[part] = tree.states.get(abs(part[-1]), NAMELESS)
        return way


def way_to(place: Place) -> Way:
    """Return the way down to a place."""
    return (*place.above, -place.unit_id if place.is_unknown else place.unit_id)


def ways_below(tree: Tree, top: Way) -> Iterator[Way]:
    """Return the ways to the units in force of a branch, each after the one above it."""
    below: dict[int, list[int]] = defaultdict(list)
    stand_ins: dict[int, int] = {}
    for unit_id, state in tree.states.items():
        above = state.parent_id
        if not state.is_open or above is None:
            continue
        if above in tree.states and not tree.states[above].is_open:
            above = stand_ins.setdefault(above, tree.stand_in(above))
        below[above].append(unit_id)
    at = [top] if top else []
    while at:
        yield from at
        at = [(*way, child) for way in at for child in below[way[-1]]]

"""The tree of units as of a day, from the ledger of events; where a closed unit counts.

Two times are kept apart. *Effective*: the day from which a change holds in the world.
*Recorded*: the moment at which the ledger learnt of it. A report as of an instant knows
only what was recorded by then, so that it stays the same for ever.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class State:
    """What a unit is over some days."""

    parent_id: int | None
    name: str
    type: str
    is_open: bool = True


@dataclass(frozen=True)
class Event:
    """A change of the tree, as the ledger has it."""

    id: int
    kind: str
    #: From this day on, 00:00 in Vietnam.
    effective_on: date
    recorded_at: datetime
    #: The event that this one takes back.
    undoes_id: int | None = None


@dataclass(frozen=True)
class Change:
    """What an event made of one unit."""

    event_id: int
    unit_id: int
    before: State
    after: State


@dataclass(frozen=True)
class Succession:
    """Who came after a unit that an event closed."""

    event_id: int
    unit_id: int
    successor_id: int
    #: The whole unit went there; False: a part of it did.
    is_whole: bool


@dataclass(frozen=True)
class Place:
    """Where something of a unit counts on a day."""

    #: The unit in force; or the closed one of which nobody knows where it went.
    unit_id: int
    #: From the top down to the line above, which is empty for a line on top.
    above: tuple[int, ...]
    is_unknown: bool = False


@dataclass(frozen=True)
class Tree:
    """Every unit on a day, as it was known at an instant."""

    states: Mapping[int, State]
    #: Closed unit → who came after it.
    successors: Mapping[int, Sequence[Succession]] = field(default_factory=dict)
    #: Unit whose making was taken back → the units that it was made of.
    origins: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def place(self, unit_id: int) -> Place:
        """Return where a unit counts: itself, its one successor, or a line of its own.

        A unit that was parted, dissolved, or whose successors aren't known wholly keeps
        a line “not known” below what its successors have in common, or else below the
        unit that was above it: nobody is guessed to be somewhere.
        """
        return self._place(unit_id, frozenset())

    def path(self, unit_id: int) -> tuple[int, ...]:
        """Return the units in force from the top to this one."""
        found = self.place(unit_id)
        return found.above if found.is_unknown else (*found.above, found.unit_id)

    def stand_in(self, unit_id: int) -> int:
        """Return the unit in force that stands for a closed one above others; 0: none."""
        path = self.path(unit_id)
        return path[-1] if path else 0

    def _place(self, unit_id: int, seen: frozenset[int]) -> Place:
        state = self.states.get(unit_id)
        if state is None or unit_id in seen:
            return Place(unit_id, (), is_unknown=True)
        seen |= {unit_id}
        if state.is_open:
            return Place(unit_id, self._above(state, seen))
        after = self.successors.get(unit_id, ())
        if len(after) == 1 and after[0].is_whole:
            return self._place(after[0].successor_id, seen)
        origins = self.origins.get(unit_id, ())
        if not after and len(origins) == 1:
            return self._place(origins[0], seen)
        kin = [one.successor_id for one in after] or list(origins)
        paths = [self._path(one, seen) for one in kin] or [self._above(state, seen)]
        return Place(unit_id, common(paths), is_unknown=True)

    def _above(self, state: State, seen: frozenset[int]) -> tuple[int, ...]:
        if state.parent_id is None:
            return ()
        return self._path(state.parent_id, seen)

    def _path(self, unit_id: int, seen: frozenset[int]) -> tuple[int, ...]:
        found = self._place(unit_id, seen)
        return found.above if found.is_unknown else (*found.above, found.unit_id)


@dataclass(frozen=True)
class History:
    """A tree with everything that ever happened to it."""

    #: Every unit as it is now.
    present: Mapping[int, State]
    #: In the order of the ledger, as are changes.
    events: Sequence[Event] = ()
    changes: Sequence[Change] = ()
    successions: Sequence[Succession] = ()

    def in_force(self, known_at: datetime | None = None) -> dict[int, Event]:
        """Return the events that were recorded by an instant and not taken back by then."""
        known = [
            one
            for one in self.events
            if known_at is None or one.recorded_at <= known_at
        ]
        undone = {one.undoes_id for one in known}
        return {
            one.id: one
            for one in known
            if one.undoes_id is None and one.id not in undone
        }

    def at(self, day: date, known_at: datetime | None = None) -> Tree:
        """Return the tree on a day, as it was known at an instant (None: as it is)."""
        events = self.in_force(known_at)
        chains: dict[int, list[Change]] = defaultdict(list)
        for change in self.changes:
            chains[change.unit_id].append(change)
        states = dict(self.present)
        for unit_id, chain in chains.items():
            states[unit_id] = state_on(chain, events, day)
        successors: dict[int, list[Succession]] = defaultdict(list)
        origins: dict[int, list[int]] = defaultdict(list)
        undone = {one.undoes_id for one in self.events}
        for one in self.successions:
            event = events.get(one.event_id)
            if event is not None and event.effective_on <= day:
                successors[one.unit_id].append(one)
            elif event is None and one.event_id in undone:
                origins[one.successor_id].append(one.unit_id)
        return Tree(states, dict(successors), dict(origins))

    def days(self, known_at: datetime | None = None) -> list[date]:
        """Return the days from which something changed, in order."""
        return sorted({one.effective_on for one in self.in_force(known_at).values()})


def state_on(chain: Sequence[Change], events: Mapping[int, Event], day: date) -> State:
    """Return what a unit was on a day; before it was made it counts as it was made."""
    known = [one for one in chain if one.event_id in events]
    past = [one for one in known if events[one.event_id].effective_on <= day]
    state = past[-1].after if past else chain[0].before
    if not past and not state.is_open and known:
        return known[0].after
    return state


def common(paths: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Return what several ways down from the top have in common."""
    found: list[int] = []
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        found.append(step[0])
    return tuple(found)

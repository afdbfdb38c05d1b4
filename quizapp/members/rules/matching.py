"""What a list changes in the places there are: added, changed, there already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.members.rules.reading import Member


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place of the list as it stands."""

    id: int
    full_name: str
    key: str
    birth_year: int | None
    phone: str | None
    unit_id: int
    code: str
    is_claimed: bool


@dataclass(frozen=True)
class Change:
    """A place that nobody has taken, and what a list says otherwise of it."""

    place: Place
    values: Mapping[str, Any]
    #: Who says it.
    member: Member


@dataclass
class Difference:
    """What taking a list in would come to."""

    added: list[Member] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    there: list[Member] = field(default_factory=list)

    @property
    def changed_by(self) -> list[Member]:
        """Return the members that change something."""
        return [change.member for change in self.changed]


def difference(members: Iterable[Member], places: Iterable[Place]) -> Difference:
    """Return what members are to places that stand already.

    A member is there if her code is; else if her phone and name are; else if her name
    is there in the same unit with the same birth year, and not under another phone.
    Each place is one member's. What a row leaves empty, and who has taken her place,
    stays as it is.
    """
    known = _Places(places)
    found = Difference()
    for one in members:
        place = known.taken_for(one)
        if place is None:
            found.added.append(one)
            continue
        values = _otherwise(one, place)
        if values and not place.is_claimed:
            found.changed.append(Change(place, values, one))
        else:
            found.there.append(one)
    return found


def _otherwise(one: Member, place: Place) -> dict[str, Any]:
    """Return what a row says otherwise than a place."""
    said = {
        "full_name": one.full_name,
        "birth_year": one.birth_year,
        "phone": one.phone,
        "unit_id": one.unit_id,
        "code": one.code,
    }
    return {
        name: value
        for name, value in said.items()
        if value is not None and value != getattr(place, name)
    }


class _Places:
    """Places, each to be found once."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._left: dict[int, Place] = {}
        self._by_code: dict[str, int] = {}
        self._by_phone: dict[tuple[str, str], list[int]] = {}
        self._by_name: dict[tuple[str, int, int | None], list[int]] = {}
        for place in places:
            self._left[place.id] = place
            self._by_code[place.code] = place.id
            if place.phone is not None:
                key = (place.phone, place.key)
                self._by_phone.setdefault(key, []).append(place.id)
            name = (place.key, place.unit_id, place.birth_year)
            self._by_name.setdefault(name, []).append(place.id)

    def taken_for(self, one: Member) -> Place | None:
        """Return the place of a member, which is nobody else's from now on."""
        for place_id in self._candidates(one):
            place = self._left.pop(place_id, None)
            if place is not None:
                return place
        return None

    def _candidates(self, one: Member) -> Iterable[int]:
        if one.code is not None and one.code in self._by_code:
            yield self._by_code[one.code]
        if one.phone is not None:
            yield from self._by_phone.get((one.phone, one.key), ())
        for place_id in self._by_name.get((one.key, one.unit_id, one.birth_year), ()):
            place = self._left.get(place_id)
            if place is not None and _may_be(one, place):
                yield place_id


def _may_be(one: Member, place: Place) -> bool:
    """Tell whether neither phone nor code says that the two are two."""
    is_other_phone = None not in {one.phone, place.phone} and one.phone != place.phone
    is_other_code = one.code is not None and one.code != place.code
    return not is_other_phone and not is_other_code

"""What happens to units: one is split into several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import InvalidError
from quizapp.units.models import Unit, UnitEvent, UnitRoll
from quizapp.units.rules import parted
from quizapp.units.service.changing import NewUnit, make_unit
from quizapp.units.service.ledger import (
    Page,
    ancestors,
    check_day,
    check_not_on_top,
    check_one_tree,
    check_reason,
    children_of,
    newest_roll,
    open_units,
)

LARGEST_SHARE = 10_000_000


@dataclass(frozen=True)
class Part:
    """Where a part of a unit goes."""

    #: A new unit, or one that is there.
    unit: NewUnit | int
    #: In proportion to the other parts: members, or percent; None: unknown.
    share: int | None = None


def split(
    session: Session,
    *,
    unit_id: int,
    parts: Sequence[Part],
    children: Mapping[int, int] | None = None,
    effective_on: date,
    act: Act,
    now: datetime,
) -> UnitEvent:
    """Split a unit into several; it is closed from ``effective_on`` on.

    ``children`` tells for each unit in force right below which part it goes to: the
    place in ``parts``, from 0. Where every part has a share, the newest roll is parted.
    People stay with the closed unit, “not known”, until a list tells where they belong.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: one is closed, or a name is taken.
        InvalidError: fewer than two parts, wrong shares, a unit below left out, on top,
            another tree, a wrong day.
    """
    check_reason(act)
    there = [part.unit for part in parts if isinstance(part.unit, int)]
    unit, *known = open_units(session, [unit_id, *there])
    check_one_tree([unit, *known])
    check_not_on_top(unit)
    _check_parts(session, unit, parts)
    below = children_of(session, [unit.id])
    goes_to = _children(below, children or {}, len(parts))
    check_day(session, effective_on, [unit, *known], now)
    page = Page.open(session, unit.tree_id, "split", effective_on, act=act, now=now)
    by_id = {one.id: one for one in known}
    units = [
        by_id[part.unit]
        if isinstance(part.unit, int)
        else make_unit(session, page, like=unit, new=part.unit, besides=[unit.id])
        for part in parts
    ]
    _part_roll(session, page, unit, list(zip(units, parts, strict=True)))
    page.set_end(unit)
    for successor, part in zip(units, parts, strict=True):
        page.succeed(unit, successor, is_whole=False, share=part.share)
    for child in below:
        page.move(child, units[goes_to[child.id]].id)
    return page.close("units.split", unit.id, {"parts": [one.id for one in units]})


def _check_parts(session: Session, unit: Unit, parts: Sequence[Part]) -> None:
    there = [part.unit for part in parts if isinstance(part.unit, int)]
    if len(parts) < 2 or len(set(there)) < len(there):
        raise InvalidError("Name two different parts or more.", field="parts")
    shares = [part.share for part in parts if part.share is not None]
    if shares and len(shares) < len(parts):
        raise InvalidError("Give every part a share, or none of them.", field="parts")
    if any(not 1 <= share <= LARGEST_SHARE for share in shares):
        raise InvalidError(
            "A share is a whole number such as 60 for 60 percent.", field="parts"
        )
    for one in there:
        if unit.id in ancestors(session, one):
            raise InvalidError(
                "A part can't go to a unit that stands below this one.", field="parts"
            )


def _children(
    below: Sequence[Unit], wanted: Mapping[int, int], count: int
) -> Mapping[int, int]:
    for child in below:
        if not 0 <= wanted.get(child.id, -1) < count:
            raise InvalidError(
                "Say to which part “%(unit)s” goes.", field="children", unit=child.name
            )
    return wanted


def _part_roll(
    session: Session, page: Page, unit: Unit, parts: Sequence[tuple[Unit, Part]]
) -> None:
    """Part the newest roll by shares; parts that are there add to their own."""
    roll = newest_roll(session, unit.id)
    shares = [part.share for _, part in parts if part.share is not None]
    if roll is None or len(shares) < len(parts):
        return
    counts = parted(roll.member_count, shares)
    for (successor, part), count in zip(parts, counts, strict=True):
        own = newest_roll(session, successor.id)
        if isinstance(part.unit, NewUnit):
            page.roll(successor.id, count, roll.counted_on)
        elif own is not None:
            _add(page, own, count, roll.counted_on)


def _add(page: Page, own: UnitRoll, count: int, counted_on: date) -> None:
    page.roll(own.unit_id, own.member_count + count, max(own.counted_on, counted_on))

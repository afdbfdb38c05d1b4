"""A tree that gives way to another one: which of its units became which of the new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import Fault, FileFaultsError
from quizapp.names import search_key
from quizapp.phrases import ZONE
from quizapp.units.models import Unit, UnitSuccession, UnitTree
from quizapp.units.queries import tree_by_slug, units_of
from quizapp.units.rules import TakenOver
from quizapp.units.service.ledger import Page, lock_trees


@dataclass(frozen=True)
class Reformed:
    """What taking a file of changes in came to."""

    #: Units that were closed now; those that a file closed before.
    closed: int
    known: int
    events: int


def take_over(
    session: Session, *, rows: Sequence[TakenOver], name: str, act: Act, now: datetime
) -> Reformed:
    """Close units of a tree and note their successors in another one; all or none.

    Each decision is one event that can be undone; the same file again changes nothing.
    ``name`` is the file's, for faults.

    Raises:
        FileFaultsError: a tree, a unit or a name isn't as the file says; every fault.
    """
    trees, units, faults = _known(session, rows)
    faults += [fault for row in rows for fault in _faults(row, units, now)]
    if faults:
        raise FileFaultsError(name, faults)
    lock_trees(session, {tree.id for tree in trees.values()})
    session.expire_all()
    fresh = [row for row in rows if _of(row, units).valid_to is None]
    faults = [
        fault
        for row in rows
        if row not in fresh
        for fault in _other(session, row, units)
    ]
    if faults:
        raise FileFaultsError(name, faults)
    count = 0
    for (slug, day, decision), found in groupby(
        fresh, key=lambda row: (row.from_tree, row.effective_on, row.decision)
    ):
        group = list(found)
        because = Act(act.actor, decision, act.salt, act.account_id)
        page = Page.open(session, trees[slug].id, "reform", day, act=because, now=now)
        _write(page, group, units)
        count += 1
    for row in fresh:
        _begin(session, trees.get(row.to_tree), row.effective_on)
    closed = len({(row.from_tree, row.from_code) for row in fresh})
    return Reformed(closed, len(rows) - len(fresh), count)


def _write(
    page: Page, rows: Sequence[TakenOver], units: dict[tuple[str, str], Unit]
) -> None:
    for row in rows:
        unit = units[row.from_tree, row.from_code]
        if unit.id not in page.changes:
            page.set_end(unit)
        if row.to_code:
            page.succeed(
                unit, units[row.to_tree, row.to_code], is_whole=not row.is_part
            )
    ids = sorted(page.changes)
    page.close("units.reformed", ids[0], {"units": ids})


def _known(
    session: Session, rows: Sequence[TakenOver]
) -> tuple[dict[str, UnitTree], dict[tuple[str, str], Unit], list[Fault]]:
    slugs = {row.from_tree: row.line for row in reversed(rows)} | {
        row.to_tree: row.line for row in reversed(rows) if row.to_tree
    }
    trees = {}
    units: dict[tuple[str, str], Unit] = {}
    faults = []
    for slug, line in slugs.items():
        tree = tree_by_slug(session, slug)
        if tree is None:
            faults.append(
                Fault(
                    line,
                    "There is no tree “%(tree)s”: import it first.",
                    {"tree": slug},
                )
            )
            continue
        trees[slug] = tree
        units |= {(slug, unit.code): unit for unit in units_of(session, tree=slug)}
    return trees, units, faults


def _faults(
    row: TakenOver, units: dict[tuple[str, str], Unit], now: datetime
) -> Sequence[Fault]:
    faults = []
    if row.effective_on > now.astimezone(ZONE).date():
        faults.append(
            Fault(row.line, "%(day)s hasn't come yet.", {"day": row.effective_on})
        )
    pairs = [(row.from_tree, row.from_code, row.from_name)]
    if row.to_code:
        pairs.append((row.to_tree, row.to_code, row.to_name))
    for tree, code, said in pairs:
        unit = units.get((tree, code))
        if unit is None:
            faults.append(
                Fault(
                    row.line,
                    "There is no unit “%(code)s” in the tree “%(tree)s”.",
                    {"code": code, "tree": tree},
                )
            )
        elif search_key(said) != search_key(unit.name):
            faults.append(
                Fault(
                    row.line,
                    "“%(code)s” is called “%(name)s” in its tree, not “%(said)s”.",
                    {"code": code, "name": unit.name, "said": said},
                )
            )
    return faults


def _other(
    session: Session, row: TakenOver, units: dict[tuple[str, str], Unit]
) -> Sequence[Fault]:
    """Tell what a closed unit became, if it isn't what the row says."""
    unit = _of(row, units)
    known = set(
        session.scalars(
            select(UnitSuccession.successor_id).where(UnitSuccession.unit_id == unit.id)
        )
    )
    wanted = {units[row.to_tree, row.to_code].id} if row.to_code else set()
    if wanted <= known and (wanted or not known):
        return []
    return [
        Fault(
            row.line,
            "“%(unit)s” was closed in another way: take that event back first.",
            {"unit": unit.name},
        )
    ]


def _of(row: TakenOver, units: dict[tuple[str, str], Unit]) -> Unit:
    return units[row.from_tree, row.from_code]


def _begin(session: Session, tree: UnitTree | None, day: date) -> None:
    """Let a tree be in force from a day on, where nothing says since when it is."""
    if tree is None:
        return
    session.execute(
        update(Unit)
        .where(Unit.tree_id == tree.id, Unit.valid_from.is_(None))
        .values(valid_from=day),
        execution_options={"synchronize_session": False},
    )

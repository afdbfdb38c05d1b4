"""Whose trees somebody may look into or change, and which unit is meant."""

from collections.abc import Collection, Iterable

from quizapp.accounts.queries import roles_of
from quizapp.contests.models import Contest
from quizapp.errors import Fault, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.units.models import Unit, UnitTree
from quizapp.units.queries import (
    TreeSize,
    sizes_of_trees,
    tops_of,
    tree_named,
    trees_under,
    unit_by_code,
    unit_by_id,
    unit_of_tree,
    units_named,
)
from quizapp.web.access import signed_in
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import my_contests
from quizapp.web.numbers import LARGEST_ID

READERS = ("organizer", "admin", "auditor")
WRITERS = ("organizer", "admin")


def holds_everywhere(roles: Collection[str]) -> bool:
    """Tell whether the one who is signed in holds one of these roles in all contests."""
    grants = roles_of(db.session(), account_id=signed_in().id, now=now())
    return any(
        grant.role in roles and grant.contest_id is None and grant.unit_id is None
        for grant in grants
    )


def my_trees(roles: Collection[str]) -> list[TreeSize]:
    """Return the trees of the one who is signed in: all, or those of her contests."""
    found = sizes_of_trees(db.session())
    if holds_everywhere(roles):
        return found
    mine = trees_under(db.session(), unit_ids=_units_of(my_contests(roles)))
    return [tree for tree in found if tree.id in mine]


def my_tree(slug: str, roles: Collection[str]) -> UnitTree:
    """Return a tree of the one who is signed in.

    Raises:
        NotFoundError: there is none, or it isn't hers.
    """
    tree = tree_named(db.session(), slug)
    if holds_everywhere(roles):
        return tree
    mine = trees_under(db.session(), unit_ids=_units_of(my_contests(roles)))
    if tree.id not in mine:
        raise NotFoundError("There is no such tree of units.")
    return tree


def my_unit(slug: str, unit_id: int, roles: Collection[str]) -> tuple[UnitTree, Unit]:
    """Return a unit of a tree of the one who is signed in.

    Raises:
        NotFoundError: there is none, or it isn't hers.
    """
    tree = my_tree(slug, roles)
    if unit_id > LARGEST_ID:
        raise NotFoundError("There is no such unit.")
    return tree, unit_of_tree(db.session(), tree_id=tree.id, unit_id=unit_id)


def meant(tree: UnitTree, text: str, *, field: str) -> Unit:
    """Return the one unit in force of a tree that a code or a name means.

    Raises:
        InvalidError: none fits, or several do; blames ``field``.
    """
    session = db.session()
    by_code = unit_by_code(session, tree=tree.slug, code=text)
    if by_code is not None:
        return by_code
    found = [
        one
        for top in tops_of(session, tree_id=tree.id)
        for one in units_named(session, root_id=top.id, text=text)
    ]
    if not found:
        raise InvalidError(
            "No unit in force is called “%(text)s”.", field=field, text=text
        )
    if len(found) > 1:
        raise InvalidError(
            "Several units fit “%(text)s”: type the code.", field=field, text=text
        )
    unit = unit_by_id(session, found[0].id)
    assert unit is not None  # noqa: S101  # it was found a moment ago
    return unit


def told(faults: Iterable[Fault]) -> list[tuple[int, str]]:
    """Return faults of a file as pages show them: row and sentence."""
    return [(fault.line, sentence(fault)) for fault in faults]


def _units_of(contests: Collection[Contest]) -> set[int]:
    return {one.unit_id for one in contests if one.unit_id is not None}

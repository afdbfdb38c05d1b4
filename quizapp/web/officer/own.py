"""What is an officer's own: her units, the branches of contests that she looks after."""

from dataclasses import dataclass

from quizapp.accounts.queries import (
    check_below,
    check_in_own_branch,
    officer_units,
)
from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.units.models import Unit
from quizapp.units.queries import is_in_branch, unit_by_id
from quizapp.web.access import roles, signed_in

OFFICER = roles("unit_officer")
NO_PAGE = "There is no such page. Start at the home page."


@dataclass(frozen=True)
class MyContest:
    """A contest, and the tops of the branches in it that one looks after."""

    contest: Contest
    units: list[Unit]


def my_units() -> list[int]:
    """Return the units whose branches the officer looks after."""
    return officer_units(db.session(), account_id=signed_in().id, now=now())


def my_unit_rows() -> list[Unit]:
    """Return these units themselves, in Vietnamese order."""
    found = [unit_by_id(db.session(), unit_id) for unit_id in my_units()]
    return sorted((unit for unit in found if unit), key=lambda unit: unit.sort_key)


def unit_of_mine(unit_id: int) -> Unit:
    """Return a unit of one's own branches.

    Raises:
        NotFoundError: it is none.
    """
    return check_in_own_branch(db.session(), own_ids=my_units(), unit_id=unit_id)


def unit_below_mine(unit_id: int) -> Unit:
    """Return a unit below one's own.

    Raises:
        NotFoundError: it is none: her own too.
    """
    return check_below(db.session(), own_ids=my_units(), unit_id=unit_id)


def is_below_mine(unit_id: int) -> bool:
    """Tell whether a unit stands below one's own."""
    try:
        unit_below_mine(unit_id)
    except NotFoundError:
        return False
    return True


def branches_in(contest: Contest) -> list[Unit]:
    """Return the tops of one's branches in a contest; none: it is no matter of hers."""
    session = db.session()
    if contest.unit_id is None:
        return []
    found = {}
    for unit in my_unit_rows():
        if is_in_branch(session, unit_id=unit.id, root_id=contest.unit_id):
            found[unit.id] = unit
        elif is_in_branch(session, unit_id=contest.unit_id, root_id=unit.id):
            found[contest.unit_id] = session.get_one(Unit, contest.unit_id)
    return list(found.values())


def my_contest(slug: str) -> MyContest:
    """Return a contest in which one looks after a branch.

    Raises:
        NotFoundError: there is none; whether there is a contest isn't told.
    """
    try:
        contest = contest_by_slug(db.session(), slug)
    except NotFoundError:
        raise NotFoundError(NO_PAGE) from None
    units = branches_in(contest)
    if not units:
        raise NotFoundError(NO_PAGE)
    return MyContest(contest, units)


def unit_in(mine: MyContest, unit_id: int | None) -> Unit:
    """Return the unit asked for, if it is of one's branches in a contest.

    Raises:
        NotFoundError: it isn't.
    """
    if unit_id is None:
        return mine.units[0]
    tops = [unit.id for unit in mine.units]
    return check_in_own_branch(db.session(), own_ids=tops, unit_id=unit_id)


def whole_address(path: str) -> str:
    """Return an address of this site as it is sent to others."""
    return settings().public_url.rstrip("/") + path

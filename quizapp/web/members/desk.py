"""At whose desk a list of members lies: an organizer's, or that of a branch's officer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from quizapp.accounts.queries import officer_units
from quizapp.contests.models import Contest
from quizapp.contests.queries import all_contests, contest_by_slug
from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import db, now
from quizapp.members.queries import roots_in_contest
from quizapp.web.access import Policy, asks_again, enter, roles, signed_in
from quizapp.web.manage.desk import holds_in, my_contest
from quizapp.web.numbers import LARGEST_ID, refuse_huge

#: Whom names and phones of members of a whole contest are open to.
ORGANIZERS = ("organizer", "admin")
#: Who looks at them, and changes nothing.
READERS = (*ORGANIZERS, "auditor")
OFFICER = roles("unit_officer")

manage = Blueprint(
    "manage_members", __name__, url_prefix="/manage/contests/<slug>/members"
)
officer = Blueprint(
    "officer_members", __name__, url_prefix="/officer/contests/<slug>/members"
)
for _place in (manage, officer):
    _place.url_value_preprocessor(refuse_huge)
#: Where an officer chooses the contest.
choosing = Blueprint("members", __name__, url_prefix="/officer/members")

#: Blueprint → who may change something there, and who may look at what isn't her own.
PLACES: tuple[tuple[Blueprint, Policy, Policy], ...] = (
    (manage, roles(*ORGANIZERS), roles(*READERS)),
    (officer, OFFICER, OFFICER),
)

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Desk:
    """A contest, and the tops of the branches whose members are open here."""

    contest: Contest
    roots: list[int]
    is_officers: bool
    #: False: it is looked at alone.
    may_write: bool


def route(
    rule: str, *, method: str = "GET", for_readers: bool = False
) -> Callable[[View], View]:
    """Put a view at both desks; it is asked for a fresh sign-in at both.

    ``for_readers``: who may look and change nothing enters too; the view asks for
    ``desk(…, READERS)`` then.
    """

    def declare(view: View) -> View:
        for blueprint, writers, readers in PLACES:
            policy = readers if for_readers else writers

            @wraps(view)
            def answer(**values: Any) -> ResponseReturnValue:
                return view(**values)

            asked = asks_again(enter(policy)(answer))
            blueprint.add_url_rule(rule, view.__name__, asked, methods=[method])
        return view

    return declare


def desk(slug: str, who: Collection[str] = ORGANIZERS) -> Desk:
    """Return the desk of the one who asks, for a contest.

    ``who``: the roles to which it is open where it isn't an officer's.

    Raises:
        NotFoundError: there is no such contest, or none of hers.
        ConflictError: it asks for no units, so that it has no list.
    """
    if request.blueprint == manage.name:
        contest = my_contest(slug, who)
        if contest.unit_id is None:
            raise ConflictError("This contest asks for no unit, so it has no list.")
        may_write = holds_in(slug, ORGANIZERS)
        return Desk(contest, [contest.unit_id], is_officers=False, may_write=may_write)
    contest = contest_by_slug(db.session(), slug)
    mine = my_roots(contest)
    if not mine:
        raise NotFoundError("There is no such contest.")
    return Desk(contest, mine, is_officers=True, may_write=True)


def my_roots(contest: Contest) -> list[int]:
    """Return the tops of an officer's branches that take part in a contest."""
    session = db.session()
    units = officer_units(session, account_id=signed_in().id, now=now())
    return roots_in_contest(session, contest_unit_id=contest.unit_id, unit_ids=units)


def officers_contests() -> list[Contest]:
    """Return the contests in which a branch of the officer takes part, newest first."""
    return [one for one in all_contests(db.session()) if my_roots(one)]


def number_in(text: str | None) -> int:
    """Return the id that a form holds.

    Raises:
        NotFoundError: it is none.
    """
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        raise NotFoundError("There is no such page. Start at the home page.")
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise NotFoundError("There is no such page. Start at the home page.")
    return number

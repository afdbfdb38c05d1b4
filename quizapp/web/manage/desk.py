"""Which contests somebody of the staff may look into."""

from collections.abc import Collection, Sequence

from quizapp.accounts.queries import check_role, roles_of
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import all_contests, contest_by_slug
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import signed_in

#: Who reads everything and changes nothing: of views by GET alone.
AUDITORS = ("auditor",)
#: Who may see participation.
READERS = ("organizer", "admin", "editor", "second_reader", "auditor")
#: Who may see statistics of items that no seal holds, and who may have them counted.
ITEM_READERS = (*READERS, "judge")
ITEM_COUNTERS = ("organizer", "admin", "editor")
#: Who may see rankings with names.
RANKERS = ("judge", "organizer", "admin", "auditor")


def my_contests(roles: Collection[str]) -> Sequence[Contest]:
    """Return the contests in which the one who is signed in holds one of these roles."""
    grants = [
        grant
        for grant in roles_of(db.session(), account_id=signed_in().id, now=now())
        if grant.role in roles and grant.unit_id is None
    ]
    mine = {grant.contest_id for grant in grants}
    return [
        contest
        for contest in all_contests(db.session())
        if None in mine or contest.id in mine
    ]


def my_contest(slug: str, roles: Collection[str]) -> Contest:
    """Return a contest in which the one who is signed in holds one of these roles.

    Raises:
        NotFoundError: there is none, or none of hers.
    """
    contest = contest_by_slug(db.session(), slug)
    try:
        check_role(
            db.session(),
            account_id=signed_in().id,
            roles=roles,
            contest_id=contest.id,
            now=now(),
        )
    except NotFoundError as error:
        raise NotFoundError("There is no such contest.") from error
    return contest


def holds_in(slug: str, roles: Collection[str]) -> bool:
    """Tell whether the one who is signed in holds one of these roles in a contest."""
    try:
        my_contest(slug, roles)
    except NotFoundError:
        return False
    return True


def act(reason: str = "") -> Act:
    """Return who acts: the one who is signed in."""
    return Act.by(signed_in().id, reason)

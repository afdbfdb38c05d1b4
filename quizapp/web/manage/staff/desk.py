"""Whom somebody may see holding a role, and which roles she may give and end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.queries import (
    Listed,
    Sight,
    account_in_sight,
    grants_of,
    held_roles,
    units_above,
)
from quizapp.accounts.rules.roles import EVERYWHERE, ROLES, Held, Place, Role, may_give
from quizapp.contests.models import Contest
from quizapp.contests.queries import all_contests
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import signed_in

#: Who may see the lists, and who may give roles.
READERS = ("admin", "organizer", "auditor")
GIVERS = ("admin", "organizer")
#: Who may put accounts out of use.
ADMINS = ("admin",)


@dataclass(frozen=True)
class Desk:
    """What the one who is signed in may see and do here."""

    held: tuple[Held, ...]
    contests: tuple[Contest, ...]
    sight: Sight

    @property
    def gives_everywhere(self) -> bool:
        """Tell whether she may give roles that hold in every contest."""
        return any(one.scope == EVERYWHERE and one.role in GIVERS for one in self.held)

    def roles_for(self, kind: str) -> list[Role]:
        """Return the roles that she may give somewhere to such an account."""
        mine = {one.role for one in self.held}
        return [
            one
            for one in ROLES
            if one.kind == kind and one.given_by & mine and self._reaches(one)
        ]

    def may_give(self, role: str, contest_id: int | None, unit_id: int | None) -> bool:
        """Tell whether she may give a role at a place, and end it there."""
        return may_give(role, place_of(contest_id, unit_id), self.held)

    def may_look_after(self, account: Account) -> bool:
        """Tell whether she may give all roles that somebody holds or will hold.

        Then she could put another in her place as well: so she may help her back in.
        """
        grants = grants_of(db.session(), [account.id])
        left = [one for one in grants if state_of(one) != "ended"]
        if account.kind != "staff" or not (left or is_admin(self.held)):
            return False
        return all(self.may_give(one.role, one.contest_id, one.unit_id) for one in left)

    def _reaches(self, role: Role) -> bool:
        return self.gives_everywhere or role.scopes != {EVERYWHERE}


def my_desk(roles: Collection[str] = READERS) -> Desk:
    """Return what the one who is signed in may see by these roles, and do."""
    held = [
        one
        for one in held_roles(db.session(), account_id=signed_in().id, now=now())
        if one.role in roles and one.unit_id is None
    ]
    contests = all_contests(db.session())
    if any(one.scope == EVERYWHERE for one in held):
        return Desk(tuple(held), tuple(contests), Sight(sees_all=True))
    mine = {one.contest_id for one in held}
    own = tuple(one for one in contests if one.id in mine)
    sight = Sight(
        contest_ids=frozenset(one.id for one in own),
        root_ids=frozenset(one.unit_id for one in own if one.unit_id is not None),
    )
    return Desk(tuple(held), own, sight)


def somebody(account_id: int, desk: Desk) -> Listed:
    """Return an account that may be seen.

    Raises:
        NotFoundError: there is none, or it may not.
    """
    return account_in_sight(db.session(), account_id=account_id, sight=desk.sight)


def check_looks_after(account: Account, desk: Desk) -> None:
    """Check that the one who is signed in may help somebody back in.

    Raises:
        NotFoundError: she may not.
    """
    if not desk.may_look_after(account):
        raise NotFoundError("There is no such person.")


def place_of(contest_id: int | None, unit_id: int | None) -> Place:
    """Return a place with the contests and units that it belongs to."""
    if unit_id is None:
        return Place(contest_id)
    above = units_above(db.session(), unit_id=unit_id)
    branches = {*above, unit_id}
    inside = {one.id for one in all_contests(db.session()) if one.unit_id in branches}
    return Place(None, unit_id, frozenset(inside), frozenset(above))


def is_admin(held: Iterable[Held]) -> bool:
    """Tell whether somebody is an administrator."""
    return any(one.role in ADMINS for one in held)


def state_of(grant: RoleGrant) -> str:
    """Return whether a role is ``in_force``, ``coming`` or ``ended``."""
    ends_at = grant.ends_at
    if ends_at is not None and ends_at <= max(now(), grant.starts_at):
        return "ended"
    return "in_force" if grant.starts_at <= now() else "coming"

"""Staff and officers, as those see them who give roles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account, ResetCode, RoleGrant
from quizapp.accounts.queries.roles import grants_of
from quizapp.accounts.rules import password_code_hash
from quizapp.errors import NotFoundError
from quizapp.names import search_key
from quizapp.units.models import Unit
from quizapp.units.queries import branches

PAGE_SIZE = 50
#: Of those whom a part of a name may mean.
MOST_CALLED = 500


@dataclass(frozen=True)
class Sight:
    """Of whom somebody may know that she holds a role; the empty one sees nobody."""

    sees_all: bool = False
    contest_ids: frozenset[int] = frozenset()
    #: Units whose branches take part in these contests.
    root_ids: frozenset[int] = frozenset()

    def of_grants(self) -> ColumnElement[bool]:
        """Return which grants are in sight."""
        if self.sees_all:
            return RoleGrant.id.is_not(None)
        return or_(
            RoleGrant.contest_id.in_(self.contest_ids),
            RoleGrant.unit_id.in_(select(branches(self.root_ids).c.id)),
        )


@dataclass(frozen=True)
class Listed:
    """Somebody with the roles that are in sight, the newest last."""

    account: Account
    grants: tuple[RoleGrant, ...]


@dataclass(frozen=True)
class Wanted:
    """What a list of staff is narrowed to; empty: nothing."""

    text: str = ""
    role: str = ""
    #: ``in_force``, ``coming`` or ``ended``: has a role of this kind.
    state: str = ""
    contest_id: int | None = None


def listed_staff(
    session: Session, *, sight: Sight, wanted: Wanted, page: int, now: datetime
) -> tuple[list[Listed], int]:
    """Return a page of staff and officers by tên, and how many there are."""
    which = _which(sight, wanted, now)
    count = session.scalar(select(func.count()).select_from(Account).where(which)) or 0
    accounts = session.scalars(
        select(Account)
        .where(which)
        .order_by(Account.sort_key, Account.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    grants = _grants_by_account(session, sight, accounts)
    found = [Listed(one, tuple(grants.get(one.id, ()))) for one in accounts]
    return found, count


def account_in_sight(session: Session, *, account_id: int, sight: Sight) -> Listed:
    """Return somebody with her roles.

    In sight are those who hold or held a role there, and the people of its branches: they
    may become officers.

    Raises:
        NotFoundError: there is nobody, or not in sight.
    """
    statement = select(Account).where(Account.id == account_id)
    if not sight.sees_all:
        below = select(branches(sight.root_ids).c.id)
        may_become_one = and_(Account.kind == "person", Account.unit_id.in_(below))
        statement = statement.where(or_(_has_grant(sight), may_become_one))
    account = session.scalar(statement)
    if account is None:
        raise NotFoundError("There is no such person.")
    grants = _grants_by_account(session, sight, [account])
    return Listed(account, tuple(grants.get(account.id, ())))


def usable_staff_code(
    session: Session, *, username: str, code: str, now: datetime
) -> tuple[ResetCode, Account] | None:
    """Return the unused code of somebody of the staff with her account, or None."""
    account = session.scalar(
        select(Account).where(
            Account.username == username, Account.disabled_at.is_(None)
        )
    )
    if account is None:
        return None
    issued = session.scalar(
        select(ResetCode)
        .where(
            ResetCode.code_hash == password_code_hash(account.id, code),
            ResetCode.used_at.is_(None),
            ResetCode.expires_at > now,
        )
        .with_for_update()
    )
    return None if issued is None else (issued, account)


def names_of(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """Return account → full name, of those that are there."""
    rows = session.execute(
        select(Account.id, Account.full_name).where(Account.id.in_(set(ids)))
    )
    return {number: name for number, name in rows}  # noqa: C416  # rows are no pairs to mypy


def _which(sight: Sight, wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    """Return which accounts a list shows."""
    has_role = _has_grant(sight, *_of_kind(wanted, now))
    is_narrowed = wanted.role or wanted.state or wanted.contest_id is not None
    if sight.sees_all and not is_narrowed:
        has_role = or_(Account.kind == "staff", has_role)
    words = [_is_called(word) for word in search_key(wanted.text).split()]
    return and_(has_role, *words)


def _is_called(word: str) -> ColumnElement[bool]:
    """Return whether a word is a part of a name, or of the name to sign in by."""
    return or_(
        Account.search_key.contains(word, autoescape=True),
        Account.username.contains(word, autoescape=True),
    )


def _has_grant(sight: Sight, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.account_id == Account.id, sight.of_grants(), *more)


def _of_kind(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    """Return what is asked of a grant."""
    found: list[ColumnElement[bool]] = []
    if wanted.role:
        found.append(RoleGrant.role == wanted.role)
    if wanted.contest_id is not None:
        found.append(RoleGrant.contest_id == wanted.contest_id)
    is_ahead = or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > RoleGrant.starts_at)
    if wanted.state == "in_force":
        found += [RoleGrant.starts_at <= now]
        found += [or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now)]
    elif wanted.state == "coming":
        found += [RoleGrant.starts_at > now, is_ahead]
    elif wanted.state == "ended":
        found += [RoleGrant.ends_at <= func.greatest(now, RoleGrant.starts_at)]
    return found


def _grants_by_account(
    session: Session, sight: Sight, accounts: Sequence[Account]
) -> dict[int, list[RoleGrant]]:
    found: dict[int, list[RoleGrant]] = {}
    ids = [one.id for one in accounts]
    for grant in grants_of(session, ids, only=sight.of_grants()):
        found.setdefault(grant.account_id, []).append(grant)
    return found


def units_above(session: Session, *, unit_id: int) -> list[int]:
    """Return the units above one, itself left out."""
    up = select(Unit.parent_id).where(Unit.id == unit_id).cte("up", recursive=True)
    up = up.union(select(Unit.parent_id).where(Unit.id == up.c.parent_id))
    rows = session.scalars(select(up.c.parent_id)).all()
    return [one for one in rows if one is not None]


def top_units(session: Session) -> Sequence[Unit]:
    """Return the units on top of all trees, the newest tree first."""
    return session.scalars(
        select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.tree_id.desc())
    ).all()


def unit_names(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """Return unit → its name and the name of the unit above."""
    above = aliased(Unit)
    rows = session.execute(
        select(Unit.id, func.concat_ws(", ", Unit.name, above.name))
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(ids))
    )
    return {number: name for number, name in rows}  # noqa: C416  # rows are no pairs to mypy


def staff_ids_called(session: Session, *, text: str) -> Sequence[int]:
    """Return who of the staff and officers is called so, or signs in by such a name."""
    words = [_is_called(word) for word in search_key(text).split()]
    has_role = exists().where(RoleGrant.account_id == Account.id)
    return session.scalars(
        select(Account.id)
        .where(or_(Account.kind == "staff", has_role), *words)
        .order_by(Account.id)
        .limit(MOST_CALLED)
    ).all()

"""Who looks after which unit, and who is invited to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import (
    Account,
    AddedUnit,
    OfficerInvitation,
    RoleGrant,
)
from quizapp.accounts.queries.roles import officer_units
from quizapp.accounts.rules import invitation_hash
from quizapp.errors import NotFoundError
from quizapp.units.models import Unit
from quizapp.units.queries import branch, is_in_branch


@dataclass(frozen=True)
class Officer:
    """Somebody who looks after a unit now."""

    grant_id: int
    account_id: int
    name: str
    since: datetime


def officers_of(
    session: Session, *, unit_ids: Collection[int], now: datetime
) -> dict[int, list[Officer]]:
    """Return unit → who looks after it now, by name; none for units without anybody."""
    found: dict[int, list[Officer]] = defaultdict(list)
    rows = session.execute(
        select(RoleGrant, Account.full_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.unit_id.in_(unit_ids), *_in_force(now))
        .order_by(Account.sort_key, RoleGrant.id)
    )
    for grant, name in rows:
        officer = Officer(grant.id, grant.account_id, name, grant.starts_at)
        found[grant.unit_id or 0].append(officer)
    return dict(found)


def grant_below(session: Session, *, grant_id: int, now: datetime) -> RoleGrant:
    """Return a grant of an officer that is in force.

    Raises:
        NotFoundError: there is none.
    """
    grant = session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, *_in_force(now))
    )
    if grant is None:
        raise NotFoundError("There is no such page. Start at the home page.")
    return grant


def _in_force(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleGrant.role == "unit_officer",
        RoleGrant.starts_at <= now,
        or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
    )


def check_in_own_branch(
    session: Session, *, own_ids: Collection[int], unit_id: int
) -> Unit:
    """Return a unit of one's own branches: one of these, or one below.

    Raises:
        NotFoundError: it is none; whether it exists isn't told.
    """
    unit = session.get(Unit, unit_id)
    if unit is not None and any(
        is_in_branch(session, unit_id=unit_id, root_id=own) for own in own_ids
    ):
        return unit
    raise NotFoundError("There is no such page. Start at the home page.")


def check_below(session: Session, *, own_ids: Collection[int], unit_id: int) -> Unit:
    """Return a unit below one's own: never one's own, nor one above or beside it.

    Raises:
        NotFoundError: it is none; whether it exists isn't told.
    """
    above = [own for own in own_ids if own != unit_id]
    return check_in_own_branch(session, own_ids=above, unit_id=unit_id)


def is_above(session: Session, *, account_id: int, unit_id: int, now: datetime) -> bool:
    """Tell whether somebody looks after a unit above this one."""
    own = officer_units(session, account_id=account_id, now=now)
    return any(
        root != unit_id and is_in_branch(session, unit_id=unit_id, root_id=root)
        for root in own
    )


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(
        OfficerInvitation.used_at.is_(None),
        OfficerInvitation.revoked_at.is_(None),
        OfficerInvitation.expires_at > now,
    )


def open_invitations(
    session: Session, *, unit_ids: Collection[int], now: datetime
) -> dict[int, list[OfficerInvitation]]:
    """Return unit → invitations that nobody has used yet, the newest first."""
    found: dict[int, list[OfficerInvitation]] = defaultdict(list)
    rows = session.scalars(
        select(OfficerInvitation)
        .where(OfficerInvitation.unit_id.in_(unit_ids), _open(now))
        .order_by(OfficerInvitation.id.desc())
    )
    for invitation in rows:
        found[invitation.unit_id].append(invitation)
    return dict(found)


def invitations_to(
    session: Session, *, phone: str | None, now: datetime
) -> Sequence[OfficerInvitation]:
    """Return the invitations to a canonical phone that are open, the oldest first."""
    if phone is None:
        return []
    return session.scalars(
        select(OfficerInvitation)
        .where(OfficerInvitation.phone == phone, _open(now))
        .order_by(OfficerInvitation.id)
    ).all()


def invitation_by_code(session: Session, *, code: str) -> OfficerInvitation | None:
    """Return the invitation behind a bare code, whatever became of it; or None."""
    return session.scalar(
        select(OfficerInvitation).where(
            OfficerInvitation.code_hash == invitation_hash(code)
        )
    )


def without_officer(session: Session, *, unit_id: int, now: datetime) -> int:
    """Return how many units below one have nobody who looks after them."""
    below = branch(unit_id)
    has_one = exists().where(RoleGrant.unit_id == Unit.id, *_in_force(now))
    return len(
        session.scalars(
            select(Unit.id)
            .join(below, below.c.id == Unit.id)
            .where(Unit.id != unit_id, Unit.valid_to.is_(None), ~has_one)
        ).all()
    )


def added_by(session: Session, *, unit_ids: Collection[int]) -> dict[int, int]:
    """Return unit → the officer who added it; none for others."""
    rows = session.execute(
        select(AddedUnit.unit_id, AddedUnit.added_by).where(
            AddedUnit.unit_id.in_(unit_ids)
        )
    )
    return {unit_id: account_id for unit_id, account_id in rows}  # noqa: C416  # rows aren't typed as pairs


def brought_in(session: Session, *, unit_ids: Collection[int]) -> Sequence[Account]:
    """Return people without a phone whom officers entered into these branches."""
    below = [select(branch(unit_id).c.id) for unit_id in unit_ids]
    return session.scalars(
        select(Account)
        .where(
            Account.brought_in_by.is_not(None),
            Account.phone.is_(None),
            Account.disabled_at.is_(None),
            Account.erased_at.is_(None),
            or_(*(Account.unit_id.in_(ids) for ids in below)),
        )
        .order_by(Account.sort_key, Account.id)
    ).all()


def namesakes(
    session: Session, *, search_key: str, birth_year: int, unit_id: int
) -> Sequence[Account]:
    """Return people of a unit who bear a name and were born in a year."""
    return session.scalars(
        select(Account)
        .where(
            Account.unit_id == unit_id,
            Account.search_key == search_key,
            Account.birth_year == birth_year,
            Account.kind == "person",
            Account.disabled_at.is_(None),
        )
        .order_by(Account.id)
    ).all()

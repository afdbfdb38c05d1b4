"""Inviting the officers of the next level, by a code or a list, and ending their roles."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, OfficerInvitation, RoleGrant
from quizapp.accounts.queries import people_of_phone, roles_of
from quizapp.accounts.queries.officers import (
    check_below,
    grant_below,
    invitations_to,
    is_above,
)
from quizapp.accounts.rules import (
    INVITATION_LASTS,
    PastedLine,
    check_can_be_used,
    invitation_hash,
)
from quizapp.accounts.service.roles import Reach, grant_role, revoke_role
from quizapp.accounts.service.telling import notify
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, Fault, FileFaultsError, NotFoundError
from quizapp.names import clean
from quizapp.phrases import message
from quizapp.units.models import Unit
from quizapp.units.queries import label_of, units_named

INVITED = message(
    "Invited to look after “%(unit)s” as an officer: open “Invitations” under Account"
    " to accept."
)
ACCEPTED = message("%(name)s now looks after “%(unit)s”.")
ENDED = message("The role of officer for “%(unit)s” has ended.")


def invite_by_code(
    session: Session,
    *,
    unit: Unit,
    inviter_id: int,
    code: str,
    now: datetime,
    name: str = "",
) -> OfficerInvitation:
    """Invite whoever has a code to look after a unit; the caller checks the unit.

    ``code`` is a random ``invitation_code`` that is shown to the inviter alone.
    """
    return _invite(session, unit.id, inviter_id, now, name=name, code=code)


def invite_by_list(
    session: Session,
    *,
    root: Unit,
    lines: Sequence[PastedLine],
    inviter_id: int,
    now: datetime,
    faults: Sequence[Fault] = (),
) -> int:
    """Invite people by phone to units below one, all or none; return how many.

    Who is the only one of her phone is told; who isn't signed up finds it after that.
    The same again only makes an invitation last longer. Nothing tells the inviter who
    is signed up. ``faults`` are those of lines that can't be read.

    Raises:
        FileFaultsError: these, and units that can't be meant.
    """
    found = list(faults)
    for line in lines:
        unit_id = _meant(session, root, line, found)
        people = people_of_phone(session, phone=line.phone)
        if not found and unit_id is not None:
            _invite_phone(session, unit_id, line, people, inviter_id, now)
    if found:
        raise FileFaultsError("", found)
    return len(lines)


def _meant(
    session: Session, root: Unit, line: PastedLine, faults: list[Fault]
) -> int | None:
    found = [
        one
        for one in units_named(session, root_id=root.id, text=line.unit)
        if one.id != root.id
    ]
    if len(found) == 1:
        return found[0].id
    words = (
        message("Several units below are called “%(unit)s”: add the unit above it.")
        if found
        else message("No unit below is called “%(unit)s”.")
    )
    faults.append(Fault(line.line, words, {"unit": line.unit}))
    return None


def _invite_phone(
    session: Session,
    unit_id: int,
    line: PastedLine,
    people: Sequence[Account],
    inviter_id: int,
    now: datetime,
) -> None:
    for open_one in invitations_to(session, phone=line.phone, now=now):
        if open_one.unit_id == unit_id and open_one.invited_by == inviter_id:
            open_one.expires_at = now + INVITATION_LASTS
            return
    _invite(session, unit_id, inviter_id, now, name=line.name, phone=line.phone)
    if len(people) == 1:
        _tell(session, people[0].id, unit_id, now)


def _invite(
    session: Session,
    unit_id: int,
    inviter_id: int,
    now: datetime,
    *,
    name: str,
    code: str | None = None,
    phone: str | None = None,
) -> OfficerInvitation:
    invitation = OfficerInvitation(
        unit_id=unit_id,
        name=clean(name)[:100],
        phone=phone,
        code_hash=None if code is None else invitation_hash(code),
        invited_by=inviter_id,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    session.add(invitation)
    session.flush()
    _note(session, invitation, "accounts.officer_invited", inviter_id, now)
    return invitation


def tell_of_invitations(session: Session, *, account: Account, now: datetime) -> None:
    """Tell somebody who has just signed up what she was invited to before."""
    for invitation in invitations_to(session, phone=account.phone, now=now):
        _tell(session, account.id, invitation.unit_id, now)


def _tell(session: Session, account_id: int, unit_id: int, now: datetime) -> None:
    told = {"unit": label_of(session, unit_id)}
    notify(session, account_id=account_id, message=INVITED, params=told, now=now)


def accept_invitation(
    session: Session, *, invitation_id: int, account: Account, now: datetime
) -> RoleGrant:
    """Give somebody the role that she was invited to; the caller knows her to be meant.

    Raises:
        ConflictError: it was used, taken back, is too old, or the inviter may no longer.
    """
    invitation = session.scalars(
        select(OfficerInvitation)
        .where(OfficerInvitation.id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    check_can_be_used(
        used_at=invitation.used_at,
        revoked_at=invitation.revoked_at,
        expires_at=invitation.expires_at,
        now=now,
    )
    unit_id, inviter_id = invitation.unit_id, invitation.invited_by
    if not is_above(session, account_id=inviter_id, unit_id=unit_id, now=now):
        raise ConflictError("This invitation was taken back: ask who sent it.")
    for held in roles_of(session, account_id=account.id, now=now):
        if held.role == "unit_officer" and held.unit_id == unit_id:
            raise ConflictError("This unit is looked after by this account already.")
    invitation.used_by, invitation.used_at = account.id, now
    told = {"name": account.full_name, "unit": label_of(session, unit_id)}
    notify(session, account_id=inviter_id, message=ACCEPTED, params=told, now=now)
    return grant_role(
        session,
        account=account,
        role="unit_officer",
        reach=Reach(unit_id=unit_id),
        granted_by=inviter_id,
        salt=secrets.token_bytes(16),
        now=now,
    )


def check_is_invited(
    session: Session, *, invitation: OfficerInvitation | None, account: Account
) -> OfficerInvitation:
    """Check that an invitation by phone means this person.

    Raises:
        NotFoundError: there is none, or it means another phone.
        ConflictError: several people share the phone by now.
    """
    if invitation is None or invitation.phone is None:
        raise NotFoundError("There is no such page. Start at the home page.")
    if invitation.phone != account.phone:
        raise NotFoundError("There is no such page. Start at the home page.")
    if len(people_of_phone(session, phone=invitation.phone)) > 1:
        raise ConflictError(
            "Several people share this phone: ask for an invitation by a code."
        )
    return invitation


def revoke_invitation(
    session: Session,
    *,
    invitation_id: int,
    own_ids: Collection[int],
    account_id: int,
    now: datetime,
) -> OfficerInvitation:
    """Take an invitation to a unit below one's own back.

    Raises:
        NotFoundError: there is none such that is open.
    """
    invitation = session.get(OfficerInvitation, invitation_id, with_for_update=True)
    is_open = (
        invitation is not None
        and invitation.used_at is None
        and invitation.revoked_at is None
    )
    if invitation is None or not is_open:
        raise NotFoundError("There is no such page. Start at the home page.")
    check_below(session, own_ids=own_ids, unit_id=invitation.unit_id)
    invitation.revoked_at = now
    session.flush()
    _note(session, invitation, "accounts.officer_invitation_revoked", account_id, now)
    return invitation


def end_officer(
    session: Session,
    *,
    grant_id: int,
    own_ids: Collection[int],
    act: Act,
    now: datetime,
) -> RoleGrant:
    """End the role of an officer below one's own unit; one's own can't be ended so.

    Raises:
        NotFoundError: there is no such role below.
    """
    grant = grant_below(session, grant_id=grant_id, now=now)
    unit_id = grant.unit_id or 0
    check_below(session, own_ids=own_ids, unit_id=unit_id)
    told = {"unit": label_of(session, unit_id)}
    notify(session, account_id=grant.account_id, message=ENDED, params=told, now=now)
    return revoke_role(
        session, grant_id=grant.id, salt=act.salt, now=now, revoked_by=act.account_id
    )


def _note(
    session: Session,
    invitation: OfficerInvitation,
    action: str,
    account_id: int,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=f"account:{account_id}",
        action=action,
        subject=f"unit:{invitation.unit_id}",
        details={"invitation": invitation.id},
        salt=secrets.token_bytes(16),
        now=now,
    )

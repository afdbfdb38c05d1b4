"""Writes of the help desk: each with a reason, each in the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.queries import people_of_phone
from quizapp.accounts.service import (
    correct_person,
    free_place,
    revoke_codes,
    revoke_sessions,
)
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.entries.queries import entries_of
from quizapp.errors import ConflictError, InvalidError


def show_phone(session: Session, *, person: Account, act: Act, now: datetime) -> str:
    """Return the whole phone of one person, and note who saw it and why.

    Raises:
        InvalidError: no reason was given.
        ConflictError: she has none.
    """
    check_reason(act)
    if person.phone is None:
        raise ConflictError("There is no phone number with this person.")
    _note(session, person, "helpdesk.phone_shown", act, now)
    return person.phone


def change_phone(
    session: Session,
    *,
    person: Account,
    phone: str,
    most: int,
    is_shared: bool,
    act: Act,
    now: datetime,
) -> None:
    """Give a person another number to sign in with, and sign all her devices out.

    ``phone`` is canonical; up to ``most`` people share one. ``is_shared``: it is known
    that others use it.

    Raises:
        InvalidError: no reason was given, it is the number she has, or one that others
            use, and nobody knew.
        ConflictError: as many people as may share the number do.
    """
    check_reason(act)
    if person.phone == phone:
        raise InvalidError("This is the number that is there already.", field="phone")
    others = len(people_of_phone(session, phone=phone))
    if others and not is_shared:
        raise InvalidError(
            "%(count)s people use this number already. If she shares their phone, tick"
            " the box below; else look at the number again.",
            field="phone",
            count=others,
        )
    place = free_place(session, phone=phone, most=most)
    _leave_phone(session, person, now)
    person.phone, person.phone_place = phone, place
    person.phone_freed_at = None
    session.flush()
    _note(session, person, "helpdesk.phone_changed", act, now)


def free_phone(session: Session, *, person: Account, act: Act, now: datetime) -> None:
    """Take a number from who signed up with somebody else's; its owner can use it.

    What the person entered and answered stays; she gets in again once she has a number
    of her own. Only after the secretary has called the number and spoken to its owner.

    Raises:
        InvalidError: no reason was given.
        ConflictError: there is no number to free.
    """
    check_reason(act)
    if person.phone is None:
        raise ConflictError("There is no phone number with this person.")
    _leave_phone(session, person, now)
    person.phone, person.phone_place, person.phone_freed_at = None, None, now
    session.flush()
    _note(session, person, "helpdesk.phone_freed", act, now)


def mend_name(
    session: Session,
    *,
    person: Account,
    full_name: str,
    birth_year: int,
    act: Act,
    now: datetime,
) -> None:
    """Correct name or birth year of a person who has entered no contest.

    Raises:
        ConflictError: she has; then ``entries.service.correct_entry`` asks its rules.
        InvalidError: no reason was given, nothing is changed, or it can't be.
    """
    check_reason(act)
    if entries_of(session, account_id=person.id):
        raise ConflictError(
            "She has entered a contest: name and birth year are corrected with the entry."
        )
    before = (person.full_name, person.birth_year)
    correct_person(
        session,
        account_id=person.id,
        full_name=full_name,
        birth_year=birth_year,
        now=now,
    )
    changed = {
        "name_changed": before[0] != person.full_name,
        "birth_year_changed": before[1] != person.birth_year,
    }
    if not any(changed.values()):
        raise InvalidError("Nothing is changed yet.", field="full_name")
    _note(session, person, "helpdesk.name_mended", act, now, changed)


def check_reason(act: Act) -> None:
    """Check that an act says why.

    Raises:
        InvalidError: it doesn't.
    """
    if not act.reason.strip():
        raise InvalidError("Write why: it stands in the log.", field="reason")


def _leave_phone(session: Session, person: Account, now: datetime) -> None:
    """Let nobody who holds the number's phone go on as this person."""
    revoke_sessions(session, account_id=person.id, now=now)
    revoke_codes(session, account_id=person.id, now=now)


def _note(
    session: Session,
    person: Account,
    action: str,
    act: Act,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"account:{person.id}",
        details=details or {},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )

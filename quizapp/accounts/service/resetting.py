"""Reset codes: issued by staff, used once, with which a person chooses a new PIN."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, ResetCode
from quizapp.accounts.queries import people_of_phone, usable_code
from quizapp.accounts.rules import RESET_CODE_LASTS, reset_code_hash
from quizapp.accounts.service.signing_in import revoke_sessions
from quizapp.audit import service as audit
from quizapp.errors import InvalidError


def issue_reset_code(
    session: Session,
    *,
    person: Account,
    issuer_id: int | None,
    code: str,
    salt: bytes,
    now: datetime,
) -> ResetCode:
    """Issue a code to a person; codes issued before work no longer.

    ``code`` is random digits, told to nobody but the person; ``issuer_id`` is None on
    the command line.
    """
    revoke_codes(session, account_id=person.id, now=now)
    issued = ResetCode(
        account_id=person.id,
        code_hash=reset_code_hash(person.id, code),
        issued_by=issuer_id,
        issued_at=now,
        expires_at=now + RESET_CODE_LASTS,
    )
    session.add(issued)
    session.flush()
    audit.record(
        session,
        actor=f"account:{issuer_id}" if issuer_id else "command",
        action="accounts.reset_code_issued",
        subject=f"account:{person.id}",
        details={"reset_code": issued.id},
        salt=salt,
        now=now,
    )
    return issued


def revoke_codes(session: Session, *, account_id: int, now: datetime) -> None:
    """Let no code that was issued to a person before work any longer."""
    session.execute(
        update(ResetCode)
        .where(ResetCode.account_id == account_id, ResetCode.used_at.is_(None))
        .values(used_at=now)
    )


def check_reset_code(
    session: Session, *, people: Sequence[Account], code: str, now: datetime
) -> ResetCode:
    """Return the usable code of one of a phone's people.

    Raises:
        InvalidError: no such code, used before, or too old.
    """
    found = usable_code(session, people=people, code=code, now=now)
    if found is None:
        raise InvalidError(
            "Phone and code don't fit, or the code is older than 10 minutes: ask for a"
            " new one.",
            field="code",
        )
    return found


def use_reset_code(
    session: Session, *, phone: str, code: str, secret_hash: str, now: datetime
) -> Account:
    """Give a person the PIN that she chose, and sign all her devices out.

    Raises:
        InvalidError: no such code, used before, or too old.
    """
    people = people_of_phone(session, phone=phone)
    found = check_reset_code(session, people=people, code=code, now=now)
    found.used_at = now
    person = session.get_one(Account, found.account_id)
    person.secret_hash = secret_hash
    revoke_sessions(session, account_id=person.id, now=now)
    session.flush()
    return person

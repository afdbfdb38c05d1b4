"""Codes by which staff choose their password themselves: shown once, used once."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, ResetCode
from quizapp.accounts.queries.staff import usable_staff_code
from quizapp.accounts.rules import RESET_CODE_LASTS, password_code_hash
from quizapp.accounts.service.signing_in import revoke_sessions
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError


def issue_password_code(
    session: Session, *, account: Account, code: str, act: Act, now: datetime
) -> ResetCode:
    """Issue a code to somebody of the staff; codes issued before work no longer.

    ``code`` is random, told to nobody but her: she alone chooses her password.

    Raises:
        ConflictError: her account is out of use.
    """
    if account.disabled_at is not None:
        raise ConflictError("This account is out of use: put it back into use first.")
    session.execute(
        update(ResetCode)
        .where(ResetCode.account_id == account.id, ResetCode.used_at.is_(None))
        .values(used_at=now)
    )
    issued = ResetCode(
        account_id=account.id,
        code_hash=password_code_hash(account.id, code),
        issued_by=act.account_id,
        issued_at=now,
        expires_at=now + RESET_CODE_LASTS,
    )
    session.add(issued)
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="accounts.password_code_issued",
        subject=f"account:{account.id}",
        details={"reset_code": issued.id},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )
    return issued


def use_password_code(
    session: Session, *, username: str, code: str, secret_hash: str, now: datetime
) -> Account:
    """Give somebody of the staff the password that she chose; sign all her devices out.

    Raises:
        InvalidError: no such code, used before, or too old.
    """
    found = usable_staff_code(session, username=username, code=code, now=now)
    if found is None:
        raise InvalidError(
            "Name and code don't fit, or the code is older than 10 minutes: ask for a"
            " new one.",
            field="code",
        )
    issued, account = found
    issued.used_at = now
    account.secret_hash = secret_hash
    revoke_sessions(session, account_id=account.id, now=now)
    session.flush()
    return account

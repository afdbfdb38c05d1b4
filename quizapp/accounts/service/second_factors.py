"""The second factor of staff: set up, asked for, replaced by recovery codes, reset."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account, RecoveryCode, SecondFactor
from quizapp.accounts.rules import (
    Box,
    fitting_step,
    is_recovery_code,
    recovery_code_hash,
    unboxed,
)
from quizapp.accounts.service.signing_in import revoke_sessions
from quizapp.audit import service as audit
from quizapp.errors import ConflictError, InvalidError


def set_up_second_factor(
    session: Session,
    *,
    account_id: int,
    box: Box,
    code: str,
    key: str,
    now: datetime,
) -> None:
    """Keep a new secret once a code shows that the app has it.

    Raises:
        InvalidError: the code isn't the app's.
        ConflictError: there is a second factor already.
    """
    step = _step_of(box, account_id, code, key=key, now=now, last_step=None)
    made = session.scalar(
        insert(SecondFactor)
        .values(
            account_id=account_id, secret=box.stored, last_step=step, confirmed_at=now
        )
        .on_conflict_do_nothing()
        .returning(SecondFactor.account_id)
    )
    if made is None:
        raise ConflictError("The second factor was set up elsewhere: sign in with it.")
    _note(session, account_id, "accounts.second_factor_set_up", {}, now)


def replace_second_factor(
    session: Session,
    *,
    account_id: int,
    box: Box,
    code: str,
    key: str,
    now: datetime,
) -> None:
    """Move the second factor to another phone; codes of the one before fit no more.

    Raises:
        InvalidError: the code isn't the new app's.
        ConflictError: there is no second factor to replace.
    """
    step = _step_of(box, account_id, code, key=key, now=now, last_step=None)
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None:
        raise ConflictError("There is no second factor.")
    factor.secret, factor.last_step, factor.confirmed_at = box.stored, step, now
    session.flush()
    _note(session, account_id, "accounts.second_factor_replaced", {}, now)


def use_second_factor(
    session: Session, *, account_id: int, code: str, key: str, now: datetime
) -> None:
    """Use a code of the app, or a recovery code; neither can be used once more.

    Raises:
        InvalidError: it doesn't fit, or was used before.
        ConflictError: there is no second factor, or it can't be read.
    """
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None:
        raise ConflictError("There is no second factor.")
    if is_recovery_code(code):
        _use_recovery_code(session, account_id, code, key=key, now=now)
        return
    box = Box.of(factor.secret)
    factor.last_step = _step_of(
        box, account_id, code, key=key, now=now, last_step=factor.last_step
    )
    session.flush()


def make_recovery_codes(
    session: Session,
    *,
    account_id: int,
    codes: Sequence[str],
    key: str,
    now: datetime,
) -> None:
    """Give an account new recovery codes; those it had before work no more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    session.add_all(
        RecoveryCode(
            account_id=account_id,
            code_hash=recovery_code_hash(key, account_id, code),
            made_at=now,
        )
        for code in codes
    )
    session.flush()
    details = {"count": len(codes)}
    _note(session, account_id, "accounts.recovery_codes_made", details, now)


def reset_second_factor(
    session: Session, *, account: Account, act: audit.Act, now: datetime
) -> None:
    """Take a lost second factor from an account, and sign all its devices out.

    At the next signing in a new one is set up. For administrators.

    Raises:
        ConflictError: there is none.
    """
    gone = session.scalar(
        delete(SecondFactor)
        .where(SecondFactor.account_id == account.id)
        .returning(SecondFactor.account_id)
    )
    if gone is None:
        raise ConflictError("There is no second factor.")
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    revoke_sessions(session, account_id=account.id, now=now)
    audit.record(
        session,
        actor=act.actor,
        action="accounts.second_factor_reset",
        subject=f"account:{account.id}",
        details={},
        salt=act.salt,
        now=now,
        reason=act.reason,
    )


def _step_of(
    box: Box,
    account_id: int,
    code: str,
    *,
    key: str,
    now: datetime,
    last_step: int | None,
) -> int:
    secret = unboxed(box, key=key, account_id=account_id)
    step = fitting_step(secret, code, now=now, last_step=last_step)
    if step is None:
        raise _refusal()
    return step


def _use_recovery_code(
    session: Session, account_id: int, code: str, *, key: str, now: datetime
) -> None:
    used = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == recovery_code_hash(key, account_id, code),
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if used is None:
        raise _refusal()
    left = session.scalar(
        select(func.count()).where(
            RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
        )
    )
    details = {"recovery_code": used, "left": left}
    _note(session, account_id, "accounts.recovery_code_used", details, now)


def _refusal() -> InvalidError:
    return InvalidError(
        "This code doesn't fit, or it was used before. Wait for the next code of the"
        " app, and check that the phone's clock is right.",
        field="code",
    )


def _note(
    session: Session,
    account_id: int,
    action: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    act = audit.Act.by(account_id)
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"account:{account_id}",
        details=details,
        salt=act.salt,
        now=now,
    )

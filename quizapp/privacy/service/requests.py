"""Requests about personal data: asked, answered, forgotten."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.service import notify
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.names import clean
from quizapp.phrases import message
from quizapp.privacy.models import DataRequest
from quizapp.privacy.rules import KINDS, check_text, due_at

ANSWERED = message("The request number %(number)s about personal data is answered.")
LONGEST_CALLER = 200


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What is asked. Of ``account_id`` and ``caller`` one at least is there."""

    kind: str
    text: str
    account_id: int | None = None
    #: How a caller whom nobody found among the people is called back.
    caller: str = ""
    contest_id: int | None = None


def ask(
    session: Session, *, asked: NewRequest, now: datetime, act: Act | None = None
) -> DataRequest:
    """Note a request; ``act``: of who took a call, None: she asks herself.

    Raises:
        InvalidError: no such kind, no text or too long a one, or nobody asks.
    """
    if asked.kind not in KINDS:
        raise InvalidError("Choose what is asked for.", field="kind")
    caller = clean(asked.caller)[:LONGEST_CALLER]
    if asked.account_id is None and not caller:
        raise InvalidError(
            "Choose the person, or write how she is called back.", field="caller"
        )
    made = DataRequest(
        account_id=asked.account_id,
        contest_id=asked.contest_id,
        kind=asked.kind,
        text=check_text(asked.text, field="text"),
        caller=caller or None,
        asked_at=now,
        due_at=due_at(now),
        entered_by=act.account_id if act is not None else None,
    )
    session.add(made)
    session.flush()
    if act is not None:
        _note(session, made, "privacy.request_entered", act, now)
    return made


def answer(
    session: Session, *, request_id: int, text: str, act: Act, now: datetime
) -> DataRequest:
    """Answer a request; she is told on her next visit, and reads it on “My data”.

    Raises:
        NotFoundError: there is no such request.
        ConflictError: it is answered already.
        InvalidError: there is no answer, or too long a one.
    """
    found = session.get(DataRequest, request_id, with_for_update=True)
    if found is None:
        raise NotFoundError("There is no such request.")
    if found.answered_at is not None:
        raise ConflictError("This request is answered already.")
    found.answer = check_text(text, field="answer")
    found.answered_at = now
    found.answered_by = act.account_id
    session.flush()
    if found.account_id is not None:
        notify(
            session,
            account_id=found.account_id,
            message=ANSWERED,
            params={"number": found.id},
            now=now,
        )
    _note(session, found, "privacy.request_answered", act, now)
    return found


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Empty the requests of a person; that there were some, and when, stays."""
    session.execute(
        update(DataRequest)
        .where(DataRequest.account_id == account_id)
        .values(
            text="",
            caller=None,
            answer="",
            answered_at=func.coalesce(DataRequest.answered_at, now),
        )
        .execution_options(synchronize_session="fetch")
    )


def forget_answered(session: Session, *, before: datetime, batch: int) -> int:
    """Delete requests that were answered before an instant; return how many went."""
    old = (
        select(DataRequest.id)
        .where(DataRequest.answered_at < before)
        .order_by(DataRequest.answered_at)
        .limit(batch)
    )
    gone = delete(DataRequest).where(DataRequest.id.in_(old)).returning(DataRequest.id)
    return len(session.scalars(gone).all())


def _note(
    session: Session, request: DataRequest, action: str, act: Act, now: datetime
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"data_request:{request.id}",
        details={"account": request.account_id, "contest": request.contest_id},
        salt=act.salt,
        now=now,
    )

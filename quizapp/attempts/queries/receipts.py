"""What anybody may check who holds the code of a receipt or of a phone."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from quizapp.attempts.models import Attempt
from quizapp.attempts.queries.rows import responses_of
from quizapp.attempts.rules import (
    counted_answers,
    newest_answers,
    phone_code,
    receipt_hash,
    typed_code,
    typed_phone_code,
)
from quizapp.contests.models import Contest, Round
from quizapp.errors import NotFoundError


@dataclass(frozen=True)
class Checked:
    """What anybody may know of an attempt who holds one of its codes."""

    attempt: Attempt
    round_: Round
    contest: Contest
    #: Whether what the code stands for is what the database holds.
    is_right: bool


def check_receipt(session: Session, *, code: str) -> Checked:
    """Count the answers of a receipt anew and compare their hash.

    Raises:
        NotFoundError: there is no such receipt.
    """
    row = session.execute(
        _with_contest().where(Attempt.receipt_code == typed_code(code))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no receipt with this code.")
    attempt, round_, contest = row
    values = counted_answers(
        responses_of(session, [attempt.id])[attempt.id],
        deadline_at=attempt.deadline_at,
        grace_seconds=round_.grace_seconds,
    )
    found = receipt_hash(
        attempt_id=attempt.id, answers=values, nonce=attempt.receipt_nonce or ""
    )
    is_right = found == attempt.receipt_hash or attempt.is_mark_due
    return Checked(attempt, round_, contest, is_right)


def check_phone_code(session: Session, *, code: str) -> Checked:
    """Compare what a phone held when its time was up with all that has arrived.

    Raises:
        NotFoundError: it is no such code, or there is no such attempt.
    """
    attempt_id, spelled = typed_phone_code(code) or (0, "")
    row = session.execute(_with_contest().where(Attempt.id == attempt_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no receipt with this code.")
    attempt, round_, contest = row
    arrived = newest_answers(responses_of(session, [attempt.id])[attempt.id])
    is_right = phone_code(attempt.id, arrived) == spelled
    return Checked(attempt, round_, contest, is_right)


def _with_contest() -> Select[Attempt, Round, Contest]:
    return (
        select(Attempt, Round, Contest)
        .join(Round, Round.id == Attempt.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .options(defer(Round.plan, raiseload=True))
    )

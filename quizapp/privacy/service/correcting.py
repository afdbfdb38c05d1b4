"""Correcting one's own name and birth year before a contest is entered."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.service import correct_person
from quizapp.entries.queries import entries_of
from quizapp.errors import ConflictError


def correct_myself(
    session: Session, *, account_id: int, full_name: str, birth_year: int, now: datetime
) -> Account:
    """Correct name and birth year of a person who has entered no contest.

    Raises:
        ConflictError: she has; then ``entries.service.correct_entry`` asks its rules.
        InvalidError: name or birth year can't be.
    """
    if entries_of(session, account_id=account_id):
        raise ConflictError("Name and birth year are corrected on the entry form.")
    return correct_person(
        session,
        account_id=account_id,
        full_name=full_name,
        birth_year=birth_year,
        now=now,
    )

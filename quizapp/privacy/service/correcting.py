"""Correcting one's own name and birth year, as long as nothing hangs on them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.service import correct_person
from quizapp.attempts.queries import has_started
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Entry
from quizapp.entries.rules import check_age
from quizapp.errors import ConflictError


def correct_myself(
    session: Session, *, account_id: int, full_name: str, birth_year: int, now: datetime
) -> Account:
    """Correct name and birth year of a person who hasn't started an attempt yet.

    Raises:
        ConflictError: she has; from then on the organizers correct it, with a record.
        InvalidError: name or birth year can't be, or she is too young for a contest
            that she has entered.
    """
    # An attempt starts under the lock of its entry: none starts meanwhile.
    entered = select(Contest).join(Entry, Entry.contest_id == Contest.id)
    contests = session.scalars(
        entered.where(Entry.account_id == account_id).with_for_update(of=Entry)
    ).all()
    if has_started(session, account_id=account_id):
        raise ConflictError(
            "Name and birth year are locked since the first attempt started: ask the"
            " organizers to correct them."
        )
    for contest in contests:
        minimum_age = rule_book(session, contest).eligibility.minimum_age
        check_age(birth_year, minimum_age, now)
    return correct_person(
        session,
        account_id=account_id,
        full_name=full_name,
        birth_year=birth_year,
        now=now,
    )

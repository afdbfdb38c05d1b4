"""Forgetting a person: what tells who she is goes, what is counted stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.entries.queries import entries_of
from quizapp.entries.rules import age_band


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Take out of a person's entries what could tell who she is.

    Date of birth, ethnicity and representative go, and her name stands nowhere; sex,
    occupation, member or not, unit and the band of her age stay, for figures. Call it
    before the birth year is taken out of the account: the band comes from it. Doing it
    again changes nothing.
    """
    del now
    account = session.get_one(Account, account_id)
    for entry in entries_of(session, account_id=account_id):
        if account.birth_year is not None:
            entry.age_band = age_band(account.birth_year, entry.created_at)
        entry.birth_date = None
        entry.ethnicity = None
        entry.representative_name = entry.representative_relation = None
        entry.is_name_shown = False
    session.flush()

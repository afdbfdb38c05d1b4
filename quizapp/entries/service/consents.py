"""Answers to consent texts: noted, never changed; the newest one holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.entries.models import Consent, Entry
from quizapp.entries.rules import ConsentAnswer, is_child
from quizapp.errors import InvalidError

#: Without them nobody takes part: who takes one back leaves the contest.
NEEDED = ("take_part", "representative")


def change_consent(
    session: Session, *, entry: Entry, answer: ConsentAnswer, now: datetime
) -> None:
    """Note a new answer of a person; it acts at once.

    The name of who is under 16, or was when she entered, stays shortened whatever is
    answered. Without its consent the ethnicity is taken out.

    Raises:
        InvalidError: consent to taking part can't be withdrawn here.
    """
    if answer.kind in NEEDED and not answer.is_given:
        raise InvalidError(
            "Who takes back this consent leaves the contest: call the organizers."
        )
    if answer.kind == "show_name":
        entry.is_name_shown = answer.is_given and not must_stay_masked(
            session, entry, now
        )
    if answer.kind == "ethnicity" and not answer.is_given:
        entry.ethnicity = None
    note(session, entry, answer, now)
    session.flush()


def must_stay_masked(session: Session, entry: Entry, now: datetime) -> bool:
    """Tell whether the name of an entry may stand on no board."""
    if entry.representative_name is not None:
        return True
    account = session.get_one(Account, entry.account_id)
    return account.birth_year is None or is_child(
        account.birth_year, entry.birth_date, now
    )


def note(session: Session, entry: Entry, answer: ConsentAnswer, now: datetime) -> None:
    """Add an answer to the list of consents."""
    session.add(
        Consent(
            entry_id=entry.id,
            kind=answer.kind,
            is_given=answer.is_given,
            text_version=answer.text_version,
            text_hash=answer.text_hash,
            at=now,
        )
    )

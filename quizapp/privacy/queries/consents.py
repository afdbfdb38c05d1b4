"""Consents of a person, by contest, as she can take them back or give them again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Consent, Entry
from quizapp.entries.queries import newest_consents
from quizapp.errors import NotFoundError
from quizapp.privacy.rules import Keeping, window_ends_at


@dataclass(frozen=True)
class EntryConsents:
    """An entry with the answers to consent texts that are in force, by kind."""

    entry: Entry
    contest: Contest
    answers: dict[str, Consent]


def consents_of(session: Session, *, account_id: int) -> list[EntryConsents]:
    """Return the entries of a person with her consents, the newest first."""
    rows = session.execute(
        select(Entry, Contest)
        .join(Contest, Contest.id == Entry.contest_id)
        .where(Entry.account_id == account_id)
        .order_by(Entry.id.desc())
    ).all()
    return [
        EntryConsents(entry, contest, newest_consents(session, entry_id=entry.id))
        for entry, contest in rows
    ]


def consent_of(
    session: Session, *, account_id: int, entry_id: int, kind: str
) -> tuple[Entry, Contest, Consent]:
    """Return the newest answer of a person to one text.

    Raises:
        NotFoundError: there is no such entry of hers, or she was never asked.
    """
    for one in consents_of(session, account_id=account_id):
        if one.entry.id == entry_id and kind in one.answers:
            return one.entry, one.contest, one.answers[kind]
    raise NotFoundError("There is no such consent.")


def open_windows(
    session: Session, *, account_id: int, keeping: Keeping, now: datetime
) -> list[tuple[Contest, datetime]]:
    """Return the contests of a person that aren't done with, each with its end."""
    entered = [one.contest for one in consents_of(session, account_id=account_id)]
    ends = [
        (contest, window_ends_at(rule_book(session, contest).closes_at, keeping))
        for contest in entered
    ]
    return [(contest, until) for contest, until in ends if until > now]

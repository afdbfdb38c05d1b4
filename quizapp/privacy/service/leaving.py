"""Leaving a contest, and coming back: what taking back a consent does, at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts.service import close_open
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries import service as entries
from quizapp.entries.models import Entry
from quizapp.entries.queries import newest_consents
from quizapp.entries.rules import ConsentAnswer, check_is_not_over
from quizapp.entries.service import NEEDED
from quizapp.errors import NotFoundError
from quizapp.standings import service as standings

#: Makes a nonce: 32 random hexadecimal digits.
Nonce = Callable[[], str]


def change_consent(
    session: Session,
    *,
    account_id: int,
    entry_id: int,
    answer: ConsentAnswer,
    nonce: Nonce,
    now: datetime,
) -> Entry:
    """Note what a person answers now to a consent text, and act by it.

    Without consent to taking part she leaves the contest: attempts that are open end,
    no other starts, and no board shows her; with it she is back, until the contest is
    over.

    Raises:
        NotFoundError: there is no such entry of hers.
        ConflictError: the contest is over, and she wants back.
    """
    entry = _own(session, account_id, entry_id)
    if answer.kind not in NEEDED:
        entries.change_consent(session, entry=entry, answer=answer, now=now)
        standings.touch(session, entry_id=entry.id, now=now)
        return entry
    entries.note(session, entry, answer, now)
    session.flush()
    answers = newest_consents(session, entry_id=entry.id)
    if not answer.is_given:
        leave(session, entry=entry, nonce=nonce, now=now)
    elif all(answers[kind].is_given for kind in NEEDED if kind in answers):
        come_back(session, entry=entry, now=now)
    return entry


def leave(session: Session, *, entry: Entry, nonce: Nonce, now: datetime) -> None:
    """Take an entry out of its contest; figures count on what it did.

    Who calls it holds the entry (``entries.service.hold``). Other entries that count as
    the same person stay in, each with what it made itself.
    """
    if entry.withdrawn_at is not None:
        return
    entry.withdrawn_at = now
    session.flush()
    for attempt, round_ in close_open(session, entry_id=entry.id, now=now, nonce=nonce):
        standings.record(session, attempt=attempt, round_=round_, now=now)
    standings.rank_entry(session, entry_id=entry.id, now=now)


def come_back(session: Session, *, entry: Entry, now: datetime) -> None:
    """Take an entry into its contest again, with the attempts that it made.

    Raises:
        ConflictError: the contest is over.
    """
    if entry.withdrawn_at is None:
        return
    contest = session.get_one(Contest, entry.contest_id)
    check_is_not_over(rule_book(session, contest).closes_at, now)
    entry.withdrawn_at = None
    session.flush()
    standings.rank_entry(session, entry_id=entry.id, now=now)


def _own(session: Session, account_id: int, entry_id: int) -> Entry:
    """Return an entry of a person, locked against starts.

    A hand-in holds its attempt and asks whether the entry is there: that must not wait.
    """
    entry = session.scalar(
        select(Entry).where(Entry.id == entry_id, Entry.account_id == account_id)
    )
    if entry is None:
        raise NotFoundError("There is no such entry.")
    entries.hold(session, entry)
    return entry

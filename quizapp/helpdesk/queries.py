"""Reads of the help desk: who calls, and where she stands in her contests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round
from quizapp.entries.models import Entry
from quizapp.errors import NotFoundError
from quizapp.helpdesk.rules import Wanted

MOST_FOUND = 30


def callers(
    session: Session, *, wanted: Wanted, contest_ids: Collection[int] | None
) -> Sequence[Account]:
    """Return who fits, by tên, then họ đệm; at most ``MOST_FOUND`` and one more.

    ``contest_ids`` are the contests that who asks looks after; None: all people.
    """
    return session.scalars(
        select(Account)
        .where(*_is_caller(contest_ids), *_fits(wanted))
        .order_by(Account.sort_key, Account.id)
        .limit(MOST_FOUND + 1)
    ).all()


def caller(
    session: Session, *, account_id: int, contest_ids: Collection[int] | None
) -> Account:
    """Return a person, locked until the transaction ends.

    Raises:
        NotFoundError: there is none, or she entered none of these contests.
    """
    found = session.scalar(
        select(Account)
        .where(Account.id == account_id, *_is_caller(contest_ids))
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such person.")
    return found


def _is_caller(contest_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    is_person = [Account.kind == "person", Account.erased_at.is_(None)]
    if contest_ids is None:
        return is_person
    return [
        *is_person,
        exists().where(
            Entry.account_id == Account.id, Entry.contest_id.in_(contest_ids)
        ),
    ]


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.phone is not None:
        return [Account.phone == wanted.phone]
    if wanted.phone_end is not None:
        return [Account.phone.endswith(wanted.phone_end, autoescape=True)]
    return [
        (" " + Account.search_key).contains(f" {word}", autoescape=True)
        for word in wanted.words
    ]


@dataclass(frozen=True)
class AttemptMade:
    """An attempt as the help desk tells of it: no score, no answer."""

    round_title: str
    number: int
    state: str
    started_at: datetime
    ended_at: datetime | None
    receipt_code: str | None


@dataclass(frozen=True)
class Entered:
    """A contest that a person has entered."""

    entry: Entry
    contest: Contest
    attempts: Sequence[AttemptMade]


def contests_entered(
    session: Session, *, account_id: int, contest_ids: Collection[int] | None
) -> list[Entered]:
    """Return the contests of a person among these, the newest first."""
    rows = session.execute(
        select(Entry, Contest)
        .join(Contest, Contest.id == Entry.contest_id)
        .where(Entry.account_id == account_id)
        .order_by(Entry.id.desc())
    ).all()
    return [
        Entered(entry, contest, attempts_made(session, entry_id=entry.id))
        for entry, contest in rows
        if contest_ids is None or contest.id in contest_ids
    ]


def attempts_made(session: Session, *, entry_id: int) -> list[AttemptMade]:
    """Return the attempts of an entry, the newest first."""
    rows = session.execute(
        select(
            Round.title,
            Attempt.number,
            Attempt.state,
            Attempt.started_at,
            Attempt.ended_at,
            Attempt.receipt_code,
        )
        .join(Round, Round.id == Attempt.round_id)
        .where(Attempt.entry_id == entry_id)
        .order_by(Attempt.id.desc())
    )
    return [AttemptMade(*row) for row in rows]


def entry_of_caller(
    session: Session,
    *,
    account_id: int,
    entry_id: int,
    contest_ids: Collection[int] | None,
) -> Entry:
    """Return an entry of a person in one of these contests; None: in any.

    Raises:
        NotFoundError: it is none of hers, or stands elsewhere.
    """
    entry = session.get(Entry, entry_id)
    is_hers = entry is not None and entry.account_id == account_id
    if entry is None or not is_hers:
        raise NotFoundError("There is no such person.")
    if contest_ids is not None and entry.contest_id not in contest_ids:
        raise NotFoundError("There is no such person.")
    return entry

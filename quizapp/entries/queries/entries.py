"""Reads of entries."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.entries.models import Consent, Entry
from quizapp.errors import ConflictError, NotFoundError

#: The entry under which the person of an entry counts.
PERSON_ID = func.coalesce(Entry.counts_under_id, Entry.id)
HOLD = text("SELECT FROM entries WHERE id = ANY(:entry_ids) ORDER BY id FOR SHARE")


def hold(session: Session, *, entry_ids: Collection[int]) -> None:
    """Keep entries as they are until the transaction ends: nobody merges them."""
    session.execute(HOLD, {"entry_ids": sorted(entry_ids)})


def entry_of(session: Session, *, contest_id: int, account_id: int) -> Entry | None:
    """Return a person's entry in a contest, or None."""
    return session.scalar(
        select(Entry).where(
            Entry.contest_id == contest_id, Entry.account_id == account_id
        )
    )


def own_entry(session: Session, *, contest_id: int, account_id: int) -> Entry:
    """Return a person's entry in a contest.

    Raises:
        NotFoundError: she hasn't entered it.
    """
    entry = entry_of(session, contest_id=contest_id, account_id=account_id)
    if entry is None:
        raise NotFoundError("There is no entry in this contest yet: sign up first.")
    return entry


def entries_of(session: Session, *, account_id: int) -> Sequence[Entry]:
    """Return every entry of a person, the newest first."""
    return session.scalars(
        select(Entry).where(Entry.account_id == account_id).order_by(Entry.id.desc())
    ).all()


def entries_of_phone(
    session: Session, *, contest_id: int, phone: str
) -> Sequence[Entry]:
    """Return the entries of a contest under a canonical phone; a family may share it."""
    return session.scalars(
        select(Entry)
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.contest_id == contest_id, Account.phone == phone)
        .order_by(Entry.id)
    ).all()


def only_entry(entries: Sequence[Entry]) -> Entry:
    """Return the one entry that was found.

    Raises:
        NotFoundError: there is none.
        ConflictError: there are several.
    """
    if not entries:
        raise NotFoundError("Nobody with this phone has entered this contest.")
    if len(entries) > 1:
        raise ConflictError("Several people entered with this phone: choose by name.")
    return entries[0]


def entry_count(session: Session, *, contest_id: int) -> int:
    """Return how many people have entered a contest, whether or not they took part."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Entry)
            .where(Entry.contest_id == contest_id, Entry.counts_under_id.is_(None))
        )
        or 0
    )


def newest_consents(session: Session, *, entry_id: int) -> dict[str, Consent]:
    """Return the answers in force of an entry, by kind."""
    rows = session.scalars(
        select(Consent)
        .where(Consent.entry_id == entry_id)
        .order_by(Consent.kind, Consent.at.desc(), Consent.id.desc())
        .ext(distinct_on(Consent.kind))
    )
    return {consent.kind: consent for consent in rows}


def names_of_entries(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """Return entry → full name of its person, of those that aren't erased."""
    rows = session.execute(
        select(Entry.id, Account.full_name)
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.id.in_(ids), Account.full_name != "")
    )
    return {number: name for number, name in rows}  # noqa: C416  # rows are no pairs to mypy

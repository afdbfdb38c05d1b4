"""Who is one person, now and as of an instant, and what is kept of a person for it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest
from quizapp.entries.models import Entry
from quizapp.entries.queries import PERSON_ID
from quizapp.errors import NotFoundError
from quizapp.judging.models import PersonDismissal, PersonMerge
from quizapp.judging.rules import heads
from quizapp.personal import Fact, Holding
from quizapp.phrases import message


def merges_in_force(session: Session, *, contest_id: int) -> dict[int, int]:
    """Return merged entry → the entry it was merged into, of a contest."""
    rows = session.execute(
        select(PersonMerge.merged_entry_id, PersonMerge.kept_entry_id).where(
            PersonMerge.contest_id == contest_id, PersonMerge.undone_at.is_(None)
        )
    )
    return {merged: kept for merged, kept in rows}  # noqa: C416  # rows aren't typed as pairs


def people_as_of(
    session: Session, *, contest_id: int, as_of: datetime
) -> dict[int, int]:
    """Return entry → the entry under which its person counted at an instant.

    Entries that stood for themselves aren't in it.
    """
    rows = session.execute(
        select(PersonMerge.merged_entry_id, PersonMerge.kept_entry_id).where(
            PersonMerge.contest_id == contest_id,
            PersonMerge.made_at <= as_of,
            or_(PersonMerge.undone_at.is_(None), PersonMerge.undone_at > as_of),
        )
    )
    return heads({merged: kept for merged, kept in rows})  # noqa: C416  # likewise


def person_entries(session: Session, *, contest_id: int, entry_id: int) -> list[int]:
    """Return every entry that counts as one person with this one, the kept one first.

    Raises:
        NotFoundError: the contest has no such entry.
    """
    person_id = (
        select(PERSON_ID)
        .where(Entry.id == entry_id, Entry.contest_id == contest_id)
        .scalar_subquery()
    )
    found = session.scalars(
        select(Entry.id)
        .where(person_id == PERSON_ID)
        .order_by(Entry.counts_under_id.is_not(None), Entry.id)
    ).all()
    if not found:
        raise NotFoundError("There is no such entry in this contest.")
    return list(found)


def groups_of(session: Session, *, entry_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the entry under which a person counts → all of hers, it first."""
    groups: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(PERSON_ID, Entry.id)
        .where(PERSON_ID.in_(entry_ids))
        .order_by(Entry.counts_under_id.is_not(None), Entry.id)
    )
    for person_id, entry_id in rows:
        groups[person_id].append(entry_id)
    return dict(groups)


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return what is kept of a person because entries were compared with others."""
    mine = select(Entry.id).where(Entry.account_id == account_id)
    return [
        *_merges(session, mine),
        *_dismissals(session, mine),
        *_devices(session, mine),
    ]


def _merges(session: Session, mine: Select[int]) -> list[Holding]:
    rows = session.execute(
        select(PersonMerge, Contest.title)
        .join(Contest, Contest.id == PersonMerge.contest_id)
        .where(
            or_(
                PersonMerge.kept_entry_id.in_(mine),
                PersonMerge.merged_entry_id.in_(mine),
            )
        )
        .order_by(PersonMerge.id)
    )
    return [
        Holding(
            message("Entries counted as one person"),
            (
                Fact(message("Contest"), title),
                Fact(message("Clause of the rules"), merge.clause),
                Fact(message("Decided at"), merge.made_at),
                Fact(message("Taken back at"), merge.undone_at),
            ),
            kind="person_merge",
        )
        for merge, title in rows
    ]


def _dismissals(session: Session, mine: Select[int]) -> list[Holding]:
    rows = session.execute(
        select(PersonDismissal, Contest.title)
        .join(Contest, Contest.id == PersonDismissal.contest_id)
        .where(
            or_(
                PersonDismissal.low_entry_id.in_(mine),
                PersonDismissal.high_entry_id.in_(mine),
            )
        )
        .order_by(PersonDismissal.id)
    )
    return [
        Holding(
            message("Compared with another entry, and found to be two people"),
            (
                Fact(message("Contest"), title),
                Fact(message("Decided at"), dismissal.made_at),
                Fact(message("Taken back at"), dismissal.undone_at),
            ),
            kind="person_dismissal",
        )
        for dismissal, title in rows
    ]


def _devices(session: Session, mine: Select[int]) -> list[Holding]:
    attempts, devices = session.execute(
        select(func.count(), func.count(Attempt.device_hash.distinct())).where(
            Attempt.entry_id.in_(mine), Attempt.device_hash.is_not(None)
        )
    ).one()
    if not attempts:
        return []
    facts = (
        Fact(message("Attempts with a code of the device"), attempts),
        Fact(message("Different devices"), devices),
    )
    return [Holding(message("Codes of devices"), facts, kind="devices")]

"""What was decided at the same-person desk, and what that tells of evidence."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.judging.models import PersonDismissal, PersonMerge, Recusal


@dataclass(frozen=True)
class Decided:
    """One decision of a person at the desk."""

    id: int
    kind: Literal["merge", "dismissal"]
    #: Of a merge: the entry that was kept, then the one that went under it.
    entries: tuple[int, int]
    clause: str
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Experience:
    """How cases with one kind of evidence were decided so far; undone ones aside."""

    merged: int = 0
    dismissed: int = 0


def decided(session: Session, *, contest_id: int) -> list[Decided]:
    """Return every decision of a contest, the newest first."""
    merges = session.scalars(
        select(PersonMerge).where(PersonMerge.contest_id == contest_id)
    ).all()
    dismissals = session.scalars(
        select(PersonDismissal).where(PersonDismissal.contest_id == contest_id)
    ).all()
    names = _names(session, [*merges, *dismissals])
    found = [
        Decided(
            one.id,
            "merge",
            (one.kept_entry_id, one.merged_entry_id),
            one.clause,
            one.made_at,
            names[one.made_by],
            one.undone_at,
            names.get(one.undone_by or 0),
        )
        for one in merges
    ]
    found += [
        Decided(
            one.id,
            "dismissal",
            (one.low_entry_id, one.high_entry_id),
            "",
            one.made_at,
            names[one.made_by],
            one.undone_at,
            names.get(one.undone_by or 0),
        )
        for one in dismissals
    ]
    return sorted(found, key=lambda one: (one.made_at, one.id), reverse=True)


def dismissed_keys(session: Session, *, contest_id: int) -> set[str]:
    """Return the evidence of a contest that somebody found to be of two people."""
    return set(
        session.scalars(
            select(func.jsonb_array_elements_text(PersonDismissal.evidence)).where(
                PersonDismissal.contest_id == contest_id,
                PersonDismissal.undone_at.is_(None),
            )
        )
    )


def experience(session: Session, *, contest_id: int) -> dict[str, Experience]:
    """Return kind of evidence → how cases with it were decided in a contest."""
    merged = _kinds(session, PersonMerge, contest_id)
    dismissed = _kinds(session, PersonDismissal, contest_id)
    return {
        kind: Experience(merged[kind], dismissed[kind]) for kind in merged | dismissed
    }


def recused_by(session: Session, *, entry_ids: Collection[int]) -> set[int]:
    """Return the accounts that have a stake in one of these entries, and said so."""
    return set(
        session.scalars(
            select(Recusal.account_id).where(Recusal.entry_id.in_(entry_ids))
        )
    )


def _kinds(
    session: Session, table: type[PersonMerge | PersonDismissal], contest_id: int
) -> Counter[str]:
    rows = session.scalars(
        select(table.evidence).where(
            table.contest_id == contest_id, table.undone_at.is_(None)
        )
    )
    found: Counter[str] = Counter()
    for keys in rows:
        found.update({key.partition(":")[0] for key in keys})
    return found


def _names(
    session: Session, rows: Sequence[PersonMerge | PersonDismissal]
) -> dict[int, str]:
    """Return account → name of all who decided or undid."""
    ids = {one.made_by for one in rows} | {one.undone_by or 0 for one in rows}
    found = session.execute(
        select(Account.id, Account.full_name).where(Account.id.in_(ids))
    )
    return {account_id: name for account_id, name in found}  # noqa: C416  # rows aren't typed as pairs

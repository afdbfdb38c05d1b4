"""Keeping personal data no longer than was promised: what the worker does each day.

Everything is done batch by batch, may be broken off, and done again changes nothing.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.service import part_from
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.entries.models import Entry
from quizapp.entries.rules import age_band
from quizapp.entries.service import forget_insiders
from quizapp.privacy.models import ErasedPhone
from quizapp.privacy.queries.retention import idle_accounts
from quizapp.privacy.rules import idle_before
from quizapp.privacy.service import walk
from quizapp.privacy.service.erasing import Means, erase

#: Who acts in the record: nobody of the staff.
ACTOR = "worker"


def part_entries(
    session: Session, *, contest_id: int, batch: int, now: datetime
) -> int:
    """Take entries of a contest from their people; return how many there were.

    Each goes over to an account that is nobody's: units, days, attempts and scores stay
    as facts, and nothing ties two of them together. The list of who runs it goes.
    """
    rows = session.execute(
        select(Entry, Account)
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.contest_id == contest_id, Account.erased_at.is_(None))
        .order_by(Entry.id)
        .limit(batch)
        .with_for_update(of=Entry, skip_locked=True)
    ).all()
    for entry, account in rows:
        if account.birth_year is not None:
            entry.age_band = age_band(account.birth_year, entry.created_at)
        made = part_from(
            session, account_id=account.id, created_at=entry.created_at, now=now
        )
        entry.account_id = made.id
        session.flush()
        walk.forget(session, account_id=made.id, now=now)
    forget_insiders(session, contest_id=contest_id)
    return len(rows)


def erase_idle(session: Session, *, means: Means, batch: int, now: datetime) -> int:
    """Erase accounts that have no contest left and that nobody uses."""
    before = idle_before(now, means.keeping)
    found = idle_accounts(session, before=before, now=now, limit=batch)
    for account_id in found:
        act = Act(ACTOR, "", secrets.token_bytes(16))
        erase(session, account_id=account_id, act=act, means=means, now=now)
    return len(found)


def forget_phones(session: Session, *, now: datetime) -> int:
    """Delete the hashes of phones whose contests are done with."""
    gone = delete(ErasedPhone).where(ErasedPhone.until <= now)
    return len(session.scalars(gone.returning(ErasedPhone.contest_id)).all())


def note_run(session: Session, *, counts: Mapping[str, int], now: datetime) -> None:
    """Write into the record how much went; nothing, if nothing did."""
    if not any(counts.values()):
        return
    audit.record(
        session,
        actor=ACTOR,
        action="privacy.kept_to_retention",
        subject="privacy:retention",
        details=dict(counts),
        salt=secrets.token_bytes(16),
        now=now,
    )

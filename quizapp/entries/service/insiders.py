"""Who runs a contest takes no part in it: its list, and entries that are barred."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.rules import masked_phone
from quizapp.accounts.service import NOBODY
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.entries.models import Insider
from quizapp.entries.queries import insider_hash
from quizapp.entries.queries.insiders import GRANTS, HERE
from quizapp.entries.rules import INSIDER_ROLES, NewInsider, hash_key
from quizapp.errors import NotFoundError

#: One at a time, so that two never wait for one another's rows.
LOCK = text("SELECT pg_advisory_xact_lock(7201014)")
#: Phones of persons are hashed here as ``insider_hash`` does it (RFC 2104).
PHONE_HASH = (
    "sha256(:outer || sha256(:inner || convert_to('insider:' || p.phone, 'UTF8')))"
)
SCOPES = {
    "one": "e.contest_id = :contest_id",
    "all": "e.contest_id = ANY(ARRAY("
    "SELECT r.contest_id FROM rounds r WHERE r.closes_at > :now))",
}
BAR = {
    scope: text(f"""
        WITH grants AS ({GRANTS}), hashed AS MATERIALIZED (
            -- each phone is hashed once, however many stand on the lists
            SELECT e.id, e.contest_id, {PHONE_HASH} AS phone_hash
            FROM entries e JOIN accounts p ON p.id = e.account_id
            WHERE {condition} AND e.contest_id = ANY(ARRAY(
                SELECT i.contest_id FROM insiders i WHERE i.removed_at IS NULL))
        ), inside AS (
            SELECT e.id FROM grants g
            JOIN entries e ON e.account_id = g.account_id
            WHERE {condition} AND {HERE.format(contest_id="e.contest_id")}
            UNION
            SELECT e.id FROM grants g
            JOIN accounts p ON p.phone = g.contact_phone
            JOIN entries e ON e.account_id = p.id
            WHERE {condition} AND {HERE.format(contest_id="e.contest_id")}
            UNION
            SELECT h.id FROM hashed h
            JOIN insiders i USING (contest_id, phone_hash)
            WHERE i.removed_at IS NULL
        )
        UPDATE entries e
        SET barred_at = CASE WHEN e.barred_at IS NULL
                             THEN CAST(:now AS timestamptz) END
        WHERE {condition}
          AND (e.barred_at IS NOT NULL) <> (e.id IN (SELECT id FROM inside))
    """)  # noqa: S608  # constants alone
    for scope, condition in SCOPES.items()
}


def bar_insiders(
    session: Session, *, contest_id: int | None, key: str, now: datetime
) -> int:
    """Bar the entries of all who run a contest now, and let go who no longer does.

    ``contest_id`` None: of every contest that isn't over. ``key`` hashes the phones of
    the lists. Returns how many entries changed; at once again, none does.
    """
    session.flush()
    session.execute(LOCK)
    blocks = hash_key(key)
    done = session.execute(
        BAR["all" if contest_id is None else "one"],
        {
            "roles": sorted(INSIDER_ROLES),
            "inner": blocks.inner,
            "outer": blocks.outer,
            "now": now,
        }
        | ({} if contest_id is None else {"contest_id": contest_id}),
    )
    session.expire_all()
    return cast("CursorResult[Any]", done).rowcount


def add_insiders(
    session: Session,
    *,
    contest_id: int,
    people: Iterable[NewInsider],
    key: str,
    act: Act,
    now: datetime,
) -> int:
    """Add people to the list of a contest; return how many weren't there yet.

    Entries that they have there are barred at once.
    """
    rows = [
        {
            "contest_id": contest_id,
            "phone_hash": insider_hash(key, one.phone),
            "phone_shown": masked_phone(one.phone),
            "name": one.name,
            "added_by": act.account_id,
            "added_at": now,
        }
        for one in people
    ]
    added = session.scalars(
        insert(Insider)
        .values(rows)
        .on_conflict_do_nothing(
            index_elements=["contest_id", "phone_hash"],
            index_where=Insider.removed_at.is_(None),
        )
        .returning(Insider.id)
    ).all()
    if added:
        bar_insiders(session, contest_id=contest_id, key=key, now=now)
        _note(session, "entries.insiders_added", contest_id, sorted(added), act, now)
    return len(added)


def remove_insider(
    session: Session,
    *,
    contest_id: int,
    insider_id: int,
    key: str,
    act: Act,
    now: datetime,
) -> None:
    """Take somebody off the list of a contest; she may take part from now on.

    Raises:
        NotFoundError: there is no such line on it.
    """
    found = session.scalar(
        select(Insider)
        .where(
            Insider.id == insider_id,
            Insider.contest_id == contest_id,
            Insider.removed_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such line on the list.")
    found.removed_at, found.removed_by = now, act.account_id
    bar_insiders(session, contest_id=contest_id, key=key, now=now)
    _note(session, "entries.insider_removed", contest_id, [insider_id], act, now)


def forget_insider(session: Session, *, phone: str, key: str) -> None:
    """Take name and masked number of an erased person out of every list.

    The keyed hash stays: nobody of this number takes part in what she ran.
    """
    session.execute(
        update(Insider)
        .where(Insider.phone_hash == insider_hash(key, phone))
        .values(name=NOBODY, phone_shown="•••")
        .execution_options(synchronize_session=False)
    )


def forget_insiders(session: Session, *, contest_id: int) -> None:
    """Delete the list of a contest whose data are deleted."""
    session.execute(delete(Insider).where(Insider.contest_id == contest_id))


def _note(
    session: Session,
    action: str,
    contest_id: int,
    insiders: list[int],
    act: Act,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"contest:{contest_id}",
        details={"insiders": insiders},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )

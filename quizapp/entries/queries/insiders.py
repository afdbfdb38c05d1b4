"""Who runs a contest: by roles in force, by the phones of staff, by its own list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import keyed_hash
from quizapp.entries.models import Insider
from quizapp.entries.rules import INSIDER_ROLES

#: Grants in force that make an insider, with the account and its contact phone.
GRANTS = """
    SELECT a.id AS account_id, a.contact_phone, g.contest_id
    FROM role_grants g JOIN accounts a ON a.id = g.account_id
    WHERE g.role = ANY(:roles) AND g.starts_at <= :now
      AND (g.ends_at IS NULL OR g.ends_at > :now)
"""
#: ``GRANTS`` that reach a contest.
HERE = "(g.contest_id IS NULL OR g.contest_id = {contest_id})"
RUNS = text(f"""
    WITH grants AS ({GRANTS})
    SELECT EXISTS (
        SELECT FROM grants g
        WHERE (g.account_id = :account_id OR g.contact_phone = :phone)
          AND {HERE.format(contest_id=":contest_id")}
    ) OR EXISTS (
        SELECT FROM insiders i
        WHERE i.contest_id = :contest_id AND i.removed_at IS NULL
          AND i.phone_hash = :phone_hash
    )
""")  # noqa: S608  # constants alone


def insider_hash(key: str, phone: str) -> bytes:
    """Return what is kept of the canonical phone of an insider."""
    return keyed_hash(key, "insider", phone)


def is_insider(
    session: Session, *, contest_id: int, account: Account, key: str, now: datetime
) -> bool:
    """Tell whether somebody runs a contest; everybody on such a phone is held to.

    ``key`` is the one under which the list of insiders was hashed.
    """
    phone = account.phone
    asked = {
        "contest_id": contest_id,
        "account_id": account.id,
        "phone": phone,
        "phone_hash": insider_hash(key, phone) if phone else None,
        "roles": sorted(INSIDER_ROLES),
        "now": now,
    }
    return bool(session.scalar(RUNS, asked))


def insiders_of(session: Session, *, contest_id: int) -> Sequence[Insider]:
    """Return the list of a contest, the newest first."""
    return session.scalars(
        select(Insider)
        .where(Insider.contest_id == contest_id, Insider.removed_at.is_(None))
        .order_by(Insider.added_at.desc(), Insider.id.desc())
    ).all()

"""Reads of banks: newest versions, and versions as banks kept in memory."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.orm import Session, defer

from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion
from quizapp.banks.rules import Bank
from quizapp.errors import NotFoundError

#: How many versions a process keeps parsed.
MOST_KEPT = 100

_kept: WeakKeyDictionary[Engine, dict[int, Bank]] = WeakKeyDictionary()


def latest_version(session: Session, slug: str) -> BankVersion | None:
    """Return the newest version of a bank, its content left out; None: no such bank."""
    return session.scalar(
        select(BankVersion)
        .join(BankRow, BankRow.id == BankVersion.bank_id)
        .where(BankRow.slug == slug)
        .order_by(BankVersion.number.desc())
        .limit(1)
        .options(defer(BankVersion.content))
    )


def parsed_version(session: Session, version_id: int) -> Bank:
    """Return what a version says. Versions never change, so each is read once a process.

    Raises:
        NotFoundError: there is no such version.
    """
    kept = _kept.setdefault(session.get_bind().engine, {})
    bank = kept.get(version_id)
    if bank is None:
        bank = _parsed(session, version_id)
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[version_id] = bank
    return bank


def newest_versions(session: Session) -> Sequence[Row[str, str, int, int]]:
    """Return slug, title, number and item count of every bank's newest version."""
    newest = (
        select(BankVersion.bank_id, func.max(BankVersion.number).label("number"))
        .group_by(BankVersion.bank_id)
        .subquery()
    )
    return session.execute(
        select(
            BankRow.slug, BankVersion.title, BankVersion.number, BankVersion.item_count
        )
        .join(BankVersion, BankVersion.bank_id == BankRow.id)
        .join(
            newest,
            (newest.c.bank_id == BankVersion.bank_id)
            & (newest.c.number == BankVersion.number),
        )
        .order_by(BankRow.slug)
    ).all()


def _parsed(session: Session, version_id: int) -> Bank:
    content = session.scalar(
        select(BankVersion.content).where(BankVersion.id == version_id)
    )
    if content is None:
        raise NotFoundError("There is no such version of a bank.")
    return Bank.model_validate(content)

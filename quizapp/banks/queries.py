"""Reads of banks: the newest version of each, and versions as objects."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session, defer

from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion
from quizapp.banks.rules import Bank

#: Versions that each process keeps as objects; they never change.
MOST_KEPT = 64
_kept: dict[tuple[str, int], Bank] = {}


def latest_version(session: Session, slug: str) -> BankVersion | None:
    """Return the newest version of a bank without its content, or None."""
    return session.scalar(
        select(BankVersion)
        .join(BankRow, BankRow.id == BankVersion.bank_id)
        .where(BankRow.slug == slug)
        .order_by(BankVersion.number.desc())
        .limit(1)
        .options(defer(BankVersion.content))
    )


def parsed_version(session: Session, version_id: int) -> Bank:
    """Return what a version says; each process keeps it in memory."""
    bind: Engine | Connection = session.get_bind()
    key = (str(bind.engine.url), version_id)
    if key not in _kept:
        content = session.scalars(
            select(BankVersion.content).where(BankVersion.id == version_id)
        ).one()
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = Bank.model_validate(content)
    return _kept[key]


def newest_versions(session: Session) -> Sequence[tuple[str, BankVersion]]:
    """Return the address and the newest version of every bank, in order of address."""
    rows = session.execute(
        select(BankRow.slug, BankVersion)
        .join(BankVersion, BankVersion.bank_id == BankRow.id)
        .options(defer(BankVersion.content))
        .distinct(BankRow.slug)
        .order_by(BankRow.slug, BankVersion.number.desc())
    )
    return [(slug, version) for slug, version in rows]

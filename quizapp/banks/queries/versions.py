"""Reads of banks: newest versions, and versions as banks kept in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, defer

from quizapp.accounts.models import Account
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion, ItemSeal, KeyCorrection
from quizapp.banks.rules import Bank, Item, StoredPicture
from quizapp.db import Executor, engine_of
from quizapp.errors import NotFoundError

#: How many versions a process keeps parsed.
MOST_KEPT = 100


class Kept(NamedTuple):
    """A version as a process keeps it."""

    bank: Bank
    items: Mapping[str, Item]
    #: By the name that texts give them.
    pictures: Mapping[str, StoredPicture]


_kept: WeakKeyDictionary[Engine, dict[int, Kept]] = WeakKeyDictionary()


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


def parsed_version(executor: Executor, version_id: int) -> Kept:
    """Return what a version says. Versions never change, so each is read once a process.

    Raises:
        NotFoundError: there is no such version.
    """
    kept = _kept.setdefault(engine_of(executor), {})
    found = kept.get(version_id)
    if found is None:
        bank = _parsed(executor, version_id)
        found = Kept(
            bank,
            {item.id: item for item in bank.items},
            {picture.name: picture for picture in bank.pictures},
        )
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[version_id] = found
    return found


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


def newest_items(
    session: Session, *, but: Collection[str] = ()
) -> list[tuple[str, Sequence[Item]]]:
    """Return the items of every bank's newest version, by slug, some banks left out."""
    newest = (
        select(BankRow.slug, BankVersion.id)
        .join(BankVersion, BankVersion.bank_id == BankRow.id)
        .order_by(BankRow.slug, BankVersion.number.desc())
        .ext(distinct_on(BankRow.slug))
    )
    return [
        (slug, parsed_version(session, version_id).bank.items)
        for slug, version_id in session.execute(newest)
        if slug not in but
    ]


def sealed_items(
    session: Session, *, bank_ids: Collection[int], now: datetime
) -> Sequence[Row[int, int, str]]:
    """Return the seals that still hold on items of banks: round, bank and item."""
    return session.execute(
        select(ItemSeal.round_id, ItemSeal.bank_id, ItemSeal.item).where(
            ItemSeal.bank_id.in_(bank_ids), ItemSeal.sealed_until > now
        )
    ).all()


def _parsed(executor: Executor, version_id: int) -> Bank:
    content = executor.scalar(
        select(BankVersion.content).where(BankVersion.id == version_id)
    )
    if content is None:
        raise NotFoundError("There is no such version of a bank.")
    return Bank.model_validate(content)


class Published(NamedTuple):
    """A version as lists of versions show it."""

    number: int
    item_count: int
    imported_at: datetime
    publisher: str
    reader: str


def versions_of(session: Session, *, bank_id: int) -> Sequence[Published]:
    """Return the versions of a bank with the names of who published and read them."""
    publisher, reader = aliased(Account), aliased(Account)
    rows = session.execute(
        select(
            BankVersion.number,
            BankVersion.item_count,
            BankVersion.imported_at,
            func.coalesce(publisher.full_name, ""),
            func.coalesce(reader.full_name, ""),
        )
        .outerjoin(publisher, publisher.id == BankVersion.published_by)
        .outerjoin(reader, reader.id == BankVersion.approved_by)
        .where(BankVersion.bank_id == bank_id)
        .order_by(BankVersion.number.desc())
    )
    return [Published(*row) for row in rows]


def version_numbered(session: Session, *, bank_id: int, number: int) -> BankVersion:
    """Return a version of a bank, its content left out.

    Raises:
        NotFoundError: there is none of this number.
    """
    found = session.scalar(
        select(BankVersion)
        .where(BankVersion.bank_id == bank_id, BankVersion.number == number)
        .options(defer(BankVersion.content))
    )
    if found is None:
        raise NotFoundError("There is no such version of a bank.")
    return found


def corrections_of(session: Session, *, bank_id: int) -> Sequence[KeyCorrection]:
    """Return the corrected keys of a bank, the newest first: marking again needs them."""
    return session.scalars(
        select(KeyCorrection)
        .join(BankVersion, BankVersion.id == KeyCorrection.version_id)
        .where(BankVersion.bank_id == bank_id)
        .order_by(KeyCorrection.id.desc())
    ).all()


def bank_titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return bank → the title of its newest version; its name where it has none yet."""
    rows = session.execute(
        select(BankRow.id, func.coalesce(BankVersion.title, BankRow.slug))
        .outerjoin(BankVersion, BankVersion.bank_id == BankRow.id)
        .where(BankRow.id.in_(ids))
        .order_by(BankRow.id, BankVersion.number)
    )
    return {bank_id: title for bank_id, title in rows}  # noqa: C416  # rows are no pairs to mypy

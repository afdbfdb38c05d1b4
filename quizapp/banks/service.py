"""Writes of banks: taking a version in, sealing what rounds can draw."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion, ItemSeal
from quizapp.banks.queries import latest_version
from quizapp.banks.rules import Bank


@dataclass(frozen=True)
class ImportedBank:
    """The version that says what the file says, and whether it is new."""

    version: BankVersion
    is_new: bool


def import_bank(session: Session, *, bank: Bank, now: datetime) -> ImportedBank:
    """Take a bank in as a new version; the same content as the newest changes nothing."""
    session.execute(
        insert(BankRow).values(slug=bank.id, created_at=now).on_conflict_do_nothing()
    )
    row = session.scalars(
        select(BankRow).where(BankRow.slug == bank.id).with_for_update()
    ).one()
    content, content_hash = content_of(bank)
    newest = latest_version(session, bank.id)
    if newest is not None and newest.content_hash == content_hash:
        return ImportedBank(newest, is_new=False)
    version = BankVersion(
        bank_id=row.id,
        number=newest.number + 1 if newest else 1,
        title=bank.title,
        item_count=len(bank.items),
        content_hash=content_hash,
        content=content,
        imported_at=now,
    )
    session.add(version)
    session.flush()
    return ImportedBank(version, is_new=True)


def content_of(bank: Bank) -> tuple[dict[str, Any], str]:
    """Return what is stored of a bank, and the SHA-256 of it."""
    content = bank.model_dump(mode="json")
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return content, hashlib.sha256(canonical.encode()).hexdigest()


def replace_seals(
    session: Session,
    *,
    round_id: int,
    bank_items: Mapping[int, Iterable[str]],
    until: datetime,
) -> None:
    """Seal what a round can draw until an instant, in place of its former seals.

    ``bank_items`` names the items of each bank (``banks.id``).
    """
    session.execute(delete(ItemSeal).where(ItemSeal.round_id == round_id))
    seals = [
        {"bank_id": bank_id, "item": item, "round_id": round_id, "sealed_until": until}
        for bank_id, items in bank_items.items()
        for item in sorted(set(items))
    ]
    if seals:
        session.execute(insert(ItemSeal), seals)

"""Taking banks in as versions."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from quizapp.banks.files import BankFile
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion
from quizapp.banks.queries import latest_version
from quizapp.banks.rules import Bank
from quizapp.banks.service.pictures import check_pictures, keep_picture


@dataclass(frozen=True)
class ImportedBank:
    """What taking a bank in came to: its newest version, and whether it is new."""

    version: BankVersion
    is_new: bool


def import_bank(
    session: Session,
    *,
    bank: Bank,
    now: datetime,
    published_by: int | None = None,
    approved_by: int | None = None,
) -> ImportedBank:
    """Take a bank in as a new version; what the newest version says changes nothing.

    Versions that are there stay as they are; pictures have been kept before.

    Raises:
        InvalidError: the bank names pictures that aren't there.
    """
    check_pictures(session, bank)
    bank_id = locked_bank(session, bank.id, now)
    newest = latest_version(session, bank.id)
    content, content_hash = content_of(bank)
    if newest is not None and newest.content_hash == content_hash:
        return ImportedBank(newest, is_new=False)
    version = BankVersion(
        bank_id=bank_id,
        number=newest.number + 1 if newest else 1,
        title=bank.title,
        item_count=len(bank.items),
        content_hash=content_hash,
        content=content,
        imported_at=now,
        published_by=published_by,
        approved_by=approved_by,
    )
    session.add(version)
    session.flush()
    return ImportedBank(version, is_new=True)


def import_file(session: Session, *, file: BankFile, now: datetime) -> ImportedBank:
    """Take in what a file holds: its pictures, then its bank."""
    for picture in file.pictures:
        keep_picture(session, picture=picture, now=now)
    return import_bank(session, bank=file.bank, now=now)


def content_of(bank: Bank) -> tuple[dict[str, Any], str]:
    """Return what is stored of a bank, and the SHA-256 of its canonical JSON.

    What a bank leaves out is left out, so that its hash stays when the format grows.
    """
    content = bank.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return content, hashlib.sha256(canonical.encode()).hexdigest()


def locked_bank(session: Session, slug: str, now: datetime) -> int:
    """Return the id of a bank, made if need be; others wait until this is committed."""
    session.execute(
        insert_or_not(BankRow)
        .values(slug=slug, created_at=now)
        .on_conflict_do_nothing()
    )
    return session.execute(
        select(BankRow.id).where(BankRow.slug == slug).with_for_update()
    ).scalar_one()

"""Files that were sent: kept until a worker has read them, and taken into a draft."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.background import service as background
from quizapp.banks.models import BankDraft, BankUpload
from quizapp.banks.queries import parts_of
from quizapp.banks.rules import Bank
from quizapp.banks.service.drafts import take_in
from quizapp.banks.service.importing import content_of
from quizapp.errors import ConflictError, InvalidError

MOST_BYTES = 10 * 1024 * 1024
#: How long a file waits to be taken over.
KEPT_FOR = timedelta(days=30)
#: The kind of the job that reads an upload; its argument is ``upload_id``.
READ_UPLOAD = "read_bank_upload"


def upload(
    session: Session,
    *,
    bank_slug: str,
    file_name: str,
    content: bytes,
    writable: Collection[str],
    act: Act,
    now: datetime,
) -> BankUpload:
    """Keep a file, and ask a worker to read it; the same file again is the same upload.

    ``writable`` are the banks that the sender may write: the report compares with these
    alone, and the file may be for none else that is there.

    Raises:
        InvalidError: it is empty or too large.
    """
    if not content.strip():
        raise InvalidError("This file is empty.", field="file")
    if len(content) > MOST_BYTES:
        raise InvalidError(
            "This file is too large: %(most)s MB at most.",
            field="file",
            most=MOST_BYTES // 1024**2,
        )
    if act.account_id is None:
        raise ValueError("Somebody with an account uploads.")
    digest = hashlib.sha256(content).digest()
    same = session.scalar(
        select(BankUpload).where(
            BankUpload.uploaded_by == act.account_id,
            BankUpload.bank_slug == bank_slug,
            BankUpload.content_hash == digest,
            BankUpload.state.in_(("waiting", "read")),
        )
    )
    if same is not None:
        return same
    found = BankUpload(
        bank_slug=bank_slug,
        file_name=file_name[:200],
        content_hash=digest,
        content=content,
        state="waiting",
        uploaded_by=act.account_id,
        uploaded_at=now,
    )
    session.add(found)
    session.flush()
    found.job_id = background.enqueue(
        session,
        kind=READ_UPLOAD,
        arguments={"upload_id": found.id, "banks": sorted(writable)},
        asked_by=act.account_id,
        now=now,
    ).id
    session.flush()
    return found


@dataclass(frozen=True)
class Part:
    """One bank of an archive, as its reader understood it."""

    name: str
    report: dict[str, Any]
    bank: Bank | None


def keep_report(
    session: Session, *, upload_id: int, report: dict[str, Any], bank: Bank | None
) -> None:
    """Keep what the reader made of an upload; ``bank`` is None if it has faults."""
    found = _locked(session, upload_id)
    if found.state == "dropped":
        return
    found.state = "read"
    found.report = report
    found.bank = content_of(bank)[0] if bank is not None else None
    session.flush()


def keep_parts(
    session: Session, *, upload_id: int, report: dict[str, Any], parts: Sequence[Part]
) -> None:
    """Keep what the reader made of an archive: an upload for each bank in it."""
    keep_report(session, upload_id=upload_id, report=report, bank=None)
    whole = session.get_one(BankUpload, upload_id)
    for part in parts:
        digest = hashlib.sha256(whole.content_hash + part.name.encode()).digest()
        session.add(
            BankUpload(
                bank_slug=whole.bank_slug,
                file_name=part.name,
                content_hash=digest,
                state="read",
                report=part.report,
                bank=content_of(part.bank)[0] if part.bank is not None else None,
                uploaded_by=whole.uploaded_by,
                uploaded_at=whole.uploaded_at,
                part_of=whole.id,
            )
        )
    session.flush()


def take_parts(session: Session, *, upload_id: int, act: Act, now: datetime) -> None:
    """Take every bank of an archive into its draft, or none; again changes nothing.

    Raises:
        ConflictError: one of them has faults.
    """
    whole = _locked(session, upload_id)
    parts = parts_of(session, whole)
    if not parts or any(part.state == "read" and not part.bank for part in parts):
        raise ConflictError(
            "This upload can't be taken over: mend it and send it again."
        )
    for part in parts:
        take_upload(session, upload_id=part.id, act=act, now=now)


def take_upload(
    session: Session, *, upload_id: int, act: Act, now: datetime
) -> BankDraft:
    """Take what an upload says into its bank's draft; again gives the same draft.

    Raises:
        ConflictError: it isn't read yet, has faults, or was thrown away.
    """
    found = _locked(session, upload_id)
    if found.state == "taken":
        return session.get_one(BankDraft, found.draft_id)
    if found.state != "read" or found.bank is None:
        raise ConflictError(
            "This upload can't be taken over: mend it and send it again."
        )
    draft = take_in(session, bank=Bank.model_validate(found.bank), act=act, now=now)
    found.state, found.draft_id = "taken", draft.id
    found.content = found.bank = found.report = None  # the draft says it now
    session.flush()
    return draft


def drop_upload(session: Session, *, upload_id: int) -> None:
    """Throw an upload away; again changes nothing.

    Raises:
        ConflictError: it was taken over.
    """
    found = _locked(session, upload_id)
    if found.state == "taken":
        raise ConflictError("This upload was taken over already.")
    for one in (found, *parts_of(session, found)):
        if one.state != "taken":
            one.state, one.content, one.report, one.bank = "dropped", None, None, None
    session.flush()


def forget_uploads(session: Session, *, now: datetime) -> int:
    """Throw away what nobody took over in a month; return how many files went."""
    old = session.scalars(
        select(BankUpload)
        .where(
            BankUpload.state.in_(("waiting", "read")),
            BankUpload.uploaded_at < now - KEPT_FOR,
        )
        .with_for_update(skip_locked=True)
    ).all()
    for one in old:
        one.state, one.content, one.report, one.bank = "dropped", None, None, None
    session.flush()
    return len(old)


def _locked(session: Session, upload_id: int) -> BankUpload:
    return session.scalars(
        select(BankUpload)
        .where(BankUpload.id == upload_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()

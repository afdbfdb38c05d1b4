"""Reads of uploads."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from quizapp.banks.models import Bank, BankDraft, BankUpload
from quizapp.errors import NotFoundError


def upload_of(session: Session, *, upload_id: int) -> BankUpload:
    """Return an upload, whoever sent it.

    Raises:
        NotFoundError: there is none.
    """
    found = session.get(BankUpload, upload_id)
    if found is None:
        raise NotFoundError("There is no such upload.")
    return found


def my_uploads(session: Session, *, account_id: int) -> Sequence[BankUpload]:
    """Return what somebody sent that still waits for her, the newest first."""
    return session.scalars(
        select(BankUpload)
        .where(
            BankUpload.uploaded_by == account_id,
            BankUpload.state.in_(("waiting", "read")),
            BankUpload.part_of.is_(None),
        )
        .order_by(BankUpload.id.desc())
        .limit(20)
    ).all()


def slug_taken_into(session: Session, upload: BankUpload) -> str:
    """Return the name of the bank into whose draft an upload was taken."""
    return session.scalars(
        select(Bank.slug)
        .join(BankDraft, BankDraft.bank_id == Bank.id)
        .where(BankDraft.id == upload.draft_id)
    ).one()


def parts_of(session: Session, upload: BankUpload) -> Sequence[BankUpload]:
    """Return the files of an archive, in the order of names; none for a single file."""
    return session.scalars(
        select(BankUpload)
        .where(BankUpload.part_of == upload.id, BankUpload.state != "dropped")
        .order_by(BankUpload.id)
        .options(undefer(BankUpload.report), undefer(BankUpload.bank))
    ).all()

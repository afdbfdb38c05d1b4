"""Publishing a draft: an immutable version, and a note of every key it corrects."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.banks.models import BankDraft, KeyCorrection
from quizapp.banks.queries import (
    latest_reading,
    latest_version,
    parsed_draft,
    parsed_version,
)
from quizapp.banks.rules import check_approved, difference
from quizapp.banks.service.drafts import locked_draft
from quizapp.banks.service.importing import ImportedBank, import_bank
from quizapp.errors import ConflictError, InvalidError


def publish(
    session: Session,
    *,
    draft_id: int,
    revision: int,
    needs_reader: bool,
    act: Act,
    now: datetime,
) -> ImportedBank:
    """Make what a draft says the newest version of its bank.

    Args:
        session: where to write.
        draft_id: which draft.
        revision: as whoever publishes it saw it.
        needs_reader: whether a second reader must have approved this revision.
        act: who publishes, and why if keys are corrected.
        now: when.

    Raises:
        ConflictError: it was changed since, nobody approved it, a newer version came by
            another way, or it says the same as the newest version.
        InvalidError: a key is corrected, and no reason is given.
    """
    draft = locked_draft(session, draft_id)
    if draft.revision != revision:
        raise ConflictError("This draft was changed meanwhile: look at it again.")
    approved_by = _approved_by(session, draft, needs_reader=needs_reader)
    bank = parsed_draft(draft)
    base_id = draft.base_version_id
    base = parsed_version(session, base_id).bank if base_id is not None else None
    corrected = difference(base, bank).corrected
    if corrected and not act.reason:
        raise InvalidError(
            "Right answers are corrected: say why; it is kept with the version.",
            field="reason",
        )
    newest = latest_version(session, bank.id)
    if (newest.id if newest else None) != base_id:
        raise ConflictError(
            "A newer version of this bank was published by another way: begin a new"
            " draft from it, and upload what this one says."
        )
    imported = import_bank(
        session,
        bank=bank,
        now=now,
        published_by=act.account_id,
        approved_by=approved_by,
    )
    if not imported.is_new:
        raise ConflictError("This draft says what the newest version says already.")
    draft.state, draft.ended_at = "published", now
    session.flush()
    if corrected:
        session.execute(
            insert(KeyCorrection),
            [
                {
                    "version_id": imported.version.id,
                    "before_version_id": base_id,
                    "item": one.item,
                    "reason": act.reason,
                    "corrected_at": now,
                }
                for one in corrected
            ],
        )
    audit.record(
        session,
        actor=act.actor,
        action="publish_bank",
        subject=f"bank:{draft.bank_id}",
        details={
            "draft": draft.id,
            "version": imported.version.number,
            "corrected": len(corrected),
            "approved_by": approved_by,
        },
        salt=act.salt,
        now=now,
        reason=act.reason,
    )
    return imported


def _approved_by(
    session: Session, draft: BankDraft, *, needs_reader: bool
) -> int | None:
    """Return who approved this revision of a draft; None: nobody needed to."""
    reading = latest_reading(session, draft_id=draft.id)
    is_approved = reading is not None and reading.verdict == "approved"
    if needs_reader:
        check_approved(
            reading.revision if reading and is_approved else None, draft.revision
        )
    if reading and is_approved and reading.revision == draft.revision:
        return reading.reader_id
    return None

"""The second reader: somebody else than who wrote a draft says whether it is right."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.banks.models import DraftReading
from quizapp.banks.queries import writers_of
from quizapp.banks.rules import check_reader
from quizapp.banks.service.drafts import locked_draft
from quizapp.errors import ConflictError, InvalidError

Verdict = Literal["approved", "returned"]
LONGEST_NOTE = 2000


def read_draft(
    session: Session,
    *,
    draft_id: int,
    revision: int,
    verdict: Verdict,
    note: str,
    act: Act,
    now: datetime,
) -> DraftReading:
    """Say of a draft that it can be published, or that it goes back to its writers.

    Raises:
        ConflictError: the draft was changed since, or the reader has written in it.
        InvalidError: it goes back without a word, or the words are too many.
    """
    draft = locked_draft(session, draft_id)
    if draft.revision != revision:
        raise ConflictError("This draft was changed meanwhile: read it again.")
    if act.account_id is None:
        raise ValueError("Somebody with an account reads a draft.")
    check_reader(
        act.account_id, {*writers_of(session, draft_id=draft.id), draft.begun_by}
    )
    if verdict == "returned" and not note:
        raise InvalidError("Say what is to be mended.", field="note")
    if len(note) > LONGEST_NOTE:
        raise InvalidError(
            "The note may have %(most)s characters at most.",
            field="note",
            most=LONGEST_NOTE,
        )
    reading = DraftReading(
        draft_id=draft.id,
        revision=revision,
        verdict=verdict,
        note=note,
        reader_id=act.account_id,
        read_at=now,
    )
    session.add(reading)
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="read_draft",
        subject=f"bank:{draft.bank_id}",
        details={"draft": draft.id, "revision": revision, "verdict": verdict},
        salt=act.salt,
        now=now,
        reason=note,
    )
    return reading

"""Sheets of cards: asked for, and kept for whoever fetches them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.background import service as background
from quizapp.errors import ConflictError
from quizapp.members.models import MemberSheet
from quizapp.members.queries import check_in_scope, open_place_count, sheet_of

#: The kind of the job that prints a sheet; its argument is ``sheet_id``.
PRINT_SHEET = "print_member_sheet"
#: A sheet of more cards is printed by parts: a hundred pages are a stack already.
MOST_CARDS = 2000


def ask_for_sheet(
    session: Session,
    *,
    contest_id: int,
    unit_id: int,
    roots: Sequence[int],
    act: Act,
    now: datetime,
) -> MemberSheet:
    """Ask a worker for the cards of a unit's branch.

    Raises:
        NotFoundError: the unit stands in none of the branches ``roots``.
        ConflictError: it has no open place, or too many.
    """
    check_in_scope(session, unit_id=unit_id, roots=roots)
    count = open_place_count(session, contest_id=contest_id, roots=[unit_id])
    check_count(count)
    if act.account_id is None:
        raise ValueError("Somebody with an account asks for a sheet.")
    sheet = MemberSheet(
        contest_id=contest_id,
        unit_id=unit_id,
        asked_by=act.account_id,
        asked_at=now,
        card_count=count,
    )
    session.add(sheet)
    session.flush()
    sheet.job_id = background.enqueue(
        session,
        kind=PRINT_SHEET,
        arguments={"sheet_id": sheet.id},
        asked_by=act.account_id,
        now=now,
    ).id
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="members.sheet_printed",
        subject=f"unit:{unit_id}",
        details={"contest": contest_id, "cards": count},
        salt=act.salt,
        now=now,
    )
    return sheet


def check_count(count: int) -> None:
    """Check that so many cards make a sheet.

    Raises:
        ConflictError: none or too many.
    """
    if not count:
        raise ConflictError("There is no open place here: no cards to print.")
    if count > MOST_CARDS:
        raise ConflictError(
            "These are %(count)s cards; a sheet has %(most)s at most: choose a unit"
            " further down.",
            count=count,
            most=MOST_CARDS,
        )


def keep_sheet(
    session: Session, *, sheet_id: int, content: bytes, now: datetime
) -> None:
    """Keep the file of a sheet."""
    sheet = sheet_of(session, sheet_id=sheet_id)
    sheet.content, sheet.made_at = content, now
    session.flush()

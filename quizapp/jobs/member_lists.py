"""Lists of members: read what was sent, take it in, print the cards of a branch."""

import secrets
from typing import Any

from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.errors import DomainError
from quizapp.extensions import clock, db, settings
from quizapp.jobs.work import Work
from quizapp.members import service
from quizapp.members.files import Sheet, UnitSheet, sheet_pdf
from quizapp.members.queries import cards, member_list, sheet_of

#: The page on which codes are typed, and that QR pictures open.
JOIN_PATH = "/join"


def read_member_list(work: Work) -> dict[str, Any]:
    """Read a list that was sent; its argument is ``list_id``."""
    work.tell(0, 1)
    with db.transaction() as session:
        report = service.read_list(
            session, list_id=work.claim.arguments["list_id"], now=clock().now()
        )
    return {"rows": report.row_count, "faults": report.fault_count}


def take_member_list(work: Work) -> dict[str, Any]:
    """Take a list in; its argument is ``list_id``.

    Raises:
        DomainError: it has faults by now; it can be looked at again.
    """
    list_id = work.claim.arguments["list_id"]
    work.tell(0, 1)
    sent_by = member_list(db.session(), list_id=list_id).sent_by
    db.session.rollback()
    try:
        with db.transaction() as session:
            taken = service.take_list(
                session,
                list_id=list_id,
                act=Act.by(sent_by)
                if sent_by
                else Act("command:worker", "", b"0" * 16),
                draw=secrets.randbelow,
                now=clock().now(),
            )
    except DomainError:
        with db.transaction() as session:
            service.read_again(session, list_id=list_id, now=clock().now())
        raise
    return {"added": taken.added, "changed": taken.changed, "there": taken.there}


def print_member_sheet(work: Work) -> dict[str, Any]:
    """Print the cards of a branch; its argument is ``sheet_id``."""
    sheet_id = work.claim.arguments["sheet_id"]
    work.tell(0, 1)
    row = sheet_of(db.session(), sheet_id=sheet_id)
    sheet = sheet_for(db.session(), contest_id=row.contest_id, unit_id=row.unit_id)
    db.session.rollback()
    content = sheet_pdf(sheet, tell=work.tell)
    with db.transaction() as session:
        service.keep_sheet(
            session, sheet_id=sheet_id, content=content, now=clock().now()
        )
    return {"bytes": len(content)}


def sheet_for(session: Session, *, contest_id: int, unit_id: int) -> Sheet:
    """Return what is printed of a unit's branch.

    Raises:
        ConflictError: nobody there has an open place, or too many have.
    """
    contest = session.get_one(Contest, contest_id)
    book = rule_book(session, contest)
    units = cards(session, contest_id=contest_id, roots=[unit_id])
    service.check_count(sum(len(unit.cards) for unit in units))
    return Sheet(
        contest=contest.title,
        organizer=book.organizer,
        hotline=book.hotline,
        address=settings().public_url + JOIN_PATH,
        units=[UnitSheet(unit.unit, unit.cards) for unit in units],
    )

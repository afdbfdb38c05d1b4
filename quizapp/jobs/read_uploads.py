"""Read a file that an organizer sent: the report, and the bank if it has no faults."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from quizapp.banks.files import BankFile, Sheet, examined
from quizapp.banks.files.formats import Format
from quizapp.banks.files.naming import named
from quizapp.banks.files.recognition import recognised
from quizapp.banks.files.report import Report, report_of
from quizapp.banks.queries import (
    bank_named,
    latest_version,
    newest_items,
    open_draft,
    parsed_draft,
    parsed_version,
    upload_of,
)
from quizapp.banks.rules import Bank, remarks_across, remarks_on
from quizapp.banks.service import keep_picture, keep_report
from quizapp.errors import DomainError, Fault, FileFaultsError, NotFoundError
from quizapp.extensions import clock, db
from quizapp.jobs.work import Work
from quizapp.yamltree import Map, line_at

#: Reading, checking, comparing, keeping.
STEPS = 4
EMPTY = Map(1)


def read_bank_upload(work: Work) -> dict[str, Any]:
    """Read an upload; its argument is ``upload_id``."""
    upload_id = work.claim.arguments["upload_id"]
    work.tell(0, STEPS)
    upload = upload_of(db.session(), upload_id=upload_id)
    name, content, slug = upload.file_name, upload.content or b"", upload.bank_slug
    db.session.rollback()
    report, file = understood(work, name, content, slug)
    with db.transaction() as session:
        for picture in file.pictures if file else ():
            keep_picture(session, picture=picture, now=clock().now())
        keep_report(
            session,
            upload_id=upload_id,
            report=report.to_json(),
            bank=file.bank if file else None,
        )
    return {"items": report.item_count, "faults": len(report.faults)}


def understood(
    work: Work, name: str, content: bytes, slug: str
) -> tuple[Report, BankFile | None]:
    """Return the report of a file, and what is in it unless it has faults."""
    one: Format | None = None
    try:
        one = recognised(name, content)
        sheet = one.read(content, name=name)
    except FileFaultsError as error:
        return refused(one, name, error.faults), None
    except DomainError as error:
        return refused(one, name, [Fault(0, error.message, error.params)]), None
    work.tell(1, STEPS)
    known = known_bank(db.session(), sheet, slug)
    db.session.rollback()
    sheet = named(sheet, slug=slug, known=known.items if known else ())
    pictures = {one.name: one for one in known.pictures} if known else {}
    file, faults = examined(sheet, pictures)
    work.tell(2, STEPS)
    report = report_of(
        one.name,
        sheet,
        item_count=len(sheet.tree.get("items", ())),
        faults=faults,
        warnings=[*sheet.warnings, *remarked(sheet, file.bank if file else None)],
    )
    work.tell(3, STEPS)
    return report, file if not faults else None


def refused(one: Format | None, name: str, faults: Sequence[Fault]) -> Report:
    """Return the report of a file that can't be read at all."""
    return report_of(
        one.name if one else "",
        Sheet(name, EMPTY),
        item_count=0,
        faults=faults,
        warnings=(),
    )


def remarked(sheet: Sheet, bank: Bank | None) -> list[Fault]:
    """Return what to look at in a bank, with its place in the file."""
    if bank is None:
        return []
    others = newest_items(db.session(), but=[bank.id])
    db.session.rollback()
    found = [
        *remarks_on(bank, today=clock().now().date()),
        *remarks_across(bank, others),
    ]
    return [
        Fault(line_at(sheet.tree, one.path), one.message, one.params, is_warning=True)
        for one in found
    ]


def known_bank(session: Session, sheet: Sheet, slug: str) -> Bank | None:
    """Return what the bank of a file is now, in its draft or else published."""
    slug = slug or str(sheet.tree.get("id", ""))
    try:
        draft = open_draft(session, bank_id=bank_named(session, slug).id)
    except NotFoundError:
        return None
    if draft is not None:
        return parsed_draft(draft)
    newest = latest_version(session, slug)
    return parsed_version(session, newest.id).bank if newest else None

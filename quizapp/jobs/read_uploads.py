"""Read a file that an organizer sent: the report, and the bank if it has no faults."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from quizapp.banks.files import BankFile, Sheet, examined, zips
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
from quizapp.banks.service import Part, keep_parts, keep_picture, keep_report
from quizapp.errors import DomainError, Fault, FileFaultsError, NotFoundError
from quizapp.extensions import clock, db
from quizapp.jobs.work import Work
from quizapp.yamltree import Map, line_at

#: Reading, checking, comparing, keeping.
STEPS = 4
EMPTY = Map(1)


@dataclass(frozen=True)
class For:
    """For whom a file is read."""

    #: The bank that it is meant for; empty: as the file says.
    slug: str
    #: The banks that the sender may write.
    writable: frozenset[str]


def read_bank_upload(work: Work) -> dict[str, Any]:
    """Read an upload; its argument is ``upload_id``."""
    upload_id = work.claim.arguments["upload_id"]
    writable = frozenset(work.claim.arguments["banks"])
    work.tell(0, STEPS)
    upload = upload_of(db.session(), upload_id=upload_id)
    name, content, slug = upload.file_name, upload.content or b"", upload.bank_slug
    db.session.rollback()
    if zips.is_archive(content):
        return read_archive(work, upload_id, name, content, For(slug, writable))
    report, file = understood(work, name, content, For(slug, writable))
    with db.transaction() as session:
        keep_pictures(session, file)
        keep_report(
            session,
            upload_id=upload_id,
            report=report.to_json(),
            bank=file.bank if file else None,
        )
    return {"items": report.item_count, "faults": len(report.faults)}


def read_archive(
    work: Work, upload_id: int, name: str, content: bytes, whom: For
) -> dict[str, Any]:
    """Read an archive: each bank in it becomes an upload of its own."""
    try:
        found = zips.read(content, name=name)
        if whom.slug and len(found) > 1:
            fault = Fault(
                0, "An archive of several banks is for no single bank: choose none."
            )
            raise FileFaultsError(name, [fault])  # noqa: TRY301  # told like others
    except FileFaultsError as error:
        report = refused(None, name, error.faults)
        with db.transaction() as session:
            keep_report(
                session, upload_id=upload_id, report=report.to_json(), bank=None
            )
        return {"items": 0, "faults": len(report.faults)}
    parts, files = [], []
    for number, one in enumerate(found):
        work.tell(number, len(found))
        report, file = judged(one.format, one.sheet, whom)
        files.append(file)
        parts.append(
            Part(one.sheet.name, report.to_json(), file.bank if file else None)
        )
    whole = report_of(
        "zip",
        Sheet(name, EMPTY),
        item_count=sum(map(item_count, parts)),
        faults=twice(parts),
        warnings=(),
    )
    if whole.faults:
        parts = []
    with db.transaction() as session:
        for file in files:
            keep_pictures(session, file)
        keep_parts(session, upload_id=upload_id, report=whole.to_json(), parts=parts)
    return {"items": whole.item_count, "banks": len(parts)}


def twice(parts: Sequence[Part]) -> list[Fault]:
    """Return a fault for each file that holds a bank which stands in the archive twice."""
    first: dict[str, str] = {}
    return [
        Fault(
            0,
            "“%(one)s” and “%(other)s” both hold the bank “%(bank)s”: put them together"
            " first.",
            {"one": before, "other": part.name, "bank": part.bank.id},
        )
        for part in parts
        if part.bank is not None
        and (before := first.setdefault(part.bank.id, part.name)) != part.name
    ]


def item_count(part: Part) -> int:
    """Return how many questions were found in a part of an archive."""
    return int(part.report["item_count"])


def keep_pictures(session: Session, file: BankFile | None) -> None:
    """Keep the pictures of a file without faults."""
    for picture in file.pictures if file else ():
        keep_picture(session, picture=picture, now=clock().now())


def understood(
    work: Work, name: str, content: bytes, whom: For
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
    found = judged(one, sheet, whom)
    work.tell(3, STEPS)
    return found


def judged(one: Format, sheet: Sheet, whom: For) -> tuple[Report, BankFile | None]:
    """Return the report of a sheet, and what is in it unless it has faults."""
    sheet = with_its_bank(sheet, whom)
    known = known_bank(db.session(), sheet, whom)
    db.session.rollback()
    sheet = named(
        sheet,
        slug=whom.slug,
        title=known.title if known else "",
        known=known.items if known else (),
    )
    pictures = {one.name: one for one in known.pictures} if known else {}
    file, faults = examined(sheet, pictures)
    report = report_of(
        one.name,
        sheet,
        item_count=len(sheet.tree.get("items", ())),
        faults=faults,
        warnings=[*sheet.warnings, *remarked(sheet, file.bank if file else None, whom)],
    )
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


def remarked(sheet: Sheet, bank: Bank | None, whom: For) -> list[Fault]:
    """Return what to look at in a bank, with its place in the file."""
    if bank is None:
        return []
    others = [
        other
        for other in newest_items(db.session(), but=[bank.id])
        if other[0] in whom.writable
    ]
    db.session.rollback()
    found = [
        *remarks_on(bank, today=clock().now().date()),
        *remarks_across(bank, others),
    ]
    return [
        Fault(line_at(sheet.tree, one.path), one.message, one.params, is_warning=True)
        for one in found
    ]


def with_its_bank(sheet: Sheet, whom: For) -> Sheet:
    """Return a sheet with a fault if it is for a bank of somebody else."""
    slug = whom.slug or str(named(sheet).tree["id"])
    if slug in whom.writable or not is_there(slug):
        return sheet
    fault = Fault(
        line_at(sheet.tree, ("id",)),
        "There is another bank called “%(bank)s”: give this one another id.",
        {"bank": slug},
    )
    return replace(sheet, faults=(*sheet.faults, fault))


def is_there(slug: str) -> bool:
    """Tell whether a bank of this name was begun."""
    try:
        bank_named(db.session(), slug)
    except NotFoundError:
        return False
    return True


def known_bank(session: Session, sheet: Sheet, whom: For) -> Bank | None:
    """Return what the bank of a file is now, in its draft or else published.

    None: it is new, or not the sender's to write.
    """
    slug = whom.slug or str(named(sheet).tree["id"])
    if slug not in whom.writable:
        return None
    draft = open_draft(session, bank_id=bank_named(session, slug).id)
    if draft is not None:
        return parsed_draft(draft)
    newest = latest_version(session, slug)
    return parsed_version(session, newest.id).bank if newest else None

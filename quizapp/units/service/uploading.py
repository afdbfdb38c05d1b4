"""A file of units that is looked at before it changes anything."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import FileFaultsError, InvalidError
from quizapp.names import clean
from quizapp.units.files import read_units
from quizapp.units.models import UnitUpload
from quizapp.units.rules import UnitRow
from quizapp.units.service.importing import SLUG, ImportedUnits, import_units

#: A file that nobody took in is forgotten after this time.
KEPT = timedelta(days=1)
FORMS = (".csv", ".xlsx")


def upload(
    session: Session,
    *,
    tree: str,
    name: str,
    content: bytes,
    act: Act,
    now: datetime,
) -> UnitUpload:
    """Keep a file for a day, so that what it would change can be looked at first.

    Raises:
        InvalidError: no name for a tree, or no file of a kind that is read.
    """
    if not SLUG.fullmatch(tree):
        raise InvalidError(
            "“%(slug)s” can't name a tree: take small letters, digits and hyphens,"
            " such as hau-giang-2022.",
            field="tree",
            slug=tree,
        )
    name = clean(name)[-200:]
    if not name.lower().endswith(FORMS):
        raise InvalidError("Choose a CSV or XLSX file.", field="file")
    if not content:
        raise InvalidError("The file is empty.", field="file")
    session.execute(delete(UnitUpload).where(UnitUpload.uploaded_at < now - KEPT))
    row = UnitUpload(
        tree=tree,
        name=name,
        content=content,
        uploaded_at=now,
        uploaded_by=act.actor,
    )
    session.add(row)
    session.flush()
    return row


def preview(session: Session, row: UnitUpload, *, now: datetime) -> ImportedUnits:
    """Return what taking a file in would come to; the database stays as it is.

    Raises:
        FileFaultsError: every fault of the file, with its line.
    """
    point = session.begin_nested()
    try:
        return import_units(
            session, tree=row.tree, rows=rows_of(row), name=row.name, now=now
        )
    finally:
        point.rollback()


def take_in(
    session: Session, row: UnitUpload, *, act: Act, now: datetime
) -> ImportedUnits:
    """Take a file in that was kept, and forget it.

    Raises:
        FileFaultsError: every fault of the file, with its line.
    """
    found = import_units(
        session, tree=row.tree, rows=rows_of(row), name=row.name, act=act, now=now
    )
    session.delete(row)
    session.flush()
    return found


def rows_of(row: UnitUpload) -> list[UnitRow]:
    """Read a kept file.

    Raises:
        FileFaultsError: every fault, under the name that the file was sent with.
    """
    ending = Path(row.name).suffix.lower()
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        file.write(row.content)
        file.flush()
        try:
            return read_units(Path(file.name))
        except FileFaultsError as error:
            raise FileFaultsError(row.name, error.faults) from None

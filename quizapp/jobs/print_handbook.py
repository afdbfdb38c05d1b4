"""Print a handbook as PDF or as a Word file, and keep it for whoever downloads it."""

from collections.abc import Callable, Mapping
from typing import Any

from quizapp.errors import DomainError
from quizapp.extensions import clock, db
from quizapp.handbooks.files import handbook_docx, handbook_pdf
from quizapp.handbooks.models import Handbook
from quizapp.handbooks.queries import compiled_now, pictures_in
from quizapp.handbooks.service import keep_file
from quizapp.jobs.work import Work
from quizapp.phrases import ZONE

#: Form → who prints it.
PRINTERS: Mapping[str, Callable[..., bytes]] = {
    "pdf": handbook_pdf,
    "docx": handbook_docx,
}


def print_handbook(work: Work) -> dict[str, Any]:
    """Print a handbook; its arguments are ``handbook_id`` and ``form``.

    Raises:
        DomainError: it has no question that may be printed now.
    """
    handbook_id = work.claim.arguments["handbook_id"]
    form = work.claim.arguments["form"]
    work.tell(0, 1)
    session = db.session()
    now = clock().now()
    row = session.get_one(Handbook, handbook_id)
    compiled = compiled_now(session, row, now=now)
    if not compiled.book.entry_count:
        raise DomainError("No question of this handbook may be printed now.")
    pictures = pictures_in(session, compiled)
    db.session.rollback()
    content = PRINTERS[form](
        compiled.book,
        as_of=now.astimezone(ZONE).date(),
        pictures=pictures,
        tell=work.tell,
    )
    with db.transaction() as writing:
        keep_file(
            writing,
            handbook_id=handbook_id,
            form=form,
            content=content,
            items=compiled.items,
            now=now,
        )
    return {"bytes": len(content), "entries": compiled.book.entry_count}

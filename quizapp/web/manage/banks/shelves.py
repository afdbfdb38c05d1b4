"""The list of banks, one bank with its versions, and its versions as files."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from quizapp.aside import aside
from quizapp.audit import service as audit
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.models import Bank, BankVersion
from quizapp.banks.queries import (
    changes_of,
    corrections_of,
    open_draft,
    parsed_version,
    picture_bytes,
    version_numbered,
    versions_of,
)
from quizapp.banks.service import begin_draft
from quizapp.contests.queries import drawing_contests
from quizapp.extensions import db, now
from quizapp.web.access import enter, roles, signed_in
from quizapp.web.manage.banks.desk import (
    BOARD_READERS,
    WRITERS,
    is_writer,
    my_bank,
    my_shelves,
)
from quizapp.web.manage.desk import act

bp = Blueprint("banks", __name__, url_prefix="/manage/banks")


@bp.get("")
@enter(roles(*BOARD_READERS))
def show_all() -> str:
    return render_template(
        "manage/banks/shelves.html", shelves=my_shelves(), is_writer=is_writer()
    )


@bp.get("/<slug>")
@enter(roles(*BOARD_READERS))
def show(slug: str) -> str:
    bank = my_bank(slug, BOARD_READERS)
    session = db.session()
    versions = versions_of(session, bank_id=bank.id)
    newest = numbered(bank, versions[0].number) if versions else None
    return render_template(
        "manage/banks/bank.html",
        bank=bank,
        title=newest.title if newest else slug,
        versions=versions,
        draft=open_draft(session, bank_id=bank.id),
        contests=drawing_contests(session, slug=slug),
        corrections=corrections_of(session, bank_id=bank.id),
        changes=changes_of(session, bank_id=bank.id, most=50),
        formats=sorted(FORMATS),
        is_writer=is_writer(slug),
    )


@bp.post("/<slug>/draft")
@enter(roles(*WRITERS))
def begin(slug: str) -> ResponseReturnValue:
    my_bank(slug, WRITERS)
    with db.transaction() as session:
        begin_draft(session, slug=slug, act=act(), now=now())
    return redirect(url_for("bank_drafts.show", slug=slug), code=303)


@bp.get("/<slug>/versions/<int:number>.<form>")
@enter(roles(*BOARD_READERS))
def download(slug: str, number: int, form: str) -> ResponseReturnValue:
    bank = my_bank(slug, BOARD_READERS)
    if form not in FORMATS:
        raise NotFound
    version = numbered(bank, number)
    parsed = parsed_version(db.session(), version.id).bank
    pictures = {
        picture.name: content
        for picture in parsed.pictures
        if (content := picture_bytes(db.session(), picture.hash))
    }
    written = aside(FORMATS[form].write, parsed, pictures)
    doing = act()
    with db.transaction() as session:
        audit.record(
            session,
            actor=doing.actor,
            action="download_bank",
            subject=f"bank:{bank.id}",
            details={"version": number, "format": form, "by": signed_in().id},
            salt=doing.salt,
            now=now(),
        )
    reply = Response(written.data, content_type="application/octet-stream")
    suffix = FORMATS[form].suffixes[0] if FORMATS[form].suffixes else ".txt"
    name = f"{slug}-{number}{suffix}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def numbered(bank: Bank, number: int) -> BankVersion:
    """Return a version of a bank, its content left out."""
    return version_numbered(db.session(), bank_id=bank.id, number=number)

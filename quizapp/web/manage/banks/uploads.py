"""Uploads of banks: send a file or text, see the report, take it into a draft."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from quizapp.background.queries import job
from quizapp.banks import service
from quizapp.banks.files import xlsx
from quizapp.banks.files.report import Line, Report
from quizapp.banks.models import BankUpload
from quizapp.banks.queries import (
    bank_named,
    latest_version,
    my_uploads,
    parsed_version,
    parts_of,
    slug_of_draft,
    slug_taken_into,
    upload_of,
)
from quizapp.banks.rules import Bank, difference
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.phrases import spoken
from quizapp.web.access import enter, roles, signed_in
from quizapp.web.forms.banks import UploadForm
from quizapp.web.languages import language, sentence
from quizapp.web.manage.banks.desk import WRITERS, my_bank, my_shelves, my_slugs
from quizapp.web.manage.banks.preview import phone_page
from quizapp.web.manage.desk import act
from quizapp.web.security import receives

bp = Blueprint("bank_uploads", __name__, url_prefix="/manage/bank-uploads")

#: A file of the largest size, and the form around it.
MOST_BYTES = service.MOST_BYTES + 64 * 1024
#: How many items of an upload are shown as on a phone, and faults on one page.
MOST_SHOWN = 10
LINES_A_PAGE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Progress:
    """How far the reading of an upload is."""

    done: int
    total: int
    #: Why it was given up; empty: it wasn't.
    failure: str = ""


@bp.get("")
@enter(roles(*WRITERS))
def new() -> str:
    return page(form_for(request.args.get("bank", "")))


@bp.post("")
@enter(roles(*WRITERS))
@receives(MOST_BYTES)
def send() -> ResponseReturnValue:
    form = form_for("")
    if not form.validate():
        return page(form), 422
    file = form.file.data
    if file:
        name, content = file.filename or "file", file.read()
    else:
        name, content = PASTED, (form.text.data or "").encode()
    slug = form.bank.data or ""
    if slug:
        my_bank(slug, WRITERS)
    try:
        with db.transaction() as session:
            sent = service.upload(
                session,
                bank_slug=slug,
                file_name=name,
                content=content,
                writable=my_slugs(WRITERS),
                act=act(),
                now=now(),
            )
            upload_id = sent.id
    except InvalidError as error:
        form.blame(error)
        return page(form), 422
    return redirect(url_for("bank_uploads.show", upload_id=upload_id), code=303)


@bp.get("/template.xlsx")
@enter(roles(*WRITERS))
def template() -> ResponseReturnValue:
    """Hand out the template for questions in Excel."""
    reply = Response(xlsx.template(), content_type=XLSX)
    reply.headers["Content-Disposition"] = 'attachment; filename="cau-hoi.xlsx"'
    return reply


#: What pasted text is called in reports.
PASTED = "pasted.txt"


@bp.get("/<int:upload_id>")
@enter(roles(*WRITERS))
def show(upload_id: int) -> ResponseReturnValue:
    upload = my_upload(upload_id)
    if upload.state == "taken":
        return to_draft(upload)
    if upload.state != "read" or upload.report is None:
        return render_template(
            "manage/banks/waiting.html", upload=upload, progress=progress_of(upload)
        )
    report = Report.from_json(upload.report)
    parts = parts_of(db.session(), upload)
    if parts:
        return render_template(
            "manage/banks/archive.html",
            upload=upload,
            report=report,
            parts=[
                (part, Report.from_json(part.report) if part.report else None)
                for part in parts
            ],
        )
    return report_page(upload, report)


def report_page(upload: BankUpload, report: Report) -> str:
    """Return the page of what became of one file."""
    bank = Bank.model_validate(upload.bank) if upload.bank else None
    if bank is not None:
        check_mine(bank.id)
    before = newest_bank(bank.id) if bank else None
    start = max(0, request.args.get("from", 0, type=int))
    return render_template(
        "manage/banks/report.html",
        upload=upload,
        report=report,
        bank=bank,
        difference=difference(before, bank) if bank else None,
        is_first=before is None,
        said=said,
        start=start,
        lines_a_page=LINES_A_PAGE,
        preview=phone_page(bank, bank.items[:MOST_SHOWN]) if bank else "",
        shown_count=min(MOST_SHOWN, len(bank.items)) if bank else 0,
    )


@bp.get("/<int:upload_id>/progress")
@enter(roles(*WRITERS))
def progress(upload_id: int) -> ResponseReturnValue:
    upload = my_upload(upload_id)
    found = progress_of(upload)
    return jsonify(
        is_read=upload.state != "waiting",
        done=found.done,
        total=found.total,
        failure=found.failure,
    )


@bp.post("/<int:upload_id>/take")
@enter(roles(*WRITERS))
def take(upload_id: int) -> ResponseReturnValue:
    upload = my_upload(upload_id)
    parts = parts_of(db.session(), upload)
    for one in (upload, *parts):
        if one.bank is not None:
            check_mine(one.bank["id"])
    page = url_for("banks.show_all")
    try:
        with db.transaction() as session:
            if parts:
                service.take_parts(session, upload_id=upload_id, act=act(), now=now())
            else:
                draft = service.take_upload(
                    session, upload_id=upload_id, act=act(), now=now()
                )
                slug = slug_of_draft(session, draft)
                page = url_for("bank_drafts.show", slug=slug)
    except (ConflictError, InvalidError) as error:
        flash(sentence(error))
        return redirect(url_for("bank_uploads.show", upload_id=upload_id), code=303)
    flash(_("The draft says what was uploaded. Nothing is published yet."))
    return redirect(page, code=303)


@bp.post("/<int:upload_id>/drop")
@enter(roles(*WRITERS))
def drop(upload_id: int) -> ResponseReturnValue:
    my_upload(upload_id)
    with db.transaction() as session:
        service.drop_upload(session, upload_id=upload_id)
    flash(_("The upload was thrown away."))
    return redirect(url_for("bank_uploads.new"), code=303)


def form_for(slug: str) -> UploadForm:
    """Return the form with the banks that the one who is signed in may write."""
    form = UploadForm(bank=slug)
    form.bank.choices = [
        SelectChoice("", _("As the file says, or a new one")),
        *(SelectChoice(shelf.slug, shelf.title) for shelf in my_shelves(WRITERS)),
    ]
    return form


def page(form: UploadForm) -> str:
    """Return the page on which files are sent."""
    return render_template(
        "manage/banks/upload.html",
        form=form,
        waiting=my_uploads(db.session(), account_id=signed_in().id),
    )


def my_upload(upload_id: int) -> BankUpload:
    """Return an upload of the one who is signed in.

    Raises:
        NotFoundError: there is none, or somebody else's.
    """
    found = upload_of(db.session(), upload_id=upload_id)
    if found.uploaded_by != signed_in().id or found.state == "dropped":
        raise NotFoundError("There is no such upload.")
    return found


def check_mine(slug: str) -> None:
    """Check that an upload for a bank that is there comes from one who may write it."""
    try:
        bank_named(db.session(), slug)
    except NotFoundError:
        return
    my_bank(slug, WRITERS)


def progress_of(upload: BankUpload) -> Progress:
    """Return how far the reading of an upload is."""
    if upload.job_id is None:
        return Progress(0, 1)
    found = job(db.session(), job_id=upload.job_id)
    failure = spoken(found.failure, {}, language=language()) if found.failure else ""
    return Progress(found.done_count, found.total_count or 1, failure)


def to_draft(upload: BankUpload) -> ResponseReturnValue:
    """Lead on to the draft that took an upload over."""
    slug = slug_taken_into(db.session(), upload)
    return redirect(url_for("bank_drafts.show", slug=slug), code=303)


def newest_bank(slug: str) -> Bank | None:
    """Return what the newest version of a bank says, or None."""
    newest = latest_version(db.session(), slug)
    return parsed_version(db.session(), newest.id).bank if newest else None


def said(line: Line) -> str:
    """Return the sentence of a line of a report."""
    return spoken(line.message, line.params, language=language())

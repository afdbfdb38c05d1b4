"""Cards with codes, printed by a worker: asked for, watched, fetched."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.background.queries import job
from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import db, now
from quizapp.members import service
from quizapp.members.models import MemberSheet
from quizapp.members.queries import sheet_content, sheet_of
from quizapp.phrases import spoken
from quizapp.units.queries import label_of
from quizapp.web.access import signed_in
from quizapp.web.languages import language, sentence
from quizapp.web.manage.desk import act
from quizapp.web.members.desk import Desk, desk, number_in, route


@route("/sheets", method="POST")
def ask(slug: str) -> ResponseReturnValue:
    here = desk(slug)
    unit_id = number_in(request.form.get("unit"))
    try:
        with db.transaction() as session:
            sheet_id = service.ask_for_sheet(
                session,
                contest_id=here.contest.id,
                unit_id=unit_id,
                roots=here.roots,
                act=act(),
                now=now(),
            ).id
    except ConflictError as error:
        flash(sentence(error))
        return redirect(url_for(".show", slug=slug, unit=unit_id), code=303)
    return redirect(url_for(".show_sheet", slug=slug, sheet_id=sheet_id), code=303)


@route("/sheets/<int:sheet_id>")
def show_sheet(slug: str, sheet_id: int) -> ResponseReturnValue:
    here = desk(slug)
    sheet = my_sheet(here, sheet_id)
    done, total, failure = progress_of(sheet)
    return render_template(
        "members/sheet.html",
        contest=here.contest,
        sheet=sheet,
        unit=label_of(db.session(), sheet.unit_id),
        done=done,
        total=total,
        failure=failure,
    )


@route("/sheets/<int:sheet_id>/progress")
def sheet_progress(slug: str, sheet_id: int) -> ResponseReturnValue:
    sheet = my_sheet(desk(slug), sheet_id)
    done, total, failure = progress_of(sheet)
    return jsonify(
        is_read=sheet.made_at is not None, done=done, total=total, failure=failure
    )


@route("/sheets/<int:sheet_id>.pdf")
def download(slug: str, sheet_id: int) -> ResponseReturnValue:
    sheet = my_sheet(desk(slug), sheet_id)
    content = sheet_content(db.session(), sheet_id=sheet.id)
    if content is None:
        raise NotFoundError("There is no such sheet any more: make it anew.")
    reply = Response(content, content_type="application/pdf")
    reply.headers["Content-Disposition"] = 'attachment; filename="the-ma-du-thi.pdf"'
    return reply


def my_sheet(here: Desk, sheet_id: int) -> MemberSheet:
    """Return a sheet that the one who asks has asked for.

    Raises:
        NotFoundError: there is none, or somebody else's.
    """
    found = sheet_of(db.session(), sheet_id=sheet_id)
    if found.asked_by != signed_in().id or found.contest_id != here.contest.id:
        raise NotFoundError("There is no such sheet any more: make it anew.")
    return found


def progress_of(sheet: MemberSheet) -> tuple[int, int, str]:
    """Return how far a worker is with a sheet, of how much, and why it was given up."""
    if sheet.job_id is None:
        return 0, 1, ""
    found = job(db.session(), job_id=sheet.job_id)
    failure = spoken(found.failure, {}, language=language()) if found.failure else ""
    return found.done_count, found.total_count or 1, failure

"""Sending a list: a file or pasted lines, the report, and taking it in."""

import secrets

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.background.queries import job
from quizapp.errors import ConflictError, FileFaultsError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.members import service
from quizapp.members.files import template as template_file
from quizapp.members.models import MemberList
from quizapp.members.queries import (
    check_in_scope,
    member_list,
    open_lists,
    units_below,
)
from quizapp.members.rules import Line, Report
from quizapp.phrases import spoken
from quizapp.units.queries import FoundUnit, label_of, units_meant
from quizapp.web.access import signed_in
from quizapp.web.forms.members import SendListForm
from quizapp.web.languages import language, sentence
from quizapp.web.manage.desk import act
from quizapp.web.members.desk import Desk, desk, number_in, route
from quizapp.web.security import receives

#: A file of the largest size, and the form around it.
MOST_BYTES = service.MOST_BYTES + 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_A_PAGE = 200


@route("/new")
def new(slug: str) -> ResponseReturnValue:
    here = desk(slug)
    form = SendListForm()
    if here.is_officers and len(here.roots) == 1:
        form.unit.data = label_of(db.session(), here.roots[0])
    if "again" in request.args:
        fill_again(form, my_list(here, number_in(request.args["again"])))
    return page(here, form)


def fill_again(form: SendListForm, row: MemberList) -> None:
    """Put back what was pasted, so that only its faults need mending."""
    if row.source == "paste" and row.content:
        form.text.data = row.content.decode()
    form.basis_kind.data = row.basis_kind or ""
    form.basis_text.data = row.basis_text
    if row.unit_id is not None:
        form.unit.data = label_of(db.session(), row.unit_id)


@route("/new", method="POST")
@receives(MOST_BYTES)
def send(slug: str) -> ResponseReturnValue:
    here = desk(slug)
    form = SendListForm()
    unit_id = meant_unit(here, form)
    if not form.validate():
        return page(here, form), 422
    try:
        list_id = sent_list(here, form, unit_id)
    except InvalidError as error:
        form.blame(error)
        return page(here, form), 422
    return redirect(url_for(".show_list", slug=slug, list_id=list_id), code=303)


@route("/template.xlsx")
def template(slug: str) -> ResponseReturnValue:
    """Hand out a workbook to fill in, with the units of this desk."""
    here = desk(slug)
    units = units_below(db.session(), roots=here.roots)
    made = template_file(
        [(one.code, one.name, one.parent_name) for one in units], language=language()
    )
    reply = Response(made, content_type=XLSX)
    reply.headers["Content-Disposition"] = (
        'attachment; filename="danh-sach-hoi-vien.xlsx"'
    )
    return reply


@route("/lists/<int:list_id>")
def show_list(slug: str, list_id: int) -> ResponseReturnValue:
    here = desk(slug)
    row = my_list(here, list_id)
    if row.state in {"waiting", "taking"}:
        done, total, failure = progress_of(row)
        return render_template(
            "members/waiting.html",
            contest=here.contest,
            row=row,
            done=done,
            total=total,
            failure=failure,
        )
    report = Report.from_json(row.report or {})
    return render_template(
        "members/report.html",
        contest=here.contest,
        row=row,
        report=report,
        said=said,
        start=max(0, request.args.get("from", 0, type=int)),
        lines_a_page=LINES_A_PAGE,
    )


@route("/lists/<int:list_id>/progress")
def progress(slug: str, list_id: int) -> ResponseReturnValue:
    row = my_list(desk(slug), list_id)
    done, total, failure = progress_of(row)
    return jsonify(
        is_read=row.state not in {"waiting", "taking"},
        done=done,
        total=total,
        failure=failure,
    )


@route("/lists/<int:list_id>/take", method="POST")
def take(slug: str, list_id: int) -> ResponseReturnValue:
    here = desk(slug)
    check_still_hers(here, my_list(here, list_id))
    try:
        with db.transaction() as session:
            is_asked = service.ask_to_take(
                session, list_id=list_id, act=act(), now=now()
            )
            if not is_asked:
                service.take_list(
                    session,
                    list_id=list_id,
                    act=act(),
                    draw=secrets.randbelow,
                    now=now(),
                )
    except FileFaultsError:
        # Something of it was taken meanwhile: the report says anew what is wrong.
        with db.transaction() as session:
            service.read_again(session, list_id=list_id, now=now())
    except ConflictError as error:
        flash(sentence(error))
    return redirect(url_for(".show_list", slug=slug, list_id=list_id), code=303)


@route("/lists/<int:list_id>/drop", method="POST")
def drop(slug: str, list_id: int) -> ResponseReturnValue:
    here = desk(slug)
    my_list(here, list_id)
    try:
        with db.transaction() as session:
            service.drop_list(session, list_id=list_id)
    except ConflictError as error:
        flash(sentence(error))
        return redirect(url_for(".show_list", slug=slug, list_id=list_id), code=303)
    flash(_("The list was thrown away; nothing of it is kept."))
    return redirect(url_for(".new", slug=slug), code=303)


def page(here: Desk, form: SendListForm) -> str:
    """Return the page on which lists are sent."""
    return render_template(
        "members/send.html",
        contest=here.contest,
        form=form,
        open_lists=open_lists(
            db.session(), contest_id=here.contest.id, sent_by=signed_in().id
        ),
    )


def sent_list(here: Desk, form: SendListForm, unit_id: int | None) -> int:
    """Keep what was sent; return its id.

    Raises:
        InvalidError: there is nothing, or something of it can't be used.
    """
    file = form.file.data
    text = form.text.data or ""
    if not file and not text.strip():
        raise InvalidError("Choose a file, or paste members.", field="file")
    sent = service.Sent(
        source="file" if file else "paste",
        name=(file.filename or "") if file else _("Pasted members"),
        content=file.read() if file else text.encode(),
        roots=here.roots,
        unit_id=unit_id,
        basis_kind=form.basis_kind.data or "",
        basis_text=form.basis_text.data or "",
    )
    contest_id = here.contest.id
    with db.transaction() as session:
        contest = session.get_one(type(here.contest), contest_id)
        return service.send(
            session, contest=contest, sent=sent, act=act(), now=now()
        ).id


def meant_unit(here: Desk, form: SendListForm) -> int | None:
    """Return the unit that was typed; if none or several fit, the form says so."""
    text = form.unit.data or ""
    if not text:
        return None
    found: dict[int, FoundUnit] = {
        unit.id: unit
        for root_id in here.roots
        for unit in units_meant(db.session(), root_id=root_id, text=text)
    }
    if len(found) == 1:
        return next(iter(found))
    form.unit.refusal = (
        _("Several units fit: choose one of them.")
        if found
        else _("Choose a unit from the list.")
    )
    form.unit.choices = tuple(found.values())
    return None


def my_list(here: Desk, list_id: int) -> MemberList:
    """Return a list that the one who asks has sent for this contest.

    Raises:
        NotFoundError: there is none, or somebody else's.
    """
    found = member_list(db.session(), list_id=list_id)
    is_mine = found.sent_by == signed_in().id and found.contest_id == here.contest.id
    if not is_mine or found.state == "dropped":
        raise NotFoundError("There is no such list.")
    return found


def check_still_hers(here: Desk, row: MemberList) -> None:
    """Check that the branches that a list was sent for are still those of its sender.

    Raises:
        NotFoundError: one isn't any more.
    """
    for root_id in row.roots:
        check_in_scope(db.session(), unit_id=root_id, roots=here.roots)


def progress_of(row: MemberList) -> tuple[int, int, str]:
    """Return how far a worker is with a list, of how much, and why it was given up."""
    if row.job_id is None:
        return 0, 1, ""
    found = job(db.session(), job_id=row.job_id)
    failure = spoken(found.failure, {}, language=language()) if found.failure else ""
    return found.done_count, found.total_count or 1, failure


def said(line: Line) -> str:
    """Return the sentence of a fault."""
    return spoken(line.message, line.params, language=language())

"""Handbooks as organizers make, publish and print them."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask import (
    Blueprint,
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
from quizapp.banks.queries import newest_versions
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.handbooks import service
from quizapp.handbooks.models import FORMS, Handbook
from quizapp.handbooks.queries import (
    compiled_now,
    every_handbook,
    file_content,
    files_of,
    free_files,
    handbook_named,
    is_as_now,
)
from quizapp.handbooks.rules import Outline, read_chapters, written_chapters
from quizapp.names import clean, clean_lines, slug_of
from quizapp.phrases import spoken
from quizapp.web.access import enter, roles
from quizapp.web.forms.handbooks import HandbookForm
from quizapp.web.handbooks import chapters_of, handed_out, let_go
from quizapp.web.languages import language, sentence
from quizapp.web.manage.banks.desk import my_grants, my_slugs
from quizapp.web.manage.desk import AUDITORS, act
from quizapp.web.texts import rendered

bp = Blueprint("manage_handbooks", __name__, url_prefix="/manage/handbooks")
ORGANIZERS = ("organizer", "admin")
ORGANIZER = roles(*ORGANIZERS)
HANDBOOK_READERS = (*ORGANIZERS, *AUDITORS)
READER = roles(*HANDBOOK_READERS)


@bp.get("")
@enter(READER)
def show_all() -> str:
    return render_template(
        "manage/handbooks/list.html",
        handbooks=my_handbooks(),
        form=form_with_banks(),
        is_organizer=bool(my_grants(ORGANIZERS)),
    )


@bp.post("")
@enter(ORGANIZER)
def make() -> ResponseReturnValue:
    form = form_with_banks()
    slug = slug_of(form.title.data or "") or "so-tay"

    def work(outline: Outline) -> None:
        with db.transaction() as session:
            service.make(
                session,
                slug=slug,
                outline=outline,
                banks=form.banks.data or [],
                act=act(),
                now=now(),
            )

    if is_done(form, work):
        flash(_("The handbook is made; nobody but organizers sees it yet."))
        return redirect(url_for("manage_handbooks.show", slug=slug), code=303)
    return render_template(
        "manage/handbooks/list.html",
        handbooks=my_handbooks(),
        form=form,
        is_organizer=True,
    ), 422


@bp.get("/<slug>")
@enter(READER)
def show(slug: str) -> str:
    row = my_handbook(slug, HANDBOOK_READERS)
    return page(row, form_of(row))


@bp.post("/<slug>")
@enter(ORGANIZER)
def change(slug: str) -> ResponseReturnValue:
    row = my_handbook(slug)
    form = form_with_banks()

    def work(outline: Outline) -> None:
        with db.transaction() as session:
            service.change(
                session,
                slug=slug,
                outline=outline,
                banks=form.banks.data or [],
                act=act(),
                now=now(),
            )

    if is_done(form, work):
        flash(_("The handbook is changed."))
        return back(slug)
    return page(row, form), 422


@bp.post("/<slug>/publish")
@enter(ORGANIZER)
def publish(slug: str) -> ResponseReturnValue:
    my_handbook(slug)
    with db.transaction() as session:
        service.publish(session, slug=slug, act=act(), now=now())
    flash(_("Everybody can read the handbook now."))
    return back(slug)


@bp.post("/<slug>/withdraw")
@enter(ORGANIZER)
def withdraw(slug: str) -> ResponseReturnValue:
    my_handbook(slug)
    with db.transaction() as session:
        service.withdraw(session, slug=slug, act=act(), now=now())
    flash(_("The handbook is withdrawn."))
    return back(slug)


@bp.post("/<slug>/print/<form>")
@enter(ORGANIZER)
def print_(slug: str, form: str) -> ResponseReturnValue:
    my_handbook(slug)
    try:
        with db.transaction() as session:
            asked = service.ask_for_file(
                session, slug=slug, form=form, act=act(), now=now()
            )
            job_id = asked.id
    except InvalidError as error:
        raise NotFoundError(error.message) from error
    return redirect(
        url_for("manage_handbooks.show", slug=slug, job=job_id, _anchor="files"),
        code=303,
    )


@bp.get("/<slug>.<form>")
@enter(READER)
def download(slug: str, form: str) -> ResponseReturnValue:
    """Hand a printed file out, also before everybody may read it."""
    session = db.session()
    row = my_handbook(slug, HANDBOOK_READERS)
    found = free_files(session, row, now=now()).get(form)
    if found is None:
        raise NotFoundError("This file isn't made yet, or a round holds it back.")
    return handed_out(slug, form, file_content(session, found))


@bp.get("/<slug>/jobs/<int:job_id>")
@enter(READER)
def progress(slug: str, job_id: int) -> ResponseReturnValue:
    found = printing(slug, job_id)
    return jsonify(
        is_read=found.state == "done",
        done=found.done_count,
        total=found.total_count or 1,
        failure=spoken(found.failure, {}, language=language()) if found.failure else "",
    )


def printing(slug: str, job_id: int) -> Any:
    """Return a job that prints this handbook.

    Raises:
        NotFoundError: it does something else, or isn't there.
    """
    row = my_handbook(slug, HANDBOOK_READERS)
    found = job(db.session(), job_id=job_id)
    if found.kind != service.PRINT or found.arguments["handbook_id"] != row.id:
        raise NotFoundError("There is no such job.")
    return found


def page(row: Handbook, form: HandbookForm) -> str:
    """Return the page of a handbook."""
    session = db.session()
    compiled = compiled_now(session, row, now=now())
    free = free_files(session, row, now=now(), held=compiled.held)
    files = files_of(session, row)
    outdated = {name for name, one in free.items() if not is_as_now(one, compiled)}
    job_id = request.args.get("job", type=int)
    asked = printing(row.slug, job_id) if job_id else None
    let_go()
    return render_template(
        "manage/handbooks/show.html",
        handbook=row,
        is_organizer=my_slugs(ORGANIZERS).issuperset(row.banks),
        form=form,
        book=compiled.book,
        chapters=chapters_of(compiled),
        foreword=rendered(row.foreword, {}),
        files=files,
        free=free,
        outdated=outdated,
        tag_counts=compiled.tag_counts,
        forms=FORMS,
        job=asked,
    )


def form_of(row: Handbook) -> HandbookForm:
    """Return the form with what a handbook says."""
    return form_with_banks(
        title=row.title,
        subtitle=row.subtitle,
        publisher=row.publisher,
        foreword=row.foreword,
        banks=row.banks,
        chapters=written_chapters((tag, title) for tag, title in row.chapters),
        rest=row.rest,
    )


def my_handbooks() -> list[Handbook]:
    """Return the handbooks all of whose banks are open to the one who is signed in."""
    mine = my_slugs(HANDBOOK_READERS)
    return [one for one in every_handbook(db.session()) if mine.issuperset(one.banks)]


def my_handbook(slug: str, roles: Collection[str] = ORGANIZERS) -> Handbook:
    """Return a handbook of the one who is signed in.

    Raises:
        NotFoundError: there is none, or it holds banks that aren't hers.
    """
    row = handbook_named(db.session(), slug)
    if not my_slugs(roles).issuperset(row.banks):
        raise NotFoundError("There is no such handbook.")
    return row


def form_with_banks(**values: Any) -> HandbookForm:
    """Return the form with every published bank to choose from."""
    form = HandbookForm(**({"rest": _("All other questions")} | values))
    mine = my_slugs(ORGANIZERS)
    form.banks.choices = [
        SelectChoice(slug, title)
        for slug, title, *_rest in newest_versions(db.session())
        if slug in mine
    ]
    return form


def check_banks(slugs: Iterable[str]) -> None:
    """Check that banks are open to the one who is signed in.

    Raises:
        InvalidError: one isn't, or isn't there: which of both isn't told.
    """
    for slug in sorted(set(slugs) - my_slugs(ORGANIZERS)):
        raise InvalidError(
            "Nothing of the bank “%(bank)s” is published yet.", field="banks", bank=slug
        )


def is_done(form: HandbookForm, work: Callable[[Outline], None]) -> bool:
    """Do what a form asks for; False: it has faults, which it shows."""
    if not form.validate_on_submit():
        return False
    try:
        check_banks(form.banks.data or [])
        work(
            Outline(
                title=clean(form.title.data or ""),
                subtitle=clean(form.subtitle.data or ""),
                publisher=clean(form.publisher.data or ""),
                foreword=clean_lines(form.foreword.data or ""),
                chapters=read_chapters(form.chapters.data or ""),
                rest=clean(form.rest.data or ""),
            )
        )
    except InvalidError as error:
        form.blame(error)
        return False
    except ConflictError as error:
        form.form_errors.append(sentence(error))
        return False
    return True


def back(slug: str) -> ResponseReturnValue:
    """Lead back to the page of a handbook."""
    return redirect(url_for("manage_handbooks.show", slug=slug), code=303)

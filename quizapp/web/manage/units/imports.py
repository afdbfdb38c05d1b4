"""Files of units: sent, looked at, and only then taken in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import FileFaultsError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.units import service
from quizapp.units.models import UnitUpload
from quizapp.units.queries import tree_by_slug, upload_of
from quizapp.units.service import ImportedUnits
from quizapp.web.access import enter, roles
from quizapp.web.forms.unit_events import ImportForm
from quizapp.web.manage.desk import act
from quizapp.web.manage.units.desk import WRITERS, holds_everywhere, my_tree, told
from quizapp.web.security import receives

bp = Blueprint("unit_imports", __name__, url_prefix="/manage/unit-imports")

MOST_BYTES = 10 * 1024 * 1024 + 64 * 1024
#: How many differences, and how many faults, a page shows.
MOST_SHOWN = 200


@bp.get("")
@enter(roles(*WRITERS))
def new() -> str:
    form = ImportForm(tree=request.args.get("tree", ""))
    return render_template("manage/units/import.html", form=form)


@bp.post("")
@enter(roles(*WRITERS))
@receives(MOST_BYTES)
def send() -> ResponseReturnValue:
    form = ImportForm()
    if not form.validate_on_submit():
        return render_template("manage/units/import.html", form=form), 422
    check_mine(form.tree.data)
    file = form.file.data
    try:
        with db.transaction() as session:
            row = service.upload(
                session,
                tree=form.tree.data,
                name=(file.filename or "") if file else "",
                content=file.read() if file else b"",
                act=act(),
                now=now(),
            )
            address = url_for("unit_imports.show", slug=row.tree, upload_id=row.id)
    except InvalidError as error:
        form.blame(error)
        return render_template("manage/units/import.html", form=form), 422
    return redirect(address, code=303)


@bp.get("/<slug>/<int:upload_id>")
@enter(roles(*WRITERS))
def show(slug: str, upload_id: int) -> ResponseReturnValue:
    """Show what a file would change; nothing is changed yet."""
    check_mine(slug)
    row = upload_of(db.session(), tree=slug, upload_id=upload_id)
    try:
        found = service.preview(db.session(), row, now=now())
    except FileFaultsError as error:
        return page(row, error=error), 422
    except InvalidError as error:
        raise NotFoundError(error.message) from error
    return page(row, found=found)


@bp.post("/<slug>/<int:upload_id>")
@enter(roles(*WRITERS))
def take(slug: str, upload_id: int) -> ResponseReturnValue:
    check_mine(slug)
    row = upload_of(db.session(), tree=slug, upload_id=upload_id)
    try:
        with db.transaction() as session:
            row = upload_of(session, tree=slug, upload_id=upload_id)
            found = service.take_in(session, row, act=act(), now=now())
    except FileFaultsError as error:
        return page(row, error=error), 422
    flash(
        _(
            "Taken in: %(added)s new, %(changed)s changed, %(same)s as before.",
            added=found.added,
            changed=found.changed,
            same=found.unchanged,
        )
    )
    return redirect(url_for("manage_units.show", slug=slug), code=303)


def check_mine(slug: str) -> None:
    """Check that a tree is one of hers; new ones may be made by who runs everything.

    Raises:
        NotFoundError: it isn't hers.
    """
    if tree_by_slug(db.session(), slug) is None:
        if not holds_everywhere(WRITERS):
            raise NotFoundError("There is no such tree of units.")
        return
    my_tree(slug, WRITERS)


def page(
    row: UnitUpload,
    *,
    found: ImportedUnits | None = None,
    error: FileFaultsError | None = None,
) -> str:
    """Return the page of a file that waits."""
    return render_template(
        "manage/units/preview.html",
        upload=row,
        found=found,
        faults=told(error.faults) if error else [],
        most=MOST_SHOWN,
    )

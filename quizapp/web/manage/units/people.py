"""People whose unit was split or dissolved: a list tells where they belong."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.contests.models import Contest
from quizapp.entries.files import read_moves
from quizapp.entries.service import MovedPeople, move_people
from quizapp.errors import FileFaultsError
from quizapp.extensions import db, now
from quizapp.web.access import asks_again, enter, roles
from quizapp.web.forms.unit_events import MovePeopleForm
from quizapp.web.manage.desk import act, my_contest
from quizapp.web.manage.units.desk import WRITERS, told
from quizapp.web.security import receives

bp = Blueprint("moved_people", __name__, url_prefix="/manage/contests/<slug>")

MOST_BYTES = 10 * 1024 * 1024 + 64 * 1024
FORMS = (".csv", ".xlsx")


@bp.get("/moved-people")
@enter(roles(*WRITERS))
@asks_again
def show(slug: str) -> str:
    return page(my_contest(slug, WRITERS), MovePeopleForm())


@bp.post("/moved-people")
@enter(roles(*WRITERS))
@asks_again
@receives(MOST_BYTES)
def take(slug: str) -> ResponseReturnValue:
    """Put people under the units that a list tells, all or none."""
    contest = my_contest(slug, WRITERS)
    form = MovePeopleForm()
    if not form.validate_on_submit():
        return page(contest, form), 422
    file = form.file.data
    if not file or not (file.filename or "").lower().endswith(FORMS):
        form.file.errors = [_("Choose a CSV or XLSX file.")]
        return page(contest, form), 422
    try:
        found = moved(contest, file, form.reason.data)
    except FileFaultsError as error:
        return page(contest, form, told(error.faults)), 422
    flash(
        _(
            "People who belong elsewhere now: %(moved)s; there already: %(same)s.",
            moved=found.moved,
            same=found.unchanged,
        )
    )
    return redirect(url_for("moved_people.show", slug=slug), code=303)


def moved(contest: Contest, file: Any, reason: str) -> MovedPeople:
    """Take a list in.

    Raises:
        FileFaultsError: every fault, with its line.
    """
    ending = Path(file.filename).suffix.lower()
    with tempfile.NamedTemporaryFile(suffix=ending) as kept:
        file.save(kept)
        kept.flush()
        rows = read_moves(Path(kept.name))
    with db.transaction() as session:
        return move_people(
            session,
            contest=contest,
            rows=rows,
            name=file.filename,
            act=act(reason),
            now=now(),
        )


def page(contest: Contest, form: MovePeopleForm, faults: Any = ()) -> str:
    """Return the page of the list, with the faults of the one that was sent."""
    return render_template(
        "manage/units/people.html", contest=contest, form=form, faults=faults
    )

"""Who runs a contest without an account here: a list of phones that can't take part."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.entries.queries import insiders_of
from quizapp.entries.rules import read_insiders
from quizapp.entries.service import add_insiders, remove_insider
from quizapp.errors import Fault, FileFaultsError, InvalidError
from quizapp.extensions import db, now, settings
from quizapp.web.access import asks_again, enter, roles
from quizapp.web.forms.contests import InsidersForm, RemoveInsiderForm
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act, holds_in, my_contest

bp = Blueprint("insiders", __name__, url_prefix="/manage/contests/<slug>/insiders")

#: Who keeps the list, and who reads it.
KEEPERS = ("organizer", "admin")
READERS = (*KEEPERS, "auditor")


@bp.get("")
@enter(roles(*READERS))
@asks_again
def show(slug: str) -> str:
    return page(slug, InsidersForm(None))


@bp.post("")
@enter(roles(*KEEPERS))
@asks_again
def add(slug: str) -> ResponseReturnValue:
    contest_id = my_contest(slug, KEEPERS).id
    form = InsidersForm()
    faults: list[Fault] = []
    if form.validate_on_submit():
        try:
            people = read_insiders(form.lines.data, name=str(form.lines.label.text))
            with db.transaction() as session:
                count = add_insiders(
                    session,
                    contest_id=contest_id,
                    people=people,
                    key=settings().secret_key,
                    act=act(form.reason.data),
                    now=now(),
                )
        except InvalidError as error:
            form.blame(error)
        except FileFaultsError as error:
            faults = list(error.faults)
            form.lines.errors = [
                _("Lines with faults: %(count)s. Nothing was added.", count=len(faults))
            ]
        else:
            flash(_("Added to the list: %(count)s.", count=count))
            return redirect(url_for("insiders.show", slug=slug), code=303)
    return page(slug, form, faults), 422


@bp.post("/<int:insider_id>/remove")
@enter(roles(*KEEPERS))
@asks_again
def remove(slug: str, insider_id: int) -> ResponseReturnValue:
    contest_id = my_contest(slug, KEEPERS).id
    form = RemoveInsiderForm()
    if not form.validate_on_submit():
        return page(slug, InsidersForm(None), tried=form), 422
    with db.transaction() as session:
        remove_insider(
            session,
            contest_id=contest_id,
            insider_id=insider_id,
            key=settings().secret_key,
            act=act(form.reason.data),
            now=now(),
        )
    flash(_("Taken off the list."))
    return redirect(url_for("insiders.show", slug=slug), code=303)


def page(
    slug: str, form: InsidersForm, faults: list[Fault] | None = None, tried: Any = None
) -> str:
    """Return the page of the list; ``faults`` are those of the lines that were sent."""
    contest = my_contest(slug, READERS)
    return render_template(
        "manage/insiders.html",
        contest=contest,
        may_write=holds_in(slug, KEEPERS),
        insiders=insiders_of(db.session(), contest_id=contest.id),
        form=form,
        tried=tried,
        faults=[(fault.line, sentence(fault)) for fault in faults or ()],
    )

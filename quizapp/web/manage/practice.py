"""Which banks are offered for practice: organizers choose."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now
from quizapp.practice.queries import every_bank
from quizapp.practice.service import offer_bank, withdraw_bank
from quizapp.web.access import enter, roles
from quizapp.web.forms.practice import OfferForm
from quizapp.web.languages import sentence
from quizapp.web.manage.banks.desk import my_bank, my_grants, my_slugs
from quizapp.web.manage.desk import AUDITORS, act

bp = Blueprint("manage_practice", __name__, url_prefix="/manage/practice")
ORGANIZERS = ("organizer", "admin")
ORGANIZER = roles(*ORGANIZERS)
PRACTICE_READERS = (*ORGANIZERS, *AUDITORS)
#: Begins the fields that hold names of tags.
TAG = "tag-"


@bp.get("")
@enter(roles(*PRACTICE_READERS))
def show() -> str:
    return page()


@bp.post("/<slug>/offer")
@enter(ORGANIZER)
def offer(slug: str) -> ResponseReturnValue:
    my_bank(slug, ORGANIZERS)
    form = OfferForm()
    if not form.validate_on_submit():
        return page(slug, [*form.title.errors, *form.form_errors]), 422
    names = {
        name.removeprefix(TAG): text
        for name, text in request.form.items()
        if name.startswith(TAG)
    }
    try:
        with db.transaction() as session:
            offer_bank(
                session,
                slug=slug,
                title=form.title.data or "",
                tag_names=names,
                act=act(),
                now=now(),
            )
    except InvalidError as error:
        return page(slug, [sentence(error)]), 422
    flash(_("These questions can be practised now."))
    return redirect(url_for("manage_practice.show"), code=303)


@bp.post("/<slug>/withdraw")
@enter(ORGANIZER)
def withdraw(slug: str) -> ResponseReturnValue:
    my_bank(slug, ORGANIZERS)
    try:
        with db.transaction() as session:
            withdraw_bank(session, slug=slug, act=act(), now=now())
    except ConflictError as error:
        return page(slug, [sentence(error)]), 409
    flash(_("These questions are offered no more."))
    return redirect(url_for("manage_practice.show"), code=303)


def page(tried: str = "", faults: list[str] | None = None) -> str:
    """Return every bank; ``tried`` is the one whose form has faults."""
    mine = my_slugs(PRACTICE_READERS)
    return render_template(
        "manage/practice.html",
        is_organizer=bool(my_grants(ORGANIZERS)),
        banks=[
            bank for bank in every_bank(db.session(), now=now()) if bank.slug in mine
        ],
        tried=tried,
        faults=faults or [],
        typed=request.form,
    )

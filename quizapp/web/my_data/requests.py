"""What the one who is signed in asks about her data, and what was answered."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import InvalidError
from quizapp.extensions import db, limiter, now
from quizapp.privacy import queries, service
from quizapp.privacy.rules import is_overdue, last_day
from quizapp.web.access import PERSON, enter, signed_in
from quizapp.web.filters import day
from quizapp.web.forms.my_data import RequestForm

bp = Blueprint("my_requests", __name__, url_prefix="/account/data")


@bp.get("/requests")
@enter(PERSON)
def show() -> str:
    return asking(RequestForm(kind=request.args.get("kind", "")))


@bp.post("/requests")
@enter(PERSON)
@limiter.limit("5/minute;20/day")
def ask() -> ResponseReturnValue:
    form = RequestForm()
    form.offer(my_contests())
    if form.validate_on_submit():
        try:
            number, due_on = note_request(form)
        except InvalidError as error:
            form.blame(error)
        else:
            flash(
                _(
                    "Request number %(number)s is noted. The answer comes by %(day)s.",
                    number=number,
                    day=day(due_on),
                )
            )
            return redirect(url_for("my_requests.show"), code=303)
    return asking(form), 422


def note_request(form: RequestForm) -> tuple[int, date]:
    """Note what is asked; return its number, and until when it is answered."""
    asked = service.NewRequest(
        account_id=signed_in().id,
        contest_id=form.contest.data or None,
        kind=form.kind.data or "",
        text=form.text.data or "",
    )
    with db.transaction() as session:
        made = service.ask(session, asked=asked, now=now())
        return made.id, last_day(made.due_at)


def asking(form: RequestForm) -> str:
    """Return the page of one's own requests."""
    form.offer(my_contests())
    found = queries.requests_of(db.session(), account_id=signed_in().id)
    return render_template(
        "my_data/requests.html",
        form=form,
        requests=found,
        names=queries.NAMES,
        last_day=last_day,
        late={
            row.id for row in found if is_overdue(row.due_at, row.answered_at, now())
        },
    )


def my_contests() -> list[tuple[int, str]]:
    """Return the contests that the one who is signed in has entered."""
    entered = queries.consents_of(db.session(), account_id=signed_in().id)
    return [(one.contest.id, one.contest.title) for one in entered]

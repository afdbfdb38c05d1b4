"""Saving answers: by script with the attempt token, or as a form without script."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from quizapp.attempts import queries, rules, service
from quizapp.errors import InvalidError, NotFoundError
from quizapp.extensions import clock, csrf, db, now
from quizapp.web import tickets
from quizapp.web.access import PERSON, TOKEN, enter, signed_in
from quizapp.web.filters import iso
from quizapp.web.forms.attempts import LARGEST_COUNTER, AnswerForm, typed_value
from quizapp.web.json_body import json_object
from quizapp.web.languages import sentence
from quizapp.web.numbers import refuse_huge
from quizapp.web.papers import paper_of

bp = Blueprint("responses", __name__)
bp.url_value_preprocessor(refuse_huge)

STATUS = {"saved": 200, "late": 200, "other": 409, "ended": 409, "again": 503}


@bp.put("/attempts/<int:attempt_id>/responses/<int:position>")
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf has no types
@enter(TOKEN)
def save(attempt_id: int, position: int) -> ResponseReturnValue:
    ticket = my_ticket(attempt_id)
    body = json_object()
    kept = service.save(
        db.autocommit,
        service.Sent(
            attempt_id=attempt_id,
            position=position,
            lease=ticket.lease,
            counter=counter_in(body),
            value=value_in(body, shape_at(ticket.shapes, position)),
            received_at=now(),
        ),
    )
    return told(kept, position=position, lease=ticket.lease)


@bp.get("/attempts/<int:attempt_id>/clock")
@enter(TOKEN)
def show_clock(attempt_id: int) -> Response:
    """Tell a page how much time is left, after it was asleep."""
    ticket = my_ticket(attempt_id)
    state = queries.state_of(db.session(), attempt_id=attempt_id)
    return jsonify(
        news_of(state.state, state.deadline_at, state.lease, lease=ticket.lease)
    )


@bp.post("/attempts/<int:attempt_id>/responses/<int:position>")
@enter(PERSON)
def save_form(attempt_id: int, position: int) -> ResponseReturnValue:
    account_id = signed_in().id
    attempt = queries.attempt_of(
        db.session(), attempt_id=attempt_id, account_id=account_id
    )
    shape = shape_at(paper_of(attempt).shapes, position)
    page = url_for("attempts.show", attempt_id=attempt_id, _anchor=f"q{position}")
    form = AnswerForm(request.form)
    value = typed_value(shape, request.form.getlist("value"))
    try:
        rules.check_answer(shape, value)
    except InvalidError as error:
        flash(sentence(error))
        return redirect(page, code=303)
    if not form.validate():
        raise BadRequest
    db.session.rollback()  # its connection goes back before the save takes another
    kept = service.save(
        db.autocommit,
        service.Sent(
            attempt_id=attempt_id,
            position=position,
            lease=form.lease.data,
            counter=form.counter.data,
            value=value,
            received_at=now(),
        ),
    )
    flash(words_for(kept.outcome, position))
    return redirect(page, code=303)


def words_for(outcome: service.Outcome, position: int) -> str:
    """Return what became of an answer, in words."""
    words = {
        "saved": _("Question %(position)s is saved.", position=position),
        "late": _("Time was up: this answer is kept, but doesn't count."),
        "other": _("This question was answered on a newer page: look at it again."),
        "ended": _("This attempt was handed in: nothing can be changed any more."),
        "again": _("Not saved. Try again."),
    }
    return str(words[outcome])


def told(kept: service.Kept, *, position: int, lease: int) -> ResponseReturnValue:
    """Answer a save: what became of it, and what the page must know."""
    body = news_of(kept.state, kept.deadline_at, kept.newest_lease, lease=lease)
    body |= {
        "outcome": kept.outcome,
        "saved": [position] if kept.outcome == "saved" else [],
        "late": [position] if kept.outcome == "late" else [],
    }
    status = STATUS[kept.outcome]
    if status != 200:
        body["error"] = words_for(kept.outcome, position)
    return jsonify(body), status


def news_of(
    state: str, deadline_at: datetime, newest_lease: int, *, lease: int
) -> dict[str, Any]:
    """Return what every reply to a page that answers carries."""
    return {
        "server_now": iso(clock().now()),
        "deadline_at": iso(deadline_at),
        "state": state,
        "is_newest": lease == newest_lease,
        "saved": [],
        "news": [],
    }


def my_ticket(attempt_id: int) -> tickets.Ticket:
    """Return the ticket that the request carries."""
    token = request.headers.get("X-Attempt-Token", "")
    return tickets.read(token, attempt_id=attempt_id)


def shape_at(shapes: tuple[str, ...], position: int) -> str:
    """Return how a position is answered."""
    if not 1 <= position <= len(shapes):
        raise NotFoundError("There is no such question.")
    return shapes[position - 1]


def counter_in(body: dict[str, Any]) -> int:
    """Return the counter of an answer."""
    counter = body.get("counter")
    if type(counter) is not int or not 1 <= counter <= LARGEST_COUNTER:
        raise BadRequest
    return counter


def value_in(body: dict[str, Any], shape: str) -> Any:
    """Return the value of an answer."""
    if "value" not in body:
        raise BadRequest
    try:
        rules.check_answer(shape, body["value"])
    except InvalidError as error:
        raise BadRequest from error
    return body["value"]

"""Saving answers: by script with the attempt token, or as a form without script."""

from collections.abc import Iterator
from datetime import datetime
from time import perf_counter
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
from quizapp.web.forms.attempts import LARGEST_COUNTER, AnswerForm, value_typed
from quizapp.web.json_body import json_object
from quizapp.web.languages import sentence
from quizapp.web.numbers import refuse_huge

bp = Blueprint("responses", __name__)
bp.url_value_preprocessor(refuse_huge)

STATUS = {"saved": 200, "late": 200, "other": 409, "ended": 409, "again": 503}
#: Answers that one request may bring.
MOST_ANSWERS = 300

#: How busy this process is with saving.
pace = rules.Pace()


@bp.put("/attempts/<int:attempt_id>/responses/<int:position>")
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf has no types
@enter(TOKEN)
def save(attempt_id: int, position: int) -> ResponseReturnValue:
    ticket = my_ticket(attempt_id)
    body = json_object()
    value = value_in(body, shape_at(ticket.shapes, position))
    answer = service.SentAnswer(position, counter_in(body), value)
    kept = keep(ticket, [answer])
    reply = told(kept, ticket, body) | {"outcome": kept.outcome}
    status = STATUS[kept.outcome]
    if status != 200:
        reply["error"] = words_for(kept.outcome, position)
    return jsonify(reply), status


@bp.put("/attempts/<int:attempt_id>/responses")
@csrf.exempt  # type: ignore[untyped-decorator]  # flask-wtf has no types
@enter(TOKEN)
def save_batch(attempt_id: int) -> ResponseReturnValue:
    """Save several answers at once; the reply says of each what became of it."""
    ticket = my_ticket(attempt_id)
    body = json_object()
    good, refused = sorted_out(body.get("answers"), ticket)
    if good:
        kept = keep(ticket, good)
        reply = told(kept, ticket, body)
        reply["answers"] = [*answers_told(kept), *refused]
    else:
        state = state_of(attempt_id)
        reply = news_of(state.state, state.deadline_at, state.lease, ticket, body)
        reply["answers"] = refused
    return jsonify(reply)


@bp.get("/attempts/<int:attempt_id>/clock")
@enter(TOKEN)
def show_clock(attempt_id: int) -> Response:
    """Tell a page how much time is left, after it was asleep."""
    ticket = my_ticket(attempt_id)
    state = state_of(attempt_id)
    known = {"deadline_at": request.args.get("deadline_at")}
    return jsonify(news_of(state.state, state.deadline_at, state.lease, ticket, known))


@bp.post("/attempts/<int:attempt_id>/responses/<int:position>")
@enter(PERSON)
def save_form(attempt_id: int, position: int) -> ResponseReturnValue:
    account_id = signed_in().id
    with db.autocommit() as connection:
        attempt = queries.attempt_of(
            connection, attempt_id=attempt_id, account_id=account_id
        )
    shape = shape_at(rules.Paper.from_json(attempt.paper).shapes, position)
    page = url_for("attempts.show", attempt_id=attempt_id, _anchor=f"q{position}")
    form = AnswerForm(request.form)
    value = value_typed(shape, request.form.getlist("value"))
    try:
        rules.check_answer(shape, value)
    except InvalidError as error:
        flash(sentence(error))
        return redirect(page, code=303)
    if not form.validate():
        raise BadRequest
    ticket = tickets.Ticket(attempt_id, form.lease.data, ())
    kept = keep(ticket, [service.SentAnswer(position, form.counter.data, value)])
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


def keep(ticket: tickets.Ticket, answers: list[service.SentAnswer]) -> service.Kept:
    """Save answers under a ticket, and note how long it took."""
    sent = service.Sent(
        attempt_id=ticket.attempt_id,
        lease=ticket.lease,
        received_at=now(),
        answers=answers,
    )
    began = perf_counter()
    try:
        return service.save(db.autocommit, sent)
    finally:
        pace.heard(perf_counter() - began)


def sorted_out(
    sent: Any, ticket: tickets.Ticket
) -> tuple[list[service.SentAnswer], list[dict[str, Any]]]:
    """Return the answers of a batch that can be saved, and what is told of the others.

    One that can't be an answer keeps no other from being saved.

    Raises:
        BadRequest: it is no batch, or says something twice.
    """
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST_ANSWERS:
        raise BadRequest
    good: dict[tuple[int, int], service.SentAnswer] = {}
    refused: list[dict[str, Any]] = []
    for one in sent:
        if not isinstance(one, dict) or type(one.get("position")) is not int:
            raise BadRequest
        name = one["position"], counter_in(one)
        if name in good:
            raise BadRequest
        try:
            value = value_in(one, shape_at(ticket.shapes, one["position"]))
        except (BadRequest, NotFoundError):
            refused.append(
                {"position": name[0], "counter": name[1], "outcome": "refused"}
            )
        else:
            good[name] = service.SentAnswer(*name, value)
    return list(good.values()), refused


def answers_told(kept: service.Kept) -> list[dict[str, Any]]:
    """Return what became of each answer."""
    return [
        {"position": position, "counter": counter, "outcome": outcome}
        for (position, counter), outcome in kept.outcomes.items()
    ]


def told(
    kept: service.Kept, ticket: tickets.Ticket, body: dict[str, Any]
) -> dict[str, Any]:
    """Return what a save is answered: what became of it, and what the page must know."""
    reply = news_of(kept.state, kept.deadline_at, kept.newest_lease, ticket, body)
    for name in ("saved", "late"):
        reply[name] = [
            position
            for (position, _), outcome in kept.outcomes.items()
            if outcome == name
        ]
    return reply


def news_of(
    state: str,
    deadline_at: datetime,
    newest_lease: int,
    ticket: tickets.Ticket,
    known: dict[str, Any],
) -> dict[str, Any]:
    """Return what every reply to a page that answers carries."""
    return {
        "server_now": iso(clock().now()),
        "deadline_at": iso(deadline_at),
        "state": state,
        "is_newest": ticket.lease == newest_lease,
        "save_after_ms": pace.save_after_ms,
        "saved": [],
        "late": [],
        "news": list(time_news(known.get("deadline_at"), deadline_at)),
    }


def time_news(known: Any, deadline_at: datetime) -> Iterator[dict[str, str]]:
    """Say that time was given, or taken back, since the page heard of a deadline."""
    try:
        before = datetime.fromisoformat(known)
        seconds = round((deadline_at - before).total_seconds())
    except (TypeError, ValueError):
        return
    if seconds:
        words = _("%(time)s more were given.", time=so_long(abs(seconds)))
        if seconds < 0:
            words = _("%(time)s were taken back.", time=so_long(abs(seconds)))
        yield {"kind": "time", "text": str(words)}


def so_long(seconds: int) -> str:
    """5 phút; 2 phút 30 giây."""
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return str(_("%(minutes)s min", minutes=minutes))
    return str(_("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest))


def state_of(attempt_id: int) -> queries.State:
    """Return what a page must know of an attempt."""
    with db.autocommit() as connection:
        return queries.state_of(connection, attempt_id=attempt_id)


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

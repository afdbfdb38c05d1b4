"""Errors to answers, in one place: a page for people, a line of JSON for scripts."""

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from quizapp.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    TooManyError,
)
from quizapp.extensions import DATABASE_BUSY, DATABASE_REFUSED
from quizapp.web import queue
from quizapp.web.access import NOTHING
from quizapp.web.languages import sentence

log = structlog.get_logger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    ConflictError: 409,
    TooManyError: 429,
    InvalidError: 422,
    DomainError: 400,
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, show_domain_error)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(SecurityError, show_unknown_host)
    app.register_error_handler(HTTPException, show_http_error)
    for kind in DATABASE_BUSY:
        app.register_error_handler(kind, show_overload)
    for refused in DATABASE_REFUSED:
        app.register_error_handler(refused, show_impossible)
    app.register_error_handler(Exception, show_fault)


def answer(status: int, title: str, text: str) -> Response:
    """Return the page of an error, or its JSON."""
    if wants_json():
        response = jsonify(error=text)
    else:
        page = render_template("errors/error.html", heading=title, text=text, here="/")
        response = make_response(page)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json() -> bool:
    """Tell whether a script asks, not a person."""
    wants = request.accept_mimetypes
    return bool(wants["application/json"] > wants["text/html"])


def show_domain_error(error: DomainError) -> Response:
    """Show the sentence that the error carries."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if status == 404:
        return answer(404, _("Not found"), sentence(error))
    return answer(status, _("That didn't work"), sentence(error))


def show_stale_form(_error: CSRFError) -> Response:
    """Say that the form is out of date, and that nothing was changed."""
    return answer(
        403,
        _("This form is out of date"),
        _("Nothing was changed. Go back, reload the page and try again."),
    )


def show_unknown_host(_error: SecurityError) -> Response:
    """Refuse a host that isn't ours; without one no address of a page can be made."""
    text = _("The request can't be read. Go back, reload the page and try again.")
    return Response(f"{text}\n", 400, content_type="text/plain; charset=utf-8")


def show_http_error(error: HTTPException) -> Response:
    """Show an HTTP error without the library's own English words."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # made by the raiser
    code = error.code or 500
    if code in {404, 405, 410}:
        title, text = (
            _("Not found"),
            _("There is no such page. Start at the home page."),
        )
    elif code == 413:
        title, text = _("That is too large"), _("Nothing was changed. Send less.")
    elif code == 429:
        title = _("Too many tries")
        text = _("Wait a minute, then try again.")
    elif code >= 500:
        return show_fault(error)
    else:
        title = _("That didn't work")
        text = _("The request can't be read. Go back, reload the page and try again.")
    return answer(404 if code == 405 else code, title, text)


def show_impossible(error: Exception) -> Response:
    """Say that there is nothing under a name or number that no row can have."""
    log.warning("value_refused", error=type(error).__name__)
    g.me, g.around = None, NOTHING
    return answer(
        404, _("Not found"), _("There is no such page. Start at the home page.")
    )


def show_overload(error: Exception) -> Response:
    """Say that the database doesn't answer in time, and that trying again helps."""
    log.error("database_failed", error=type(error).__name__)
    g.me, g.around = None, NOTHING  # the answer must not ask it once more
    if request.endpoint == "attempts.start" and not wants_json():
        return queue.page()
    response = answer(
        503,
        _("Very busy just now"),
        _("What was sent is not saved yet. Try again in a few seconds."),
    )
    response.headers["Retry-After"] = "5"
    return response


def show_fault(error: Exception) -> Response:
    """Say that the fault is ours; the log has its trace, the page has nothing of it."""
    log.error("request_failed", path=request.endpoint, exc_info=error)
    return answer(
        500,
        _("A fault on our side"),
        _("It was noted. Try again; if it stays, call the organizers."),
    )

"""The queue before a start: who has to wait keeps the moment at which she asked.

Nothing is stored: a signed ticket in the page says when its device joined, and the
start that succeeds in the end counts from there (domain.md §5: no queue decides a rank).
"""

from datetime import datetime, timedelta
from hashlib import sha256

from flask import Response, make_response, render_template, request, session
from itsdangerous import BadData, URLSafeSerializer

from quizapp.extensions import now, settings

#: A ticket that is older was put aside: the start counts from when it is asked for.
LONGEST_WAIT = timedelta(minutes=15)
#: Phones try again after so long, not all in the same second.
WAIT_SECONDS = 3


def joined_at(ticket: str) -> datetime:
    """Return when this device asked first for the start that it asks for now."""
    present = now()
    try:
        whose, path, at = _serializer().loads(ticket)
        joined = datetime.fromisoformat(at)
    except (BadData, ValueError, TypeError):
        return present
    is_ours = whose == _who() and path == request.path
    is_recent = present - LONGEST_WAIT <= joined <= present
    return joined if is_ours and is_recent else present


def page() -> Response:
    """Answer a start that can't be served now: the page waits and asks again."""
    joined = joined_at(request.form.get("ticket", ""))
    ticket = _serializer().dumps([_who(), request.path, joined.isoformat()])
    body = render_template(
        "attempts/queue.html",
        ticket=ticket,
        joined_at=joined,
        wait_seconds=WAIT_SECONDS,
    )
    response = make_response(body, 503)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _who() -> str:
    """Return what stands for the signed-in device, without its token."""
    return sha256(str(session.get("_user_id", "")).encode()).hexdigest()[:32]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="quizapp.queue")

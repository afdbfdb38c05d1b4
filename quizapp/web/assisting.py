"""A device that an officer has handed over: her sign-in is put aside until her PIN.

The member's own sign-in, a short one, holds in its place; a word in the signed cookie
says whose device it is. Nothing but her attempts in one contest, and what is public,
opens then.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from quizapp.attempts.queries import AttemptRow, helper_name
from quizapp.extensions import db
from quizapp.web.access import policy_of

#: So long a device stays handed over at most: longer than any attempt lasts.
HANDED_OVER_LASTS = timedelta(hours=4)
KEY = "assisted"
#: Parts of the site that a member uses on it, beside what is public.
OPEN_PARTS = frozenset({"attempts", "responses", "handed_over", "standings"})
#: Public parts that would let her do more than take part.
CLOSED_PARTS = frozenset({"entries", "joining", "officer_join"})


@dataclass(frozen=True)
class HandedOver:
    """Whose device it is, and for what it was handed over."""

    officer_id: int
    contest: str
    entry_id: int


def handed_over() -> HandedOver | None:
    """Return for what this device was handed over; None: it wasn't."""
    kept = cookie.get(KEY)
    return None if kept is None else HandedOver(*kept)


def note_handed_over(one: HandedOver) -> None:
    """Note it in the cookie, once the member is signed in."""
    cookie[KEY] = [one.officer_id, one.contest, one.entry_id]


def helper_id() -> int | None:
    """Return the officer on whose device this request was made, or None."""
    one = handed_over()
    return None if one is None else one.officer_id


def is_handed_over() -> bool:
    """Tell whether this device was handed over, for the header of pages."""
    return KEY in cookie


def helper_of(attempt: AttemptRow) -> str:
    """Return the officer with whose help an attempt was made; empty: with nobody's."""
    if attempt.assisted_by is None:
        return ""
    if "helper" not in g:
        g.helper = helper_name(db.session(), account_id=attempt.assisted_by)
    return str(g.helper)


def put_aside() -> Response | None:
    """Keep a device that was handed over to the one thing that it is there for."""
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    part = request.endpoint.partition(".")[0]
    is_open = policy is not None and policy.is_open and part not in CLOSED_PARTS
    if is_open:
        return None
    one = handed_over()
    if one is None:
        return None
    is_elsewhere = (request.view_args or {}).get("slug", one.contest) != one.contest
    if part not in OPEN_PARTS or is_elsewhere:
        return redirect(url_for("handed_over.show"), code=303)
    return None


def init_app(app: Flask) -> None:
    """Ask before the guard does; call it before ``access.init_app``."""
    app.before_request(put_aside)
    app.jinja_env.globals["helper_of"] = helper_of
    app.jinja_env.globals["is_handed_over"] = is_handed_over

"""Searching units while somebody types."""

from flask import Blueprint, Response, jsonify, request

from quizapp.contests.queries import contest_by_slug
from quizapp.errors import NotFoundError
from quizapp.extensions import db, limiter
from quizapp.units.queries import search_units
from quizapp.web.access import PUBLIC, enter

bp = Blueprint("units", __name__)

LONGEST_TEXT = 100
KEPT_SECONDS = 300


@bp.get("/units/search")
@enter(PUBLIC)
@limiter.limit("300/minute")
def search() -> Response:
    """Return the units of a contest's branch that fit ``q``, the best first."""
    contest = contest_by_slug(db.session(), request.args.get("contest", ""))
    if contest.unit_id is None:
        raise NotFoundError("This contest asks for no unit.")
    text = request.args.get("q", "")[:LONGEST_TEXT]
    found = search_units(db.session(), root_id=contest.unit_id, text=text)
    reply = jsonify(
        [{"label": unit.label, "former": unit.former_names or None} for unit in found]
    )
    reply.cache_control.public = True
    reply.cache_control.max_age = KEPT_SECONDS
    return reply

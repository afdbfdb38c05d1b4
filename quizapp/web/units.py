"""Finding a unit: by what somebody types, or by stepping down the tree.

The same address answers scripts with JSON and people without scripts with a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug
from quizapp.errors import NotFoundError
from quizapp.extensions import db, limiter
from quizapp.units.queries import FoundUnit, search_units, units_below, way_down
from quizapp.web.access import PUBLIC, enter
from quizapp.web.numbers import LARGEST_ID

bp = Blueprint("units", __name__)

LONGEST_TEXT = 100
KEPT_SECONDS = 300


@dataclass(frozen=True)
class Choices:
    """What somebody can choose from."""

    #: From the top of the branch to where one stands; empty after a search.
    way: Sequence[FoundUnit]
    #: What a search found, or the units right below.
    found: Sequence[FoundUnit]


@bp.get("/units/search")
@enter(PUBLIC)
@limiter.limit("300/minute")
def search() -> Response:
    """Show units of a contest's branch that fit ``q``, or those right below ``under``."""
    contest = contest_by_slug(db.session(), request.args.get("contest", ""))
    if contest.unit_id is None:
        raise NotFoundError("This contest asks for no unit.")
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    choices = choices_for(contest.unit_id, text, request.args.get("under", type=int))
    wants = request.accept_mimetypes
    if wants["text/html"] > wants["application/json"]:
        reply = as_page(contest, text, choices)
    else:
        reply = as_json(choices)
    reply.vary.add("Accept")
    return reply


def choices_for(root_id: int, text: str, under: int | None) -> Choices:
    """Return what fits a text; without one, what stands below a unit of the branch."""
    session = db.session()
    if text:
        return Choices([], search_units(session, root_id=root_id, text=text))
    unit_id = root_id if under is None else under
    way = (
        way_down(session, root_id=root_id, unit_id=unit_id)
        if 0 < unit_id <= LARGEST_ID
        else []
    )
    if not way:
        raise NotFoundError("There is no such unit in this contest.")
    return Choices(way, units_below(session, unit_id=unit_id))


def as_page(contest: Contest, text: str, choices: Choices) -> Response:
    """Return a page of links: to the entry form with a unit, or a step down."""
    return make_response(
        render_template(
            "units/search.html", contest=contest, text=text, choices=choices
        )
    )


def as_json(choices: Choices) -> Response:
    """Return a list for scripts, the same for everybody; ``under`` is a step down."""
    here = [described(unit) for unit in choices.way[-1:]]
    below = [
        described(unit) | {"under": unit.id if choices.way else None}
        if unit.has_children
        else described(unit)
        for unit in choices.found
    ]
    reply = jsonify(here + below)
    reply.cache_control.public = True
    reply.cache_control.max_age = KEPT_SECONDS
    return reply


def described(unit: FoundUnit) -> dict[str, str | int | None]:
    """Return a unit as something to choose."""
    return {"label": unit.label, "former": unit.former_names or None, "under": None}

"""Short links that fill a unit in: they lead to the contest, and the cookie keeps it."""

from flask import Blueprint, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug
from quizapp.extensions import db
from quizapp.units.queries import is_in_branch, label_of, unit_in_tree
from quizapp.web.access import PUBLIC, enter

bp = Blueprint("unit_links", __name__)

#: In the cookie: slug of the contest, unit. Kept while one signs in.
KEY = "unit_of"
LONGEST_CODE = 80


@bp.get("/c/<slug>/u/<path:code>")
@enter(PUBLIC)
def follow(slug: str, code: str) -> ResponseReturnValue:
    """Lead to a contest, and keep the unit for who enters it."""
    session = db.session()
    contest = contest_by_slug(session, slug)
    if contest.unit_id is not None and len(code) <= LONGEST_CODE:
        unit = unit_in_tree(session, root_id=contest.unit_id, code=code)
        if unit is not None:
            cookie[KEY] = [slug, unit.id]
    return redirect(url_for("contests.show", slug=slug), code=303)


def kept_unit(contest: Contest) -> str:
    """Return the label of the unit whose link was followed to a contest, or nothing."""
    slug, unit_id = cookie.get(KEY, ("", 0))
    if slug != contest.slug or contest.unit_id is None:
        return ""
    session = db.session()
    if not is_in_branch(session, unit_id=unit_id, root_id=contest.unit_id):
        return ""
    return label_of(session, unit_id)

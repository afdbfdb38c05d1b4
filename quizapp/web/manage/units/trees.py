"""Trees of units: a list, one that folds, search, files of a whole tree."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from quizapp.errors import NotFoundError
from quizapp.extensions import db
from quizapp.units.files import MIME_TYPES, written
from quizapp.units.models import UnitTree
from quizapp.units.queries import (
    FoundUnit,
    events_of_tree,
    exported,
    search_units,
    steps_below,
    tops_of,
    unit_of_tree,
    units_above,
)
from quizapp.web.access import enter, roles
from quizapp.web.manage.units.desk import READERS, WRITERS, my_tree, my_trees
from quizapp.web.numbers import LARGEST_ID

bp = Blueprint("manage_units", __name__, url_prefix="/manage/units")

LONGEST_TEXT = 100
#: How many events the page of a tree tells.
NEWS = 5


@bp.get("")
@enter(roles(*READERS))
def show_all() -> str:
    mine = {tree.id for tree in my_trees(WRITERS)}
    return render_template(
        "manage/units/trees.html", trees=my_trees(READERS), mine=mine
    )


@bp.get("/<slug>")
@enter(roles(*READERS))
def show(slug: str) -> str:
    """Show the top of a tree, what is below ``under``, or what fits ``q``."""
    tree = my_tree(slug, READERS)
    session = db.session()
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    under = request.args.get("under", type=int)
    way = []
    if under is not None:
        if not 0 < under <= LARGEST_ID:
            raise NotFoundError("There is no such unit.")
        unit_of_tree(session, tree_id=tree.id, unit_id=under)
        way = units_above(session, unit_id=under)
    steps = steps_below(session, tree_id=tree.id, parent_id=under)
    if under is None and len(steps) == 1:
        # One unit stands on top of nearly all trees: what is below it comes along.
        way = list(tops_of(session, tree_id=tree.id))
        steps = steps_below(session, tree_id=tree.id, parent_id=steps[0].id)
    return render_template(
        "manage/units/tree.html",
        tree=tree,
        text=text,
        found=found_in(tree, text),
        way=way,
        steps=steps,
        events=events_of_tree(session, tree_id=tree.id, most=NEWS),
        forms=sorted(MIME_TYPES),
        is_mine=tree.id in {one.id for one in my_trees(WRITERS)},
    )


@bp.get("/<slug>.<form>")
@enter(roles(*READERS))
def download(slug: str, form: str) -> ResponseReturnValue:
    """Hand out a whole tree, which comes in again without a change."""
    tree = my_tree(slug, READERS)
    if form not in MIME_TYPES:
        raise NotFound
    content = written(exported(db.session(), tree_id=tree.id), form)
    reply = Response(content, content_type=MIME_TYPES[form])
    reply.headers["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    return reply


def found_in(tree: UnitTree, text: str) -> list[FoundUnit]:
    """Return the units of a tree that fit a text, closed ones too."""
    if not text:
        return []
    session = db.session()
    return [
        one
        for top in tops_of(session, tree_id=tree.id)
        for one in search_units(session, root_id=top.id, text=text, with_closed=True)
    ]

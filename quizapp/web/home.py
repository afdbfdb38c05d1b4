"""The home page: the contest that is open now, then what comes, then what was."""

from flask import Blueprint, render_template

from quizapp.contests.queries import current_contests
from quizapp.extensions import db, now
from quizapp.web.access import PUBLIC, enter
from quizapp.web.contests import round_at, where_i_stand
from quizapp.web.visitors import alike

bp = Blueprint("home", __name__)

#: So many finished contests stand on the page.
MOST_FINISHED = 10


@bp.get("/")
@enter(PUBLIC)
@alike
def show() -> str:
    current = current_contests(db.session(), now=now())
    ahead = [*current.open, *current.coming]
    first = ahead[0] if ahead else None
    mine = None
    if first is not None:
        mine = where_i_stand(round_at(first.contest.slug, first.round_.number))
    return render_template(
        "home/show.html",
        first=first,
        mine=mine,
        others=ahead[1:],
        finished=current.finished[:MOST_FINISHED],
        now=now(),
    )

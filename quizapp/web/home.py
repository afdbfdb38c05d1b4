"""The home page: the contest that is open now, then what comes, then what was."""

from flask import Blueprint, render_template

from quizapp.contests.queries import current_contests, rule_book
from quizapp.extensions import db, now
from quizapp.web.access import PUBLIC, enter
from quizapp.web.contests import where_i_stand

bp = Blueprint("home", __name__)

#: So many finished contests stand on the page.
MOST_FINISHED = 10


@bp.get("/")
@enter(PUBLIC)
def show() -> str:
    current = current_contests(db.session(), now=now())
    first, *others = [*current.open, *current.coming] or [None]
    return render_template(
        "home/show.html",
        first=first,
        book=rule_book(db.session(), first.contest) if first else None,
        mine=where_i_stand(first.round_) if first else None,
        others=others,
        finished=current.finished[:MOST_FINISHED],
        now=now(),
    )

"""Where judges begin: the contests they judge, and what can be done there."""

from flask import Blueprint, render_template

from quizapp.contests.queries import rounds_of
from quizapp.extensions import db
from quizapp.web.access import enter, roles
from quizapp.web.contests import phase_of
from quizapp.web.manage.desk import RANKERS, my_contests
from quizapp.web.numbers import refuse_huge

bp = Blueprint("judge", __name__, url_prefix="/judge")
bp.url_value_preprocessor(refuse_huge)

#: Who decides whether two entries are one person, and who may look on.
PERSON_DECIDERS = ("judge", "secretary")
PERSON_READERS = (*PERSON_DECIDERS, "auditor")
#: Who has anything to do here.
DESK = tuple(dict.fromkeys((*RANKERS, *PERSON_READERS)))


@bp.get("/")
@enter(roles(*DESK))
def show() -> str:
    ranked = {contest.id for contest in my_contests(RANKERS)}
    compared = {contest.id for contest in my_contests(PERSON_READERS)}
    contests = [
        (contest, places(contest.id) if contest.id in ranked else [])
        for contest in my_contests(DESK)
    ]
    return render_template("judge/show.html", contests=contests, compared=compared)


def places(contest_id: int) -> list[tuple[object, str]]:
    """Return the rounds of a contest with their phases."""
    found = rounds_of(db.session(), contest_id=contest_id)
    return [(round_, phase_of(round_)) for round_ in found]

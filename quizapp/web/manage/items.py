"""Statistics of a round's items as a page and as downloads; sealed ones stay unseen."""

from dataclasses import dataclass
from decimal import Decimal

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from quizapp.attempts import files
from quizapp.attempts.queries import shown_items
from quizapp.attempts.rules import AnswerFigures, ShownItem, WrongKey, read
from quizapp.attempts.rules.item_words import (
    MEASURES,
    REMARKS,
    difficulty_in_words,
    gap_in_words,
    is_few,
    of_hundred,
)
from quizapp.background.queries import last_job
from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import round_by_number, rounds_of
from quizapp.extensions import db, now
from quizapp.jobs import count_items
from quizapp.web.access import enter, roles, signed_in
from quizapp.web.kinds import in_words
from quizapp.web.languages import language
from quizapp.web.manage.desk import ITEM_COUNTERS, ITEM_READERS, READERS, my_contest
from quizapp.web.numbers import refuse_huge

bp = Blueprint(
    "items", __name__, url_prefix="/manage/contests/<slug>/rounds/<int:number>"
)
bp.url_value_preprocessor(refuse_huge)

#: Items of one page.
PAGE_SIZE = 25
#: Which figures the table of all items has.
OVERVIEW = frozenset(
    {
        "asked",
        "difficulty",
        "upper_right",
        "lower_right",
        "index",
        "discrimination",
        "seconds_half",
    }
)
#: Of a chart, from top to bottom.
GROUPS = ("best", "middle", "weakest")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Line:
    """An answer with its mark in the chart."""

    mark: str
    words: str
    answer: AnswerFigures

    @property
    def bars(self) -> list[tuple[str, Decimal, int]]:
        """Return a bar for each group: its name, its share, how many of a hundred.

        Where nobody is in the middle, its bar is empty.
        """
        answer = self.answer
        shares = zip(GROUPS, (answer.upper, answer.middle, answer.lower), strict=True)
        return [
            (group, share or Decimal(), of_hundred(share or Decimal()))
            for group, share in shares
            if answer.upper is not None
        ]


@bp.get("/items")
@enter(roles(*ITEM_READERS))
def show(slug: str, number: int) -> str:
    contest, round_ = place(slug, number)
    shown = shown_items(db.session(), round_, now=now())
    last_page = max(1, -(-len(shown.items) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), last_page)
    job = last_job(
        db.session(), kind=count_items.KIND, arguments={"round_id": round_.id}
    )
    return render_template(
        "manage/items.html",
        contest=contest,
        round_=round_,
        rounds=rounds_of(db.session(), contest_id=contest.id),
        shown=shown,
        items=shown.items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        page=page,
        last_page=last_page,
        job=job,
        readers=READERS,
        counters=ITEM_COUNTERS,
        forms=sorted(files.MIME_TYPES),
        measures=MEASURES,
        overview_measures=[one for one in MEASURES if one.key in OVERVIEW],
        remarks=REMARKS,
        lines=lines,
        words_of=words_of,
        right_words=right_words,
        sealed_in_words=files.sealed_in_words,
        difficulty_in_words=difficulty_in_words,
        gap_in_words=gap_in_words,
        is_few=is_few,
        of_hundred=of_hundred,
        now=now(),
    )


@bp.get("/items.<form>")
@enter(roles(*ITEM_READERS))
def download(slug: str, number: int, form: str) -> ResponseReturnValue:
    contest, round_ = place(slug, number)
    if form not in files.MIME_TYPES:
        raise NotFound
    shown = shown_items(db.session(), round_, now=now())
    titled = files.Titled(contest.slug, contest.title, number, round_.title, shown)
    reply = Response(
        files.written(titled, form, language()), content_type=files.MIME_TYPES[form]
    )
    name = f"{contest.slug}-{number}-items.{form}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@bp.post("/items")
@enter(roles(*ITEM_COUNTERS))
def count(slug: str, number: int) -> ResponseReturnValue:
    contest = my_contest(slug, ITEM_COUNTERS)
    round_ = round_by_number(db.session(), contest_id=contest.id, number=number)
    count_items.check_has_closed(round_.closes_at, now())
    with db.transaction() as session:
        is_new = count_items.ask(
            session, round_id=round_.id, asked_by=signed_in().id, now=now()
        )
    flash(
        _("The questions are being counted: look again in a moment.")
        if is_new
        else _("They are being counted already.")
    )
    return redirect(url_for("items.show", slug=slug, number=number), code=303)


def place(slug: str, number: int) -> tuple[Contest, Round]:
    """Return a round of a contest in which the one who is signed in may look."""
    contest = my_contest(slug, ITEM_READERS)
    return contest, round_by_number(db.session(), contest_id=contest.id, number=number)


def lines(one: ShownItem) -> list[Line]:
    """Return the answers of an item as chart and table show them."""
    found = files.lines_of(one, language())
    told = [answer for _, answer in found if answer.words]
    marks = {id(answer): LETTERS[n] for n, answer in enumerate(told)}
    return [Line(marks.get(id(answer), "–"), text, answer) for text, answer in found]


def words_of(one: ShownItem, answer: AnswerFigures | WrongKey) -> str:
    """Return an answer to an item in the reader's language."""
    return in_words(read(answer.words, one.item))


def right_words(one: ShownItem) -> str:
    """Return the right answer in the reader's language."""
    return in_words(one.item.right_in_words())

"""The page of a contest, and the page before the start of a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from flask import Blueprint, Flask, current_app, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from quizapp.attempts.queries import MyRound, my_round
from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import (
    RoundTerms,
    contest_by_slug,
    contest_now,
    rounds_of,
    rule_book,
    terms_at,
)
from quizapp.contests.rules import (
    Phase,
    RuleBook,
    Sentence,
    clauses,
    phase,
    written,
)
from quizapp.entries.queries import entry_count
from quizapp.entries.rules import FIELD_LABELS
from quizapp.extensions import db, now
from quizapp.phrases import spoken
from quizapp.standings.queries import people_and_attempts
from quizapp.units.models import Unit
from quizapp.units.queries import unit_by_id
from quizapp.web.access import PUBLIC, enter, me
from quizapp.web.memo import Memo
from quizapp.web.visitors import alike

bp = Blueprint("contests", __name__)

#: Figures on a contest's page may be so old.
SCENE_KEPT = timedelta(seconds=1)

#: Criteria that ask when somebody took part: there everybody starts at once.
MOMENTS = frozenset({"handed_in_asc", "started_asc"})

#: What somebody can do next in a round.
Step = Literal[
    "staff", "over", "sign_up", "barred", "left", "wait", "continue", "used_up", "start"
]


def init_app(app: Flask) -> None:
    """Let each process keep what everybody sees of contests for a moment."""
    app.extensions["scenes"] = Memo(SCENE_KEPT, most=100)


@dataclass(frozen=True)
class Mine:
    """Where the asker stands in a round, and what she can do next."""

    step: Step
    #: None: she hasn't entered.
    round_: MyRound | None = None

    @property
    def left_count(self) -> int | None:
        """Return how many attempts she may still start; None: no limit, or not hers."""
        return self.round_.left_count if self.round_ else None


@dataclass(frozen=True)
class Scene:
    """All of a contest's page that is the same for everybody."""

    contest: Contest
    rounds: Sequence[Round]
    book: RuleBook
    unit: Unit | None
    people: int
    attempts: int
    entry_count: int


@bp.get("/contests/<slug>")
@enter(PUBLIC)
@alike
def show(slug: str) -> str:
    scene = kept_scenes().get(slug, now())
    if scene is None:
        scene = scene_of(slug)
        kept_scenes().keep(slug, scene, now())
    current = contest_now(scene.contest, scene.rounds, now=now())
    unit_name = scene.unit.name if scene.unit else None
    return render_template(
        "contests/show.html",
        scene=scene,
        contest=scene.contest,
        book=scene.book,
        current=current,
        mine=where_i_stand(round_at(slug, current.round_.number)),
        rounds=[(one, phase_of(one)) for one in scene.rounds],
        clauses=clauses(scene.book, unit_name=unit_name),
        now=now(),
    )


def scene_of(slug: str) -> Scene:
    """Read what everybody sees of a contest."""
    session = db.session()
    contest = contest_by_slug(session, slug)
    rounds = rounds_of(session, contest_id=contest.id)
    people, attempts = people_and_attempts(
        session, round_ids=[one.id for one in rounds]
    )
    return Scene(
        contest=contest,
        rounds=rounds,
        book=rule_book(session, contest),
        unit=unit_of(contest),
        people=people,
        attempts=attempts,
        entry_count=entry_count(session, contest_id=contest.id),
    )


def kept_scenes() -> Memo[str, Scene]:
    """Return what was read of contests within the last second in this process."""
    return cast("Memo[str, Scene]", current_app.extensions["scenes"])


@bp.get("/contests/<slug>/rounds/<int:number>")
@enter(PUBLIC)
@alike
def show_round(slug: str, number: int) -> str:
    round_ = round_at(slug, number)
    return render_template(
        "contests/round.html",
        contest=round_.contest,
        round_=round_,
        phase=round_.phase(now()),
        rules=round_.rules,
        moment_counts=not MOMENTS.isdisjoint(round_.rules.ranking),
        plan=round_.plan,
        mine=where_i_stand(round_),
        closes_early=round_.closes_at - now() < timedelta(seconds=round_.limit_seconds),
        now=now(),
    )


def unit_of(contest: Contest) -> Unit | None:
    """Return the unit whose branch takes part, or None."""
    if contest.unit_id is None:
        return None
    return unit_by_id(db.session(), contest.unit_id)


def phase_of(round_: Round) -> str:
    """Return the phase of a round as of this request."""
    return phase(round_.opens_at, round_.closes_at, now())


def round_at(slug: str, number: int) -> RoundTerms:
    """Return the round that an address names."""
    with db.autocommit() as connection:
        return terms_at(connection, slug=slug, number=number)


def where_i_stand(round_: RoundTerms) -> Mine:
    """Return what the asker can do in a round now."""
    account = me()
    if account is not None and account.kind == "staff":
        return Mine("staff")
    mine = None
    if account is not None:
        with db.autocommit() as connection:
            mine = my_round(connection, round_, account_id=account.id, now=now())
    return Mine(next_step(round_.phase(now()), mine), mine)


def next_step(phase: Phase, mine: MyRound | None) -> Step:
    """Return what somebody can do in a round in this phase."""
    if phase == "closed":
        return "over"
    if mine is None:
        return "sign_up"
    if mine.open_id is not None and phase == "open":
        return "continue"
    if mine.is_barred:
        return "barred"
    return "left" if mine.has_left else free_step(phase, mine)


def free_step(phase: Phase, mine: MyRound) -> Step:
    """Return what somebody can do who takes part and is at no attempt now."""
    if phase == "coming":
        return "wait"
    return "used_up" if mine.left_count == 0 else "start"


@bp.app_template_global()
def named(fields: Sequence[str]) -> str:
    """họ và tên, năm sinh, điện thoại: what an entry form asks for."""
    return ", ".join(
        spoken(FIELD_LABELS[name], {}, language=str(get_locale() or "vi"))
        for name in fields
    )


@bp.app_template_filter()
def said(sentence: Sentence) -> str:
    """Return a sentence of the rules in the reader's language."""
    return spoken(*sentence, language=str(get_locale() or "vi"))


@bp.app_template_filter()
def closing(at: datetime) -> str:
    """24:00 ngày 25/10/2026: an end that is no longer part of it."""
    time, day = written(at, is_end=True)
    return said(Sentence("%(time)s on %(day)s", {"time": time, "day": day}))


@bp.app_template_filter()
def time_left(delta: timedelta) -> str:
    """2 ngày 3 giờ; 3 giờ 5 phút; 5 phút."""
    minutes = max(int(delta.total_seconds()), 0) // 60
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return str(_("%(days)s d %(hours)s h", days=days, hours=hours))
    if hours:
        return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))
    return str(_("%(minutes)s min", minutes=minutes))

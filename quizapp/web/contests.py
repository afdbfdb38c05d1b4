"""The page of a contest, and the page before the start of a round."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask import Blueprint, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from quizapp.attempts.queries import AttemptRow, left_count, open_attempt
from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import (
    contest_by_slug,
    contest_now,
    round_by_number,
    rounds_of,
    rule_book,
)
from quizapp.contests.rules import (
    PaperPlan,
    RoundRules,
    Sentence,
    clauses,
    phase,
    written,
)
from quizapp.entries.models import Entry
from quizapp.entries.queries import entry_count, entry_of
from quizapp.extensions import db, now
from quizapp.phrases import spoken
from quizapp.standings.queries import people_and_attempts
from quizapp.units.models import Unit
from quizapp.units.queries import unit_by_id
from quizapp.web.access import PUBLIC, enter, me
from quizapp.web.visitors import alike

bp = Blueprint("contests", __name__)

#: Criteria that ask when somebody took part: there everybody starts at once.
MOMENTS = frozenset({"handed_in_asc", "started_asc"})

#: What somebody can do next in a round.
Step = Literal["staff", "over", "sign_up", "wait", "continue", "used_up", "start"]


@dataclass(frozen=True)
class Mine:
    """Where the asker stands in a round."""

    step: Step
    entry: Entry | None = None
    attempt: AttemptRow | None = None
    #: None: no limit.
    left_count: int | None = None


@bp.get("/contests/<slug>")
@enter(PUBLIC)
@alike
def show(slug: str) -> str:
    contest = contest_by_slug(db.session(), slug)
    rounds = rounds_of(db.session(), contest_id=contest.id)
    current = contest_now(contest, rounds, now=now())
    book = rule_book(db.session(), contest)
    unit = unit_of(contest)
    people, attempts = people_and_attempts(
        db.session(), round_ids=[one.id for one in rounds]
    )
    return render_template(
        "contests/show.html",
        people=people,
        attempts=attempts,
        contest=contest,
        current=current,
        book=book,
        unit=unit,
        mine=where_i_stand(current.round_),
        rounds=[(one, phase_of(one)) for one in rounds],
        clauses=clauses(book, unit_name=unit.name if unit else None),
        entry_count=entry_count(db.session(), contest_id=contest.id),
        now=now(),
    )


@bp.get("/contests/<slug>/rounds/<int:number>")
@enter(PUBLIC)
@alike
def show_round(slug: str, number: int) -> str:
    contest = contest_by_slug(db.session(), slug)
    round_ = round_by_number(db.session(), contest_id=contest.id, number=number)
    rules = RoundRules.model_validate(round_.rules)
    return render_template(
        "contests/round.html",
        contest=contest,
        round_=round_,
        phase=phase_of(round_),
        rules=rules,
        moment_counts=not MOMENTS.isdisjoint(rules.ranking),
        plan=PaperPlan.model_validate(round_.plan),
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


def where_i_stand(round_: Round) -> Mine:
    """Return what the asker can do in a round now."""
    account = me()
    state = phase_of(round_)
    if account is not None and account.kind == "staff":
        return Mine("staff")
    entry = None
    if account is not None:
        entry = entry_of(
            db.session(), contest_id=round_.contest_id, account_id=account.id
        )
    if entry is None:
        return Mine("over" if state == "closed" else "sign_up")
    if state != "open":
        return Mine("over" if state == "closed" else "wait", entry)
    return open_to_me(round_, entry)


def open_to_me(round_: Round, entry: Entry) -> Mine:
    """Return what somebody who has entered can do in an open round."""
    attempt = open_attempt(db.session(), entry_id=entry.id, round_id=round_.id)
    left = left_count(
        db.session(),
        entry_id=entry.id,
        round_id=round_.id,
        rules=RoundRules.model_validate(round_.rules),
        now=now(),
    )
    if attempt is not None:
        return Mine("continue", entry, attempt, left)
    return Mine("used_up" if left == 0 else "start", entry, None, left)


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

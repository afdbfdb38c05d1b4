"""Time given back to attempts of a round: extra minutes, outages, the ledger."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.rules import canonical_phone
from quizapp.attempts import queries, service
from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import round_by_number
from quizapp.contests.rules import RoundRules
from quizapp.entries.queries import entries_of_phone, only_entry
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.phrases import ZONE
from quizapp.units.queries import in_branch_by_name
from quizapp.web.access import enter, roles
from quizapp.web.forms.times import GiveTimeForm, OutageForm, UndoTimeForm
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import AUDITORS, act, holds_in, my_contest

bp = Blueprint(
    "times", __name__, url_prefix="/manage/contests/<slug>/rounds/<int:number>/time"
)

#: Who may give time, and who may see what was given.
GIVERS = ("organizer", "admin")
TIME_READERS = (*GIVERS, *AUDITORS)
#: Keeps the fields of two forms on one page apart.
OUTAGE = "outage-"


@bp.get("")
@enter(roles(*TIME_READERS))
def show(slug: str, number: int) -> str:
    return page(slug, number)


@bp.post("")
@enter(roles(*GIVERS))
def give(slug: str, number: int) -> ResponseReturnValue:
    form = GiveTimeForm()

    def work(session: Any, round_: Round) -> None:
        seconds = int(form.minutes.data or 0) * 60
        service.give_time(
            session,
            round_=round_,
            seconds=seconds,
            from_at=now() - timedelta(microseconds=1),
            to_at=now(),
            act=act(form.reason.data),
            now=now(),
            scope=scope_of(session, round_, form),
        )

    return done(slug, number, form, work, _("The time is given: open papers show it."))


@bp.post("/outages")
@enter(roles(*GIVERS))
def give_outage(slug: str, number: int) -> ResponseReturnValue:
    form = OutageForm(prefix=OUTAGE)

    def work(session: Any, round_: Round) -> None:
        service.give_outage(
            session,
            round_=round_,
            from_at=local(form.from_at.data),
            to_at=local(form.to_at.data),
            act=act(form.reason.data),
            now=now(),
        )

    return done(slug, number, form, work, _("The outage is given back."))


@bp.post("/<int:grant_id>/undo")
@enter(roles(*GIVERS))
def undo(slug: str, number: int, grant_id: int) -> ResponseReturnValue:
    form = UndoTimeForm()

    def work(session: Any, round_: Round) -> None:
        known = {row.id for row in queries.ledger(session, round_id=round_.id)}
        if grant_id not in known:
            raise NotFoundError("No such time was given.")
        service.undo_time(
            session, grant_id=grant_id, act=act(form.reason.data), now=now()
        )

    return done(slug, number, form, work, _("It is taken back."))


def done(
    slug: str,
    number: int,
    form: Any,
    work: Callable[[Any, Round], None],
    words: str,
) -> ResponseReturnValue:
    """Do what a form asks for, or show it again with what is wrong."""
    _contest, round_ = place(slug, number)
    round_id = round_.id
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                work(session, session.get_one(Round, round_id))
        except InvalidError as error:
            form.blame(error)
        except (ConflictError, NotFoundError) as error:
            form.form_errors.append(sentence(error))
        else:
            flash(words)
            return redirect(url_for("times.show", slug=slug, number=number), code=303)
    return page(slug, number, form), 422


def page(slug: str, number: int, form: Any = None) -> str:
    """Return the page of a round's ledger; ``form`` is the one that was filled in."""
    contest, round_ = place(slug, number, TIME_READERS)
    given = {
        "time": form if isinstance(form, GiveTimeForm) else GiveTimeForm(None),
        "outage": form
        if isinstance(form, OutageForm)
        else OutageForm(None, prefix=OUTAGE),
        "undo": form if isinstance(form, UndoTimeForm) else UndoTimeForm(None),
    }
    return render_template(
        "manage/times.html",
        contest=contest,
        round_=round_,
        rules=RoundRules.model_validate(round_.rules),
        open_count=queries.open_count(db.session(), round_id=round_.id),
        ledger=queries.ledger_in_words(db.session(), round_id=round_.id),
        forms=given,
        tried=form,
        is_giver=holds_in(slug, GIVERS),
        now=now(),
    )


def place(
    slug: str, number: int, roles: Collection[str] = GIVERS
) -> tuple[Contest, Round]:
    """Return a round of a contest in which the one who is signed in may give time."""
    contest = my_contest(slug, roles)
    return contest, round_by_number(db.session(), contest_id=contest.id, number=number)


def scope_of(session: Any, round_: Round, form: GiveTimeForm) -> service.Scope:
    """Return to whom time is given.

    Raises:
        NotFoundError: no such unit, or nobody of this phone has entered.
        ConflictError: several fit.
    """
    if form.whom.data == "person":
        phone = canonical_phone(form.phone.data or "")
        entries = entries_of_phone(session, contest_id=round_.contest_id, phone=phone)
        return service.Scope(entry_id=only_entry(entries).id)
    if form.whom.data == "unit":
        contest = session.get_one(Contest, round_.contest_id)
        unit = in_branch_by_name(
            session, root_id=contest.unit_id, text=form.unit.data or ""
        )
        return service.Scope(unit_id=unit.id)
    return service.Scope()


def local(typed: datetime) -> datetime:
    """Return an instant that was typed as time in Vietnam."""
    return typed.replace(tzinfo=ZONE)

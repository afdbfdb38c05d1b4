"""The part of the entry form that comes after the quiz."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.attempts.queries import newest_ended_id
from quizapp.attempts.service import give_unit
from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug, rule_book
from quizapp.entries.models import Entry
from quizapp.entries.queries import carried_over, own_entry
from quizapp.entries.service import complete_entry
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.standings.service import rank_entry
from quizapp.web.access import PERSON, enter, signed_in
from quizapp.web.entries.filling import Filling, asked_of, fingerprint, texts_of
from quizapp.web.entries.signing_up import UNIT_WANTED
from quizapp.web.forms.contests import EntryForm

bp = Blueprint("entry_rest", __name__, url_prefix="/contests/<slug>/entry/rest")


@bp.get("")
@enter(PERSON)
def show(slug: str) -> ResponseReturnValue:
    contest, entry = place(slug)
    if entry.completed_at is not None:
        return redirect(url_for("contests.show", slug=slug), code=303)
    filling = filling_of(contest, entry)
    filling.fill()
    if UNIT_WANTED in cookie and "unit" in filling.form:
        filling.form.unit.data = cookie[UNIT_WANTED]
    return page(filling)


@bp.post("")
@enter(PERSON)
def complete(slug: str) -> ResponseReturnValue:
    contest, entry = place(slug)
    if entry.completed_at is not None:
        return redirect(url_for("contests.show", slug=slug), code=303)
    filling = filling_of(contest, entry)
    unit_id = filling.unit_id()
    is_whole = filling.form.validate_on_submit()
    filling.check()
    if filling.is_current() and is_whole and not filling.form.errors:
        try:
            take(filling, entry.id, unit_id)
        except InvalidError as error:
            filling.form.blame(error)
        else:
            cookie.pop(UNIT_WANTED, None)
            flash(_("The form is filled in."))
            return redirect(result_of(slug, entry.id), code=303)
    return page(filling), 422


def result_of(slug: str, entry_id: int) -> str:
    """Return the address of the newest receipt of an entry, or of the contest."""
    attempt_id = newest_ended_id(db.session(), entry_id=entry_id)
    if attempt_id is None:
        return url_for("contests.show", slug=slug)
    return url_for("attempts.receipt", attempt_id=attempt_id)


def place(slug: str) -> tuple[Contest, Entry]:
    """Return a contest and the entry there of who is signed in."""
    session = db.session()
    contest = contest_by_slug(session, slug)
    entry = own_entry(session, contest_id=contest.id, account_id=signed_in().id)
    return contest, entry


def filling_of(contest: Contest, entry: Entry) -> Filling:
    """Return the form with all that wasn't asked before the quiz."""
    book = rule_book(db.session(), contest)
    form = EntryForm()
    asked_of(form, book, step="after")
    known = carried_over(
        db.session(), account_id=entry.account_id, root_id=contest.unit_id
    )
    return Filling(contest, book, form, texts_of(book, "after"), known)


def page(filling: Filling) -> str:
    """Return the page of the rest of the form."""
    filling.form.shown.data = fingerprint(filling.texts)
    return render_template(
        "contests/entry_rest.html",
        contest=filling.contest,
        form=filling.form,
        texts=filling.texts,
        filling=filling,
    )


def take(filling: Filling, entry_id: int, unit_id: int | None) -> None:
    """Fill the entry in and count what she made, all or nothing."""
    answers, details = filling.answers(), filling.details()
    with db.transaction() as session:
        entry = session.get_one(Entry, entry_id)
        is_new = complete_entry(
            session,
            entry=entry,
            unit_id=unit_id,
            consents=answers,
            now=now(),
            details=details,
        )
        if is_new:
            give_unit(session, entry_id=entry_id, unit_id=unit_id)
            rank_entry(session, entry_id=entry_id, now=now())

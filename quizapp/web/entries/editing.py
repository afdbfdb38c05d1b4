"""Correcting one's own entry, as long as no attempt has started."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.models import Account
from quizapp.attempts.queries import has_begun
from quizapp.contests.queries import contest_by_slug, rule_book
from quizapp.entries.models import Entry
from quizapp.entries.queries import as_entered, entries_of, own_entry
from quizapp.entries.rules import is_child, kept_date
from quizapp.entries.service import OF_THE_PERSON, correct_entry, hold
from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now
from quizapp.web.access import PERSON, enter, signed_in
from quizapp.web.entries.filling import (
    BOXES,
    Filling,
    Step,
    asked_of,
    fingerprint,
    leave_out,
    texts_of,
)
from quizapp.web.forms.contests import SignUpForm

bp = Blueprint("entry_edit", __name__, url_prefix="/contests/<slug>/entry/edit")

LOCKED = (
    "What was signed up with can't be changed any more, for an attempt has started:"
    " call the organizers."
)
#: With the phone one signs in; consents are changed where one's data stand.
NOT_HERE = ("phone", "pin", "take_part", "show_name")


@bp.get("")
@enter(PERSON)
def show(slug: str) -> ResponseReturnValue:
    filling, entry = filling_of(slug)
    filling.fill()
    if "full_name" in filling.form:
        account = db.session().get_one(Account, entry.account_id)
        filling.form["full_name"].data = account.full_name
        filling.form["birth_year"].data = account.birth_year
    return page(filling)


@bp.post("")
@enter(PERSON)
def change(slug: str) -> ResponseReturnValue:
    filling, entry = filling_of(slug)
    unit_id = filling.unit_id()
    is_whole = filling.form.validate_on_submit()
    filling.check()
    if filling.is_current() and is_whole and not filling.form.errors:
        try:
            take(filling, entry.id, unit_id)
        except InvalidError as error:
            filling.form.blame(error)
        else:
            flash(_("Corrected."))
            return redirect(url_for("contests.show", slug=slug), code=303)
    return page(filling), 422


def filling_of(slug: str) -> tuple[Filling, Entry]:
    """Return the form of an entry that isn't locked yet.

    Raises:
        NotFoundError: there is no entry of hers.
        ConflictError: an attempt has started.
    """
    session = db.session()
    contest = contest_by_slug(session, slug)
    entry = own_entry(session, contest_id=contest.id, account_id=signed_in().id)
    if has_begun(session, entry_ids=[entry.id]):
        raise ConflictError(LOCKED)
    book = rule_book(session, contest)
    step: Step = "before" if entry.completed_at is None else "both"
    form = SignUpForm()
    asked_of(form, book, step=step)
    leave_out(form, NOT_HERE)
    if has_begun(session, entry_ids=entries_of_person(entry)):
        leave_out(form, OF_THE_PERSON)
    texts = {
        kind: text for kind, text in texts_of(book, step).items() if BOXES[kind] in form
    }
    known = as_entered(session, entry=entry)
    return Filling(contest, book, form, texts, known, is_correction=True), entry


def entries_of_person(entry: Entry) -> list[int]:
    """Return all entries of the person of an entry."""
    mine = entries_of(db.session(), account_id=entry.account_id)
    return [one.id for one in mine]


def page(filling: Filling) -> str:
    """Return the page on which an entry is corrected."""
    filling.form.shown.data = fingerprint(filling.texts)
    filling.show_what_age_asks()
    return render_template(
        "contests/entry_edit.html",
        contest=filling.contest,
        form=filling.form,
        texts=filling.texts,
        filling=filling,
    )


def take(filling: Filling, entry_id: int, unit_id: int | None) -> None:
    """Correct the entry, all or nothing; boards show a changed name."""
    changes = changes_of(filling, unit_id)
    given = [answer for answer in filling.answers() if answer.is_given]
    with db.transaction() as session:
        entry = session.get_one(Entry, entry_id)
        hold(session, entry)
        asked = [entry.id]
        if OF_THE_PERSON & changes.keys():
            mine = entries_of(session, account_id=entry.account_id)
            asked = [one.id for one in mine]
        correct_entry(
            session,
            entry=entry,
            changes=changes,
            is_locked=has_begun(session, entry_ids=asked),
            act=None,
            now=now(),
            consents=given,
        )


def changes_of(filling: Filling, unit_id: int | None) -> dict[str, Any]:
    """Return the fields that the form holds, with what was typed."""
    form, details = filling.form, filling.details()
    told: dict[str, Any] = {
        "sex": details.sex,
        "occupation": details.occupation,
        "member": details.is_member,
        "ethnicity": details.ethnicity,
        "unit": unit_id,
    }
    changes = {name: value for name, value in told.items() if name in form}
    for name in sorted(OF_THE_PERSON):
        if name in form:
            changes[name] = form[name].data
    if "birth_date" in form:
        changes["birth_date"] = kept_date(
            filling.birth_year or 0, details.birth_date, filling.minimum_age, now()
        )
    born = details.birth_date
    if "representative_name" in form and is_child(filling.birth_year or 0, born, now()):
        changes["representative"] = details.representative
    return changes

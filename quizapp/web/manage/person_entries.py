"""Correcting what a person signed up with, at the help desk, with a reason."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.models import Account
from quizapp.attempts.queries import has_begun
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Entry
from quizapp.entries.queries import as_entered, entries_of
from quizapp.entries.service import OF_THE_PERSON, correct_entry, hold
from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now
from quizapp.helpdesk import queries
from quizapp.standings.service import touch
from quizapp.web.access import asks_again, enter
from quizapp.web.entries.asking import (
    BOXES,
    Step,
    asked_of,
    fingerprint,
    leave_out,
    texts_of,
)
from quizapp.web.entries.editing import changes_of
from quizapp.web.entries.filling import Filling
from quizapp.web.forms.people import CorrectEntryForm
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act
from quizapp.web.manage.people import (
    HELPER,
    HELPERS,
    READER,
    READERS,
    my_caller,
    my_reach,
)
from quizapp.web.numbers import refuse_huge

bp = Blueprint(
    "person_entries", __name__, url_prefix="/manage/people/<int:account_id>/entries"
)
bp.url_value_preprocessor(refuse_huge)

#: Phone and PIN have their own forms; consents, and what stands on one, are the
#: person's own.
NOT_HERE = ("phone", "pin", "take_part", "show_name", "ethnicity", "agree_ethnicity")


@bp.get("/<int:entry_id>")
@enter(READER)
@asks_again
def show(account_id: int, entry_id: int) -> str:
    person, entry = target(account_id, entry_id, READERS)
    filling = filling_of(entry)
    filling.fill()
    filling.form["full_name"].data = person.full_name
    filling.form["birth_year"].data = person.birth_year
    return page(filling, person, entry)


@bp.post("/<int:entry_id>")
@enter(HELPER)
@asks_again
def change(account_id: int, entry_id: int) -> ResponseReturnValue:
    person, entry = target(account_id, entry_id)
    filling = filling_of(entry)
    form = filling.form
    unit_id = filling.unit_id()
    is_whole = form.validate_on_submit()
    filling.check()
    if filling.is_current() and is_whole and not form.errors:
        try:
            take(filling, account_id, entry_id, unit_id)
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("Corrected."))
            return redirect(url_for("people.show", account_id=account_id), code=303)
        person, entry = target(account_id, entry_id)
    return page(filling, person, entry), 422


def target(
    account_id: int, entry_id: int, roles: Collection[str] = HELPERS
) -> tuple[Account, Entry]:
    """Return a person whom the one who is signed in may help, and an entry of hers.

    Raises:
        NotFoundError: there is none, or none in her contests.
    """
    person = my_caller(db.session(), account_id, roles)
    entry = queries.entry_of_caller(
        db.session(),
        account_id=account_id,
        entry_id=entry_id,
        contest_ids=my_reach(roles),
    )
    return person, entry


def filling_of(entry: Entry) -> Filling:
    """Return the form with what an entry says now."""
    session = db.session()
    contest = session.get_one(Contest, entry.contest_id)
    book = rule_book(session, contest)
    step: Step = "before" if entry.completed_at is None else "both"
    form = CorrectEntryForm()
    asked_of(form, book, step=step)
    leave_out(form, NOT_HERE)
    texts = {
        kind: text for kind, text in texts_of(book, step).items() if BOXES[kind] in form
    }
    known = as_entered(session, entry=entry)
    return Filling(contest, book, form, texts, known, is_correction=True)


def page(filling: Filling, person: Account, entry: Entry) -> str:
    """Return the page on which an entry is corrected."""
    filling.form.shown.data = fingerprint(filling.texts)
    filling.show_what_age_asks()
    return render_template(
        "manage/people/entry.html",
        person=person,
        entry=entry,
        contest=filling.contest,
        form=filling.form,
        texts=filling.texts,
        filling=filling,
        has_begun=has_begun(db.session(), entry_ids=[entry.id]),
    )


def take(filling: Filling, account_id: int, entry_id: int, unit_id: int | None) -> None:
    """Correct the entry, all or nothing; boards show a changed name in each contest.

    Raises:
        InvalidError: nothing is changed, or a value can't be.
    """
    changes: dict[str, Any] = changes_of(filling, unit_id)
    given = [answer for answer in filling.answers() if answer.is_given]
    reason = filling.form["reason"].data or ""
    with db.transaction() as session:
        _person, entry = target(account_id, entry_id)
        hold(session, entry)
        mine = [one.id for one in entries_of(session, account_id=account_id)]
        changed = correct_entry(
            session,
            entry=entry,
            changes=changes,
            is_locked=has_begun(session, entry_ids=[entry.id]),
            act=act(reason),
            now=now(),
            consents=given,
        )
        if not changed:
            raise InvalidError("Nothing is changed yet.", field="reason")
        for one in mine if changed & OF_THE_PERSON else [entry.id]:
            touch(session, entry_id=one, now=now())

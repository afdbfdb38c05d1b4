"""Consents of the one who is signed in: taken back and given again, at once."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Consent
from quizapp.entries.rules import (
    ConsentAnswer,
    ConsentKind,
    ConsentText,
    Terms,
    answer_to,
    consent_text,
)
from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now, random_token
from quizapp.privacy import queries, service
from quizapp.web.access import PERSON, enter, signed_in
from quizapp.web.forms import Form
from quizapp.web.forms.my_data import ConsentForm, WithdrawForm
from quizapp.web.languages import language, sentence
from quizapp.web.numbers import refuse_huge

bp = Blueprint("my_consents", __name__, url_prefix="/account/data")
bp.url_value_preprocessor(refuse_huge)


@bp.get("/consents/<int:entry_id>/<kind>")
@enter(PERSON)
def show(entry_id: int, kind: str) -> str:
    _entry, contest, last = my_consent(entry_id, kind)
    form = WithdrawForm() if last.is_given else ConsentForm()
    return about_consent(contest, last, form)


@bp.post("/consents/<int:entry_id>/<kind>")
@enter(PERSON)
def change(entry_id: int, kind: str) -> ResponseReturnValue:
    _entry, contest, last = my_consent(entry_id, kind)
    form = WithdrawForm() if last.is_given else ConsentForm()
    if form.validate_on_submit():
        try:
            note(entry_id, answer_now(contest, last, form))
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("Done: it holds from now on."))
            return redirect(url_for("my_data.show"), code=303)
    return about_consent(contest, last, form), 422


def note(entry_id: int, answer: ConsentAnswer) -> None:
    """Note an answer of the one who is signed in, and act by it."""
    with db.transaction() as session:
        service.change_consent(
            session,
            account_id=signed_in().id,
            entry_id=entry_id,
            answer=answer,
            nonce=random_token,
            now=now(),
        )


def answer_now(contest: Contest, last: Consent, form: Form) -> ConsentAnswer:
    """Return what is answered: the text that was agreed to taken back, or today's given.

    Raises:
        InvalidError: the box isn't ticked.
    """
    kind = cast("ConsentKind", last.kind)
    if last.is_given:
        return ConsentAnswer(
            kind,
            is_given=False,
            text_version=last.text_version,
            text_hash=last.text_hash,
        )
    if not form["agrees"].data:
        raise InvalidError("Tick the box to agree.", field="agrees")
    return answer_to(text_of(contest, kind), is_given=True)


def about_consent(contest: Contest, last: Consent, form: Form) -> str:
    """Return the page of one consent: its text, what was answered, what can be done."""
    text = text_of(contest, cast("ConsentKind", last.kind))
    if "agrees" in form:
        form["agrees"].label.text = text.label
    return render_template(
        "my_data/consent.html",
        contest=contest,
        last=last,
        text=text,
        is_same=text.hash == last.text_hash,
        name=queries.CONSENTS[last.kind],
        form=form,
    )


def text_of(contest: Contest, kind: ConsentKind) -> ConsentText:
    """Return a consent text as it reads today."""
    book = rule_book(db.session(), contest)
    return consent_text(kind, terms=Terms.of(book), language=language())


def my_consent(entry_id: int, kind: str) -> tuple[object, Contest, Consent]:
    """Return the newest answer of the one who is signed in to a consent text."""
    return queries.consent_of(
        db.session(), account_id=signed_in().id, entry_id=entry_id, kind=kind
    )

"""What is held of the one who is signed in: to read, to take away, to correct."""

from dataclasses import replace

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.queries import PHONE, person_by_id
from quizapp.accounts.rules import masked_phone
from quizapp.attempts.queries import has_begun
from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, limiter, now
from quizapp.personal import Holding
from quizapp.privacy import queries, service
from quizapp.privacy.files import as_json, as_pdf, in_words
from quizapp.web.access import PERSON, asks_again, enter, kept_accounts, signed_in
from quizapp.web.forms.my_data import CorrectForm
from quizapp.web.languages import language, sentence
from quizapp.web.site import current_site

bp = Blueprint("my_data", __name__, url_prefix="/account/data")
log = structlog.get_logger(__name__)


@bp.get("")
@enter(PERSON)
def show() -> str:
    session, account_id = db.session(), signed_in().id
    held = service.everything_held(session, account_id=account_id)
    entered = queries.consents_of(session, account_id=account_id)
    return render_template(
        "my_data/show.html",
        groups=in_words(
            map(with_masked_phone, held), language=language(), words=queries.WORDS
        ),
        entered=entered,
        names=queries.CONSENTS,
        is_locked=has_begun(session, entry_ids=[one.entry.id for one in entered]),
        requests=queries.requests_of(session, account_id=account_id),
    )


def with_masked_phone(holding: Holding) -> Holding:
    """Return a record as a screen may show it; what is taken away has the number."""
    facts = [
        replace(fact, value=masked_phone(str(fact.value)))
        if fact.label == PHONE and fact.value
        else fact
        for fact in holding.facts
    ]
    return replace(holding, facts=tuple(facts))


@bp.get("/my-data.json")
@enter(PERSON)
@asks_again
def as_file() -> Response:
    held = service.everything_held(db.session(), account_id=signed_in().id)
    return handed_out(as_json(held, made_at=now()), "application/json", "json")


@bp.get("/my-data.pdf")
@enter(PERSON)
@asks_again
@limiter.limit("6/minute;60/day")
def as_document() -> Response:
    held = service.everything_held(db.session(), account_id=signed_in().id)
    site = current_site(now())
    db.session.remove()
    content = as_pdf(
        in_words(held, language=language(), words=queries.WORDS),
        language=language(),
        made_at=now(),
        organizer=site.organizer,
        hotline=site.hotline,
    )
    return handed_out(content, "application/pdf", "pdf")


def handed_out(content: bytes, media_type: str, suffix: str) -> Response:
    """Return all that is held as a download that nobody keeps, and note that it went."""
    log.info("my_data_downloaded", account=signed_in().id, form=suffix)
    reply = Response(content, content_type=media_type)
    name = f'attachment; filename="my-data.{suffix}"'
    reply.headers["Content-Disposition"] = name
    reply.headers["Cache-Control"] = "no-store"
    return reply


@bp.get("/correct")
@enter(PERSON)
def correct() -> str:
    account = person_by_id(db.session(), signed_in().id)
    form = CorrectForm(full_name=account.full_name, birth_year=account.birth_year)
    return correcting(form)


@bp.post("/correct")
@enter(PERSON)
def correct_now() -> ResponseReturnValue:
    form = CorrectForm()
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                service.correct_myself(
                    session,
                    account_id=signed_in().id,
                    full_name=form.full_name.data or "",
                    birth_year=form.birth_year.data,
                    now=now(),
                )
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            kept_accounts().forget(cookie["_user_id"])
            flash(_("Corrected."))
            return redirect(url_for("my_data.show"), code=303)
    return correcting(form), 422


def correcting(form: CorrectForm) -> str:
    """Return the page on which name and birth year are corrected."""
    return render_template("my_data/correct.html", form=form)

"""Erasing oneself: what goes and what stays, the PIN, and the receipt."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.queries import Me, person_by_id
from quizapp.audit.service import Act
from quizapp.errors import InvalidError, NotAllowedError, TooManyError
from quizapp.extensions import db, now
from quizapp.jobs.keep_to_retention import means
from quizapp.names import search_key
from quizapp.privacy import queries, service
from quizapp.web import doors
from quizapp.web.access import PERSON, PUBLIC, asks_again, enter, signed_in
from quizapp.web.forms.my_data import EraseForm
from quizapp.web.languages import sentence

bp = Blueprint("my_erasing", __name__, url_prefix="/account/data")


@bp.get("/erase")
@enter(PERSON)
@asks_again
def show() -> str:
    return erasing(EraseForm())


@bp.post("/erase")
@enter(PERSON)
@asks_again
def erase() -> ResponseReturnValue:
    form = EraseForm()
    if form.validate_on_submit():
        try:
            check_word(form.word.data)
            check_pin(signed_in(), form.pin.data)
            done = erase_me()
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
        else:
            doors.sign_out()
            cookie["erased"] = {
                "at": done.at.isoformat(),
                "until": done.until.isoformat() if done.until else None,
                "entries": done.entry_count,
            }
            return redirect(url_for("my_erasing.receipt"), code=303)
    return erasing(form), 422


@bp.get("/erased")
@enter(PUBLIC)
def receipt() -> ResponseReturnValue:
    told = cookie.get("erased")
    if told is None:
        return redirect(url_for("home.show"), code=303)
    until = told["until"]
    return render_template(
        "my_data/erased.html",
        at=datetime.fromisoformat(told["at"]),
        until=datetime.fromisoformat(until) if until else None,
        entry_count=told["entries"],
    )


def erasing(form: EraseForm) -> str:
    """Return the page that says what goes and what stays."""
    session, account_id = db.session(), signed_in().id
    return render_template(
        "my_data/erase.html",
        form=form,
        word=_("ERASE"),
        account=person_by_id(session, account_id),
        windows=queries.open_windows(
            session, account_id=account_id, keeping=means().keeping, now=now()
        ),
    )


def erase_me() -> service.Erased:
    """Erase the one who is signed in."""
    account_id = signed_in().id
    with db.transaction() as session:
        return service.erase(
            session,
            account_id=account_id,
            act=Act.by(account_id),
            means=means(),
            now=now(),
        )


def check_word(typed: str | None) -> None:
    """Check that the word of the page was typed, with or without its marks.

    Raises:
        InvalidError: it wasn't.
    """
    if search_key(typed or "") != search_key(_("ERASE")):
        raise InvalidError(
            "Type the word %(word)s to confirm.", field="word", word=_("ERASE")
        )


def check_pin(account: Me, pin: str | None) -> None:
    """Check that a PIN is that of the one who is signed in; wrong tries are counted.

    Raises:
        InvalidError: it isn't.
        TooManyError: too many wrong tries before.
    """
    if account.phone is None:
        raise NotAllowedError("Call the organizers: they erase the data on request.")
    fitting = doors.people_by_pin(account.phone, pin or "")
    if account.id not in {one.id for one in fitting}:
        doors.fail(doors.trier("phone", account.phone))
        raise InvalidError("Phone and PIN don't fit together.", field="pin")

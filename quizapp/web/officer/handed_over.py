"""The member's side of a device that an officer handed over, and giving it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.models import Account
from quizapp.accounts.queries import account_in_use
from quizapp.attempts.queries import receipts_of
from quizapp.contests.queries import contest_by_slug, contest_now, rounds_of
from quizapp.errors import InvalidError, TooManyError
from quizapp.extensions import db, now
from quizapp.web import doors
from quizapp.web.access import PERSON, enter
from quizapp.web.assisting import HandedOver, handed_over
from quizapp.web.contests import round_at, where_i_stand
from quizapp.web.forms.officers import GiveBackForm
from quizapp.web.languages import sentence

bp = Blueprint("handed_over", __name__, url_prefix="/officer/handed-over")


@bp.get("")
@enter(PERSON)
def show() -> ResponseReturnValue:
    device = handed_over()
    if device is None:  # it was given back meanwhile
        return redirect(url_for("home.show"), code=303)
    return page(device, GiveBackForm(formdata=None))


def page(device: HandedOver, form: GiveBackForm) -> str:
    """Return where the member stands, and the field for the officer's PIN."""
    session = db.session()
    contest = contest_by_slug(session, device.contest)
    rounds = rounds_of(session, contest_id=contest.id)
    current = contest_now(contest, rounds, now=now())
    return render_template(
        "officer/handed_over.html",
        contest=contest,
        current=current,
        mine=where_i_stand(round_at(contest.slug, current.round_.number)),
        receipts=receipts_of(session, entry_id=device.entry_id),
        officer=session.get_one(Account, device.officer_id),
        form=form,
    )


@bp.post("")
@enter(PERSON)
def give_back() -> ResponseReturnValue:
    """Sign the officer in again, once her PIN is typed."""
    device = handed_over()
    if device is None:
        return redirect(url_for("home.show"), code=303)
    form = GiveBackForm()
    if form.validate_on_submit():
        try:
            check_is_she(device.officer_id, form.secret.data)
        except (InvalidError, TooManyError) as error:
            form.secret.errors = [sentence(error)]
        else:
            doors.sign_in(device.officer_id)
            flash(_("The device is back with its officer."))
            address = url_for("assisted.show", slug=device.contest)
            return redirect(address, code=303)
    return page(device, form), 422


def check_is_she(officer_id: int, pin: str) -> None:
    """Check the PIN of the officer.

    Wrong ones count for this alone, and for the device: whoever holds it keeps the
    officer out of nothing that she does elsewhere.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: it isn't hers.
    """
    refusal = InvalidError("This isn't the officer's PIN.", field="secret")
    who = doors.trier("hand_over", str(officer_id))

    def officer() -> list[Account]:
        found = account_in_use(db.session(), account_id=officer_id)
        return [found] if found is not None and found.kind == "person" else []

    doors.admitted(who, officer, pin, refusal)

"""What somebody of the staff does with her second factor: new codes, another phone."""

from flask import redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from quizapp.accounts import queries, rules, service
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.web import doors
from quizapp.web.access import STAFF, enter, signed_in
from quizapp.web.accounts import codes
from quizapp.web.accounts.part import bp
from quizapp.web.accounts.signing_in import tried
from quizapp.web.forms.accounts import AppCodeForm
from quizapp.web.proving import ProofForm, is_proof, proof_form


@bp.get("/account/second-factor")
@enter(STAFF)
def second_factor() -> ResponseReturnValue:
    return page(proof_form())


def page(form: ProofForm) -> str:
    """Return the page of one's own second factor."""
    me = signed_in()
    session = db.session()
    return render_template(
        "accounts/second_factor.html",
        form=form,
        is_needed=doors.needs_second_factor(me),
        factor=queries.second_factor_of(session, account_id=me.id),
        left=queries.recovery_code_count(session, account_id=me.id),
    )


@bp.post("/account/second-factor/codes")
@enter(STAFF)
def make_codes() -> ResponseReturnValue:
    form = my_proof_form()
    if not is_proof(form):
        return page(form), 422
    made = codes.new_codes()
    with db.transaction() as session:
        service.make_recovery_codes(
            session,
            account_id=signed_in().id,
            codes=made,
            key=settings().secret_key,
            now=now(),
        )
    return codes.codes_page(made, url_for("accounts.second_factor"))


@bp.post("/account/second-factor/move")
@enter(STAFF)
def move() -> ResponseReturnValue:
    form = my_proof_form()
    if not is_proof(form):
        return page(form), 422
    cookie.pop("new_factor", None)
    cookie["moves_until"] = (now() + rules.HALF_WAY_LASTS).timestamp()
    return redirect(url_for("accounts.new_phone"), code=303)


def my_proof_form() -> ProofForm:
    """Return the form that proves who it is.

    Raises:
        NotFoundError: she has no second factor.
    """
    if not doors.has_second_factor(signed_in().id):
        raise NotFoundError("There is no such page. Start at the home page.")
    return proof_form()


def may_move() -> bool:
    """Tell whether password and code were asked for this a moment ago."""
    until: float = cookie.get("moves_until", 0)
    return until > now().timestamp()


@bp.get("/account/second-factor/move")
@enter(STAFF)
def new_phone() -> ResponseReturnValue:
    if not may_move():
        return redirect(url_for("accounts.second_factor"), code=303)
    here = url_for("accounts.confirm_new_phone")
    return codes.set_up_page(AppCodeForm(), signed_in().id, here)


@bp.post("/account/second-factor/move/confirm")
@enter(STAFF)
def confirm_new_phone() -> ResponseReturnValue:
    if not may_move() or not codes.has_new_box():
        return redirect(url_for("accounts.second_factor"), code=303)
    form = AppCodeForm()
    account_id = signed_in().id

    def by_first_code() -> ResponseReturnValue:
        made = codes.confirm(account_id, form.code.data, is_replacing=True)
        cookie.pop("moves_until", None)
        return codes.codes_page(made, url_for("accounts.second_factor"))

    here = url_for("accounts.confirm_new_phone")
    return tried(form, by_first_code) or (
        codes.set_up_page(form, account_id, here),
        422,
    )

"""Where staff choose their password, by a code that was given to them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import service
from quizapp.accounts.rules import check_password
from quizapp.errors import InvalidError, TooManyError
from quizapp.extensions import db, now
from quizapp.hashing import hashed
from quizapp.web import doors
from quizapp.web.access import PUBLIC, enter
from quizapp.web.forms.staff import PasswordForm
from quizapp.web.languages import sentence

bp = Blueprint("staff_passwords", __name__, url_prefix="/staff/password")


@bp.get("")
@enter(PUBLIC)
def show() -> ResponseReturnValue:
    return render_template("accounts/staff_password.html", form=PasswordForm())


@bp.post("")
@enter(PUBLIC)
def choose() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            set_password(form)
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("The password is set: sign in with it."))
            return redirect(url_for("accounts.staff_sign_in"), code=303)
    return render_template("accounts/staff_password.html", form=form), 422


def set_password(form: PasswordForm) -> None:
    """Give the password to whom the code was issued; wrong codes are counted."""
    username = form.username.data.strip().lower()
    password = check_password(form.password.data)
    code = "".join(form.code.data.split())
    who = doors.trier("staff", username)
    doors.check_may_try(who)
    db.session.remove()
    secret_hash = hashed(password)
    try:
        with db.transaction() as session:
            service.use_password_code(
                session,
                username=username,
                code=code,
                secret_hash=secret_hash,
                now=now(),
            )
    except InvalidError:
        doors.fail(who)
        raise

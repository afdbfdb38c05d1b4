"""Staff sign in: name and password, then the second factor, set up the first time."""

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries, rules
from quizapp.accounts.models import Account
from quizapp.errors import ConflictError
from quizapp.extensions import db, now
from quizapp.web import doors
from quizapp.web.access import PUBLIC, enter, is_loopback, way_back
from quizapp.web.accounts import codes
from quizapp.web.accounts.part import bp
from quizapp.web.accounts.signing_in import tried
from quizapp.web.forms.accounts import AppCodeForm, CodeForm, StaffSignInForm


@bp.get("/staff/sign-in")
@enter(PUBLIC)
def staff_sign_in() -> ResponseReturnValue:
    return page(StaffSignInForm())


@bp.post("/staff/sign-in")
@enter(PUBLIC)
def staff_sign_in_now() -> ResponseReturnValue:
    form = StaffSignInForm()

    def by_password() -> ResponseReturnValue:
        name = form.username.data.strip().lower()
        account = doors.staff_by_password(name, form.password.data)
        return let_staff_in(account)

    return tried(form, by_password) or (page(form), 422)


def page(form: StaffSignInForm) -> str:
    """Return the page of name and password."""
    return render_template(
        "accounts/staff_sign_in.html", form=form, is_near=is_loopback()
    )


def let_staff_in(account: Account) -> ResponseReturnValue:
    """Sign the staff of a demo in; ask everybody else for the second factor."""
    if not doors.needs_second_factor(account):
        sign_in(account.id)
        return redirect(my_desk(account.id), code=303)
    until = now() + rules.HALF_WAY_LASTS
    cookie.pop("new_factor", None)
    cookie["half_way"] = [account.id, until.timestamp()]
    if doors.has_second_factor(account.id):
        return redirect(url_for("accounts.ask_code"), code=303)
    return redirect(url_for("accounts.set_up"), code=303)


def half_way() -> int | None:
    """Return the account whose password was typed rightly a moment ago, if one was."""
    account_id, until = cookie.get("half_way", (None, 0))
    return account_id if until > now().timestamp() else None


def sign_in(account_id: int) -> None:
    """Sign somebody of the staff in."""
    doors.sign_in(account_id, lasts=rules.STAFF_SESSION_LASTS)


def my_desk(account_id: int) -> str:
    """Return where somebody of the staff wanted to go, or her own desk."""
    grants = queries.roles_of(db.session(), account_id=account_id, now=now())
    return way_back(url_for(desk_of({grant.role for grant in grants})))


def desk_of(roles: set[str]) -> str:
    """Return the page at which somebody with these roles begins."""
    if roles and roles <= {"secretary"}:
        return "people.find"
    return "judge.show" if roles <= {"judge", "secretary"} else "manage.show"


@bp.get("/staff/sign-in/code")
@enter(PUBLIC)
def ask_code() -> ResponseReturnValue:
    if half_way() is None:
        return redirect(url_for("accounts.staff_sign_in"), code=303)
    return render_template("accounts/code.html", form=CodeForm())


@bp.post("/staff/sign-in/code")
@enter(PUBLIC)
def check_code() -> ResponseReturnValue:
    account_id = half_way()
    if account_id is None:
        return redirect(url_for("accounts.staff_sign_in"), code=303)
    form = CodeForm()

    def by_code() -> ResponseReturnValue:
        doors.check_second_factor(account_id, form.code.data)
        sign_in(account_id)
        if rules.is_recovery_code(form.code.data):
            left = queries.recovery_code_count(db.session(), account_id=account_id)
            flash(_("Recovery codes left: %(count)s.", count=left))
        return redirect(my_desk(account_id), code=303)

    return tried(form, by_code) or (
        render_template("accounts/code.html", form=form),
        422,
    )


@bp.get("/staff/sign-in/second-factor")
@enter(PUBLIC)
def set_up() -> ResponseReturnValue:
    account_id = half_way()
    if account_id is None or doors.has_second_factor(account_id):
        return redirect(url_for("accounts.staff_sign_in"), code=303)
    return codes.set_up_page(AppCodeForm(), account_id, url_for("accounts.set_up_now"))


@bp.post("/staff/sign-in/second-factor")
@enter(PUBLIC)
def set_up_now() -> ResponseReturnValue:
    account_id = half_way()
    if account_id is None or not codes.has_new_box():
        return redirect(url_for("accounts.staff_sign_in"), code=303)
    form = AppCodeForm()

    def by_first_code() -> ResponseReturnValue:
        made = codes.confirm(account_id, form.code.data)
        sign_in(account_id)
        return codes.codes_page(made, my_desk(account_id))

    try:
        done = tried(form, by_first_code)
    except ConflictError:
        return redirect(url_for("accounts.staff_sign_in"), code=303)
    here = url_for("accounts.set_up_now")
    return done or (codes.set_up_page(form, account_id, here), 422)

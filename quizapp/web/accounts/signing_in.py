"""Signing in by phone and PIN, or by a name that this device knows; signing out."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from quizapp.accounts import queries, rules
from quizapp.accounts.models import Account
from quizapp.errors import InvalidError, TooManyError
from quizapp.extensions import db, now
from quizapp.names import masked_name
from quizapp.web import doors
from quizapp.web.access import PUBLIC, enter, me, way_back
from quizapp.web.accounts.part import bp
from quizapp.web.forms import Form
from quizapp.web.forms.accounts import ButtonForm, ChooseForm, PinForm, SignInForm
from quizapp.web.languages import sentence
from quizapp.web.this_device import forget_people, this_device


@bp.get("/sign-in")
@enter(PUBLIC)
def sign_in() -> ResponseReturnValue:
    return page(SignInForm())


@bp.post("/sign-in")
@enter(PUBLIC)
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()

    def by_phone() -> ResponseReturnValue:
        phone = rules.canonical_phone(form.phone.data)
        people = doors.people_by_pin(phone, form.pin.data)
        return let_in(people, is_remembered=bool(form.remember.data))

    return tried(form, by_phone) or (page(form), 422)


def tried(
    form: Form, try_it: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue | None:
    """Do what a form asks for; None: it can't be, and the form says why."""
    if form.validate_on_submit():
        try:
            return try_it()
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
    return None


def page(form: SignInForm) -> str:
    """Return the page of signing in, with the names that this device remembers."""
    ids = this_device().people
    people = queries.people_among(db.session(), account_ids=ids) if ids else []
    return render_template(
        "accounts/sign_in.html",
        form=form,
        people=[(person.id, masked_name(person.full_name)) for person in people],
        button=ButtonForm(),
    )


def let_in(people: list[Account], *, is_remembered: bool) -> ResponseReturnValue:
    """Sign the only one in, or ask which of several it is."""
    if len(people) == 1:
        doors.sign_in(people[0].id, is_remembered=is_remembered)
        return redirect(way_back(url_for("home.show")), code=303)
    cookie["choice"] = [person.id for person in people]
    cookie["choice_until"] = (now() + rules.RESET_CODE_LASTS).timestamp()
    cookie["choice_is_remembered"] = is_remembered
    return redirect(url_for("accounts.choose"), code=303)


@bp.get("/sign-in/people")
@enter(PUBLIC)
def choose() -> ResponseReturnValue:
    people = [
        queries.person_by_id(db.session(), account_id) for account_id in my_choice()
    ]
    if not people:
        return redirect(url_for("accounts.sign_in"), code=303)
    return render_template("accounts/choose.html", people=people, form=ChooseForm())


@bp.post("/sign-in/people")
@enter(PUBLIC)
def choose_now() -> ResponseReturnValue:
    form = ChooseForm()
    if not form.validate_on_submit() or form.person.data not in my_choice():
        return redirect(url_for("accounts.sign_in"), code=303)
    is_remembered = bool(cookie.get("choice_is_remembered"))
    doors.sign_in(form.person.data, is_remembered=is_remembered)
    return redirect(way_back(url_for("home.show")), code=303)


def my_choice() -> list[int]:
    """Return the people among whom this device may choose, its PIN having fitted."""
    until: float = cookie.get("choice_until", 0)
    found: list[int] = cookie.get("choice", []) if until > now().timestamp() else []
    return found


@bp.get("/sign-in/as/<int:account_id>")
@enter(PUBLIC)
def sign_in_as(account_id: int) -> ResponseReturnValue:
    return known_page(PinForm(), account_id)


@bp.post("/sign-in/as/<int:account_id>")
@enter(PUBLIC)
def sign_in_as_now(account_id: int) -> ResponseReturnValue:
    if account_id not in this_device().people:
        return redirect(url_for("accounts.sign_in"), code=303)
    form = PinForm()

    def by_name() -> ResponseReturnValue:
        person = doors.person_by_pin(account_id, form.pin.data)
        return let_in([person], is_remembered=True)

    return tried(form, by_name) or known_page(form, account_id, status=422)


def known_page(
    form: PinForm, account_id: int, *, status: int = 200
) -> ResponseReturnValue:
    """Return the page that asks the PIN of somebody whose name this device knows."""
    is_known = account_id in this_device().people
    ids = [account_id] if is_known else []
    people = queries.people_among(db.session(), account_ids=ids)
    if not people:
        return redirect(url_for("accounts.sign_in"), code=303)
    page = render_template(
        "accounts/pin.html",
        form=form,
        name=masked_name(people[0].full_name),
        address=url_for("accounts.sign_in_as_now", account_id=account_id),
        back=url_for("accounts.sign_in"),
    )
    return page, status


@bp.post("/sign-in/forget")
@enter(PUBLIC)
def forget_names() -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        forget_people()
    back = "accounts.show" if me() is not None else "accounts.sign_in"
    return redirect(url_for(back), code=303)


@bp.post("/sign-out")
@enter(PUBLIC)
def sign_out() -> ResponseReturnValue:
    doors.sign_out()
    return redirect(url_for("home.show"), code=303)

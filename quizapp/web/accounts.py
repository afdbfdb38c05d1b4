"""Signing in and out, reset codes, and who is signed in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account
from quizapp.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from quizapp.extensions import db, now, settings
from quizapp.hashing import hashed
from quizapp.phrases import spoken
from quizapp.web import doors
from quizapp.web.access import PERSON, PUBLIC, SIGNED_IN, enter, signed_in, way_back
from quizapp.web.forms.accounts import (
    AddPersonForm,
    ChooseForm,
    ResetForm,
    SeenForm,
    SignInForm,
    StaffSignInForm,
)
from quizapp.web.languages import language, sentence

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@enter(PUBLIC)
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@enter(PUBLIC)
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            phone = rules.canonical_phone(form.phone.data)
            people = doors.people_by_pin(phone, form.pin.data)
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
        else:
            return let_in(people)
    return render_template("accounts/sign_in.html", form=form), 422


def let_in(people: list[Account]) -> ResponseReturnValue:
    """Sign the only one in, or ask which of several it is."""
    if len(people) == 1:
        doors.sign_in(people[0].id)
        return redirect(way_back(url_for("home.show")), code=303)
    cookie["choice"] = [person.id for person in people]
    cookie["choice_until"] = (now() + rules.RESET_CODE_LASTS).timestamp()
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
    doors.sign_in(form.person.data)
    return redirect(way_back(url_for("home.show")), code=303)


def my_choice() -> list[int]:
    """Return the people among whom this device may choose, its PIN having fitted."""
    until: float = cookie.get("choice_until", 0)
    found: list[int] = cookie.get("choice", []) if until > now().timestamp() else []
    return found


@bp.get("/staff/sign-in")
@enter(PUBLIC)
def staff_sign_in() -> ResponseReturnValue:
    return render_template("accounts/staff_sign_in.html", form=StaffSignInForm())


@bp.post("/staff/sign-in")
@enter(PUBLIC)
def staff_sign_in_now() -> ResponseReturnValue:
    form = StaffSignInForm()
    if form.validate_on_submit():
        try:
            account = doors.staff_by_password(form.username.data, form.password.data)
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
        else:
            return let_staff_in(account)
    return render_template("accounts/staff_sign_in.html", form=form), 422


def let_staff_in(account: Account) -> ResponseReturnValue:
    """Sign somebody of the staff in, and show her own desk."""
    doors.sign_in(account.id, lasts=rules.STAFF_SESSION_LASTS)
    grants = queries.roles_of(db.session(), account_id=account.id, now=now())
    return redirect(
        way_back(url_for(desk_of({grant.role for grant in grants}))), code=303
    )


def desk_of(roles: set[str]) -> str:
    """Return the page at which somebody with these roles begins."""
    if roles and roles <= {"secretary"}:
        return "people.find"
    return "judge.show" if roles <= {"judge", "secretary"} else "manage.show"


@bp.post("/sign-out")
@enter(PUBLIC)
def sign_out() -> ResponseReturnValue:
    doors.sign_out()
    return redirect(url_for("home.show"), code=303)


@bp.get("/reset")
@enter(PUBLIC)
def reset() -> ResponseReturnValue:
    return render_template("accounts/reset.html", form=ResetForm())


@bp.post("/reset")
@enter(PUBLIC)
def reset_now() -> ResponseReturnValue:
    form = ResetForm()
    if form.validate_on_submit():
        try:
            person_id = reset_pin(form)
        except InvalidError as error:
            form.blame(error)
        except TooManyError as error:
            form.form_errors.append(sentence(error))
        else:
            doors.sign_in(person_id)
            flash(_("The new PIN holds from now on."))
            return redirect(way_back(url_for("home.show")), code=303)
    return render_template("accounts/reset.html", form=form), 422


def reset_pin(form: ResetForm) -> int:
    """Give the new PIN to the person whose code was typed; wrong codes are counted."""
    phone = rules.canonical_phone(form.phone.data)
    pin = rules.check_pin(form.pin.data)
    code = "".join(form.code.data.split())
    who = doors.trier("phone", phone)
    doors.check_may_try(who)
    db.session.remove()
    secret_hash = hashed(pin)
    try:
        with db.transaction() as session:
            person = service.use_reset_code(
                session, phone=phone, code=code, secret_hash=secret_hash, now=now()
            )
            return person.id
    except InvalidError:
        doors.fail(who)
        raise


@bp.get("/account")
@enter(SIGNED_IN)
def show() -> ResponseReturnValue:
    account = signed_in()
    session = db.session()
    return render_template(
        "accounts/show.html",
        account=account,
        phone=rules.masked_phone(account.phone) if account.phone else "",
        people=queries.people_of_phone(session, phone=account.phone or ""),
        most=settings().people_per_phone,
        notices=[
            (notice.id, spoken(notice.message, notice.params, language=language()))
            for notice in queries.unseen_notices(session, account_id=account.id)
        ],
    )


@bp.post("/account/notices")
@enter(SIGNED_IN)
def see_notices() -> ResponseReturnValue:
    form = SeenForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            service.see_notices(
                session,
                account_id=signed_in().id,
                newest_id=form.newest.data,
                now=now(),
            )
    return redirect(url_for("accounts.show"), code=303)


@bp.get("/account/people/new")
@enter(PERSON)
def new_person() -> ResponseReturnValue:
    return render_template("accounts/new_person.html", form=AddPersonForm())


@bp.post("/account/people")
@enter(PERSON)
def add_person() -> ResponseReturnValue:
    form = AddPersonForm()
    if form.validate_on_submit():
        try:
            added = one_more(form, signed_in())
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("%(name)s can sign in now.", name=added))
            return redirect(url_for("accounts.show"), code=303)
    return render_template("accounts/new_person.html", form=form), 422


def one_more(form: AddPersonForm, owner: queries.Me) -> str:
    """Add a person to the phone of the one who is signed in; return the name."""
    if owner.phone is None:
        raise NotFoundError("There is no such person.")
    phone, unit_id = owner.phone, owner.unit_id
    pin = rules.check_pin(form.pin.data)
    db.session.remove()
    person = service.NewPerson(
        full_name=form.full_name.data,
        birth_year=form.birth_year.data,
        phone=phone,
        unit_id=unit_id,
        secret_hash=hashed(pin),
    )
    with db.transaction() as session:
        added = service.add_person(
            session, person=person, most=settings().people_per_phone, now=now()
        )
        return added.full_name

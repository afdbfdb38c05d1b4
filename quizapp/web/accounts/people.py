"""People who share a phone: changing over to another, adding one more."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.hashing import hashed
from quizapp.web import doors
from quizapp.web.access import PERSON, enter, signed_in
from quizapp.web.accounts.part import bp
from quizapp.web.accounts.signing_in import tried
from quizapp.web.forms.accounts import AddPersonForm, PinForm
from quizapp.web.languages import sentence
from quizapp.web.this_device import this_device


@bp.get("/account/people/<int:account_id>")
@enter(PERSON)
def change_over(account_id: int) -> ResponseReturnValue:
    return pin_page(PinForm(), other(account_id))


@bp.post("/account/people/<int:account_id>")
@enter(PERSON)
def change_over_now(account_id: int) -> ResponseReturnValue:
    person = other(account_id)
    form = PinForm()

    def by_pin() -> ResponseReturnValue:
        found = doors.person_by_pin(account_id, form.pin.data)
        is_kept = signed_in().id in this_device().people
        doors.sign_in(found.id, is_remembered=is_kept)
        flash(_("Signed in as %(name)s.", name=found.full_name))
        return redirect(url_for("home.show"), code=303)

    return tried(form, by_pin) or (pin_page(form, person), 422)


def other(account_id: int) -> Account:
    """Return another one of the people of this phone.

    Raises:
        NotFoundError: she isn't one of them.
    """
    return queries.sharer_of_phone(
        db.session(), account_id=account_id, phone=signed_in().phone
    )


def pin_page(form: PinForm, person: Account) -> str:
    """Return the page that asks her PIN."""
    return render_template(
        "accounts/pin.html",
        form=form,
        name=person.full_name,
        address=url_for("accounts.change_over_now", account_id=person.id),
        back=url_for("accounts.show"),
    )


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

"""A new PIN by a reset code."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries, rules, service
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.hashing import hashed
from quizapp.web import doors, tries
from quizapp.web.access import PUBLIC, enter, way_back
from quizapp.web.accounts.part import bp
from quizapp.web.accounts.signing_in import tried
from quizapp.web.forms.accounts import ResetForm


@bp.get("/reset")
@enter(PUBLIC)
def reset() -> ResponseReturnValue:
    return render_template("accounts/reset.html", form=ResetForm())


@bp.post("/reset")
@enter(PUBLIC)
def reset_now() -> ResponseReturnValue:
    form = ResetForm()

    def by_code() -> ResponseReturnValue:
        person_id, name = reset_pin(form)
        doors.sign_in(person_id)
        flash(_("The new PIN of %(name)s holds from now on.", name=name))
        return redirect(way_back(url_for("home.show")), code=303)

    return tried(form, by_code) or (
        render_template("accounts/reset.html", form=form),
        422,
    )


def reset_pin(form: ResetForm) -> tuple[int, str]:
    """Give the new PIN to the person whose code was typed; wrong codes are counted.

    Return her account and her name.
    """
    phone = rules.canonical_phone(form.phone.data)
    pin = rules.check_pin(form.pin.data)
    code = "".join(char for char in form.code.data if char.isalnum())
    who = tries.trier("reset", phone)
    with tries.turn():
        service.check_may_try_code(db.session(), trier=who, now=now())
        check_code(phone, code, who)
        db.session.remove()
        secret_hash = hashed(pin)
        with db.transaction() as session:
            person = service.use_reset_code(
                session, phone=phone, code=code, secret_hash=secret_hash, now=now()
            )
            for one in (who, tries.trier("phone", phone)):
                service.forget_failures(session, subject=one.subject)
            return person.id, person.full_name


def check_code(phone: str, code: str, who: service.Trier) -> None:
    """Look whether a code is there before anything is hashed.

    Raises:
        InvalidError: it isn't; it is counted.
    """
    session = db.session()
    people = queries.people_of_phone(session, phone=phone)
    try:
        service.check_reset_code(session, people=people, code=code, now=now())
    except InvalidError:
        tries.fail(who)
        raise

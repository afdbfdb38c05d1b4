"""The help desk: who calls is found, seen and helped."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.models import Account
from quizapp.accounts.queries import roles_of
from quizapp.accounts.rules import canonical_phone, shown_phone
from quizapp.accounts.service import has_secret
from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now, settings
from quizapp.helpdesk import queries, service
from quizapp.helpdesk.rules import wanted
from quizapp.units.queries import label_of
from quizapp.web.access import asks_again, enter, roles, signed_in
from quizapp.web.forms.people import (
    ChangePhoneForm,
    FindCallerForm,
    FreePhoneForm,
    MendNameForm,
    ReasonForm,
)
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act
from quizapp.web.numbers import refuse_huge
from quizapp.web.reset_codes import IssuedCode, issue_to

bp = Blueprint("people", __name__, url_prefix="/manage/people")
bp.url_value_preprocessor(refuse_huge)

#: Who answers the phone.
HELPERS = ("secretary", "judge", "organizer", "admin")
HELPER = roles(*HELPERS)
#: Who sees what they see.
READERS = (*HELPERS, "auditor")
READER = roles(*READERS)

T = TypeVar("T")


@bp.get("")
@enter(READER)
@asks_again
def find() -> str:
    form = FindCallerForm(request.args)
    text = (form.q.data or "").strip()
    people: Sequence[Account] = []
    if text and form.validate():
        try:
            people = queries.callers(
                db.session(), wanted=wanted(text), contest_ids=my_reach(READERS)
            )
        except InvalidError as error:
            form.blame(error)
    return render_template(
        "manage/people/find.html",
        form=form,
        is_asked=bool(text) and not form.errors,
        people=people[: queries.MOST_FOUND],
        has_more=len(people) > queries.MOST_FOUND,
    )


@dataclass(frozen=True)
class Forms:
    """The forms that stand on a person's page, the tried one with its faults."""

    shown: ReasonForm = field(default_factory=lambda: ReasonForm(prefix="shown-"))
    phone: ChangePhoneForm = field(
        default_factory=lambda: ChangePhoneForm(prefix="phone-")
    )
    free: FreePhoneForm = field(default_factory=lambda: FreePhoneForm(prefix="free-"))
    name: MendNameForm = field(default_factory=lambda: MendNameForm(prefix="name-"))


@bp.get("/<int:account_id>")
@enter(READER)
@asks_again
def show(account_id: int) -> str:
    return page(account_id, Forms())


@bp.post("/<int:account_id>/show-phone")
@enter(HELPER)
@asks_again
def show_phone(account_id: int) -> ResponseReturnValue:
    forms = Forms()

    def work(session: Any, person: Account) -> str:
        reason = act(forms.shown.reason.data or "")
        phone = service.show_phone(session, person=person, act=reason, now=now())
        return shown_phone(phone)

    phone = tried(forms.shown, account_id, work)
    return page(account_id, forms, tried=forms.shown, phone=phone or ""), (
        200 if phone else 422
    )


@bp.post("/<int:account_id>/change-phone")
@enter(HELPER)
@asks_again
def change_phone(account_id: int) -> ResponseReturnValue:
    forms = Forms()

    def work(session: Any, person: Account) -> bool:
        service.change_phone(
            session,
            person=person,
            phone=canonical_phone(forms.phone.phone.data or ""),
            most=settings().people_per_phone,
            is_shared=bool(forms.phone.is_shared.data),
            act=act(forms.phone.reason.data or ""),
            now=now(),
        )
        return True

    if tried(forms.phone, account_id, work):
        flash(_("The new number holds from now on; every device was signed out."))
        return back(account_id)
    return page(account_id, forms, tried=forms.phone), 422


@bp.post("/<int:account_id>/free-phone")
@enter(HELPER)
@asks_again
def free_phone(account_id: int) -> ResponseReturnValue:
    forms = Forms()

    def work(session: Any, person: Account) -> bool:
        reason = act(forms.free.reason.data or "")
        service.free_phone(session, person=person, act=reason, now=now())
        return True

    if tried(forms.free, account_id, work):
        flash(_("The number is free: its owner can sign up with it."))
        return back(account_id)
    return page(account_id, forms, tried=forms.free), 422


@bp.post("/<int:account_id>/mend-name")
@enter(HELPER)
@asks_again
def mend_name(account_id: int) -> ResponseReturnValue:
    forms = Forms()

    def work(session: Any, person: Account) -> bool:
        service.mend_name(
            session,
            person=person,
            full_name=forms.name.full_name.data or "",
            birth_year=forms.name.birth_year.data or 0,
            act=act(forms.name.reason.data or ""),
            now=now(),
        )
        return True

    if tried(forms.name, account_id, work):
        flash(_("Name and birth year are mended."))
        return back(account_id)
    return page(account_id, forms, tried=forms.name), 422


@bp.post("/<int:account_id>/reset-code")
@enter(HELPER)
@asks_again
def issue_code(account_id: int) -> ResponseReturnValue:
    with db.transaction() as session:
        person = my_caller(session, account_id)
        issued = issue_to(session, person)
    return page(account_id, Forms(), issued=issued)


def my_reach(roles: Collection[str]) -> Collection[int] | None:
    """Return the contests in which somebody holds one of these roles; None: all."""
    grants = [
        grant.contest_id
        for grant in roles_of(db.session(), account_id=signed_in().id, now=now())
        if grant.role in roles and grant.unit_id is None
    ]
    return None if None in grants else {one for one in grants if one is not None}


def my_caller(
    session: Any, account_id: int, roles: Collection[str] = HELPERS
) -> Account:
    """Return a person whom the one who is signed in may help, or see.

    Raises:
        NotFoundError: there is none, or none in her contests.
    """
    return queries.caller(session, account_id=account_id, contest_ids=my_reach(roles))


def tried(
    form: ReasonForm, account_id: int, work: Callable[[Any, Account], T]
) -> T | None:
    """Do what a form asks for, or leave beside its fields why it can't be done."""
    my_caller(db.session(), account_id)
    if not form.validate_on_submit():
        return None
    try:
        with db.transaction() as session:
            return work(session, my_caller(session, account_id))
    except InvalidError as error:
        form.blame(error)
    except ConflictError as error:
        form.form_errors.append(sentence(error))
    return None


def page(
    account_id: int,
    forms: Forms,
    *,
    tried: ReasonForm | None = None,
    phone: str = "",
    issued: IssuedCode | None = None,
) -> str:
    """Return a person's page: where she stands, and what can be done."""
    session = db.session()
    reach = my_reach(READERS)
    person = my_caller(session, account_id, READERS)
    if tried is not forms.name:
        forms.name.full_name.data = person.full_name
        forms.name.birth_year.data = person.birth_year
    entered = queries.contests_entered(
        session, account_id=account_id, contest_ids=reach
    )
    return render_template(
        "manage/people/show.html",
        person=person,
        unit=label_of(session, person.unit_id) if person.unit_id else "",
        phone=phone,
        entered=[
            (one, label_of(session, one.entry.unit_id) if one.entry.unit_id else "")
            for one in entered
        ],
        forms=forms,
        tried=tried,
        issued=issued,
        needs_pin=person.phone is not None and not has_secret(person),
    )


def back(account_id: int) -> ResponseReturnValue:
    """Return to a person's page."""
    return redirect(url_for("people.show", account_id=account_id), code=303)

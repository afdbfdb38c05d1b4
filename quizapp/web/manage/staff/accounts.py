"""Accounts of staff: made with a first role, changed, put out of use, helped back in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import service
from quizapp.accounts.models import Account
from quizapp.accounts.queries import staff_by_name
from quizapp.accounts.rules import RESET_CODE_DIGITS, canonical_phone
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now, random_token
from quizapp.hashing import hashed
from quizapp.names import clean
from quizapp.web.access import asks_again, enter, roles
from quizapp.web.forms.staff import (
    ChangeStaffForm,
    KnownForm,
    NewStaffForm,
    PressForm,
    WhyForm,
)
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act
from quizapp.web.manage.staff.desk import (
    ADMINS,
    GIVERS,
    Desk,
    check_looks_after,
    my_desk,
    somebody,
)
from quizapp.web.manage.staff.giving import bar_those_who_run, give, prepare, reach_of
from quizapp.web.manage.staff.pages import page_of
from quizapp.web.numbers import refuse_huge

bp = Blueprint("staff_accounts", __name__, url_prefix="/manage/staff")
bp.url_value_preprocessor(refuse_huge)


@dataclass(frozen=True)
class IssuedCode:
    """A code as it is shown, once."""

    code: str
    until: datetime


@bp.get("/new")
@enter(roles(*GIVERS))
def new() -> str:
    return new_page(my_desk(GIVERS))


@bp.post("")
@enter(roles(*GIVERS))
@asks_again
def add() -> ResponseReturnValue:
    desk = my_desk(GIVERS)
    form = prepare(NewStaffForm(), desk, "staff")
    made: list[tuple[int, IssuedCode]] = []
    nobody_knows = hashed(random_token()) if form.validate_on_submit() else ""

    def work(session: Any) -> None:
        account = service.add_staff(
            session,
            username=form.username.data.strip().lower(),
            full_name=form.full_name.data,
            contact_phone=phone_of(form),
            secret_hash=nobody_knows,
            act=act(),
            now=now(),
        )
        give(session, account, form, reach_of(form, None), desk)
        made.append((account.id, issue(session, account)))

    if nobody_knows and is_done(form, work):
        account_id, issued = made[0]
        return page_of(somebody(account_id, desk), desk, issued=issued)
    return new_page(desk, new_form=form), 422


@bp.post("/known")
@enter(roles(*GIVERS))
@asks_again
def give_known() -> ResponseReturnValue:
    """Give a role to somebody who has an account, by the name she signs in by."""
    desk = my_desk(GIVERS)
    form = prepare(KnownForm(prefix="known-"), desk, "staff")
    found: list[int] = []

    def work(session: Any) -> None:
        name = (form.username.data or "").strip().lower()
        account = staff_by_name(session, username=name)
        if account is None:
            raise InvalidError("Nobody signs in by this name.", field="username")
        give(session, account, form, reach_of(form, None), desk)
        found.append(account.id)

    if form.validate_on_submit() and is_done(form, work):
        flash(_("The role is given."))
        return redirect(url_for("staff.show", account_id=found[0]), code=303)
    return new_page(desk, known_form=form), 422


@bp.post("/<int:account_id>")
@enter(roles(*GIVERS))
@asks_again
def change(account_id: int) -> ResponseReturnValue:
    form = ChangeStaffForm()

    def work(session: Any, account: Account) -> None:
        service.change_staff(
            session,
            account=account,
            full_name=form.full_name.data,
            contact_phone=phone_of(form),
            act=act(),
            now=now(),
        )
        bar_those_who_run(session)

    return changed(account_id, form, work, _("Name and phone are changed."))


@bp.post("/<int:account_id>/disable")
@enter(roles(*ADMINS))
@asks_again
def disable(account_id: int) -> ResponseReturnValue:
    form = WhyForm()

    def work(session: Any, account: Account) -> None:
        doing = act(clean(form.reason.data or ""))
        service.disable_account(session, account=account, act=doing, now=now())
        bar_those_who_run(session)

    done = _("The account is out of use; its devices are signed out.")
    return changed(account_id, form, work, done)


@bp.post("/<int:account_id>/enable")
@enter(roles(*ADMINS))
@asks_again
def enable(account_id: int) -> ResponseReturnValue:
    form = WhyForm()

    def work(session: Any, account: Account) -> None:
        doing = act(clean(form.reason.data or ""))
        service.enable_account(session, account=account, act=doing, now=now())
        bar_those_who_run(session)

    return changed(account_id, form, work, _("The account is in use again."))


@bp.post("/<int:account_id>/reset-second-factor")
@enter(roles(*ADMINS))
@asks_again
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    """Take a lost second factor away; a new one is set up at the next signing in."""
    form = WhyForm()

    def work(session: Any, account: Account) -> None:
        doing = act(clean(form.reason.data or ""))
        service.reset_second_factor(session, account=account, act=doing, now=now())

    done = _("The second factor is gone; a new one is set up at the next signing in.")
    return changed(account_id, form, work, done)


@bp.post("/<int:account_id>/code")
@enter(roles(*GIVERS))
@asks_again
def issue_code(account_id: int) -> ResponseReturnValue:
    desk = my_desk(GIVERS)
    check_looks_after(somebody(account_id, desk).account, desk)
    if not PressForm().validate_on_submit():
        raise NotFoundError("There is no such person.")
    with db.transaction() as session:
        issued = issue(session, session.get_one(Account, account_id))
    return page_of(somebody(account_id, desk), desk, issued=issued)


def changed(
    account_id: int, form: Any, work: Callable[[Any, Account], None], words: str
) -> ResponseReturnValue:
    """Do what a form asks for to an account that the one who is signed in looks after."""
    desk = my_desk(GIVERS)
    check_looks_after(somebody(account_id, desk).account, desk)

    def on_account(session: Any) -> None:
        work(session, session.get_one(Account, account_id))

    if form.validate_on_submit() and is_done(form, on_account):
        flash(words)
        return redirect(url_for("staff.show", account_id=account_id), code=303)
    name = "change_form" if isinstance(form, ChangeStaffForm) else "why_form"
    found = somebody(account_id, desk)
    return page_of(found, desk, tried=form, **{name: form}), 422


def is_done(form: Any, work: Callable[[Any], None]) -> bool:
    """Do something in one transaction; False: it was refused, as the form shows."""
    try:
        with db.transaction() as session:
            work(session)
    except InvalidError as error:
        form.blame(error)
    except ConflictError as error:
        form.form_errors.append(sentence(error))
    else:
        return True
    return False


def new_page(desk: Desk, **given: Any) -> str:
    """Return the page on which accounts are made; ``given`` is the form filled in."""
    forms = {
        "new_form": given.get("new_form") or prepare(NewStaffForm(None), desk, "staff"),
        "known_form": given.get("known_form")
        or prepare(KnownForm(None, prefix="known-"), desk, "staff"),
    }
    return render_template(
        "manage/staff/new.html",
        tried=next(iter(given.values()), None),
        roles=desk.roles_for("staff"),
        **forms,
    )


def phone_of(form: Any) -> str | None:
    """Return the contact phone of a form in its one spelling, or None.

    Raises:
        InvalidError: it is none.
    """
    typed = (form.contact_phone.data or "").strip()
    try:
        return canonical_phone(typed) if typed else None
    except InvalidError as error:
        error.field = "contact_phone"
        raise


def issue(session: Any, account: Account) -> IssuedCode:
    """Issue a code by which somebody chooses her password."""
    most = 10**RESET_CODE_DIGITS
    code = f"{secrets.randbelow(most):0{RESET_CODE_DIGITS}}"
    issued = service.issue_password_code(
        session, account=account, code=code, act=act(), now=now()
    )
    return IssuedCode(f"{code[:4]} {code[4:]}", issued.expires_at)

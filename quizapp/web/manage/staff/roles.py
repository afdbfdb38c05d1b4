"""Roles given to somebody, and ended."""

import secrets

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.service import revoke_role
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.names import clean
from quizapp.web.access import asks_again, enter, signed_in
from quizapp.web.access import roles as holding
from quizapp.web.forms.staff import RoleForm, WhyForm
from quizapp.web.languages import sentence
from quizapp.web.manage.staff.desk import GIVERS, Desk, my_desk, somebody, state_of
from quizapp.web.manage.staff.giving import (
    bar_those_who_run,
    give,
    look_up,
    prepare,
    reach_of,
)
from quizapp.web.manage.staff.pages import page_of
from quizapp.web.numbers import refuse_huge

bp = Blueprint("staff_roles", __name__, url_prefix="/manage/staff/<int:account_id>")
bp.url_value_preprocessor(refuse_huge)


@bp.post("/roles")
@enter(holding(*GIVERS))
@asks_again
def give_role(account_id: int) -> ResponseReturnValue:
    desk = my_desk(GIVERS)
    found = somebody(account_id, desk)
    form = prepare(RoleForm(), desk, found.account.kind)
    unit_id = look_up(form, desk, request.form.get("chosen_unit", ""))
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                account = session.get_one(Account, account_id)
                give(session, account, form, reach_of(form, unit_id), desk)
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("The role is given."))
            return redirect(url_for("staff.show", account_id=account_id), code=303)
    db.session().expire_all()
    found = somebody(account_id, desk)
    return page_of(found, desk, role_form=form, tried=form), 422


@bp.post("/roles/<int:grant_id>/end")
@enter(holding(*GIVERS))
@asks_again
def end_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    desk = my_desk(GIVERS)
    check_may_end(account_id, grant_id, desk)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                revoke_role(
                    session,
                    grant_id=grant_id,
                    revoked_by=signed_in().id,
                    salt=secrets.token_bytes(16),
                    reason=clean(form.reason.data),
                    now=now(),
                )
                bar_those_who_run(session)
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("The role is ended; the history keeps it."))
            return redirect(url_for("staff.show", account_id=account_id), code=303)
    found = somebody(account_id, desk)
    return page_of(found, desk, why_form=form, tried=form), 422


def check_may_end(account_id: int, grant_id: int, desk: Desk) -> RoleGrant:
    """Return a role of somebody that the one who is signed in may end.

    Raises:
        NotFoundError: there is none.
    """
    for one in somebody(account_id, desk).grants:
        if (
            one.id == grant_id
            and state_of(one) != "ended"
            and desk.may_give(one.role, one.contest_id, one.unit_id)
        ):
            return one
    raise NotFoundError("There is no such role in force.")

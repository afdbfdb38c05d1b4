"""Codes with which the officer of a unit below is invited; taking invitations back."""

import secrets

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import rules, service
from quizapp.extensions import db, limiter, now
from quizapp.units.models import Unit
from quizapp.web.access import asks_again, enter, signed_in
from quizapp.web.forms.officers import InviteForm
from quizapp.web.numbers import refuse_huge
from quizapp.web.officer.own import OFFICER, my_units, unit_below_mine, whole_address
from quizapp.web.officer.sharing import qr_code
from quizapp.web.officer.unit_page import Forms, NewCode, page

bp = Blueprint("officer_invitations", __name__, url_prefix="/officer/units")
bp.url_value_preprocessor(refuse_huge)


@bp.post("/<int:unit_id>/invitations")
@enter(OFFICER)
@asks_again
@limiter.limit("30/minute;300/day")
def invite(unit_id: int) -> ResponseReturnValue:
    unit = unit_below_mine(unit_id)
    form = InviteForm()
    if not form.validate_on_submit():
        return page(unit, Forms(invite=form)), 422
    code = rules.invitation_code(secrets.token_bytes(rules.CODE_LENGTH))
    with db.transaction() as session:
        service.invite_by_code(
            session,
            unit=session.get_one(Unit, unit_id),
            inviter_id=signed_in().id,
            code=code,
            name=form.invited.data or "",
            now=now(),
        )
    return page(unit_below_mine(unit_id), Forms(), code=new_code(unit_id, code))


def new_code(unit_id: int, code: str) -> NewCode:
    """Return a code with all that is sent along."""
    unit = unit_below_mine(unit_id)
    shown = rules.shown_code(code)
    # After the sign # it reaches no server and no log on its way.
    address = f"{whole_address(url_for('officer_join.show'))}#{shown}"
    text = "\n".join(
        [
            _("Invited to look after %(unit)s as an officer.", unit=unit.name),
            address,
            _("Code: %(code)s. It works once, within 7 days.", code=shown),
        ]
    )
    return NewCode(shown, address, text, qr_code(address))


@bp.post("/<int:unit_id>/invitations/revoked")
@enter(OFFICER)
@asks_again
def revoke(unit_id: int) -> ResponseReturnValue:
    with db.transaction() as session:
        service.revoke_invitation(
            session,
            invitation_id=request.form.get("invitation", 0, type=int),
            own_ids=my_units(),
            account_id=signed_in().id,
            now=now(),
        )
    flash(_("The invitation is taken back."))
    return redirect(url_for("officer_units.show", unit_id=unit_id), code=303)

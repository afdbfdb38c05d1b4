"""Reset codes for the people of one's own branches."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.web import reset_codes
from quizapp.web.access import asks_again, enter
from quizapp.web.officer.own import OFFICER, my_units

bp = Blueprint("officer_reset_codes", __name__, url_prefix="/officer/reset-codes")


@bp.get("")
@enter(OFFICER)
@asks_again
def show() -> ResponseReturnValue:
    here = url_for("officer_reset_codes.show")
    return reset_codes.page(_("Reset codes"), here, my_units(), None)


@bp.post("")
@enter(OFFICER)
@asks_again
def issue_code() -> ResponseReturnValue:
    units = my_units()
    issued = reset_codes.issue(units)
    here = url_for("officer_reset_codes.show")
    return reset_codes.page(_("Reset codes"), here, units, issued)

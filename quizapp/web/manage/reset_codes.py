"""Reset codes for anybody, issued by organizers."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.web import reset_codes
from quizapp.web.access import asks_again, enter, roles

bp = Blueprint("manage_reset_codes", __name__, url_prefix="/manage/reset-codes")
ORGANIZER = roles("organizer", "admin")


@bp.get("")
@enter(ORGANIZER)
@asks_again
def show() -> ResponseReturnValue:
    here = url_for("manage_reset_codes.show")
    return reset_codes.page(_("Reset codes"), here, None, None)


@bp.post("")
@enter(ORGANIZER)
@asks_again
def issue_code() -> ResponseReturnValue:
    issued = reset_codes.issue(None)
    here = url_for("manage_reset_codes.show")
    return reset_codes.page(_("Reset codes"), here, None, issued)

"""Pages of unit officers: the people of their own branches."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.queries import officer_units
from quizapp.extensions import db, now
from quizapp.web import reset_codes
from quizapp.web.access import enter, roles, signed_in

bp = Blueprint("officer", __name__, url_prefix="/officer")
OFFICER = roles("unit_officer")


@bp.get("/")
@enter(OFFICER)
def show() -> ResponseReturnValue:
    return reset_codes.page(_("My unit"), url_for("officer.show"), my_units(), None)


@bp.post("/")
@enter(OFFICER)
def issue_code() -> ResponseReturnValue:
    units = my_units()
    issued = reset_codes.issue(units)
    return reset_codes.page(_("My unit"), url_for("officer.show"), units, issued)


def my_units() -> list[int]:
    """Return the units whose branches the officer looks after."""
    return officer_units(db.session(), account_id=signed_in().id, now=now())

"""Checking a receipt: anybody who holds its code may, and learns no more than that."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from quizapp.attempts import queries
from quizapp.attempts.rules import typed_phone_code
from quizapp.errors import NotFoundError
from quizapp.extensions import db, limiter
from quizapp.web.access import PUBLIC, enter
from quizapp.web.forms.attempts import ReceiptForm

bp = Blueprint("receipts", __name__)


@bp.get("/receipts")
@enter(PUBLIC)
@limiter.limit("30 per minute")
def show() -> str:
    form = ReceiptForm(request.args)
    code = (form.code.data or "").strip()
    checked = None
    if code:
        try:
            checked = found(code)
        except NotFoundError:
            form.code.errors = [
                _("There is no receipt with this code. Check each letter and digit.")
            ]
    return render_template("receipts/show.html", form=form, checked=checked)


def found(code: str) -> queries.Checked:
    """Check the code of a receipt, or the one that a phone without network shows.

    Raises:
        NotFoundError: it is neither.
    """
    if typed_phone_code(code):
        return queries.check_phone_code(db.session(), code=code)
    return queries.check_receipt(db.session(), code=code)

"""Consents on paper: numbered forms that the officer prints for her branch."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from quizapp.aside import aside
from quizapp.attempts import service
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.files import consent_forms_pdf
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.units.models import Unit
from quizapp.units.queries import label_of
from quizapp.web.access import enter, signed_in
from quizapp.web.forms.officers import PersonForm, PrintForm
from quizapp.web.languages import language
from quizapp.web.officer.assisted import page
from quizapp.web.officer.helping import allowed, texts_of
from quizapp.web.officer.own import OFFICER, my_contest

bp = Blueprint(
    "assisted_forms", __name__, url_prefix="/officer/contests/<slug>/assisted/forms"
)


@bp.post("")
@enter(OFFICER)
def print_forms(slug: str) -> ResponseReturnValue:
    """Return numbered consent forms to print."""
    mine = allowed(slug)
    form = PrintForm()
    if not form.validate_on_submit():
        return page(mine, PersonForm(formdata=None), printing=form), 422
    unit: Unit = mine.units[0]
    try:
        with db.transaction() as session:
            numbers = service.print_forms(
                session,
                contest=session.get_one(Contest, mine.contest.id),
                unit_id=unit.id,
                officer_id=signed_in().id,
                count=form.count.data,
                now=now(),
            )
    except InvalidError as error:
        form.blame(error)
        return page(allowed(slug), PersonForm(formdata=None), printing=form), 422
    book = rule_book(db.session(), my_contest(slug).contest)
    name = label_of(db.session(), my_contest(slug).units[0].id)
    texts = list(texts_of(book).values())
    db.session.remove()
    made = aside(
        consent_forms_pdf, book.title, book.organizer, name, numbers, texts, language()
    )
    return Response(
        made,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="phieu-dong-y-{numbers[0]}.pdf"'
        },
    )

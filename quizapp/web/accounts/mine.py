"""One's own account: who is signed in, news, and the ways to everything else."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import queries, rules, service
from quizapp.extensions import db, now, settings
from quizapp.phrases import spoken
from quizapp.web import doors
from quizapp.web.access import SIGNED_IN, enter, signed_in
from quizapp.web.accounts.part import bp
from quizapp.web.forms.accounts import SeenForm
from quizapp.web.languages import language
from quizapp.web.this_device import this_device


@bp.get("/account")
@enter(SIGNED_IN)
def show() -> ResponseReturnValue:
    account = signed_in()
    session = db.session()
    people = queries.people_of_phone(session, phone=account.phone or "")
    return render_template(
        "accounts/show.html",
        account=account,
        phone=rules.masked_phone(account.phone) if account.phone else "",
        others=[person for person in people if person.id != account.id],
        may_add=account.phone is not None and len(people) < settings().people_per_phone,
        is_demo=account.kind == "staff" and not doors.needs_second_factor(account),
        is_remembered=account.id in this_device().people,
        notices=[
            (notice.id, spoken(notice.message, notice.params, language=language()))
            for notice in queries.unseen_notices(session, account_id=account.id)
        ],
    )


@bp.post("/account/notices")
@enter(SIGNED_IN)
def see_notices() -> ResponseReturnValue:
    form = SeenForm()
    if form.validate_on_submit():
        with db.transaction() as session:
            service.see_notices(
                session,
                account_id=signed_in().id,
                newest_id=form.newest.data,
                now=now(),
            )
    return redirect(url_for("accounts.show"), code=303)

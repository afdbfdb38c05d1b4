"""The devices on which somebody is signed in, and ending them."""

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries, rules, service
from quizapp.audit.service import Act
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import SIGNED_IN, enter, signed_in
from quizapp.web.accounts.part import bp
from quizapp.web.forms.accounts import ButtonForm


@bp.get("/account/sessions")
@enter(SIGNED_IN)
def sessions() -> ResponseReturnValue:
    mine = rules.token_hash(my_token())
    found = queries.sessions_of(db.session(), account_id=signed_in().id, now=now())
    return render_template(
        "accounts/sessions.html",
        mine=[one for one in found if one.token_hash == mine],
        others=[one for one in found if one.token_hash != mine],
        form=ButtonForm(),
    )


@bp.post("/account/sessions/<int:session_id>/end")
@enter(SIGNED_IN)
def end_session(session_id: int) -> ResponseReturnValue:
    act = Act.by(signed_in().id)
    mine = rules.token_hash(my_token())
    with db.transaction() as session:
        own = queries.sessions_of(session, account_id=signed_in().id, now=now())
        if any(one.id == session_id and one.token_hash == mine for one in own):
            raise NotFoundError("This device is signed out by “Sign out”.")
        service.end_session(session, session_id=session_id, act=act, now=now())
    flash(_("The device is signed out."))
    return redirect(url_for("accounts.sessions"), code=303)


@bp.post("/account/sessions/end")
@enter(SIGNED_IN)
def end_others() -> ResponseReturnValue:
    act = Act.by(signed_in().id)
    with db.transaction() as session:
        count = service.end_other_sessions(
            session, token=my_token(), act=act, now=now()
        )
    flash(_("Devices signed out: %(count)s.", count=count))
    return redirect(url_for("accounts.sessions"), code=303)


def my_token() -> str:
    """Return the token of this device."""
    return str(cookie["_user_id"])

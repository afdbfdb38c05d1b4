"""Entries and places that may be one person: the officer says so, or not."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import db, now
from quizapp.members import service
from quizapp.members.queries import entry_in_scope, place_in_scope, proposals
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act
from quizapp.web.members.desk import READERS, desk, number_in, route

VERDICTS = {"same": service.confirm, "other": service.refuse}


@route("/claims", for_readers=True)
def show_claims(slug: str) -> ResponseReturnValue:
    here = desk(slug, READERS)
    return render_template(
        "members/claims.html",
        desk=here,
        contest=here.contest,
        proposals=proposals(db.session(), contest_id=here.contest.id, roots=here.roots),
    )


@route("/claims", method="POST")
def settle_claim(slug: str) -> ResponseReturnValue:
    here = desk(slug)
    contest_id, roots = here.contest.id, here.roots
    do = VERDICTS.get(request.form.get("verdict", ""))
    if do is None:
        raise NotFoundError("There is no such page. Start at the home page.")
    member_id = number_in(request.form.get("member"))
    entry_id = number_in(request.form.get("entry"))
    try:
        with db.transaction() as session:
            member = place_in_scope(
                session, contest_id=contest_id, member_id=member_id, roots=roots
            )
            entry = entry_in_scope(
                session, contest_id=contest_id, entry_id=entry_id, roots=roots
            )
            do(session, member=member, entry=entry, act=act(), now=now())
    except ConflictError as error:
        flash(sentence(error))
    else:
        flash(_("Settled."))
    return redirect(url_for(".show_claims", slug=slug), code=303)

"""Accepting an invitation to look after a unit, by its code or because of one's phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account, OfficerInvitation
from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import db, limiter, now
from quizapp.units.queries import label_of
from quizapp.web.access import PERSON, PUBLIC, enter, me, signed_in
from quizapp.web.forms.officers import AcceptForm, JoinForm
from quizapp.web.languages import sentence

bp = Blueprint("officer_join", __name__, url_prefix="/officer/join")
#: In the cookie: the code that was typed, kept while one signs in.
KEY = "invitation"


@dataclass(frozen=True)
class Offer:
    """An invitation as it is shown before it is accepted."""

    id: int
    unit: str
    inviter: str
    #: Empty: it is to this phone.
    code: str = ""


@bp.get("")
@enter(PUBLIC)
def show() -> str:
    return page(JoinForm(formdata=None))


def page(form: JoinForm, offer: Offer | None = None) -> str:
    """Return the page: what one is invited to, and the field for a code."""
    account = me()
    code = cookie.get(KEY, "")
    if not form.code.data:
        form.code.data = code
    return render_template(
        "officer/join.html",
        form=form,
        offer=offer,
        mine=offers_to_me() if account is not None else [],
        is_person=account is not None and account.kind == "person",
    )


def offers_to_me() -> Sequence[Offer]:
    """Return what the one who is signed in is invited to by her phone."""
    found = queries.invitations_to(db.session(), phone=signed_in().phone, now=now())
    return [offer_of(one) for one in found]


def offer_of(invitation: OfficerInvitation, code: str = "") -> Offer:
    """Return an invitation as it is shown."""
    session = db.session()
    inviter = session.get_one(Account, invitation.invited_by)
    unit = label_of(session, invitation.unit_id)
    return Offer(invitation.id, unit, inviter.full_name, code)


@bp.post("")
@enter(PUBLIC)
@limiter.limit("10/minute;60/day")
@limiter.limit("60/minute;600/day", key_func=get_remote_address)  # a whole office
def look() -> ResponseReturnValue:
    """Show what a code invites to; who isn't signed in comes back to it."""
    form = JoinForm()
    if not form.validate_on_submit():
        return page(form), 422
    code = rules.bare_code(form.code.data)
    try:
        invitation = usable(code)
    except ConflictError as error:
        form.code.errors = [sentence(error)]
        return page(form), 422
    cookie[KEY] = code
    account = me()
    if account is None:
        cookie["next"] = url_for("officer_join.show")
        flash(_("The code is right. Sign in, then accept."))
        return redirect(url_for("accounts.sign_in"), code=303)
    return page(form, offer_of(invitation, code))


def usable(code: str) -> OfficerInvitation:
    """Return the invitation behind a code.

    Raises:
        ConflictError: there is none, or it can't be used any more.
    """
    invitation = queries.invitation_by_code(db.session(), code=code)
    if invitation is None:
        raise ConflictError("There is no invitation with this code: look at it again.")
    rules.check_can_be_used(
        used_at=invitation.used_at,
        revoked_at=invitation.revoked_at,
        expires_at=invitation.expires_at,
        now=now(),
    )
    return invitation


@bp.post("/accepted")
@enter(PERSON)
@limiter.limit("20/minute;100/day")
def accept() -> ResponseReturnValue:
    form = AcceptForm()
    if not form.validate_on_submit():
        raise NotFoundError("There is no such page. Start at the home page.")
    try:
        take(form)
    except ConflictError as error:
        flash(sentence(error))
        return redirect(url_for("officer_join.show"), code=303)
    cookie.pop(KEY, None)
    flash(_("Accepted. This is the page of the unit."))
    return redirect(url_for("officer.show"), code=303)


def take(form: AcceptForm) -> None:
    """Accept the invitation of a code, or one to the phone of who is signed in."""
    with db.transaction() as session:
        account = session.get_one(Account, signed_in().id)
        if form.code.data:
            invitation = usable(rules.bare_code(form.code.data))
        else:
            wanted = session.get(OfficerInvitation, form.invitation.data or 0)
            invitation = service.check_is_invited(
                session, invitation=wanted, account=account
            )
        service.accept_invitation(
            session, invitation_id=invitation.id, account=account, now=now()
        )

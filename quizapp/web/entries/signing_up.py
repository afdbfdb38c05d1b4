"""Entering a contest on one screen; who is known needs two taps."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from quizapp.accounts import rules as account_rules
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Account
from quizapp.accounts.queries import Me
from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug, rule_book
from quizapp.entries.queries import carried_over, entry_of, is_insider
from quizapp.entries.service import enter as enter_person
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.extensions import db, limiter, now, settings
from quizapp.hashing import hashed
from quizapp.privacy.service import check_may_enter
from quizapp.web import doors, joining
from quizapp.web.access import PUBLIC, enter, me
from quizapp.web.entries.asking import asked_of, fingerprint, texts_of
from quizapp.web.entries.filling import Filling
from quizapp.web.forms.contests import EntryForm, SignUpForm
from quizapp.web.unit_links import kept_unit

bp = Blueprint("entries", __name__)

#: Where a unit waits that an address named, until the form asks for it.
UNIT_WANTED = "unit_wanted"


@bp.get("/contests/<slug>/entry")
@enter(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    contest = contest_by_slug(db.session(), slug)
    account = me()
    if account is not None and has_entered(contest, account):
        return redirect(url_for("contests.show", slug=slug), code=303)
    filling = filling_of(contest, account)
    filling.fill()
    wanted = request.args.get("unit", "")[:200] or kept_unit(contest)
    if wanted and "unit" in filling.form:
        filling.form.unit.data = wanted
    elif wanted and filling.book.asks_for_a_unit:
        cookie[UNIT_WANTED] = wanted
    joining.prefill(filling.form, contest)
    return page(filling)


@bp.post("/contests/<slug>/entry")
@enter(PUBLIC)
@limiter.limit("20/minute;100/day")
@limiter.limit("60/minute;1000/hour", key_func=get_remote_address)  # a whole office
def enter_contest(slug: str) -> ResponseReturnValue:
    contest = contest_by_slug(db.session(), slug)
    account = me()
    if account is not None and has_entered(contest, account):
        return redirect(url_for("contests.show", slug=slug), code=303)
    filling = filling_of(contest, account)
    form = filling.form
    unit_id = filling.unit_id()
    is_whole = form.validate_on_submit()
    filling.check()
    if filling.is_current() and is_whole and not form.errors:
        try:
            account_id = take(filling, unit_id, account)
        except InvalidError as error:
            form.blame(error)
        else:
            if account is None:
                sign_in(account_id)
            flash(_("Signed up. Everything is ready."))
            joining.tell_of_place()
            return redirect(url_for("contests.show", slug=slug), code=303)
    return page(filling), 422


def sign_in(account_id: int) -> None:
    """Sign the device in; a unit that an address named is still wanted."""
    wanted = cookie.get(UNIT_WANTED)
    doors.sign_in(account_id)
    if wanted:
        cookie[UNIT_WANTED] = wanted


def has_entered(contest: Contest, account: Me) -> bool:
    """Tell whether somebody has an entry in a contest."""
    session = db.session()
    return entry_of(session, contest_id=contest.id, account_id=account.id) is not None


def filling_of(contest: Contest, account: Me | None) -> Filling:
    """Return the form with the fields that are asked of this person.

    Raises:
        NotAllowedError: somebody of the staff is signed in, or who runs the contest.
    """
    if account is not None and account.kind != "person":
        raise NotAllowedError("Staff can't take part: sign in as a participant.")
    if account is not None and runs(contest, account):
        raise NotAllowedError("Who runs this contest can't take part in it.")
    book = rule_book(db.session(), contest)
    form = SignUpForm() if account is None else EntryForm()
    asked_of(form, book, step="before")
    known = None
    if account is not None:
        known = carried_over(
            db.session(), account_id=account.id, root_id=contest.unit_id
        )
    return Filling(contest, book, form, texts_of(book, "before"), known)


def runs(contest: Contest, account: Me) -> bool:
    """Tell whether somebody is known to run a contest."""
    session = db.session()
    return is_insider(
        session,
        contest_id=contest.id,
        account=session.get_one(Account, account.id),
        key=settings().secret_key,
        now=now(),
    )


def page(filling: Filling) -> str:
    """Return the page; boxes are ticked by the person alone, secrets never shown."""
    filling.form.shown.data = fingerprint(filling.texts)
    filling.show_what_age_asks()
    return render_template(
        "contests/entry.html",
        contest=filling.contest,
        form=filling.form,
        texts=filling.texts,
        filling=filling,
    )


def take(filling: Filling, unit_id: int | None, account: Me | None) -> int:
    """Sign somebody up if need be and enter her, all or nothing; return her account."""
    answers, details = filling.answers(), filling.details()
    account_id = account.id if account is not None else None
    contest_id = filling.contest.id
    person = None if account is not None else new_person(filling, unit_id)
    with db.transaction() as session:
        if person is not None:
            account_id = accounts.sign_up(session, person=person, now=now()).id
        who = session.get_one(Account, account_id)
        entry = enter_person(
            session,
            contest=session.get_one(Contest, contest_id),
            account=who,
            unit_id=unit_id,
            consents=answers,
            key=settings().secret_key,
            now=now(),
            details=details,
        )
        joining.take_place(entry)
        check_may_enter(
            session,
            contest_id=contest_id,
            account_id=who.id,
            key=settings().secret_key,
            now=now(),
        )
        return who.id


def new_person(filling: Filling, unit_id: int | None) -> accounts.NewPerson:
    """Return who signs up, once all that can be checked without a hash is right."""
    form = filling.form
    phone = account_rules.canonical_phone(form["phone"].data)
    pin = account_rules.check_pin(form["pin"].data)
    year = account_rules.check_birth_year(form["birth_year"].data, now())
    db.session.remove()
    return accounts.NewPerson(
        full_name=form["full_name"].data,
        birth_year=year,
        phone=phone,
        unit_id=unit_id,
        secret_hash=hashed(pin),
    )

"""Joining by a code of a list of members: the place, and the entry that takes it.

The code stands behind ``#`` in the address of a QR picture, which browsers send to
nobody; a script puts it into a form. From then on it is kept in the signed cookie.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Entry
from quizapp.entries.queries import entry_of
from quizapp.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from quizapp.extensions import db, limiter, now
from quizapp.jobs.member_lists import JOIN_PATH
from quizapp.members.queries import OpenPlace, place_by_code
from quizapp.members.rules import canonical_code
from quizapp.members.service import claim_by_code, claim_by_phone
from quizapp.units.queries import label_of
from quizapp.web import doors
from quizapp.web.access import PUBLIC, enter, me
from quizapp.web.forms.contests import EntryForm
from quizapp.web.forms.members import CodeForm
from quizapp.web.languages import sentence

bp = Blueprint("joining", __name__, url_prefix=JOIN_PATH)

#: In the cookie: the code that was given, and that its holder said the place is hers.
CODE, IS_MINE = "place", "is_my_place"


@bp.get("")
@enter(PUBLIC)
def show() -> ResponseReturnValue:
    return render_template("joining/code.html", form=CodeForm())


@bp.post("")
@enter(PUBLIC)
@limiter.limit("30/minute;300/day")
@limiter.limit("60/minute;1000/hour", key_func=get_remote_address)  # a whole office
def look_up() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return render_template("joining/code.html", form=form), 422
    try:
        code = known_code(form.code.data or "")
    except (InvalidError, TooManyError) as error:
        form.code.errors = [sentence(error)]
        status = 429 if isinstance(error, TooManyError) else 422
        return render_template("joining/code.html", form=form), status
    cookie[CODE] = code
    cookie.pop(IS_MINE, None)
    return redirect(url_for("joining.show_place"), code=303)


@bp.get("/place")
@enter(PUBLIC)
def show_place() -> ResponseReturnValue:
    place = given_place()
    if place is None:
        return redirect(url_for("joining.show"), code=303)
    book = rule_book(db.session(), place.contest)
    return render_template(
        "joining/place.html",
        place=place,
        contest=place.contest,
        hotline=book.hotline,
        is_over=now() >= book.closes_at,
        is_taken=place.is_claimed,
    )


@bp.post("/place")
@enter(PUBLIC)
@limiter.limit("30/minute")
def answer() -> ResponseReturnValue:
    place = given_place()
    if place is None or request.form.get("answer") != "yes":
        cookie.pop(CODE, None)
        cookie.pop(IS_MINE, None)
        return redirect(url_for("joining.show"), code=303)
    if place.is_claimed:
        return redirect(url_for("joining.show_place"), code=303)
    cookie[IS_MINE] = True
    page = url_for("entries.show", slug=place.contest.slug)
    account = me()
    if account is None:
        cookie["next"] = page
        return redirect(page, code=303)
    return take_with_entry(place, account.id) or redirect(page, code=303)


def known_code(typed: str) -> str:
    """Return the canonical code of a place; wrong ones count as wrong PINs do.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: it is the code of no place.
    """
    code = canonical_code(typed)
    who = doors.trier("join", code)
    try:
        doors.check_may_try(who)
    except TooManyError as error:
        raise TooManyError(
            "Too many wrong codes: try again in %(minutes)s minutes.",
            minutes=error.params.get("minutes", 15),
        ) from error
    if place_by_code(db.session(), code=code) is None:
        doors.fail(who)
        raise InvalidError(
            "This code isn't known: compare it with the card, or ask the officer who"
            " gave it out.",
            field="code",
        )
    return code


def given_place() -> OpenPlace | None:
    """Return the place whose code was given on this device, or None."""
    code = cookie.get(CODE)
    return place_by_code(db.session(), code=code) if code else None


def my_place(contest: Contest) -> OpenPlace | None:
    """Return the open place in a contest that the one who asks said is hers."""
    place = given_place() if cookie.get(IS_MINE) else None
    if place is None or place.is_claimed or place.contest.id != contest.id:
        return None
    return place


def prefill(form: EntryForm, contest: Contest) -> None:
    """Fill in what the list says of her who joins by a code: name and unit."""
    place = my_place(contest)
    if place is None:
        return
    if "full_name" in form:
        form["full_name"].data = place.full_name
    if "unit" in form:
        form["unit"].data = label_of(db.session(), place.unit_id)


def take_place(entry: Entry) -> None:
    """Let a new entry take its place in the list: by her code, else by her phone.

    For the transaction that made the entry, which it never breaks.
    """
    session = db.session()
    code = cookie.get(CODE) if cookie.get(IS_MINE) else None
    if code is not None:
        try:
            claim_by_code(session, entry=entry, code=code, now=now())
        except ConflictError as error:
            g.not_taken = sentence(error)
        except NotFoundError:
            pass  # a code of another contest
        else:
            return
    claim_by_phone(session, entry=entry, now=now())


def tell_of_place() -> None:
    """Tell her whose code was of no use, once she is signed in."""
    if "not_taken" in g:
        flash(g.not_taken)


def take_with_entry(place: OpenPlace, account_id: int) -> ResponseReturnValue | None:
    """Let the entry that somebody has take a place; None: she has no entry yet."""
    contest_id, slug = place.contest.id, place.contest.slug
    code = cookie[CODE]
    try:
        with db.transaction() as session:
            entry = entry_of(session, contest_id=contest_id, account_id=account_id)
            if entry is None:
                return None
            claim_by_code(session, entry=entry, code=code, now=now())
    except ConflictError as error:
        flash(sentence(error))
    else:
        flash(_("The place in the list is taken. Everything is ready."))
    cookie.pop(CODE, None)
    cookie.pop(IS_MINE, None)
    return redirect(url_for("contests.show", slug=slug), code=303)

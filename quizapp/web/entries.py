"""Entering a contest: one screen for who she is, her unit and two consents."""

from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from quizapp.accounts import rules as account_rules
from quizapp.accounts import service as accounts
from quizapp.accounts.models import Account
from quizapp.accounts.queries import Me
from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug, rule_book
from quizapp.contests.rules import RuleBook
from quizapp.entries.queries import entry_of
from quizapp.entries.rules import ConsentText, Terms, answer_to, check_age, consent_text
from quizapp.entries.service import enter as enter_person
from quizapp.errors import InvalidError
from quizapp.extensions import db, limiter, now, settings
from quizapp.hashing import hashed
from quizapp.privacy.service import check_may_enter
from quizapp.units.queries import label_of, units_meant
from quizapp.web import doors
from quizapp.web.access import PUBLIC, enter, me
from quizapp.web.forms.contests import EntryForm, SignUpForm
from quizapp.web.languages import language

bp = Blueprint("entries", __name__)

Texts = Mapping[str, ConsentText]


@bp.get("/contests/<slug>/entry")
@enter(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    contest = contest_by_slug(db.session(), slug)
    account = me()
    if account is not None and has_entered(contest, account):
        return redirect(url_for("contests.show", slug=slug), code=303)
    book = rule_book(db.session(), contest)
    form = form_for(book, account)
    if "unit" in form:
        form.unit.data = request.args.get("unit", "")[:200]
        if not form.unit.data and account is not None and account.unit_id is not None:
            form.unit.data = label_of(db.session(), account.unit_id)
    return page(contest, book, form)


@bp.post("/contests/<slug>/entry")
@enter(PUBLIC)
@limiter.limit("20/minute;100/day")
@limiter.limit("60/minute;1000/hour", key_func=get_remote_address)  # a whole office
def enter_contest(slug: str) -> ResponseReturnValue:
    contest = contest_by_slug(db.session(), slug)
    account = me()
    if account is not None and has_entered(contest, account):
        return redirect(url_for("contests.show", slug=slug), code=303)
    book = rule_book(db.session(), contest)
    form = form_for(book, account)
    texts = texts_of(book)
    unit_id = meant_unit(form, contest, book)
    is_whole = form.validate_on_submit()
    is_current = form.shown.data == fingerprint(texts)
    if not is_current:
        form.form_errors.append(_("The consent texts have changed: read them again."))
    if is_whole and is_current and not form.errors:
        try:
            account_id = take(contest, book, form, unit_id, account)
        except InvalidError as error:
            form.blame(error)
        else:
            if account is None:
                doors.sign_in(account_id)
            flash(_("Signed up. Everything is ready."))
            return redirect(url_for("contests.show", slug=slug), code=303)
    return page(contest, book, form), 422


def has_entered(contest: Contest, account: Me) -> bool:
    """Tell whether somebody has an entry in a contest."""
    session = db.session()
    return entry_of(session, contest_id=contest.id, account_id=account.id) is not None


def form_for(book: RuleBook, account: Me | None) -> EntryForm:
    """Return the form with the fields that are asked of this person."""
    form = SignUpForm() if account is None else EntryForm()
    if book.eligibility.units is None:
        del form.unit
    return form


def page(contest: Contest, book: RuleBook, form: EntryForm) -> str:
    """Return the page; boxes are ticked by the person alone, secrets never shown."""
    texts = texts_of(book)
    form.shown.data = fingerprint(texts)
    return render_template(
        "contests/entry.html", contest=contest, form=form, texts=texts
    )


def texts_of(book: RuleBook) -> Texts:
    """Return both consent texts in the reader's language."""
    terms = Terms(
        organizer=book.organizer,
        hotline=book.hotline,
        zalo=book.zalo,
        minimum_age=book.eligibility.minimum_age,
        deletion_day=book.deletion_day,
    )
    return {
        "take_part": consent_text("take_part", terms=terms, language=language()),
        "show_name": consent_text("show_name", terms=terms, language=language()),
    }


def fingerprint(texts: Texts) -> str:
    """Return what ties an answer to the texts that stood on the page."""
    return sha256("".join(text.hash for text in texts.values()).encode()).hexdigest()


def meant_unit(form: EntryForm, contest: Contest, book: RuleBook) -> int | None:
    """Return the unit that was typed; if several fit, the form asks which."""
    if "unit" not in form or contest.unit_id is None:
        return None
    text = form.unit.data or ""
    found = units_meant(db.session(), root_id=contest.unit_id, text=text)
    if len(found) == 1:
        return found[0].id
    if text or book.needs_a_unit:
        form.unit.refusal = (
            _("Several units fit: choose one of them.")
            if found
            else _("Choose a unit from the list.")
        )
        form.unit.choices = tuple(found)
    return None


def take(
    contest: Contest,
    book: RuleBook,
    form: EntryForm,
    unit_id: int | None,
    account: Me | None,
) -> int:
    """Sign somebody up if need be and enter her, all or nothing; return her account."""
    answers = [
        answer_to(text, is_given=bool(form[kind].data))
        for kind, text in texts_of(book).items()
    ]
    account_id = account.id if account is not None else None
    contest_id = contest.id
    person = None if account is not None else new_person(form, book, unit_id)
    with db.transaction() as session:
        if person is not None:
            account_id = accounts.sign_up(session, person=person, now=now()).id
        who = session.get_one(Account, account_id)
        enter_person(
            session,
            contest=session.get_one(Contest, contest_id),
            account=who,
            unit_id=unit_id,
            is_name_shown=bool(form.show_name.data),
            consents=answers,
            now=now(),
        )
        check_may_enter(
            session,
            contest_id=contest_id,
            account_id=who.id,
            key=settings().secret_key,
            now=now(),
        )
        return who.id


def new_person(
    form: EntryForm, book: RuleBook, unit_id: int | None
) -> accounts.NewPerson:
    """Return who signs up, once all that can be checked without a hash is right."""
    phone = account_rules.canonical_phone(form["phone"].data)
    pin = account_rules.check_pin(form["pin"].data)
    year = account_rules.check_birth_year(form["birth_year"].data, now())
    check_age(year, book.eligibility.minimum_age, now())
    if not form.take_part.data:
        raise InvalidError(
            "Nobody can take part without agreeing to this.", field="take_part"
        )
    db.session.remove()
    return accounts.NewPerson(
        full_name=form["full_name"].data,
        birth_year=year,
        phone=phone,
        unit_id=unit_id,
        secret_hash=hashed(pin),
    )

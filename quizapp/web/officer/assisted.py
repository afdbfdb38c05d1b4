"""Assisted entry: the officer names a person without a phone and hands her device over."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import queries
from quizapp.accounts.models import Account
from quizapp.accounts.rules import check_birth_year
from quizapp.accounts.service import bring_in
from quizapp.attempts import service
from quizapp.attempts.queries import helped_people
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.contests.rules import RuleBook
from quizapp.entries.models import Entry
from quizapp.entries.queries import entry_of
from quizapp.entries.rules import answer_to
from quizapp.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.names import check_person_name, search_key
from quizapp.privacy.service import check_may_enter
from quizapp.units.queries import FoundUnit, label_of, units_meant
from quizapp.web import doors
from quizapp.web.access import asks_again, enter, signed_in
from quizapp.web.assisting import HANDED_OVER_LASTS, HandedOver, note_handed_over
from quizapp.web.entries.asking import Texts, fingerprint
from quizapp.web.entries.asking import texts_of as all_texts_of
from quizapp.web.forms.officers import ConsentForm, PersonForm, PrintForm
from quizapp.web.languages import sentence
from quizapp.web.numbers import refuse_huge
from quizapp.web.officer.own import (
    NO_PAGE,
    OFFICER,
    MyContest,
    my_contest,
    my_units,
    unit_in,
)

bp = Blueprint("assisted", __name__, url_prefix="/officer/contests/<slug>/assisted")
bp.url_value_preprocessor(refuse_huge)


@bp.get("")
@enter(OFFICER)
@asks_again
def show(slug: str) -> str:
    return page(allowed(slug), PersonForm(formdata=None))


def texts_of(book: RuleBook) -> Texts:
    """Return the consent texts that stand on the page, or on the signed form."""
    texts = all_texts_of(book, "both")
    return {kind: texts[kind] for kind in ("take_part", "show_name")}


def allowed(slug: str) -> MyContest:
    """Return a contest of one's own in which officers may help.

    Raises:
        NotFoundError: it is no matter of hers.
        NotAllowedError: its rules don't allow it, or she has no PIN.
    """
    mine = my_contest(slug)
    if signed_in().kind != "person":
        raise NotAllowedError(
            "Who hands a device over signs in by phone and PIN, which bring her back."
        )
    service.check_is_allowed(db.session(), contest=mine.contest)
    return mine


def page(
    mine: MyContest,
    form: PersonForm,
    *,
    namesakes: Sequence[Account] = (),
    printing: PrintForm | None = None,
) -> str:
    """Return the officer's side: who was helped before, and the form for somebody new."""
    session = db.session()
    if not form.unit.data:
        form.unit.data = label_of(session, mine.units[0].id)
    people = helped_people(
        session, contest_id=mine.contest.id, unit_ids=my_units(), now=now()
    )
    return render_template(
        "officer/assisted.html",
        contest=mine.contest,
        form=form,
        people=people,
        namesakes=namesakes,
        printing=printing or PrintForm(formdata=None),
        rules=rule_book(session, mine.contest).assisted_entry,
    )


@bp.post("")
@enter(OFFICER)
@asks_again
def name_person(slug: str) -> ResponseReturnValue:
    """Take name, birth year and unit; nothing is stored before the person consents."""
    mine = allowed(slug)
    form = PersonForm()
    unit = meant_unit(form, mine)
    if not form.validate_on_submit() or unit is None:
        return page(mine, form), 422
    try:
        name = check_person_name(form.full_name.data)
        check_year(mine, form.birth_year.data)
    except InvalidError as error:
        form.blame(error)
        return page(mine, form), 422
    known = queries.namesakes(
        db.session(),
        search_key=search_key(name),
        birth_year=form.birth_year.data,
        unit_id=unit.id,
    )
    if known and not form.is_another.data:
        return page(mine, form, namesakes=known), 422
    asked = ConsentForm(formdata=None)
    asked.full_name.data, asked.birth_year.data = name, form.birth_year.data
    asked.unit_id.data = unit.id
    return consent_page(mine, asked, name, unit.label)


def meant_unit(form: PersonForm, mine: MyContest) -> FoundUnit | None:
    """Return the unit that was typed, of one's own branches; else the form asks."""
    text = form.unit.data or ""
    found = {
        one.id: one
        for top in mine.units
        for one in units_meant(db.session(), root_id=top.id, text=text)
    }
    if len(found) == 1:
        return next(iter(found.values()))
    form.unit.choices = tuple(found.values())
    form.unit.refusal = (
        _("Several units fit: choose one of them.")
        if found
        else _("Type a unit of this branch.")
    )
    return None


def check_year(mine: MyContest, typed: int) -> None:
    """Check that somebody born in a year may enter here.

    Raises:
        InvalidError: she may not.
    """
    year = check_birth_year(typed, now())
    service.check_is_grown_up(year, now())


@bp.get("/people/<int:account_id>")
@enter(OFFICER)
@asks_again
def choose(slug: str, account_id: int) -> ResponseReturnValue:
    """Ask somebody for her consent who was helped in another contest."""
    mine = allowed(slug)
    person = helped(account_id)
    if entry_in(mine.contest, person) is not None:
        return redirect(url_for("assisted.show", slug=slug), code=303)
    form = ConsentForm(formdata=None)
    form.person.data = person.id
    unit = label_of(db.session(), person.unit_id or 0)
    return consent_page(mine, form, person.full_name, unit)


def helped(account_id: int) -> Account:
    """Return somebody without a phone of one's own branches.

    Raises:
        NotFoundError: there is none.
    """
    session = db.session()
    try:
        person = queries.person_by_id(session, account_id)
        queries.check_in_branches(session, person=person, unit_ids=my_units())
    except NotFoundError:
        raise NotFoundError(NO_PAGE) from None
    is_helped = person.brought_in_by is not None and person.phone is None
    if not is_helped or person.disabled_at or person.erased_at:
        raise NotFoundError(NO_PAGE)
    return person


def entry_in(contest: Contest, person: Account) -> Entry | None:
    """Return the entry of a person in a contest, or None."""
    return entry_of(db.session(), contest_id=contest.id, account_id=person.id)


def consent_page(mine: MyContest, form: ConsentForm, name: str, unit: str) -> str:
    """Return the page that is addressed to the person herself."""
    book = rule_book(db.session(), mine.contest)
    texts = texts_of(book)
    form.shown.data = fingerprint(texts)
    return render_template(
        "officer/consent.html",
        contest=mine.contest,
        form=form,
        texts=texts,
        name=name,
        unit=unit,
        officer=signed_in().full_name,
    )


@bp.post("/consents")
@enter(OFFICER)
@asks_again
def consent(slug: str) -> ResponseReturnValue:
    """Enter the person who has consented, and hand the device over to her."""
    mine = allowed(slug)
    form = ConsentForm()
    if not form.validate_on_submit():
        return again(mine, form)
    book = rule_book(db.session(), mine.contest)
    if form.shown.data != fingerprint(texts_of(book)):
        form.form_errors.append(_("The consent texts have changed: read them again."))
        return again(mine, form)
    try:
        entry_id, account_id = take(mine, form, book)
    except InvalidError as error:
        form.blame(error)
        return again(mine, form)
    except ConflictError as error:
        form.form_errors.append(sentence(error))
        return again(mine, form)
    return hand_over(slug, entry_id, account_id)


def again(mine: MyContest, form: ConsentForm) -> ResponseReturnValue:
    """Return the page of consents with what is to be mended."""
    session = db.session()
    if form.person.data:
        person = helped(form.person.data)
        name, unit_id = person.full_name, person.unit_id or 0
    else:
        name = form.full_name.data
        unit_id = unit_in(mine, form.unit_id.data or 0).id
    return consent_page(mine, form, name, label_of(session, unit_id)), 422


def take(mine: MyContest, form: ConsentForm, book: RuleBook) -> tuple[int, int]:
    """Enter somebody, all or nothing; return her entry and her account."""
    officer_id, contest_id, own = signed_in().id, mine.contest.id, my_units()
    answers = [
        answer_to(text, is_given=bool(form[kind].data))
        for kind, text in texts_of(book).items()
    ]
    with db.transaction() as session:
        person = helped(form.person.data) if form.person.data else newcomer(mine, form)
        entry = service.enter_with_help(
            session,
            contest=session.get_one(Contest, contest_id),
            account=person,
            officer_id=officer_id,
            consents=answers,
            form_number=form.form_number.data,
            own_ids=own,
            key=settings().secret_key,
            now=now(),
        )
        check_may_enter(
            session,
            contest_id=contest_id,
            account_id=person.id,
            key=settings().secret_key,
            now=now(),
        )
        service.note_hand_over(session, entry=entry, officer_id=officer_id, now=now())
        return entry.id, person.id


def newcomer(mine: MyContest, form: ConsentForm) -> Account:
    """Make the account of somebody without a phone, in this transaction."""
    unit = unit_in(mine, form.unit_id.data or 0)
    return bring_in(
        db.session(),
        full_name=form.full_name.data,
        birth_year=form.birth_year.data or 0,
        unit_id=unit.id,
        officer_id=signed_in().id,
        now=now(),
    )


@bp.post("/people/<int:account_id>")
@enter(OFFICER)
@asks_again
def go_on(slug: str, account_id: int) -> ResponseReturnValue:
    """Hand the device over once more to somebody who has entered."""
    mine = allowed(slug)
    person = helped(account_id)
    entry = entry_in(mine.contest, person)
    if entry is None:
        raise NotFoundError(NO_PAGE)
    entry_id = entry.id
    with db.transaction() as session:
        service.note_hand_over(
            session,
            entry=session.get_one(Entry, entry_id),
            officer_id=signed_in().id,
            now=now(),
        )
    return hand_over(slug, entry_id, account_id)


def hand_over(slug: str, entry_id: int, account_id: int) -> Response:
    """Sign the officer out on this device, and the person in for a while."""
    officer_id = signed_in().id
    doors.sign_in(account_id, lasts=HANDED_OVER_LASTS)
    note_handed_over(HandedOver(officer_id, slug, entry_id))
    reply = redirect(url_for("handed_over.show"), code=303)
    assert isinstance(reply, Response)  # noqa: S101  # of Flask
    return reply

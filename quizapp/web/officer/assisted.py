"""Assisted entry: the officer names a person without a phone and hands her device over."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
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
from quizapp.entries.models import Entry
from quizapp.entries.queries import entry_of
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.names import check_person_name, search_key
from quizapp.privacy.service import check_may_enter
from quizapp.units.queries import FoundUnit, label_of, units_meant
from quizapp.web import doors
from quizapp.web.access import asks_again, enter, signed_in
from quizapp.web.assisting import HANDED_OVER_LASTS, HandedOver, note_handed_over
from quizapp.web.entries.asking import fingerprint
from quizapp.web.entries.filling import Filling
from quizapp.web.forms.officers import ConsentForm, PersonForm, PickForm, PrintForm
from quizapp.web.languages import sentence
from quizapp.web.numbers import refuse_huge
from quizapp.web.officer.helping import (
    allowed,
    fill_in_the_rest,
    filling_of,
    helped,
    picked,
    places_of,
    prefill,
    take_place,
)
from quizapp.web.officer.own import NO_PAGE, OFFICER, MyContest, my_units, unit_in

bp = Blueprint("assisted", __name__, url_prefix="/officer/contests/<slug>/assisted")
bp.url_value_preprocessor(refuse_huge)


@bp.get("")
@enter(OFFICER)
@asks_again
def show(slug: str) -> ResponseReturnValue:
    mine = allowed(slug)
    form = PersonForm(formdata=None)
    place_id = request.args.get("place", type=int)
    if place_id is not None:
        try:
            prefill(form, picked(mine, place_id))
        except ConflictError as error:
            flash(sentence(error))
            return redirect(url_for("assisted.show", slug=slug), code=303)
    return page(mine, form)


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
    picking = PickForm(request.args)
    places, has_more = places_of(mine, picking.q.data or "")
    people = helped_people(
        session, contest_id=mine.contest.id, unit_ids=my_units(), now=now()
    )
    return render_template(
        "officer/assisted.html",
        contest=mine.contest,
        form=form,
        picking=picking,
        places=places,
        has_more=has_more,
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
    asked.unit_id.data, asked.place.data = unit.id, form.place.data
    return consent_page(filling_of(mine, asked), name, unit.label)


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
    filling = filling_of(mine, form)
    filling.fill()
    unit = label_of(db.session(), person.unit_id or 0)
    return consent_page(filling, person.full_name, unit)


def entry_in(contest: Contest, person: Account) -> Entry | None:
    """Return the entry of a person in a contest, or None."""
    return entry_of(db.session(), contest_id=contest.id, account_id=person.id)


def consent_page(filling: Filling, name: str, unit: str) -> str:
    """Return the page that is addressed to the person herself."""
    filling.form.shown.data = fingerprint(filling.texts)
    filling.show_what_age_asks()
    return render_template(
        "officer/consent.html",
        contest=filling.contest,
        form=filling.form,
        texts=filling.texts,
        filling=filling,
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
    filling = filling_of(mine, form)
    is_whole = form.validate_on_submit()
    filling.check()
    if not filling.is_current() or not is_whole or form.errors:
        return again(mine, filling)
    try:
        entry_id, account_id = take(mine, form, filling)
    except InvalidError as error:
        form.blame(error)
        return again(mine, filling)
    except ConflictError as error:
        form.form_errors.append(sentence(error))
        return again(mine, filling)
    return hand_over(slug, entry_id, account_id)


def again(mine: MyContest, filling: Filling) -> ResponseReturnValue:
    """Return the page of consents with what is to be mended."""
    session, form = db.session(), filling.form
    if form["person"].data:
        person = helped(form["person"].data)
        name, unit_id = person.full_name, person.unit_id or 0
    else:
        name = form["full_name"].data
        unit_id = unit_in(mine, form["unit_id"].data or 0).id
    return consent_page(filling, name, label_of(session, unit_id)), 422


def take(mine: MyContest, form: ConsentForm, filling: Filling) -> tuple[int, int]:
    """Enter somebody, all or nothing; return her entry and her account.

    All of the form is filled in at once, whenever the contest asks for it.
    """
    officer_id, contest_id, own = signed_in().id, mine.contest.id, my_units()
    answers, details = filling.answers(), filling.details()
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
            details=details,
        )
        check_may_enter(
            session,
            contest_id=contest_id,
            account_id=person.id,
            key=settings().secret_key,
            now=now(),
        )
        fill_in_the_rest(entry, person.unit_id, answers, details)
        take_place(mine, form.place.data, entry)
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

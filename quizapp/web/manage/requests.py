"""Requests about personal data: taken by phone, answered, and carried out."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import rules as account_rules
from quizapp.accounts.models import Account
from quizapp.accounts.queries import find_people, person_by_id, roles_of
from quizapp.entries.queries import entries_of
from quizapp.errors import InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.jobs.keep_to_retention import means
from quizapp.phrases import message, spoken
from quizapp.privacy import queries, service
from quizapp.privacy.rules import holidays_are_known, is_overdue, last_day
from quizapp.web.access import asks_again, enter, roles, signed_in
from quizapp.web.forms.accounts import FindPersonForm
from quizapp.web.forms.my_data import AnswerForm, CallForm, ErasePersonForm
from quizapp.web.languages import language
from quizapp.web.manage.desk import act, my_contests
from quizapp.web.my_data.erasing import check_word
from quizapp.web.numbers import refuse_huge

bp = Blueprint("manage_requests", __name__, url_prefix="/manage/requests")
bp.url_value_preprocessor(refuse_huge)
#: Who takes and answers requests, who reads them, and who erases: everywhere only.
HANDLERS = ("organizer", "admin", "secretary")
READERS = (*HANDLERS, "auditor")
ERASERS = ("organizer", "admin")
#: The answer to a request that was carried out; it goes with the rest.
ERASED = message("The data are erased.")


@bp.get("")
@enter(roles(*READERS))
@asks_again
def show_all() -> str:
    session, reach = db.session(), my_reach(READERS)
    waiting = queries.open_requests(session, contest_ids=reach)
    return render_template(
        "manage/requests/list.html",
        waiting=waiting,
        answered=queries.answered_requests(session, contest_ids=reach),
        names=queries.NAMES,
        last_day=last_day,
        late=late_ones(waiting),
        may_write=holds_here(HANDLERS),
        is_certain=holidays_are_known(now().year),
    )


def late_ones(rows: Sequence[queries.RequestRow]) -> set[int]:
    """Return which requests should have been answered by now."""
    return {
        row.request.id
        for row in rows
        if is_overdue(row.request.due_at, row.request.answered_at, now())
    }


@bp.get("/new")
@enter(roles(*HANDLERS))
@asks_again
def new() -> str:
    form = CallForm()
    form.person.data = request.args.get("person", type=int)
    return taking(form)


@bp.post("")
@enter(roles(*HANDLERS))
@asks_again
def take() -> ResponseReturnValue:
    form = CallForm()
    offer_contests(form)
    if form.validate_on_submit():
        try:
            request_id = note(form)
        except InvalidError as error:
            form.blame(error)
        else:
            flash(_("Request number %(number)s is noted.", number=request_id))
            return back(request_id)
    return taking(form), 422


def note(form: CallForm) -> int:
    """Note what a caller asks; return its number.

    Raises:
        NotFoundError: there is no such person within reach.
    """
    person_id = form.person.data
    if person_id is not None:
        check_in_reach(person_by_id(db.session(), person_id))
    asked = service.NewRequest(
        account_id=person_id,
        caller="" if person_id is not None else form.caller.data or "",
        contest_id=form.contest.data or None,
        kind=form.kind.data or "",
        text=form.text.data or "",
    )
    with db.transaction() as session:
        return service.ask(session, asked=asked, act=act(), now=now()).id


def taking(form: CallForm) -> str:
    """Return the page on which a call is noted: whom it is about, and what is asked."""
    offer_contests(form)
    search = FindPersonForm(request.args)
    text = (search.q.data or "").strip()
    person = None
    if form.person.data is not None:
        person = person_by_id(db.session(), form.person.data)
        check_in_reach(person)
    return render_template(
        "manage/requests/new.html",
        form=form,
        search=search,
        is_asked=bool(text),
        people=found(text) if text else [],
        person=person,
    )


def found(text: str) -> list[Account]:
    """Return the people within reach who fit a name or a phone."""
    try:
        phone = account_rules.canonical_phone(text)
    except InvalidError:
        phone = None
    people = find_people(db.session(), text=text, phone=phone, unit_ids=None)
    reach = my_reach(HANDLERS)
    return [one for one in people if is_in_reach(one, reach)]


@bp.get("/<int:request_id>")
@enter(roles(*READERS))
@asks_again
def show(request_id: int) -> str:
    return page(request_id, AnswerForm(), ErasePersonForm())


@bp.post("/<int:request_id>/answer")
@enter(roles(*HANDLERS))
@asks_again
def answer(request_id: int) -> ResponseReturnValue:
    my_request(request_id, HANDLERS)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                service.answer(
                    session,
                    request_id=request_id,
                    text=form.answer.data or "",
                    act=act(),
                    now=now(),
                )
        except InvalidError as error:
            form.blame(error)
        else:
            flash(_("Answered. The person is told on her next visit."))
            return back(request_id)
    return page(request_id, form, ErasePersonForm()), 422


@bp.post("/<int:request_id>/erase")
@enter(roles(*ERASERS))
@asks_again
def erase(request_id: int) -> ResponseReturnValue:
    row = my_request(request_id, ERASERS)
    if not may_erase(row):
        raise NotFoundError("There is no such request.")
    form = ErasePersonForm()
    if form.validate_on_submit():
        try:
            check_word(form.word.data)
            carry_out(request_id)
        except InvalidError as error:
            form.blame(error)
        else:
            flash(_("The person's data are erased."))
            return back(request_id)
    return page(request_id, AnswerForm(), form), 422


def carry_out(request_id: int) -> None:
    """Answer a request by erasing the person, all or nothing."""
    with db.transaction() as session:
        row = queries.request_row(session, request_id=request_id, contest_ids=None)
        account_id = row.request.account_id or 0
        if row.request.answered_at is None:
            words = spoken(ERASED, {}, language=language())
            service.answer(
                session, request_id=request_id, text=words, act=act(), now=now()
            )
        service.erase(
            session, account_id=account_id, act=act(), means=means(), now=now()
        )


def page(request_id: int, form: AnswerForm, erasing: ErasePersonForm) -> str:
    """Return the page of one request."""
    row = my_request(request_id, READERS)
    return render_template(
        "manage/requests/show.html",
        row=row,
        form=form,
        erasing=erasing,
        name=queries.NAMES[row.request.kind],
        due_on=last_day(row.request.due_at),
        is_late=bool(late_ones([row])),
        may_write=holds_here(HANDLERS),
        may_erase=may_erase(row),
        word=_("ERASE"),
    )


def may_erase(row: queries.RequestRow) -> bool:
    """Tell whether the one who is signed in may erase the person of a request."""
    is_there = row.account is not None and row.account.erased_at is None
    return is_there and my_reach(ERASERS) is None


def my_request(request_id: int, names: Sequence[str]) -> queries.RequestRow:
    """Return a request about a contest of the one who is signed in.

    Raises:
        NotFoundError: there is none, or it is about another.
    """
    return queries.request_row(
        db.session(), request_id=request_id, contest_ids=my_reach(names)
    )


def my_reach(names: Sequence[str]) -> frozenset[int] | None:
    """Return the contests in which one holds such a role; None: everywhere."""
    grants = roles_of(db.session(), account_id=signed_in().id, now=now())
    reach = {
        grant.contest_id
        for grant in grants
        if grant.role in names and grant.unit_id is None
    }
    if None in reach:
        return None
    return frozenset(one for one in reach if one is not None)


def holds_here(names: Sequence[str]) -> bool:
    """Tell whether one holds such a role anywhere."""
    return my_reach(names) != frozenset()


def check_in_reach(person: Account) -> None:
    """Check that a person has entered a contest of the one who is signed in.

    Raises:
        NotFoundError: she hasn't.
    """
    if not is_in_reach(person, my_reach(HANDLERS)):
        raise NotFoundError("There is no such person.")


def is_in_reach(person: Account, reach: frozenset[int] | None) -> bool:
    """Tell whether a person has entered one of these contests; None: any person."""
    if reach is None:
        return True
    entered = entries_of(db.session(), account_id=person.id)
    return not reach.isdisjoint(entry.contest_id for entry in entered)


def offer_contests(form: CallForm) -> None:
    """Offer the contests that a request can be about."""
    contests = [(one.id, one.title) for one in my_contests(HANDLERS)]
    form.offer(contests, needs_one=my_reach(HANDLERS) is not None)


def back(request_id: int) -> ResponseReturnValue:
    """Lead to the page of a request."""
    return redirect(url_for("manage_requests.show", request_id=request_id), code=303)

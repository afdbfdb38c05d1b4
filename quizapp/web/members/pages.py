"""The list itself: who hasn't registered, who has, who has taken part; one member."""

from dataclasses import dataclass
from typing import cast, get_args

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from quizapp.contests.models import Round
from quizapp.contests.queries import contest_now, rounds_of
from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.jobs.member_lists import JOIN_PATH
from quizapp.members import service
from quizapp.members.files import join_address, qr_svg
from quizapp.members.queries import (
    check_in_scope,
    place_in_scope,
    proposals,
)
from quizapp.members.rules import shown_code
from quizapp.phrases import shown_instant
from quizapp.tallies.queries import (
    MemberState,
    UnitCounts,
    Which,
    member_count,
    member_counts,
    member_row,
    member_rows,
)
from quizapp.units.queries import label_of
from quizapp.web.access import enter
from quizapp.web.filters import number
from quizapp.web.languages import language, sentence
from quizapp.web.manage.desk import act
from quizapp.web.members.desk import (
    OFFICER,
    READERS,
    Desk,
    choosing,
    desk,
    number_in,
    officers_contests,
    route,
)

ROWS_A_PAGE = 100
#: In lists of more members, who is alike is looked for on its own page alone.
MOST_COUNTED = 2000


@dataclass(frozen=True)
class Asked:
    """What of a list is asked for, and its rounds."""

    which: Which
    unit_id: int | None
    round_: Round | None
    rounds: list[Round]


@choosing.get("")
@enter(OFFICER)
def choose() -> ResponseReturnValue:
    """Let an officer choose the contest; there is nothing to choose of one."""
    contests = officers_contests()
    if len(contests) == 1:
        return redirect(url_for("officer_members.show", slug=contests[0].slug), 303)
    return render_template("members/choose.html", contests=contests)


@route("", for_readers=True)
def show(slug: str) -> ResponseReturnValue:
    here = desk(slug, READERS)
    asked = asked_of(here)
    session = db.session()
    counts = member_counts(session, which=asked.which, as_of=now())
    start = max(0, request.args.get("from", 0, type=int))
    rows = member_rows(
        session, which=asked.which, now=now(), start=start, most=ROWS_A_PAGE
    )
    return render_template(
        "members/list.html",
        desk=here,
        contest=here.contest,
        asked=asked,
        counts=counts,
        total=total_of(counts),
        rows=rows,
        row_count=member_count(session, which=asked.which, now=now()),
        start=start,
        rows_a_page=ROWS_A_PAGE,
        unit_label=label_of(session, asked.unit_id) if asked.unit_id else "",
        sheet_unit=sheet_unit(here, asked),
        proposal_count=proposal_count(here, asked, total_of(counts)),
        reminder=reminder(here, asked, total_of(counts)),
    )


@route("/<int:member_id>", for_readers=True)
def show_member(slug: str, member_id: int) -> ResponseReturnValue:
    here = desk(slug, READERS)
    session = db.session()
    member = place_in_scope(
        session, contest_id=here.contest.id, member_id=member_id, roots=here.roots
    )
    which = Which(contest_id=here.contest.id, roots=here.roots)
    row = member_row(session, which=which, member_id=member_id, now=now())
    if row is None:
        raise NotFoundError("There is no such member here.")
    # A code is as good as a key: who only looks isn't shown it.
    is_open = here.may_write and row.how is None and member.code is not None
    address = join_address(settings().public_url + JOIN_PATH, member.code or "")
    return render_template(
        "members/member.html",
        desk=here,
        contest=here.contest,
        row=row,
        unit=label_of(session, member.unit_id),
        listed_at=member.listed_at,
        code=shown_code(member.code or "") if is_open else "",
        qr=Markup(qr_svg(address)) if is_open else "",  # noqa: S704  # ours alone
    )


@route("/<int:member_id>/undo", method="POST")
def undo(slug: str, member_id: int) -> ResponseReturnValue:
    here = desk(slug)
    try:
        with db.transaction() as session:
            member = place_in_scope(
                session,
                contest_id=here.contest.id,
                member_id=member_id,
                roots=here.roots,
            )
            service.undo(session, member=member, act=act(), now=now())
    except ConflictError as error:
        flash(sentence(error))
    else:
        flash(_("The place is open again; the registration stays."))
    return redirect(url_for(".show_member", slug=slug, member_id=member_id), code=303)


@route("/<int:member_id>/unit", method="POST")
def take_unit(slug: str, member_id: int) -> ResponseReturnValue:
    here = desk(slug)
    which = Which(contest_id=here.contest.id, roots=here.roots)
    try:
        with db.transaction() as session:
            member = place_in_scope(
                session,
                contest_id=here.contest.id,
                member_id=member_id,
                roots=here.roots,
            )
            row = member_row(session, which=which, member_id=member_id, now=now())
            check_own_unit(here, row.entered_unit_id if row else None)
            service.take_listed_unit(session, member=member, act=act(), now=now())
    except ConflictError as error:
        flash(sentence(error))
    else:
        flash(_("The registration has the unit of the list now."))
    return redirect(url_for(".show_member", slug=slug, member_id=member_id), code=303)


@route("/<int:member_id>/remove", method="POST")
def remove(slug: str, member_id: int) -> ResponseReturnValue:
    here = desk(slug)
    try:
        with db.transaction() as session:
            member = place_in_scope(
                session,
                contest_id=here.contest.id,
                member_id=member_id,
                roots=here.roots,
            )
            service.remove(session, member=member, act=act(), now=now())
    except ConflictError as error:
        flash(sentence(error))
        return redirect(
            url_for(".show_member", slug=slug, member_id=member_id), code=303
        )
    flash(_("The member is taken out of the list; her data are erased."))
    return redirect(url_for(".show", slug=slug), code=303)


def check_own_unit(here: Desk, unit_id: int | None) -> None:
    """Check that who is moved to the list's unit comes from a unit of this desk.

    Raises:
        ConflictError: she doesn't: nobody is drawn over from another branch.
    """
    try:
        if unit_id is not None:
            check_in_scope(db.session(), unit_id=unit_id, roots=here.roots)
    except NotFoundError as error:
        raise ConflictError(
            "She registered in a branch that isn't this one: ask the organizers."
        ) from error


def asked_of(here: Desk) -> Asked:
    """Return what the address asks for.

    Raises:
        NotFoundError: its unit isn't one of this desk.
    """
    session = db.session()
    unit_id = None
    if request.args.get("unit"):
        unit_id = number_in(request.args["unit"])
        check_in_scope(session, unit_id=unit_id, roots=here.roots)
    rounds = list(rounds_of(session, contest_id=here.contest.id))
    number = request.args.get("round", type=int)
    round_ = next((one for one in rounds if one.number == number), None)
    state = request.args.get("state", "")
    which = Which(
        contest_id=here.contest.id,
        roots=[unit_id] if unit_id else here.roots,
        round_id=round_.id if round_ else None,
        state=cast("MemberState", state) if state in get_args(MemberState) else None,
        text=request.args.get("q", "").strip()[:100],
    )
    return Asked(which, unit_id, round_, rounds)


def total_of(counts: list[UnitCounts]) -> UnitCounts:
    """Return all units together."""
    return UnitCounts(
        0,
        "",
        "",
        sum(one.listed for one in counts),
        sum(one.absent for one in counts),
        sum(one.entered for one in counts),
        sum(one.done for one in counts),
    )


def proposal_count(here: Desk, asked: Asked, total: UnitCounts) -> int | None:
    """Return how many are alike; None: among so many it isn't counted on each look."""
    if total.listed > MOST_COUNTED or asked.unit_id:
        return None
    found = proposals(db.session(), contest_id=here.contest.id, roots=here.roots)
    return len(found)


def sheet_unit(here: Desk, asked: Asked) -> int | None:
    """Return the unit whose cards can be printed from this page."""
    if asked.unit_id:
        return asked.unit_id
    return here.roots[0] if len(here.roots) == 1 else None


def reminder(here: Desk, asked: Asked, total: UnitCounts) -> str:
    """Return a text to copy for Zalo: how many haven't taken part yet; no names."""
    left = total.absent + total.entered
    if not left:
        return ""
    session = db.session()
    round_ = asked.round_ or contest_now(here.contest, asked.rounds, now=now()).round_
    unit_id = sheet_unit(here, asked)
    text = _(
        "%(unit)s: %(left)s of %(all)s members haven't taken part in “%(contest)s” yet."
        " It is open until %(at)s: %(address)s",
        unit=label_of(session, unit_id) if unit_id else here.contest.title,
        left=number(left),
        all=number(total.listed),
        contest=here.contest.title,
        at=shown_instant(round_.closes_at, language()),
        address=settings().public_url
        + url_for("contests.show", slug=here.contest.slug),
    )
    return str(text)

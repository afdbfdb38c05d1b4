"""Staff and officers as a list, and one of them with her roles."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.accounts.queries import (
    PAGE_SIZE,
    Listed,
    Wanted,
    find_people,
    listed_staff,
    names_of,
    second_factor_of,
    unit_names,
)
from quizapp.accounts.rules import canonical_phone
from quizapp.accounts.rules.roles import BY_KEY, SETS
from quizapp.contests.queries import all_contests
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.units.queries import label_of
from quizapp.web.access import asks_again, enter, roles, signed_in
from quizapp.web.forms.staff import ChangeStaffForm, RoleForm, WhyForm
from quizapp.web.manage.staff.desk import (
    GIVERS,
    READERS,
    Desk,
    is_admin,
    my_desk,
    somebody,
    state_of,
)
from quizapp.web.manage.staff.giving import prepare
from quizapp.web.numbers import refuse_huge

bp = Blueprint("staff", __name__, url_prefix="/manage/staff")
bp.url_value_preprocessor(refuse_huge)

STATES = ("in_force", "coming", "ended")


@bp.get("")
@enter(roles(*READERS))
@asks_again
def show_all() -> str:
    desk = my_desk()
    wanted = wanted_of(desk)
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found, count = listed_staff(
        db.session(), sight=desk.sight, wanted=wanted, page=page, now=now()
    )
    return render_template(
        "manage/staff/list.html",
        found=found,
        count=count,
        page=page,
        last_page=max(1, -(-count // PAGE_SIZE)),
        wanted=wanted,
        contests=desk.contests,
        is_giver=any(one.role in GIVERS for one in desk.held),
        **words(found),
    )


@bp.get("/people")
@enter(roles(*READERS))
@asks_again
def find() -> str:
    """Find a person who is to become an officer."""
    desk = my_desk()
    text = request.args.get("q", "").strip()[:100]
    unit_ids = None if desk.sight.sees_all else sorted(desk.sight.root_ids)
    return render_template(
        "manage/staff/people.html",
        text=text,
        people=found_people(text, unit_ids) if text else [],
    )


@bp.get("/<int:account_id>")
@enter(roles(*READERS))
@asks_again
def show(account_id: int) -> ResponseReturnValue:
    desk = my_desk()
    return page_of(somebody(account_id, desk), desk)


def page_of(found: Listed, desk: Desk, **given: Any) -> str:
    """Return the page of somebody; ``given`` are forms that were filled in."""
    account = found.account
    form = given.get("role_form") or prepare(RoleForm(None), desk, account.kind)
    if "unit" in form and form.unit.data is None and account.unit_id is not None:
        form.unit.data = label_of(db.session(), account.unit_id)
    contact = {"full_name": account.full_name, "contact_phone": account.contact_phone}
    by_state = {
        state: [one for one in found.grants if state_of(one) == state]
        for state in STATES
    }
    return render_template(
        "manage/staff/show.html",
        account=account,
        by_state=by_state,
        role_form=form,
        change_form=given.get("change_form") or ChangeStaffForm(None, data=contact),
        why_form=given.get("why_form") or WhyForm(None),
        tried=given.get("tried"),
        issued=given.get("issued"),
        may_give=bool(form.role.choices) and account.disabled_at is None,
        endable={
            one.id
            for one in found.grants
            if desk.may_give(one.role, one.contest_id, one.unit_id)
        },
        looks_after=desk.may_look_after(account),
        is_admin=is_admin(desk.held),
        has_factor=second_factor_of(db.session(), account_id=account.id) is not None,
        is_me=account.id == signed_in().id,
        givers=givers_of(found),
        **words([found]),
    )


def words(found: list[Listed]) -> dict[str, Any]:
    """Return what templates need to put roles into words."""
    session = db.session()
    grants = [grant for one in found for grant in one.grants]
    units = {one.unit_id for one in grants if one.unit_id is not None}
    return {
        "role_of": BY_KEY,
        "sets": SETS,
        "state_of": state_of,
        "contest_titles": {one.id: one.title for one in all_contests(session)},
        "unit_titles": unit_names(session, units),
    }


def givers_of(found: Listed) -> dict[int, str]:
    """Return the names of those who gave or ended somebody's roles."""
    ids = {one.granted_by for one in found.grants} | {
        one.ended_by for one in found.grants
    }
    return dict(names_of(db.session(), {one for one in ids if one is not None}))


def found_people(text: str, unit_ids: list[int] | None) -> Any:
    """Return the people who fit a name or a phone, in these branches."""
    try:
        phone = canonical_phone(text)
    except InvalidError:
        phone = None
    if unit_ids == []:
        return []
    return find_people(db.session(), text=text, phone=phone, unit_ids=unit_ids)


def wanted_of(desk: Desk) -> Wanted:
    """Return what the address narrows the list to; what can't be is left out."""
    role = request.args.get("role", "")
    state = request.args.get("state", "")
    contest_id = request.args.get("contest", type=int)
    known = {one.id for one in desk.contests}
    return Wanted(
        request.args.get("q", "").strip()[:100],
        role if role in BY_KEY else "",
        state if state in STATES else "",
        contest_id if contest_id in known else None,
    )

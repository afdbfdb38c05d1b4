"""Giving a role by a form: which role, where, and for which days."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from quizapp.accounts.models import Account
from quizapp.accounts.queries import top_units
from quizapp.accounts.rules.roles import BY_KEY, UNIT, term
from quizapp.accounts.service import Reach, grant_role
from quizapp.entries.service import bar_insiders
from quizapp.errors import InvalidError
from quizapp.extensions import db, now, settings
from quizapp.names import clean
from quizapp.units.queries import units_meant
from quizapp.web.access import signed_in
from quizapp.web.forms.staff import RoleForm
from quizapp.web.manage.staff.desk import Desk

#: So many units are offered where a name fits several.
MOST_UNITS = 20


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a typed name may mean."""

    id: int
    label: str


def prepare(form: Any, desk: Desk, kind: str) -> Any:
    """Give a form the roles and contests that the one who is signed in may choose."""
    offered = [SelectChoice(one.key, _(one.label)) for one in desk.roles_for(kind)]
    if len(offered) > 1:
        offered.insert(0, SelectChoice("", _("Choose a role")))
    form.role.choices = offered
    if kind == "person":
        del form.contest
        return form
    del form.unit
    # What reaches farthest stands last: nobody gives it by leaving a field as it is.
    contests = [SelectChoice(str(one.id), one.title) for one in desk.contests]
    everywhere = [SelectChoice("", _("Every contest"))] if desk.gives_everywhere else []
    form.contest.choices = contests + everywhere
    return form


def look_up(form: Any, desk: Desk, chosen: str) -> int | None:
    """Return the unit that was typed or chosen; if several fit, the form asks which."""
    if "unit" not in form:
        return None
    found = units_found(desk, form.unit.data or "")
    picked = [one for one in found if str(one.id) == chosen] or found
    if len(picked) == 1:
        return picked[0].id
    form.unit.choices = tuple(picked[:MOST_UNITS])
    form.unit.refusal = (
        _("Several units fit: choose one of them.")
        if picked
        else _("No unit fits: type its name in another way.")
    )
    return None


def units_found(desk: Desk, text: str) -> list[UnitChoice]:
    """Return the units of one's branches that a text may mean."""
    session = db.session()
    tops: Iterable[tuple[int, str]] = (
        ((one.id, one.name) for one in top_units(session))
        if desk.sight.sees_all
        else ((root_id, "") for root_id in sorted(desk.sight.root_ids))
    )
    found: dict[int, UnitChoice] = {}
    for root_id, name in tops:
        for unit in units_meant(session, root_id=root_id, text=text):
            label = (
                f"{unit.label} – {name}"
                if name and name not in unit.label
                else unit.label
            )
            found.setdefault(unit.id, UnitChoice(unit.id, label))
    return list(found.values())


def reach_of(form: RoleForm, unit_id: int | None) -> Reach:
    """Return where and when a role is to hold.

    Raises:
        InvalidError: the days can't be.
    """
    starts_at, ends_at = term(form.first_day.day, form.last_day.day, now=now())
    contest = form.contest.data if "contest" in form else ""
    return Reach(int(contest) if contest else None, unit_id, starts_at, ends_at)


def give(
    session: Any, account: Account, form: RoleForm, reach: Reach, desk: Desk
) -> None:
    """Give a role.

    Raises:
        InvalidError: it can't be given there, or not by the one who is signed in.
        ConflictError: she has it, or it excludes another that she holds.
    """
    role = form.role.data
    if not desk.may_give(role, reach.contest_id, reach.unit_id):
        field = "unit" if UNIT in BY_KEY[role].scopes else "contest"
        raise InvalidError(
            "This role reaches farther than the one who gives it: choose a contest or"
            " unit of hers.",
            field=field,
        )
    grant_role(
        session,
        account=account,
        role=role,
        reach=reach,
        salt=secrets.token_bytes(16),
        granted_by=signed_in().id,
        reason=clean(form.reason.data or ""),
        now=now(),
    )
    bar_those_who_run(session)


def bar_those_who_run(session: Any) -> None:
    """Bar at once the entries of who runs a contest from now on, and let others go."""
    bar_insiders(session, contest_id=None, key=settings().secret_key, now=now())

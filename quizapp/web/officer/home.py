"""The officer's home: her units, contests open now with live figures of her branches."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from quizapp.contests.models import Contest
from quizapp.contests.queries import ContestNow, current_contests, rule_book
from quizapp.extensions import cache, db, now
from quizapp.tallies.queries import BranchNow, branch_now
from quizapp.web.access import enter
from quizapp.web.contests import time_left
from quizapp.web.filters import instant, number
from quizapp.web.officer.own import (
    OFFICER,
    branches_in,
    my_unit_rows,
    whole_address,
)

bp = Blueprint("officer", __name__, url_prefix="/officer")
#: Silent units that a message names one by one.
MOST_NAMED = 15


@dataclass(frozen=True)
class Watched:
    """A contest as its officer watches it: by branch, with what to write about it."""

    now: ContestNow
    branches: Sequence[tuple[BranchNow, str]]
    is_help_allowed: bool
    #: The page of the list of members; None: this site has none.
    members: str | None


@bp.get("/")
@enter(OFFICER)
def show() -> str:
    current = current_contests(db.session(), now=now())
    return render_template(
        "officer/home.html",
        units=my_unit_rows(),
        open=[watched(one) for one in current.open if branches_in(one.contest)],
        coming=[one for one in current.coming if branches_in(one.contest)],
        now=now(),
    )


def watched(one: ContestNow) -> Watched:
    """Return an open contest with the live figures of one's branches in it."""
    session = db.session()
    figures = [
        branch_now(
            session,
            cache(),
            contest_id=one.contest.id,
            round_ids=[round_.id for round_ in one.rounds],
            unit=unit,
            now=now(),
        )
        for unit in branches_in(one.contest)
    ]
    return Watched(
        now=one,
        branches=[(branch, message(one, branch)) for branch in figures],
        is_help_allowed=rule_book(session, one.contest).assisted_entry.allowed,
        members=members_page(one.contest),
    )


def members_page(contest: Contest) -> str | None:
    """Return the page of the lists of members in a contest, where there is one."""
    path = f"/officer/contests/{contest.slug}/members"
    try:
        current_app.url_map.bind("").match(path)
    except HTTPException:
        return None
    return path


def message(one: ContestNow, branch: BranchNow) -> str:
    """Return the live figures as a message for Zalo."""
    whole = branch.whole
    lines = [
        _("%(unit)s – %(contest)s", unit=whole.name, contest=one.contest.title),
        _(
            "As of %(at)s: %(people)s people took part, %(attempts)s attempts.",
            at=instant(branch.counted_at),
            people=number(whole.people),
            attempts=number(whole.attempts),
        ),
    ]
    silent = [below.name for below in branch.below if not below.people]
    if silent:
        named = ", ".join(silent[:MOST_NAMED]) + ("…" if silent[MOST_NAMED:] else "")
        lines.append(
            _(
                "Units without anybody yet (%(count)s): %(units)s.",
                count=number(len(silent)),
                units=named,
            )
        )
    left = time_left(one.round_.closes_at - now())
    lines.append(_("%(round)s: %(left)s left.", round=one.round_.title, left=left))
    lines.append(whole_address(url_for("contests.show", slug=one.contest.slug)))
    return "\n".join(map(str, lines))

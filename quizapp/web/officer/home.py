"""The officer's home: her units, contests open now with live figures of her branches."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from quizapp.contests.queries import ContestNow, current_contests, rule_book
from quizapp.extensions import cache, db, now
from quizapp.tallies.queries import BranchNow, Which, branch_now, member_counts
from quizapp.units.models import Unit
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
    #: Who of the list of members has taken part; None: there is no list yet.
    listed: "Listed | None"


@dataclass(frozen=True)
class Listed:
    """A list of members: how many stand in it, have taken part, and haven't."""

    listed: int
    done: int
    missing: int


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
        listed=listed_in(one.contest.id, branches_in(one.contest)),
    )


def listed_in(contest_id: int, units: Sequence[Unit]) -> Listed | None:
    """Return how far the lists of members of some branches have come, if there are any."""
    which = Which(contest_id=contest_id, roots=[unit.id for unit in units])
    counts = member_counts(db.session(), which=which, as_of=now())
    listed, done = sum(one.listed for one in counts), sum(one.done for one in counts)
    return Listed(listed, done, listed - done) if listed else None


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

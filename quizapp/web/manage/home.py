"""The organizers' first page: what is going on, and what needs looking after."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext as _

from quizapp.background.queries import waiting_or_running
from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import ContestNow, contest_now, rounds_of
from quizapp.extensions import cache, clock, db, now
from quizapp.phrases import spoken
from quizapp.schema import CLOCK_SECONDS, clock_difference
from quizapp.standings.queries import UnitRow, unit_board
from quizapp.tallies.queries import Live, live, overdue_count
from quizapp.web.access import enter, roles
from quizapp.web.languages import language
from quizapp.web.manage.audit.desk import may_read_all
from quizapp.web.manage.desk import READERS, my_contests
from quizapp.web.operations import unready

bp = Blueprint("manage", __name__, url_prefix="/manage")

MOST_UNITS = 5


@dataclass(frozen=True)
class Watched:
    """A contest as its organizers watch it."""

    current: ContestNow
    live: Live
    #: The busiest communes of the round, by people.
    busiest: list[UnitRow]
    silent: list[UnitRow]

    @property
    def contest(self) -> Contest:
        """Return the contest."""
        return self.current.contest

    @property
    def most_in_an_hour(self) -> int:
        """Return the height of the chart, at least one."""
        return max(1, *(hour.attempts for hour in self.live.hours))


@bp.get("/")
@enter(roles(*READERS))
def show() -> str:
    return render_template(
        "manage/home.html",
        watched=[watched(contest) for contest in my_contests(READERS)],
        warnings=warnings(),
        reads_record=may_read_all(),
        now=now(),
    )


def watched(contest: Contest) -> Watched:
    """Return how a contest is doing right now."""
    session = db.session()
    rounds = rounds_of(session, contest_id=contest.id)
    current = contest_now(contest, rounds, now=now())
    units = units_in(current.round_, contest)
    return Watched(
        current,
        live(session, round_ids=[current.round_.id], now=now()),
        [row for row in units if row.people][:MOST_UNITS],
        [row for row in units if not row.people],
    )


def units_in(round_: Round, contest: Contest) -> list[UnitRow]:
    """Return the communes that take part, those with most people first."""
    if contest.unit_id is None:
        return []
    return unit_board(
        db.session(), round_id=round_.id, root_id=contest.unit_id, by="people"
    )


def warnings() -> list[str]:
    """Return what needs looking after, in words; nothing if all is well."""
    found = [spoken(*fault, language=language()) for fault in unready()]
    seconds = clock_difference(db.session().connection(), now=clock().now())
    if abs(seconds) > CLOCK_SECONDS:
        found.append(
            _("The clocks differ by %(seconds)s s: set both by NTP.", seconds=seconds)
        )
    if not cache().is_configured() or not cache().is_alive():
        found.append(_("Redis is away: boards come from the database, more slowly."))
    late = overdue_count(db.session(), now=now())
    if late:
        found.append(
            _("%(count)s attempts wait to be closed: does the worker run?", count=late)
        )
    waiting = waiting_or_running(db.session())
    if waiting:
        found.append(_("Jobs that wait or run: %(count)s.", count=len(waiting)))
    return found

"""Tallies as pages and as downloads."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from quizapp.contests.models import Contest
from quizapp.contests.queries import round_by_number, rounds_of
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.phrases import ZONE
from quizapp.tallies import files, queries
from quizapp.tallies.rules import (
    By,
    Tally,
    Units,
    measures_of,
    read_as_of,
    remarks_of,
)
from quizapp.web.access import enter, roles
from quizapp.web.languages import language, sentence
from quizapp.web.manage.desk import READERS, my_contest

bp = Blueprint("tallies", __name__, url_prefix="/manage/contests/<slug>")

DEEPEST = 20


@dataclass(frozen=True)
class Asked:
    """What of a tally was asked for in the address."""

    by: By
    level: int | None
    round_number: int | None
    as_of: datetime | None
    units: Units = "then"
    #: Why the instant can't be read; empty if it can.
    fault: str = ""

    @property
    def arguments(self) -> dict[str, str | int]:
        """Return what stands in addresses that ask for the same."""
        found: dict[str, str | int] = {"by": self.by}
        if self.level is not None:
            found["level"] = self.level
        if self.round_number is not None:
            found["round"] = self.round_number
        if self.units != "then":
            found["units"] = self.units
        return found


@bp.get("/tally")
@enter(roles(*READERS))
def show(slug: str) -> ResponseReturnValue:
    contest = my_contest(slug, READERS)
    asked = asked_for()
    tally = counted(contest, asked)
    return render_template(
        "manage/tally.html",
        contest=contest,
        rounds=rounds_of(db.session(), contest_id=contest.id),
        asked=asked,
        tally=tally,
        measures=measures_of(tally.by),
        remarks=remarks_of(tally.by, tally.units),
        name_of=files.shown_name,
        exact=exact(tally),
        forms=sorted(files.MIME_TYPES),
    )


@bp.get("/tally.<form>")
@enter(roles(*READERS))
def download(slug: str, form: str) -> ResponseReturnValue:
    contest = my_contest(slug, READERS)
    if form not in files.MIME_TYPES:
        raise NotFound
    asked = asked_for()
    if asked.fault:
        raise InvalidError("Write the instant as 20:14 20/10/2026.")
    tally = counted(contest, asked)
    reply = Response(
        files.written(tally, form, language()), content_type=files.MIME_TYPES[form]
    )
    stamp = tally.as_of.astimezone(ZONE).strftime("%Y%m%d-%H%M%S")
    name = f"{contest.slug}-{tally.by}-{stamp}.{form}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def asked_for() -> Asked:
    """Read what the address asks for; what can't be read is left out."""
    level = request.args.get("level", type=int)
    number = request.args.get("round", type=int)
    text = request.args.get("as_of", "").strip()
    as_of, fault = None, ""
    try:
        as_of = read_as_of(text) if text else None
    except InvalidError as error:
        fault = sentence(error)
    return Asked(
        by="day" if request.args.get("by") == "day" else "unit",
        level=level if level is not None and 0 <= level <= DEEPEST else None,
        round_number=number if number and number > 0 else None,
        as_of=as_of,
        units="now" if request.args.get("units") == "now" else "then",
        fault=fault,
    )


def counted(contest: Contest, asked: Asked) -> Tally:
    """Return the figures that were asked for."""
    session = db.session()
    round_id = None
    if asked.round_number is not None:
        round_ = round_by_number(
            session, contest_id=contest.id, number=asked.round_number
        )
        round_id = round_.id
    return queries.tally(
        session,
        contest_id=contest.id,
        by=asked.by,
        level=asked.level,
        as_of=asked.as_of,
        round_id=round_id,
        units=asked.units,
        now=now(),
    )


def exact(tally: Tally) -> str:
    """Return the instant of a tally so that asking for it gives the same figures."""
    return tally.as_of.astimezone(ZONE).isoformat(timespec="seconds")

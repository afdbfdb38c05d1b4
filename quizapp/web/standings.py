"""Boards of a round: the first hundred, one's own line, units."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.contests.models import Contest, Round
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.contests.rules import CRITERIA, RoundRules, Sentence, explain
from quizapp.entries.queries import entry_of
from quizapp.extensions import cache, db, now
from quizapp.standings import queries
from quizapp.web.access import PERSON, PUBLIC, enter, me, signed_in
from quizapp.web.contests import phase_of
from quizapp.web.languages import language
from quizapp.web.numbers import refuse_huge

bp = Blueprint("standings", __name__, url_prefix="/contests/<slug>/rounds/<int:number>")
bp.url_value_preprocessor(refuse_huge)


@dataclass(frozen=True)
class Place:
    """A round, and how it ranks."""

    contest: Contest
    round_: Round
    rules: RoundRules

    @property
    def criteria(self) -> list[Sentence]:
        """Return what stands higher, the first decides first."""
        return [CRITERIA[name].rule for name in self.rules.ranking]

    def why(self, row: queries.BoardRow) -> list[Sentence]:
        """Return why a line stands where it stands."""
        return explain(self.rules.ranking, row.result)


def place_at(slug: str, number: int) -> Place:
    """Return a round by its address."""
    contest = contest_by_slug(db.session(), slug)
    round_ = round_by_number(db.session(), contest_id=contest.id, number=number)
    return Place(contest, round_, RoundRules.model_validate(round_.rules))


@bp.get("/board")
@enter(PUBLIC)
def board(slug: str, number: int) -> ResponseReturnValue:
    place = place_at(slug, number)
    found = queries.board(db.session(), cache(), round_id=place.round_.id)
    account = me()
    tag = f"{found.version}-{phase_of(place.round_)}-{language()}"
    if account is None and tag in request.if_none_match:
        return Response(status=304)
    own = own_line(place) if account is not None and account.kind == "person" else None
    people, attempts = queries.people_and_attempts(
        db.session(), round_ids=[place.round_.id]
    )
    reply = make_response(
        render_template(
            "standings/board.html",
            place=place,
            board=found,
            own=own,
            phase=phase_of(place.round_),
            people=people,
            attempts=attempts,
            now=now(),
        )
    )
    if account is None:
        reply.set_etag(tag)
        reply.headers["Vary"] = "Cookie"
    return reply


@bp.get("/board/me")
@enter(PERSON)
def mine(slug: str, number: int) -> ResponseReturnValue:
    place = place_at(slug, number)
    own = own_line(place)
    return render_template("standings/mine.html", place=place, own=own, now=now())


def own_line(place: Place) -> queries.OwnStanding | None:
    """Return where the one who is signed in stands, or None."""
    entry = entry_of(
        db.session(), contest_id=place.contest.id, account_id=signed_in().id
    )
    if entry is None:
        return None
    return queries.own_standing(
        db.session(), cache(), round_id=place.round_.id, entry_id=entry.id
    )


@bp.get("/board/units")
@enter(PUBLIC)
def units(slug: str, number: int) -> ResponseReturnValue:
    place = place_at(slug, number)
    by = "attempts" if request.args.get("by") == "attempts" else "people"
    rows = []
    if place.contest.unit_id is not None:
        rows = queries.unit_board(
            db.session(),
            round_id=place.round_.id,
            root_id=place.contest.unit_id,
            by="attempts" if by == "attempts" else "people",
        )
    return render_template(
        "standings/units.html",
        place=place,
        by=by,
        rows=[row for row in rows if row.attempts],
        silent_count=sum(not row.attempts for row in rows),
        phase=phase_of(place.round_),
        now=now(),
    )

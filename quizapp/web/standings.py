"""Boards of a round: the first hundred, one's own place, units. Provisional, all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, jsonify, make_response, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from quizapp.contests.queries import ContestName, RoundTerms
from quizapp.contests.rules import CRITERIA, RoundRules, Sentence, explain
from quizapp.entries.models import Entry
from quizapp.entries.queries import entry_of
from quizapp.extensions import cache, db, now
from quizapp.phrases import spoken
from quizapp.standings import queries
from quizapp.standings.queries import BoardRow, OwnStanding
from quizapp.web.access import PERSON, PUBLIC, enter, me, signed_in
from quizapp.web.contests import round_at
from quizapp.web.languages import language
from quizapp.web.letters import Letter, Letters, mark
from quizapp.web.numbers import refuse_huge
from quizapp.web.site import current_site
from quizapp.web.visitors import alike, is_visitor

bp = Blueprint(
    "standings", __name__, url_prefix="/contests/<slug>/rounds/<int:number>/board"
)
bp.url_value_preprocessor(refuse_huge)

#: Rows of boards as they were rendered: up to a hundred of them each.
boards = Letters(most=50)


@dataclass(frozen=True)
class Line:
    """A row of a board, and in words why it stands there."""

    row: BoardRow
    why: str


@dataclass(frozen=True)
class Scene:
    """What every page of a round's boards is about."""

    round_: RoundTerms
    phase: str

    @property
    def contest(self) -> ContestName:
        """Return the contest of the round."""
        return self.round_.contest

    @property
    def rules(self) -> RoundRules:
        """Return how the round ranks, and what it shows."""
        return self.round_.rules

    @property
    def is_shown(self) -> bool:
        """Tell whether the rules let ranks be seen now."""
        return self.phase != "open" or "provisional_rank" in (
            self.rules.shown_after_hand_in
        )

    @property
    def order(self) -> list[Sentence]:
        """Return what stands higher, one sentence a criterion."""
        return [CRITERIA[name].rule for name in self.rules.ranking]

    def line(self, row: BoardRow) -> Line:
        """Return a row with its reasons in the reader's language."""
        reasons = explain(self.rules.ranking, row.result)
        return Line(
            row, " · ".join(spoken(*one, language=language()) for one in reasons)
        )


@bp.get("")
@enter(PUBLIC)
@alike
def board(slug: str, number: int) -> ResponseReturnValue:
    scene = scene_of(slug, number)
    if not scene.is_shown:
        return render_template("standings/hidden.html", scene=scene)
    found = queries.board(db.session(), cache(), round_id=scene.round_.id)
    entry = my_entry(scene)
    mine = standing_of(scene, entry)

    def page() -> str:
        return render_template(
            "standings/board.html",
            scene=scene,
            lines=lines_of(scene, found, entry),
            shown_count=len(found.rows),
            ranked_count=found.ranked_count,
            entry=entry,
            mine=mine,
            mine_line=my_line(scene, mine.row) if mine and mine.row else None,
        )

    return unless_known(page, [scene.phase, found.version, mine])


def lines_of(scene: Scene, found: queries.Board, entry: Entry | None) -> Markup:
    """Return the rows of a board, rendered once for each version of it."""
    ids = [row.entry_id for row in found.rows]

    def write() -> Letter:
        return Letter(
            render_template(
                "standings/lines.html",
                lines=[scene.line(row) for row in found.rows],
                is_mine={entry_id: mark(f"mine_{entry_id}") for entry_id in ids},
                pill={entry_id: mark(f"pill_{entry_id}") for entry_id in ids},
            )
        )

    letter = boards.get(
        (scene.round_.id, found.version, scene.rules.ranking, language()), write
    )
    values = dict.fromkeys([f"mine_{one}" for one in ids], "")
    values |= dict.fromkeys([f"pill_{one}" for one in ids], "")
    mine = (entry.counts_under_id or entry.id) if entry is not None else None
    if mine in ids:
        values[f"mine_{mine}"] = " is-mine"
        values[f"pill_{mine}"] = render_template("standings/my_pill.html")
    return Markup(letter.filled(values))  # noqa: S704  # rendered


def my_line(scene: Scene, row: BoardRow) -> Markup:
    """Return one's own row."""
    pill = Markup(render_template("standings/my_pill.html"))  # noqa: S704  # rendered
    return Markup(  # noqa: S704  # rendered
        render_template(
            "standings/lines.html",
            lines=[scene.line(row)],
            is_mine={row.entry_id: " is-mine"},
            pill={row.entry_id: pill},
        )
    )


@bp.get("/me")
@enter(PERSON)
def my_place(slug: str, number: int) -> ResponseReturnValue:
    with db.autocommit() as connection:
        round_, mine = queries.own_place(
            connection, cache(), slug=slug, number=number, account_id=signed_in().id
        )
    scene = Scene(round_, round_.phase(now()))
    if not scene.is_shown:
        mine = None
    line = scene.line(mine.row) if mine and mine.row else None
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(
            rank=line.row.rank if line else None,
            why=line.why if line else "",
            attempt_count=mine.attempt_count if mine else 0,
        )
    else:
        response = make_response(
            render_template("standings/mine.html", scene=scene, mine=mine, line=line)
        )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/units")
@enter(PUBLIC)
@alike
def units(slug: str, number: int) -> ResponseReturnValue:
    scene = scene_of(slug, number)
    root_id = scene.contest.unit_id
    if root_id is None:
        return render_template("standings/units.html", scene=scene, found=None, by="")
    by: queries.UnitsBy = (
        "attempts" if request.args.get("by") == "attempts" else "people"
    )
    found = queries.shown_unit_board(
        db.session(),
        cache(),
        round_id=scene.round_.id,
        root_id=root_id,
        by=by,
        now=now(),
    )
    entry = my_entry(scene)

    def page() -> str:
        return render_template(
            "standings/units.html",
            scene=scene,
            found=found,
            by=by,
            is_empty=not any(row.attempts for row in found.rows),
            my_unit_id=entry.unit_id if entry else None,
        )

    return unless_known(page, [scene.phase, by, found.version, found.counted_at])


def scene_of(slug: str, number: int) -> Scene:
    """Return the round that an address names."""
    round_ = round_at(slug, number)
    return Scene(round_, round_.phase(now()))


def my_entry(scene: Scene) -> Entry | None:
    """Return the asker's entry in the contest, or None."""
    account = me()
    if account is None:
        return None
    return entry_of(db.session(), contest_id=scene.contest.id, account_id=account.id)


def standing_of(scene: Scene, entry: Entry | None) -> OwnStanding | None:
    """Return where an entry stands, if the rules let it be seen now."""
    if entry is None or not scene.is_shown:
        return None
    return queries.own_standing(
        db.session(), cache(), round_id=scene.round_.id, entry_id=entry.id
    )


def unless_known(
    page: Callable[[], str], parts: Sequence[object]
) -> ResponseReturnValue:
    """Answer with a page, or that it is still the one that the browser holds."""
    if is_visitor():
        return page()
    if request.if_none_match.contains_weak(tag_of(parts)):
        response = make_response("", 304)
    else:
        response = make_response(page())
    # Again, for a page with a form begins a session, of which the tag speaks.
    response.set_etag(tag_of(parts))
    return response


def tag_of(parts: Sequence[object]) -> str:
    """Return what changes whenever anything on such a page does."""
    account = me()
    around = [
        language(),
        account.id if account else None,
        current_site(now()),
        cookie.get("csrf_token"),
        "_flashes" in cookie,
    ]
    return sha256(repr([request.full_path, *parts, *around]).encode()).hexdigest()[:32]

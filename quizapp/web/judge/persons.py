"""The same-person desk: likely duplicates side by side, decided by a person, undone."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts.queries import roles_of
from quizapp.contests.models import Contest
from quizapp.contests.queries import rounds_of
from quizapp.errors import ConflictError, InvalidError, NotAllowedError
from quizapp.extensions import db, now
from quizapp.judging import queries, service
from quizapp.judging.queries import Side
from quizapp.judging.rules import STRENGTHS, Suspicion
from quizapp.web.access import asks_again, enter, roles, signed_in
from quizapp.web.forms.persons import DecideForm, MergeForm
from quizapp.web.judge.home import PERSON_DECIDERS, PERSON_READERS
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act, my_contest
from quizapp.web.numbers import refuse_huge

bp = Blueprint("persons", __name__, url_prefix="/judge/contests/<slug>/persons")
bp.url_value_preprocessor(refuse_huge)

PAGE_SIZE = 20
One = TypeVar("One")


@dataclass(frozen=True)
class Page:
    """A part of a list, counted from 1."""

    rows: Sequence[Any]
    number: int
    last: int
    count: int


@dataclass(frozen=True)
class Pair:
    """Two people of a contest, each with all her entries."""

    contest: Contest
    one: list[int]
    other: list[int]

    @property
    def ids(self) -> tuple[int, int]:
        """Return the entries under which they count."""
        return self.one[0], self.other[0]


@bp.get("")
@enter(roles(*PERSON_READERS))
@asks_again
def show(slug: str) -> str:
    contest = my_contest(slug, PERSON_READERS)
    session = db.session()
    found = queries.open_suspicions(session, contest_id=contest.id)
    strength = request.args.get("strength", "")
    chosen = [one for one in found if strength in {"", one.strength}]
    page = part_of(chosen)
    return render_template(
        "judge/persons.html",
        contest=contest,
        page=page,
        strength=strength if strength in STRENGTHS else "",
        strengths=STRENGTHS,
        counts=Counter(one.strength for one in found),
        all_count=len(found),
        often=Counter(end for one in found for end in (one.low, one.high)),
        sides=sides_of(page.rows),
        rounds=round_titles(contest),
        now=now(),
    )


@bp.get("/decided")
@enter(roles(*PERSON_READERS))
@asks_again
def decided(slug: str) -> str:
    return decided_page(my_contest(slug, PERSON_READERS))


@bp.get("/<int:low>/<int:high>")
@enter(roles(*PERSON_READERS))
@asks_again
def pair(slug: str, low: int, high: int) -> ResponseReturnValue:
    found = pair_of(my_contest(slug, PERSON_READERS), low, high)
    if found.ids[0] == found.ids[1]:
        return redirect(url_for("persons.decided", slug=slug), code=303)
    return pair_page(found)


@bp.post("/<int:low>/<int:high>/merge")
@enter(roles(*PERSON_DECIDERS))
@asks_again
def merge(slug: str, low: int, high: int) -> ResponseReturnValue:
    found = pair_of(my_contest(slug, PERSON_DECIDERS), low, high)
    form = merge_form(found)
    contest_id = found.contest.id

    def work(session: Any) -> None:
        kept = form.kept.data
        service.merge(
            session,
            contest_id=contest_id,
            kept_id=kept,
            merged_id=next((id_ for id_ in found.ids if id_ != kept), kept),
            clause=form.clause.data or "",
            act=act(form.reason.data),
            now=now(),
        )

    return done(found, form, work, _("They count as one person now."))


@bp.post("/<int:low>/<int:high>/dismiss")
@enter(roles(*PERSON_DECIDERS))
@asks_again
def dismiss(slug: str, low: int, high: int) -> ResponseReturnValue:
    found = pair_of(my_contest(slug, PERSON_DECIDERS), low, high)
    form = DecideForm(prefix="dismiss-")
    asked = {"contest_id": found.contest.id, "one_id": low, "other_id": high}

    def work(session: Any) -> None:
        service.dismiss(session, **asked, act=act(form.reason.data), now=now())

    return done(found, form, work, _("Noted: they are two people."))


@bp.post("/<int:low>/<int:high>/step-back")
@enter(roles(*PERSON_DECIDERS))
@asks_again
def step_back(slug: str, low: int, high: int) -> ResponseReturnValue:
    found = pair_of(my_contest(slug, PERSON_DECIDERS), low, high)
    form = DecideForm(prefix="step-")
    asked = {"contest_id": found.contest.id, "one_id": low, "other_id": high}

    def work(session: Any) -> None:
        service.step_back(session, **asked, act=act(form.reason.data), now=now())

    return done(found, form, work, _("Noted: somebody else decides about them."))


@bp.post("/merges/<int:decision_id>/undo")
@enter(roles(*PERSON_DECIDERS))
@asks_again
def undo_merge(slug: str, decision_id: int) -> ResponseReturnValue:
    contest = my_contest(slug, PERSON_DECIDERS)
    asked = {"contest_id": contest.id, "merge_id": decision_id}

    def work(session: Any, reason: str) -> None:
        service.undo_merge(session, **asked, act=act(reason), now=now())

    return undone(contest, work, _("Taken back: each counts for itself again."))


@bp.post("/dismissals/<int:decision_id>/undo")
@enter(roles(*PERSON_DECIDERS))
@asks_again
def undo_dismissal(slug: str, decision_id: int) -> ResponseReturnValue:
    contest = my_contest(slug, PERSON_DECIDERS)
    asked = {"contest_id": contest.id, "dismissal_id": decision_id}

    def work(session: Any, reason: str) -> None:
        service.undo_dismissal(session, **asked, act=act(reason), now=now())

    return undone(contest, work, _("Taken back: the question is open again."))


def done(
    found: Pair, form: Any, work: Callable[[Any], None], words: str
) -> ResponseReturnValue:
    """Do what a form of a pair asks for, or show it again with what is wrong."""
    slug, ids = found.contest.slug, found.ids
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                work(session)
        except InvalidError as error:
            form.blame(error)
        except (ConflictError, NotAllowedError) as error:
            form.form_errors.append(sentence(error))
        else:
            flash(words)
            return redirect(url_for("persons.show", slug=slug), code=303)
    found = pair_of(my_contest(slug, PERSON_DECIDERS), *ids)
    if found.ids[0] == found.ids[1]:  # somebody else was quicker
        flash(_("These entries count as one person already."))
        return redirect(url_for("persons.decided", slug=slug), code=303)
    return pair_page(found, form), 422


def undone(
    contest: Contest, work: Callable[[Any, str], None], words: str
) -> ResponseReturnValue:
    """Take a decision back, or show the list again with what is wrong."""
    slug = contest.slug
    form = DecideForm()
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                work(session, form.reason.data)
        except (ConflictError, NotAllowedError, InvalidError) as error:
            form.form_errors.append(sentence(error))
        else:
            flash(words)
            return redirect(url_for("persons.decided", slug=slug), code=303)
    return decided_page(my_contest(slug, PERSON_DECIDERS), form), 422


def pair_of(contest: Contest, one: int, other: int) -> Pair:
    """Return two people of a contest, each with all her entries.

    Raises:
        NotFoundError: the contest has no such entry.
    """
    session = db.session()
    asked = {"contest_id": contest.id}
    return Pair(
        contest,
        queries.person_entries(session, **asked, entry_id=one),
        queries.person_entries(session, **asked, entry_id=other),
    )


def merge_form(found: Pair) -> MergeForm:
    """Return the form that makes two people one, either of whom may be kept."""
    form = MergeForm(prefix="merge-")
    shown = queries.cards(db.session(), entry_ids=found.ids)
    form.kept.choices = [
        (
            id_,
            _(
                "%(letter)s: %(name)s, %(unit)s",
                letter=letter,
                name=shown[id_].full_name,
                unit=shown[id_].unit or _("without a unit"),
            ),
        )
        for letter, id_ in zip("AB", found.ids, strict=True)
    ]
    return form


def pair_page(found: Pair, tried: Any = None) -> str:
    """Return the page of two people; ``tried`` is the form that was filled in."""
    session = db.session()
    contest = found.contest
    people = queries.sides(session, entry_ids=found.ids, has_attempts=True)
    forms: dict[str, Any] = {
        "merge": merge_form(found),
        "dismiss": DecideForm(None, prefix="dismiss-"),
        "step": DecideForm(None, prefix="step-"),
    }
    if tried is not None:
        forms[tried._prefix.rstrip("-")] = tried  # noqa: SLF001  # WTForms tells it nowhere else
    entries = [*found.one, *found.other]
    return render_template(
        "judge/pair.html",
        contest=contest,
        ids=found.ids,
        people=[people[id_] for id_ in found.ids],
        suspicion=queries.suspicion_of(
            session, contest_id=contest.id, one=found.one, other=found.other
        ),
        namesakes=queries.namesakes(session, contest_id=contest.id, entry_ids=entries),
        experience=queries.experience(session, contest_id=contest.id),
        rounds=round_titles(contest),
        forms=forms,
        tried=tried,
        may_decide=may_decide(contest),
        has_stake=signed_in().id in queries.recused_by(session, entry_ids=entries),
    )


def decided_page(contest: Contest, tried: Any = None) -> str:
    """Return the page of what was decided; ``tried`` is a form that was refused."""
    session = db.session()
    page = part_of(queries.decided(session, contest_id=contest.id))
    entries = {entry for one in page.rows for entry in one.entries}
    return render_template(
        "judge/decided.html",
        contest=contest,
        page=page,
        cards=queries.cards(session, entry_ids=entries),
        tried=tried,
        may_decide=may_decide(contest),
    )


def may_decide(contest: Contest) -> bool:
    """Tell whether the one who is signed in decides in a contest, or looks on."""
    return any(
        grant.role in PERSON_DECIDERS and grant.contest_id in {None, contest.id}
        for grant in roles_of(db.session(), account_id=signed_in().id, now=now())
    )


def part_of(rows: Sequence[One]) -> Page:
    """Return the part of a list that the address asks for, or the nearest one."""
    last = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(shown, number, last, len(rows))


def sides_of(found: Sequence[Suspicion]) -> dict[int, Side]:
    """Return the people of some pairs by the entries under which they count."""
    ids = {end for one in found for end in (one.low, one.high)}
    return queries.sides(db.session(), entry_ids=ids)


def round_titles(contest: Contest) -> dict[int, str]:
    """Return round → title."""
    found = rounds_of(db.session(), contest_id=contest.id)
    return {round_.id: round_.title for round_ in found}

"""Practice: chosen banks, one question at a time, explained at once, counted nowhere.

Everything is asked by GET and changes nothing, so that it needs neither account nor
cookie nor form token: a run and how far somebody is in it stand in the address. What may
be practised is asked anew for each page, and pages with questions are kept nowhere.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask import url_for as address_of
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from quizapp.attempts.rules import Question, option_order
from quizapp.banks.rules import Item, typed_value
from quizapp.contests.rules import planned
from quizapp.extensions import db, limiter, now, random_token
from quizapp.practice.queries import Offered, offered_bank, offered_banks
from quizapp.practice.rules import COUNTS, USUAL_COUNT, Asked, Run, read_run
from quizapp.richtext import plain
from quizapp.web.access import PUBLIC, enter
from quizapp.web.kinds import in_words
from quizapp.web.languages import sentence
from quizapp.web.revealed import RevealedQuestion, revealed_question
from quizapp.web.texts import in_markup, kept
from quizapp.web.visitors import alike

bp = Blueprint("practice", __name__, url_prefix="/practice")

RATE = "300/minute"
SEED_BYTES = 4


@dataclass(frozen=True)
class Answer:
    """What was answered to one question of a run: the values of its fields."""

    asked: Asked
    texts: list[str]

    @property
    def value(self) -> Any:
        """Return the value; None: it can't be one."""
        item = self.asked.item
        if not self.texts:
            return None
        value = typed_value(item.shape, self.texts)
        return value if item.fits(item.shape, value) else None


@bp.get("")
@enter(PUBLIC)
@alike
def show_all() -> str:
    return render_template(
        "practice/banks.html", banks=offered_banks(db.session(), now=now())
    )


@bp.get("/<slug>")
@enter(PUBLIC)
@alike
def show(slug: str) -> str:
    return render_template(
        "practice/bank.html",
        bank=offered_bank(db.session(), slug, now=now()),
        counts=COUNTS,
        usual_count=USUAL_COUNT,
    )


@bp.get("/<slug>/start")
@enter(PUBLIC)
@limiter.limit(RATE)
def start(slug: str) -> ResponseReturnValue:
    """Draw a run, and send to its address."""
    bank = offered_bank(db.session(), slug, now=now())
    run = run_of(bank, random_token(SEED_BYTES))
    reply = make_response(redirect(place_of(run), code=303))
    reply.headers["Cache-Control"] = "no-store"
    return reply


@bp.get("/<slug>/runs/<seed>")
@enter(PUBLIC)
@limiter.limit(RATE)
def show_run(slug: str, seed: str) -> Response:
    """Show the next question of a run, what became of an answer, or the end."""
    bank = offered_bank(db.session(), slug, now=now())
    reply = make_response(page(bank, run_of(bank, seed)))
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Robots-Tag"] = "noindex"
    return reply


def run_of(bank: Offered, seed: str) -> Run:
    """Return the run of the address that was asked for."""
    asked = request.args
    return read_run(
        bank.slug,
        seed,
        count=asked.get("count", type=int),
        tags=asked.getlist("tag"),
        only=asked.get("only", ""),
        right=asked.get("right", ""),
        wrong=asked.get("wrong", ""),
    )


def page(bank: Offered, run: Run) -> str:
    """Return the page of a run, as far as its address says somebody is."""
    drawn = run.drawn(bank.free)
    code = request.args.get("item")
    if code is None:
        return next_question(bank, run, drawn)
    asked = next((one for one in drawn if one.code == code), None)
    if asked is None:
        note = _("This question is kept for a contest now: it can't be practised.")
        return next_question(bank, run, drawn, note=note)
    answer = Answer(asked, request.args.getlist("value"))
    if request.args.get("version") != str(bank.version_number):
        note = _("This question has just been changed. Answer it once more.")
        return question(bank, run, drawn, Answer(asked, []), note=note)
    if answer.value is None:
        fault = sentence(asked.item.refused())
        return question(bank, run, drawn, answer, fault=fault)
    return verdict(bank, run, drawn, answer)


def next_question(
    bank: Offered, run: Run, drawn: list[Asked], *, note: str = ""
) -> str:
    """Return the first question that isn't answered yet, or the end of the run."""
    done = {*run.right, *run.wrong}
    left = [one for one in drawn if one.code not in done]
    if left:
        return question(bank, run, drawn, Answer(left[0], []), note=note)
    missed = [one for one in drawn if one.code in run.wrong]
    return render_template(
        "practice/end.html",
        bank=bank,
        run=run,
        note=note,
        total=len(drawn),
        right_count=sum(one.code in run.right for one in drawn),
        missed=[
            (plain(one.item.stem), in_words(one.item.right_in_words()))
            for one in missed
        ],
        again=place_of(run.again(one.code for one in missed)),
        here=place_of(run),
    )


def question(  # what one page shows
    bank: Offered,
    run: Run,
    drawn: list[Asked],
    answer: Answer,
    *,
    note: str = "",
    fault: str = "",
) -> str:
    """Return the page on which a question is answered; nothing on it tells the key."""
    return render_template(
        "practice/question.html",
        bank=bank,
        run=run,
        asked=answer.asked,
        stem=kept(bank.version_id, answer.asked.item.stem, bank.pictures),
        number=drawn.index(answer.asked) + 1,
        total=len(drawn),
        fields=fields(bank, run, answer),
        here=place_of(run),
        note=note,
        fault=fault,
    )


def verdict(bank: Offered, run: Run, drawn: list[Asked], answer: Answer) -> str:
    """Return the page that says whether an answer is right, and why."""
    found = revealed(bank, run, drawn, answer)
    after = run.answered(answer.asked.code, is_right=found.is_right)
    done = {*after.right, *after.wrong}
    return render_template(
        "practice/verdict.html",
        bank=bank,
        item=answer.asked.item,
        number=found.position,
        total=len(drawn),
        found=found,
        fields=fields(bank, run, answer) if answer.asked.item.choices else "",
        next=place_of(after),
        here=place_of(run),
        is_last=all(one.code in done for one in drawn),
    )


def revealed(
    bank: Offered, run: Run, drawn: list[Asked], answer: Answer
) -> RevealedQuestion:
    """Return a question with its right answer, explanation and source, in words."""
    item = answer.asked.item
    asked = Question(
        version=bank.version_id,
        item=item.id,
        options=order(bank, run, item),
        shape=item.shape,
        points_hundredths=item.points_hundredths,
    )
    position = drawn.index(answer.asked) + 1
    known = {(bank.version_id, item.id): item}
    return revealed_question(position, asked, known, answer.value, bank.pictures)


def fields(bank: Offered, run: Run, answer: Answer) -> Markup:
    """Return the fields of a question with what was answered, by its kind's template."""
    item = answer.asked.item
    options = "".join(
        render_template(
            "attempts/option.html",
            type=item.control,
            value=value,
            text=in_markup(bank.version_id, [word], bank.pictures),
            checked=" checked" if value in answer.texts else "",
        )
        for value, word in item.offers(order(bank, run, item))
    )
    rendered = render_template(
        f"kinds/{item.kind}/fields.html",
        item=item,
        options=Markup(options),  # noqa: S704  # a template's
        value=answer.texts[0] if answer.texts else "",
    )
    return Markup(rendered)  # noqa: S704  # a template's


def order(bank: Offered, run: Run, item: Item) -> tuple[int, ...]:
    """Return which option stands at each displayed place, by the run's seed."""
    return option_order(run.seed, bank.version_id, planned(item), shuffled=True)


def place_of(run: Run) -> str:
    """Return the address of a run."""
    return address_of(
        "practice.show_run", slug=run.bank, seed=run.seed, **run.arguments
    )

"""Open papers as pages: questions without keys, filled into parts rendered before."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from quizapp.attempts.queries import AttemptRow, Sitting
from quizapp.attempts.rules import PREDICTION, Items, Paper, Question
from quizapp.banks.rules import Item
from quizapp.contests.queries import RoundTerms
from quizapp.extensions import now
from quizapp.web.filters import clocktime, iso
from quizapp.web.languages import language
from quizapp.web.letters import Letter, Letters, marks
from quizapp.web.site import current_site

#: The first letter of a shape → what templates and scripts call it.
KINDS = {
    "s": "single",
    "m": "multiple",
    "t": "true_false",
    "n": "number",
    PREDICTION: "prediction",
}
CHECKED, HIDDEN = Markup(" checked"), Markup(" hidden")

Values = Mapping[str, object]

#: Stand for numbers in addresses, where no other mark fits.
ATTEMPT, POSITION = 900_719_925_474_099_301, 900_719_925_474_099_302
NUMBERS = {ATTEMPT: "attempt_id", POSITION: "position"}

#: What differs on the page around the questions.
FRAME = (
    "lease",
    "csrf",
    "token",
    "hand_in_key",
    "server_now",
    "started_at",
    "deadline_at",
    "until",
    "answered_count",
    "position_count",
    "questions",
    "places",
)

#: A question and its options are a few letters of about a kilobyte each.
letters = Letters(most=8_000)
#: Pages around questions: one for each round, language and organizer.
frames = Letters(most=100)


def open_paper(
    sitting: Sitting, items: Items, paper: Paper, *, token: str, key: str
) -> str:
    """Return the page of an open attempt; of its items, stems and options alone."""
    attempt = sitting.attempt
    values = {
        "attempt_id": attempt.id,
        "lease": attempt.lease,
        "counter": counter_at(attempt),
        "csrf": generate_csrf(),
        "token": token,
        "hand_in_key": key,
        "server_now": iso(now()),
        "started_at": iso(attempt.started_at),
        "deadline_at": iso(attempt.deadline_at),
        "until": clocktime(attempt.deadline_at),
        "answered_count": len(sitting.answers),
        "position_count": attempt.position_count,
    }
    answers = sitting.answers
    questions = [
        asked(values, position, question, items[question.version, question.item], value)
        for position, question in paper.numbered()
        for value in [answers.get(position)]
    ]
    if paper.has_prediction:
        last = paper.position_count
        questions.append(predicted(values, last, sitting.round_, answers.get(last)))
    values["questions"] = Markup("").join(questions)
    values["places"] = Markup("").join(
        place(position, is_saved=position in answers)
        for position in range(1, paper.position_count + 1)
    )
    return frame(sitting.round_).filled(values)


def counter_at(attempt: AttemptRow) -> int:
    """Return a counter for answers that are given now: ms since the start."""
    return 1 + int((now() - attempt.started_at).total_seconds() * 1000)


def frame(round_: RoundTerms) -> Letter:
    """Return the page around the questions of a round."""

    def write() -> Letter:
        page = render_template(
            "attempts/show.html",
            round_=round_,
            here=url_for("attempts.show", attempt_id=ATTEMPT),
            attempt_id=ATTEMPT,
            **marks(*FRAME),
        )
        return Letter(page, NUMBERS)

    if "_flashes" in session:  # what is said once isn't kept
        return write()
    about = round_.id, round_.title, round_.contest, current_site(now()), language()
    return frames.get(about, write)


def asked(
    values: Values, position: int, question: Question, item: Item, value: Any
) -> Markup:
    """Return one question with the answer that is saved."""
    kind = KINDS[question.shape[0]]
    letter = letters.get(
        (question.version, item.id, language()), lambda: written(kind, item.stem)
    )
    own = {
        "position": position,
        "value": "" if value is None else value,
        "options": Markup("").join(options(kind, question, item, value)),
    }
    return letter.filled({**values, **own})


def options(kind: str, question: Question, item: Item, value: Any) -> Iterator[Markup]:
    """Return the options of a question in displayed order."""
    if kind == "true_false":
        yield option(kind, "true", _("Right"), is_chosen=value is True)
        yield option(kind, "false", _("Wrong"), is_chosen=value is False)
    chosen = value if isinstance(value, list) else [value]
    for at, one in enumerate(question.options):
        yield option(kind, at, item.options[one].text, is_chosen=at in chosen)


def predicted(values: Values, position: int, round_: RoundTerms, value: Any) -> Markup:
    """Return the prediction question with the answer that is saved."""
    stem = round_.plan.prediction or ""
    letter = letters.get((stem, language()), lambda: written("prediction", stem))
    own = {"position": position, "value": "" if value is None else value}
    return letter.filled({**values, **own})


def written(kind: str, stem: str) -> Letter:
    """Return the form of a question, what differs left open."""
    page = render_template(
        "attempts/question.html",
        kind=kind,
        stem=stem,
        attempt_id=ATTEMPT,
        position=POSITION,
        **marks("csrf", "lease", "counter", "options", "value"),
    )
    return Letter(page, NUMBERS)


def option(kind: str, value: object, text: str, *, is_chosen: bool) -> Markup:
    """Return one option of a question."""

    def write() -> Letter:
        form = "checkbox" if kind == "multiple" else "radio"
        texts = {"type": form, "text": text}
        page = render_template(
            "attempts/option.html", **texts, **marks("value", "checked")
        )
        return Letter(page)

    letter = letters.get((kind, text), write)
    return letter.filled({"value": value, "checked": CHECKED if is_chosen else ""})


def place(position: int, *, is_saved: bool) -> Markup:
    """Return one question in the list of all."""

    def write() -> Letter:
        names = marks("hidden", "is_saved")
        page = render_template("attempts/place.html", position=POSITION, **names)
        return Letter(page, NUMBERS)

    letter = letters.get(("place", language()), write)
    return letter.filled(
        {
            "position": position,
            "is_saved": " is-saved" if is_saved else "",
            "hidden": "" if is_saved else HIDDEN,
        }
    )

"""Open papers as pages: questions without keys, filled into parts rendered before."""

import re
from typing import Any

from flask import render_template, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from quizapp.attempts.queries import AttemptRow, Sitting
from quizapp.attempts.rules import PREDICTION, Items, Paper, Question
from quizapp.banks.rules import Item
from quizapp.contests.queries import RoundTerms
from quizapp.extensions import now
from quizapp.web.filters import clocktime, iso
from quizapp.web.languages import language
from quizapp.web.letters import Letter, Letters, Values, mark, marks, number_mark
from quizapp.web.site import current_site

#: The first letter of a shape → what templates and scripts call it.
KINDS = {
    "s": "single",
    "m": "multiple",
    "t": "true_false",
    "n": "number",
    PREDICTION: "prediction",
}

#: Stand for numbers in addresses, where no other mark fits.
ATTEMPT, POSITION = number_mark(), number_mark()
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

#: Pages around questions: one for each round, language and organizer.
frames = Letters(most=100)
#: Questions and options as they were rendered, and questions in each displayed order:
#: about two kilobytes each.
parts = Letters(most=4_000)
questions = Letters(most=4_000)


def open_paper(
    sitting: Sitting, items: Items, paper: Paper, *, token: str, key: str
) -> str:
    """Return the page of an open attempt; of its items, stems and options alone."""
    attempt, answers = sitting.attempt, sitting.answers
    values = {
        "attempt_id": str(attempt.id),
        "lease": str(attempt.lease),
        "counter": str(counter_at(attempt)),
        "csrf": generate_csrf(),
        "token": token,
        "hand_in_key": key,
        "server_now": iso(now()),
        "started_at": iso(attempt.started_at),
        "deadline_at": iso(attempt.deadline_at),
        "until": clocktime(attempt.deadline_at),
        "answered_count": str(len(answers)),
        "position_count": str(attempt.position_count),
        "places": places(paper.position_count, answers),
    }
    shown = [
        asked(values, position, question, items[question.version, question.item], value)
        for position, question in paper.numbered()
        for value in [answers.get(position)]
    ]
    if paper.has_prediction:
        last = paper.position_count
        shown.append(predicted(values, last, sitting.round_, answers.get(last)))
    values["questions"] = "".join(shown)
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
        return Letter(squeezed(page), NUMBERS)

    if "_flashes" in session:  # what is said once isn't kept
        return write()
    about = round_.id, round_.title, round_.contest, current_site(now()), language()
    return frames.get(about, write)


def asked(
    values: Values, position: int, question: Question, item: Item, value: Any
) -> str:
    """Return one question with the answer that is saved."""
    about = question.version, question.item, question.options, language()
    letter = questions.get(about, lambda: in_order(question, item))
    chosen = value if isinstance(value, list) else [value]
    ticked = {
        f"checked_{at}": " checked" if at in chosen else ""
        for at in range(len(question.options))
    }
    if question.shape[0] == "t":
        for at in (True, False):
            ticked[f"checked_{at:d}"] = " checked" if value is at else ""
    return letter.filled({**values, **ticked, **own(position, value)})


def own(position: int, value: Any) -> Values:
    """Return what a question has for itself: its position, and what was typed."""
    typed = "" if value is None else str(escape(value))
    return {"position": str(position), "value": typed}


def predicted(values: Values, position: int, round_: RoundTerms, value: Any) -> str:
    """Return the prediction question with the answer that is saved."""
    stem = round_.plan.prediction or ""
    letter = parts.get(
        ("prediction", stem, language()), lambda: written("prediction", stem)
    )
    return letter.filled({**values, **own(position, value)})


def in_order(question: Question, item: Item) -> Letter:
    """Return a question with its options in displayed order."""
    kind = KINDS[question.shape[0]]
    letter = parts.get(
        ("item", question.version, item.id, language()),
        lambda: written(kind, item.stem),
    )
    if kind == "true_false":
        options = option(kind, 1, "true", _("Right")) + option(
            kind, 0, "false", _("Wrong")
        )
    else:
        options = "".join(
            option(kind, at, str(at), item.options[one].text)
            for at, one in enumerate(question.options)
        )
    return Letter(letter.partly_filled({"options": options}))


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
    return Letter(squeezed(page), NUMBERS)


def squeezed(page: str) -> str:
    """Return markup without the blanks that set its lines in: a fifth of a paper."""
    return re.sub(r"\n\s+", "\n", page)


def option(kind: str, at: int, value: str, text: str) -> str:
    """Return one option of a question; whether it is ticked is left open."""

    def write() -> Letter:
        page = render_template(
            "attempts/option.html",
            type="checkbox" if kind == "multiple" else "radio",
            text=text,
            **marks("value", "checked"),
        )
        return Letter(squeezed(page))

    letter = parts.get(("option", kind, text), write)
    return letter.filled({"value": value, "checked": mark(f"checked_{at}")})


def places(count: int, answers: dict[int, Any]) -> str:
    """Return the list of all questions, those marked that are saved."""

    def write() -> Letter:
        return Letter(
            "".join(
                render_template(
                    "attempts/place.html",
                    position=position,
                    is_saved=mark(f"saved_{position}"),
                    hidden=Markup(mark(f"hidden_{position}")),  # noqa: S704  # a mark
                )
                for position in range(1, count + 1)
            )
        )

    letter = parts.get(("places", count, language()), write)
    values = {}
    for position in range(1, count + 1):
        is_saved = position in answers
        values[f"saved_{position}"] = " is-saved" if is_saved else ""
        values[f"hidden_{position}"] = "" if is_saved else " hidden"
    return letter.filled(values)

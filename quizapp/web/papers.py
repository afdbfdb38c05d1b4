"""Open papers as pages: questions without keys, filled into parts rendered before."""

import re
from collections.abc import Mapping
from typing import Any

from flask import render_template, session, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from quizapp.attempts.queries import AttemptRow, Sitting
from quizapp.attempts.rules import Items, Paper, Question
from quizapp.banks.rules import Item, Word
from quizapp.contests.queries import RoundTerms
from quizapp.extensions import now
from quizapp.web.filters import clocktime, iso
from quizapp.web.languages import language
from quizapp.web.letters import Letter, Letters, Values, mark, marks, number_mark
from quizapp.web.site import current_site
from quizapp.web.texts import Album, rendered, word_in_markup

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
    "helper",
)

#: For a question that nobody sits at.
BLANK = dict.fromkeys(
    ("csrf", "lease", "counter", "value", "checked", "attempt_id"), ""
) | {"loading": "lazy"}

#: Pages around questions: one for each round, language and organizer.
frames = Letters(most=100)
#: Questions and options as they were rendered, and questions in each displayed order:
#: about two kilobytes each.
parts = Letters(most=4_000)
questions = Letters(most=4_000)


def open_paper(
    sitting: Sitting,
    items: Items,
    albums: Mapping[int, Album],
    paper: Paper,
    *,
    token: str,
    key: str,
    helper: str = "",
) -> str:
    """Return the page of an open attempt; of its items, stems and options alone.

    ``albums`` are the pictures of each bank version; ``helper`` is the officer on whose
    device the person sits.
    """
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
        "helper": helped_by(helper) if helper else "",
    }
    found = [
        asked(
            {**values, **own(position, answers.get(position))},
            question,
            items[question.version, question.item],
            answers.get(position),
            albums[question.version],
        )
        for position, question in paper.numbered()
    ]
    if paper.has_prediction:
        last = paper.position_count
        found.append(predicted(values, last, sitting.round_, answers.get(last)))
    values["questions"] = "".join(found)
    return frame(sitting.round_).filled(values)


def counter_at(attempt: AttemptRow) -> int:
    """Return a counter for answers that are given now: ms since the start."""
    return 1 + int((now() - attempt.started_at).total_seconds() * 1000)


def helped_by(helper: str) -> str:
    """Return the line that tells with whose help somebody sits at a paper."""
    return render_template("attempts/helper.html", helper=helper)


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
    values: Values, question: Question, item: Item, value: Any, album: Album
) -> str:
    """Return one question with the answer that is saved."""
    about = question.version, question.item, question.options, language()
    letter = questions.get(about, lambda: in_order(question, item, album))
    chosen = [
        str(one).lower() for one in (value if isinstance(value, list) else [value])
    ]
    ticked = {
        f"checked_{offer}": " checked" if offer in chosen else ""
        for offer, _ in item.offers(question.options)
    }
    return letter.filled({**values, **ticked})


def own(position: int, value: Any) -> Values:
    """Return what a question has for itself: its position, and what was typed.

    Pictures come with the page in the question that is seen first, else when needed.
    """
    return {
        "position": str(position),
        "value": "" if value is None else str(escape(value)),
        "loading": "eager" if position == 1 else "lazy",
    }


def predicted(values: Values, position: int, round_: RoundTerms, value: Any) -> str:
    """Return the prediction question with the answer that is saved."""
    stem = round_.plan.prediction or ""
    letter = parts.get(
        ("prediction", stem, language()), lambda: written_prediction(stem)
    )
    return letter.filled({**values, **own(position, value)})


def in_order(question: Question, item: Item, album: Album) -> Letter:
    """Return a question with its options in displayed order."""
    letter = parts.get(
        ("item", question.version, item.id, language()),
        lambda: written_item(item, album),
    )
    options = "".join(
        option(question.version, item.control, value, word, album)
        for value, word in item.offers(question.options)
    )
    return Letter(letter.partly_filled({"options": options}))


def written_item(item: Item, album: Album) -> Letter:
    """Return the form of an item, what differs left open."""
    fields = render_template(
        f"kinds/{item.kind}/fields.html", item=item, **marks("options", "value")
    )
    return written(
        item.kind,
        rendered(item.stem, album, loading=mark("loading")),
        reads=item.reads,
        fields=Markup(fields),  # noqa: S704  # a template's
        can_clear=item.control == "radio",
    )


def written_prediction(stem: str) -> Letter:
    """Return the form of the prediction question, what differs left open."""
    fields = render_template("attempts/prediction.html", **marks("value"))
    return written(
        "prediction",
        stem,
        reads="whole",
        fields=Markup(fields),  # noqa: S704  # a template's
        can_clear=False,
    )


def written(
    kind: str, stem: str, *, reads: str, fields: Markup, can_clear: bool
) -> Letter:
    """Return the form around fields, what differs left open."""
    page = render_template(
        "attempts/question.html",
        kind=kind,
        stem=stem,
        reads=reads,
        fields=fields,
        can_clear=can_clear,
        attempt_id=ATTEMPT,
        position=POSITION,
        **marks("csrf", "lease", "counter"),
    )
    return Letter(squeezed(page), NUMBERS)


def squeezed(page: str) -> str:
    """Return markup without the blanks that set its lines in: a fifth of a paper."""
    return re.sub(r"\n\s+", "\n", page)


def option(version: int, control: str, value: str, word: Word, album: Album) -> str:
    """Return one option of a question; whether it is ticked is left open."""
    # A number or a truth value is shown in a language, a text is in its bank's.
    said = word if isinstance(word, str) else (word, language())
    letter = parts.get(
        ("option", version, control, said),
        lambda: written_option(control, word, album),
    )
    return letter.partly_filled({"value": value, "checked": mark(f"checked_{value}")})


def written_option(control: str, word: Word, album: Album) -> Letter:
    """Return an option, its value and whether it is ticked left open."""
    page = render_template(
        "attempts/option.html",
        type=control,
        text=word_in_markup(word, album, loading=mark("loading")),
        **marks("value", "checked"),
    )
    return Letter(squeezed(page))


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


def sample(position: int, item: Item, album: Album) -> str:
    """Return an item as a question of a paper that nobody sits at."""
    order = tuple(range(len(item.choices)))
    options = "".join(
        written_option(item.control, word, album).filled({**BLANK, "value": value})
        for value, word in item.offers(order)
    )
    values = {**BLANK, "position": str(position), "options": options}
    return written_item(item, album).filled(values)

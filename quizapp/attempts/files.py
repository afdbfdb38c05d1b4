"""Statistics of items as files: CSV for Excel, one line an answer; JSON for programs."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizapp.attempts.rules import AnswerFigures, ItemsShown, ShownItem, read
from quizapp.attempts.rules.item_words import MEASURES, REMARKS
from quizapp.banks.rules import Marked, Word
from quizapp.contests.rules import Sentence
from quizapp.phrases import ZONE, shown_value, spoken
from quizapp.richtext import plain
from quizapp.spreadsheets import harmless

MIME_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

ITEM_HEADINGS = (
    Sentence("Question id", {}),
    Sentence("Question", {}),
    Sentence("The key may be wrong", {}),
)
ANSWER_HEADINGS = (
    Sentence("Answer", {}),
    Sentence("Right answer", {}),
    Sentence("Attempts", {}),
    Sentence("Share of the best", {}),
    Sentence("Share of the middle", {}),
    Sentence("Share of the weakest", {}),
)
YES = Sentence("yes", {})


@dataclass(frozen=True)
class Titled:
    """The statistics of a round, with what stands above them."""

    contest_slug: str
    contest_title: str
    round_number: int
    round_title: str
    shown: ItemsShown


def written(titled: Titled, form: str, language: str) -> bytes:
    """Return statistics as ``csv`` or ``json``."""
    return to_json(titled) if form == "json" else to_csv(titled, language)


def word_in(word: Word, language: str) -> str:
    """Return a word of an answer in a reader's language."""
    if isinstance(word, Marked):
        return plain(word)
    if isinstance(word, bool):
        judged = Sentence("Right", {}) if word else Sentence("Wrong", {})
        return spoken(*judged, language=language)
    if isinstance(word, Decimal):
        return shown_value(word, language)
    return word


def answer_in(words: Iterable[Word], language: str) -> str:
    """Return an answer as one text in a reader's language."""
    return "; ".join(word_in(word, language) for word in words)


def lines_of(one: ShownItem, language: str) -> list[tuple[str, AnswerFigures]]:
    """Return what was answered, each answer once: all lines together are all asked.

    Of a question with several right options each chosen option has its line.
    """
    figures = one.figures
    wrong = [answer for answer in figures.typed if not answer.is_right]
    found = [
        (answer_in(read(answer.words, one.item), language), answer)
        for answer in [*figures.listed, *wrong]
    ]
    others = Sentence("Other answers", {}), figures.others
    blank = Sentence("Left blank", {}), figures.blank
    return found + [
        (spoken(*name, language=language), answer)
        for name, answer in (others, blank)
        if answer.count or answer is figures.blank
    ]


def to_csv(titled: Titled, language: str) -> bytes:
    """Return statistics as CSV that Excel opens right: UTF-8 with a mark in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in preamble(titled, language):
        writer.writerow([harmless(line)])
    writer.writerow([])
    labels = [measure.label for measure in MEASURES]
    headings = [*ITEM_HEADINGS, *labels, *ANSWER_HEADINGS]
    writer.writerow([spoken(*one, language=language) for one in headings])
    for one in titled.shown.items:
        writer.writerows(_rows(one, language))
    writer.writerow([])
    for line in definitions(language):
        writer.writerow([harmless(line)])
    return out.getvalue().encode("utf-8-sig")


def preamble(titled: Titled, language: str) -> list[str]:
    """Return the lines above the table: which round, what was counted, what is sealed."""
    shown = titled.shown
    lines = [titled.contest_title, titled.round_title]
    if shown.computed_at is not None:
        counted = Sentence(
            "Attempts counted: %(count)s, at %(at)s.",
            {"count": shown.attempt_count, "at": shown.computed_at},
        )
        lines.append(spoken(*counted, language=language))
    return lines + [
        spoken(*sealed_in_words(one.until, one.count), language=language)
        for one in shown.sealed
    ]


def sealed_in_words(until: datetime | None, count: int) -> Sentence:
    """Return how many items are sealed, and until when."""
    if until is None:
        return Sentence(
            "%(count)s questions are sealed until the last running attempt has ended.",
            {"count": count},
        )
    return Sentence(
        "%(count)s questions are sealed until %(at)s.", {"count": count, "at": until}
    )


def definitions(language: str) -> list[str]:
    """Return what each figure means."""
    meant = [
        f"{spoken(*one.label, language=language)}:"
        f" {spoken(*one.definition, language=language)}"
        for one in MEASURES
    ]
    return meant + [spoken(*one, language=language) for one in REMARKS]


def _rows(one: ShownItem, language: str) -> Iterable[list[str]]:
    suspected = spoken(*YES, language=language) if one.figures.wrong_key else ""
    item = [
        harmless(one.item.id),
        harmless(plain(one.item.stem)),
        suspected,
        *(_plain(measure.value(one.figures)) for measure in MEASURES),
    ]
    for text, answer in lines_of(one, language):
        is_right = spoken(*YES, language=language) if answer.is_right else ""
        shares = map(_plain, (answer.upper, answer.middle, answer.lower))
        yield [*item, harmless(text), is_right, str(answer.count), *shares]


def _plain(value: Decimal | int | None) -> str:
    return "" if value is None else str(value)


def to_json(titled: Titled) -> bytes:
    """Return statistics as JSON; decimals are texts."""
    shown = titled.shown
    document = {
        "contest": titled.contest_slug,
        "title": titled.contest_title,
        "round": titled.round_number,
        "attempts": shown.attempt_count,
        "computed_at": _instant(shown.computed_at),
        "sealed": [
            {"count": one.count, "until": _instant(one.until)} for one in shown.sealed
        ],
        "items": [_document(one) for one in shown.items],
        "definitions": {
            one.key: one.definition.message % one.definition.params for one in MEASURES
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _document(one: ShownItem) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "bank_version": one.version,
        "stem": one.item.stem,
        **one.figures.model_dump(mode="json"),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(ZONE).isoformat()

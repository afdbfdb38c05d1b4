"""Answers of typed questions: options, a judgement, a number, words to type."""

import re
from collections.abc import Callable

from quizapp.banks.files.fieldwords import (
    truth,
    word,
)
from quizapp.banks.files.typed.drafts import Choice, Draft
from quizapp.banks.files.typed.notes import Notes
from quizapp.banks.files.typed.texts import (
    is_short,
    number_of,
    number_text,
    put,
    short,
)
from quizapp.banks.rules import readings
from quizapp.banks.rules.choices import FEWEST_OPTIONS, MOST_OPTIONS
from quizapp.names import clean
from quizapp.yamltree import List, Map

LONGEST_OPTION = 500
LONGEST_ANSWER = 200
_ANSWERS = re.compile(r"\s+/\s+|\s*;\s*")
_OPTION = {"is_right": "key", "keep_last": "keep_last"}


def take_choices(taker: Notes, draft: Draft, item: Map) -> None:
    """Take options; the reader has seen to it that there is a key."""
    seen: dict[str, Choice] = {}
    options = List(draft.place)
    for choice in draft.choices:
        _check_option(taker, draft, choice, seen)
        option = Map(choice.place)
        put(option, choice.place, "text", choice.text)
        for name in ("is_right", "keep_last"):
            if getattr(choice, name):
                put(option, choice.place, _OPTION[name], "true")
        options.append(option)
        options.lines.append(choice.place)
    put(item, draft.place, "options", options)
    _check_options(taker, draft, item["kind"])


def _check_option(
    taker: Notes, draft: Draft, choice: Choice, seen: dict[str, Choice]
) -> None:
    said = {"item": draft.label, "option": choice.letter}
    compared = clean(choice.text).casefold()
    first = seen.setdefault(compared, choice)
    if not compared:
        taker.flag(
            choice.place,
            "%(item)s: option %(option)s is empty: write its text.",
            **said,
        )
    elif first is not choice:
        taker.flag(
            choice.place,
            "%(item)s: options %(first)s and %(option)s read the same.",
            first=first.letter,
            **said,
        )
    taker.check_length(draft, choice.place, choice.text, LONGEST_OPTION)


def _check_options(taker: Notes, draft: Draft, kind: str) -> None:
    count = len(draft.choices)
    right = sum(choice.is_right for choice in draft.choices)
    if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        taker.flag(
            draft.place,
            "%(item)s has %(count)s options: 2 to 6 can stand under a question.",
            item=draft.label,
            count=count,
        )
    elif count == right:
        taker.flag(
            draft.place,
            "%(item)s: all options are marked as right; leave one wrong at least.",
            item=draft.label,
        )
    elif kind == "single" and right > 1:
        taker.flag(
            draft.place,
            "%(item)s has %(count)s right options, and its kind allows for one.",
            item=draft.label,
            count=right,
        )


def take_truth(taker: Notes, draft: Draft, item: Map) -> None:
    """Take the judgement."""
    told = truth(draft.answer)
    if draft.choices:
        told = next(truth(one.text) for one in draft.choices if one.is_right)
    if told is None:
        taker.flag(
            draft.place,
            "%(item)s is judged right or wrong: write “Đúng” or “Sai” as its key.",
            item=draft.label,
        )
    put(item, draft.place, "answer", "true" if told else "false")


def take_number(taker: Notes, draft: Draft, item: Map) -> None:
    """Take the number."""
    put_number(taker, draft, item, "answer", draft.place, draft.answer)


def put_number(
    taker: Notes, draft: Draft, item: Map, name: str, place: int, text: str
) -> None:
    """Put a number into an item, read the Vietnamese way."""
    number = number_of(text)
    if number is None or not is_short(number):
        taker.flag(
            place,
            "%(item)s: “%(text)s” can't be its number; write one such as 959 or 12,5.",
            item=draft.label,
            text=short(text),
        )
        return
    if len(readings(text)) > 1:
        taker.note(
            place,
            "%(item)s: “%(text)s” is taken as %(number)s.",
            item=draft.label,
            text=text,
            number=number,
        )
    if name == "tolerance" and number < 0:
        number = -number
    put(item, place, name, number_text(number))


def take_words(taker: Notes, draft: Draft, item: Map) -> None:
    """Take the answers to type."""
    found = dict.fromkeys(
        one for part in _ANSWERS.split(draft.answer) if (one := clean(part))
    )
    answers = List(draft.place)
    for one in found:
        answers.append(one)
        answers.lines.append(draft.place)
    put(item, draft.place, "answers", answers)
    if not found or any(not word(one) or len(one) > LONGEST_ANSWER for one in found):
        taker.flag(
            draft.place,
            "%(item)s: “%(text)s” can't be an answer to type: write a few words, several answers with “ / ” between.",
            item=draft.label,
            text=short(draft.answer),
        )
    elif not draft.kind:
        taker.note(
            draft.place,
            "%(item)s has no options: it is answered by typing “%(text)s”.",
            item=draft.label,
            text="” / “".join(found),
        )


#: Kind → what takes its answer; the others have options.
ANSWERING: dict[str, Callable[[Notes, Draft, Map], None]] = {
    "true_false": take_truth,
    "number": take_number,
    "short_text": take_words,
}

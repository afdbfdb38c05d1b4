"""Aiken: one right option a question, and nothing else.

https://docs.moodle.org/en/Aiken_format: a question, options such as ``A. text`` or
``B) text``, and ``ANSWER: B``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from quizapp.banks.files.foreign import literal
from quizapp.banks.files.losses import Losses
from quizapp.banks.files.markup import is_plain, plain
from quizapp.banks.files.questions import FULL, Answer, Question
from quizapp.banks.files.sheet import Sheet, Written
from quizapp.banks.files.taking import Taker
from quizapp.banks.files.texts import lines_of, text_of
from quizapp.banks.rules import Bank, Item
from quizapp.banks.rules.kinds.single import SingleItem
from quizapp.errors import Fault
from quizapp.yamltree.reading import shortened

_OPTION = re.compile(r"([A-Z])[.)](?:\s+(.*)|$)")
_ANSWER = re.compile(r"ANSWER\s*:(.*)", re.I)
_LETTERS = re.compile(r"[A-Z](?:[,;&\s]+[A-Z])*\.?")


@dataclass
class _Lines:
    """The lines of one question."""

    stem: list[tuple[int, str]] = field(default_factory=list)
    #: Line, letter and text of each option.
    options: list[tuple[int, str, str]] = field(default_factory=list)
    #: There was something wrong that is told already.
    is_broken: bool = False


def read(data: bytes, *, name: str) -> Sheet:
    """Read Aiken into a sheet.

    Raises:
        FileFaultsError: it is no text that we take, or holds too much.
    """
    text, warnings = text_of(data, name=name)
    taker = Taker(name)
    taker.warnings += warnings
    question = _Lines()
    for number, line in enumerate(text.split("\n"), start=1):
        question = _next(taker, question, number, line.strip())
    if question.stem:
        first = question.stem[0][0]
        taker.refuse(Fault(first, "A question without its line “ANSWER: …”."))
    return taker.sheet(lines_of(text))


def _next(taker: Taker, question: _Lines, number: int, words: str) -> _Lines:
    """Read one line; return the question that it belongs to, or the next one."""
    answer = _ANSWER.fullmatch(words)
    option = _OPTION.fullmatch(words)
    if answer is not None:
        taker.count(number)
        _take(taker, question, number, answer[1].strip().upper())
        return _Lines()
    if option is not None and question.stem:
        question.options.append((number, option[1], option[2] or ""))
    elif words and question.options:
        if not question.is_broken:
            taker.refuse(
                Fault(
                    number,
                    "“%(text)s” stands where an option or “ANSWER: …” is due: each"
                    " option has one line.",
                    {"text": shortened(words)},
                )
            )
        question.is_broken = True
    elif words:
        question.stem.append((number, words))
    return question


def _take(taker: Taker, found: _Lines, line: int, letters: str) -> None:
    if found.is_broken:
        return
    fault = _fault(found, line, letters)
    if fault is not None:
        (taker.warn if fault.is_warning else taker.refuse)(fault)
        return
    first = found.stem[0][0]
    stem = literal(taker, first, "\n".join(words for _, words in found.stem))
    answers = [
        Answer(
            at, literal(taker, at, text), FULL if letter == letters[0] else Decimal(0)
        )
        for at, letter, text in found.options
    ]
    taker.take_choice(Question(first, stem), answers)


def _fault(found: _Lines, line: int, letters: str) -> Fault | None:
    """Return what keeps lines from being a question."""
    expected = [chr(ord("A") + at) for at in range(len(found.options))]
    if not found.stem:
        return Fault(line, "“ANSWER: …” belongs to no question.")
    if not found.options:
        return Fault(
            line, "A question without options: each begins with A. or A) and a blank."
        )
    if [letter for _, letter, _ in found.options] != expected:
        return Fault(
            found.options[0][0],
            "Options must be lettered A, B, C … in this order, each letter once.",
        )
    return _letter_fault(found, line, letters, expected)


def _letter_fault(
    found: _Lines, line: int, letters: str, expected: list[str]
) -> Fault | None:
    """Return what keeps “ANSWER: …” from naming one option."""
    is_known = _LETTERS.fullmatch(letters) is not None
    if is_known and len(letters.rstrip(".")) > 1:
        return Fault(
            found.stem[0][0],
            "Skipped: several right options, and Aiken has questions with one alone.",
            is_warning=True,
        )
    if not is_known or letters[0] not in expected:
        return Fault(
            line,
            "“%(text)s” is no letter of an option.",
            {"text": shortened(letters)},
        )
    return None


def write(bank: Bank, _pictures: Mapping[str, bytes]) -> Written:
    """Write the items of the kind ``single``: question, options, right letter."""
    losses = Losses("Aiken")
    losses.bank(bank, ("id", "title", "description", "language", "licence", "authors"))
    blocks = []
    for number, item in enumerate(bank.items, start=1):
        if not isinstance(item, SingleItem):
            losses.item(number, item)
            continue
        stem = plain(item.stem).split("\n")
        unreadable = _unreadable(stem)
        if unreadable is not None:
            losses.unwritable(number, item, unreadable)
            continue
        lines = [line for line in stem if line.strip()]
        right = ""
        for letter, option in zip("ABCDEFGHIJ", item.options, strict=False):
            lines.append(f"{letter}. {' '.join(plain(option.text).split())}")
            right = letter if option.key else right
        blocks.append("\n".join([*lines, f"ANSWER: {right}"]))
        _note(losses, number, item)
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(losses.faults))


def _unreadable(stem: list[str]) -> str | None:
    """Return the line of a question that would be read as something else."""
    for at, line in enumerate(stem):
        if _ANSWER.fullmatch(line) or (at and _OPTION.fullmatch(line)):
            return line
    return None


def _note(losses: Losses, number: int, item: Item) -> None:
    losses.fields(
        number,
        item,
        (
            *("points", "tags", "difficulty", "explanation", "source", "as_of"),
            *("retired", "replaced_by"),
        ),
    )
    losses.field(number, item, "id")
    if any(option.keep_last for option in item.choices):
        losses.field(number, item, "keep_last")
    texts = (item.stem, *(option.text for option in item.choices))
    if "\n\n" in plain(item.stem) or not all(map(is_plain, texts)):
        losses.emphasis(number, item)

"""GIFT into a sheet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from quizapp.banks.files import foreign
from quizapp.banks.files.gift.escapes import hidden, shown
from quizapp.banks.files.hypertext import Shown
from quizapp.banks.files.questions import FULL, Answer, Question, number_of
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.files.taking import Taker
from quizapp.banks.files.texts import lines_of, text_of
from quizapp.errors import Fault
from quizapp.yamltree.reading import shortened

#: Stands where the answer goes in the middle of a sentence, as in Moodle.
GAP = "_____"
_CATEGORY = "$CATEGORY:"

_TITLE = re.compile(r"::(.*?)::", re.S)
_FORM = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%([+-]?[0-9]{1,3}(?:\.[0-9]{1,10})?)%")
_ID = re.compile(r"\[id:([^\[\]]{1,100})\]")
_TAG = re.compile(r"\[tag:([^\[\]<>`]{1,100})\]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass
class _Block:
    """One question's lines."""

    #: Number and text of each line, without comments.
    lines: list[tuple[int, str]] = field(default_factory=list)
    #: What comments before or between them tell.
    id: str = ""
    tags: list[str] = field(default_factory=list)


def read(data: bytes, *, name: str) -> Sheet:
    """Read GIFT into a sheet.

    Raises:
        FileFaultsError: it is no text that we take, or holds too much.
    """
    text, warnings = text_of(data, name=name)
    taker = Taker(name)
    taker.warnings += warnings
    category = ""
    for block in _blocks(text):
        line, first = block.lines[0]
        if not first.lstrip().startswith(_CATEGORY):
            taker.count(line)
            _Reader(taker, block, category).read()
            continue
        path = first.strip().removeprefix(_CATEGORY)
        category = taker.category(line, path, id=block.id)
    return taker.sheet(lines_of(text))


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the questions of a text.

    Empty lines part them. Files whose questions follow each other closely are read as
    they are meant: ``::`` at the beginning of a line opens a question.
    """
    block = _Block()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if words.startswith("//"):
            if block.lines and "[id:" in words:
                yield block
                block = _Block()
            _read_comment(block, words)
            continue
        is_new = words.startswith(("::", _CATEGORY)) or not words
        if is_new and block.lines:
            yield block
            block = _Block()
        if words:
            block.lines.append((number, line))
        if words.startswith(_CATEGORY):
            yield block
            block = _Block()
    if block.lines:
        yield block


def _read_comment(block: _Block, words: str) -> None:
    for found in _ID.finditer(words):
        block.id = found[1].strip()
    block.tags += [found[1].strip() for found in _TAG.finditer(words)]


class _Reader:
    """Reads one question."""

    def __init__(self, taker: Taker, block: _Block, category: str) -> None:
        self._taker = taker
        self._block = block
        self._text = hidden("\n".join(line for _, line in block.lines))
        self._form = "moodle"
        self._question = Question(
            block.lines[0][0],
            "",
            id=block.id,
            tags=block.tags,
            category=category,
        )

    def read(self) -> None:
        """Take the question, or report why not."""
        at = len(self._text) - len(self._text.lstrip())
        title = _TITLE.match(self._text, at)
        if title is not None:
            self._question.title = shown(title[1]).strip()
            at = title.end()
        opens = self._text.find("{", at)
        closes = self._text.find("}", max(opens, at))
        fault = self._braces(at, opens, closes)
        if fault is not None:
            (self._taker.warn if fault.is_warning else self._taker.refuse)(fault)
            return
        self._read_stem(self._text[at:opens], self._text[closes + 1 :])
        body = self._text[opens + 1 : closes]
        body, is_told, general = body.partition("####")
        if is_told:
            told = self._shown(general, self._line(opens))
            self._question.explanation = told.text
            self._question.source = told.source
        self._read_answers(body, opens + 1)

    def _braces(self, at: int, opens: int, closes: int) -> Fault | None:
        """Return what keeps the braces from enclosing answers."""
        if opens < 0:
            if closes >= 0:
                return Fault(
                    self._line(closes), "A brace } closes what no brace { opens."
                )
            return Fault(
                self._line(at),
                "Skipped: a text without answers in braces.",
                is_warning=True,
            )
        if closes < 0:
            return Fault(
                self._line(opens),
                "The brace { that opens here is not closed; an empty line ends a"
                " question.",
            )
        more = re.compile("[{}]").search(self._text, closes + 1)
        if self._text.find("{", opens + 1, closes) >= 0 or more is not None:
            return Fault(
                self._line(opens),
                "Skipped: more than one pair of braces. An empty line parts questions;"
                r" braces of a text are typed \{ and \}.",
                is_warning=True,
            )
        return None

    def _read_stem(self, before: str, after: str) -> None:
        if after.strip():
            before = f"{before}{GAP}{after}"
        form = _FORM.match(before.strip())
        if form is not None:
            self._form = form[1]
        self._question.stem = self._shown(before, self._question.line).text

    def _read_answers(self, body: str, at: int) -> None:
        told = body.strip()
        judged = told.partition("#")[0].strip().upper()
        if not told:
            self._skip("essay")
        elif told.startswith("#"):
            self._read_numbers(body.replace("#", " ", 1), at)
        elif "~" in told:
            self._read_options(body, at)
        elif judged in _TRUTH:
            self._read_truth(told, is_true=_TRUTH[judged])
        elif "=" in told and "->" in told:
            self._skip("matching")
        elif "=" in told:
            answers = list(self._answers(body, at, "="))
            for answer in answers:
                form = _FORM.match(answer.text)
                answer.text = shown(answer.text[form.end() if form else 0 :]).strip()
            self._taker.take_words(self._question, answers)
        else:
            self._taker.refuse(
                Fault(
                    self._question.line,
                    "“%(text)s” between braces is no answer: answers begin with = or ~.",
                    {"text": shortened(shown(told))},
                )
            )

    def _skip(self, kind: str) -> None:
        self._taker.warn(
            Fault(
                self._question.line,
                "Skipped: we have no kind for questions of the type “%(type)s”.",
                {"type": kind},
            )
        )

    def _read_truth(self, told: str, *, is_true: bool) -> None:
        _, *feedback = told.split("#")
        wrong, right = ([*feedback, "", ""])[:2]
        line = self._question.line
        self._taker.take_truth(
            self._question,
            is_true=is_true,
            right=self._shown(right, line).text,
            wrong=self._shown(wrong, line).text,
        )

    def _read_options(self, body: str, at: int) -> None:
        answers = list(self._answers(body, at, "=~", is_weighed=False))
        for answer in answers:
            answer.text = self._shown(answer.text, answer.line).text
        if any(sign == "=" for sign in re.findall("[=~]", body)):
            self._taker.take_choice(self._question, answers)
        else:
            self._taker.take_choices(self._question, answers)

    def _read_numbers(self, body: str, at: int) -> None:
        signed = body if "=" in body.partition("~")[0] else f"={body}"
        answers = list(self._answers(signed, at, "=~"))
        answers = [answer for answer in answers if answer.text]
        for answer in answers:
            text = shown(answer.text)
            low, is_range, high = text.partition("..")
            if is_range:
                answer.text, answer.tolerance = _middle(low, high) or (text, "0")
            else:
                answer.text, _, tolerance = text.partition(":")
                answer.tolerance = tolerance.strip() or "0"
        self._taker.take_number(self._question, answers)

    def _answers(
        self, body: str, at: int, signs: str, *, is_weighed: bool = True
    ) -> Iterator[Answer]:
        """Yield the answers between braces, their texts still with hidden signs.

        ``is_weighed``: also right ones may say what part of the mark they earn.
        """
        for found in re.finditer(f"([{signs}])([^{signs}]*)", body):
            text, _, feedback = found[2].partition("#")
            line = self._line(at + found.start())
            percent = FULL if found[1] == "=" else Decimal(0)
            weight = _WEIGHT.match(text.strip())
            if weight is not None and (found[1] == "~" or is_weighed):
                percent = Decimal(weight[1])
                text = text.strip()[weight.end() :]
            if text.strip() or feedback.strip() or found[1] == "=" or weight:
                yield Answer(
                    line, text.strip(), percent, self._shown(feedback, line).text
                )

    def _shown(self, text: str, line: int) -> Shown:
        """Return a text with hidden signs as Markdown."""
        text = text.strip()
        form = _FORM.match(text)
        if form is not None:
            text = text[form.end() :]
        return foreign.shown(
            self._taker, line, shown(text), form[1] if form else self._form
        )

    def _line(self, at: int) -> int:
        lines: Sequence[tuple[int, str]] = self._block.lines
        return lines[min(self._text.count("\n", 0, at), len(lines) - 1)][0]


def _middle(low: str, high: str) -> tuple[str, str] | None:
    """Return the number amid two, and how far they lie from it."""
    ends = number_of(low), number_of(high)
    if ends[0] is None or ends[1] is None:
        return None
    return f"{(ends[0] + ends[1]) / 2:f}", f"{abs(ends[1] - ends[0]) / 2:f}"

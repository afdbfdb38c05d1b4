"""What readers of foreign formats share: questions as Moodle knows them, as items.

A reader finds questions and says of each what it is; here it is decided whether a kind
of ours can hold it, and everything that stays behind is reported.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from quizapp.banks.files.questions import (
    FULL,
    Answer,
    Question,
    category_name,
    is_overloaded,
    is_short,
    number_of,
    number_text,
)
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.rules import MOST_ITEMS
from quizapp.banks.rules.choices import FEWEST_OPTIONS, MOST_OPTIONS
from quizapp.banks.rules.fields import MOST_DECIMALS, MOST_DIGITS
from quizapp.errors import Fault, FileFaultsError
from quizapp.names import slug_of
from quizapp.yamltree import List, Map
from quizapp.yamltree.reading import MOST_FAULTS, shortened

#: Parts of a mark need not add up to 100 to the last digit: 3 × 33.333.
NEARLY = Decimal("0.1")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Tags that say what fields of ours say.
_FIELDS = {
    "difficulty": ("difficulty", re.compile("easy|medium|hard")),
    "as-of": ("as_of", re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
}


class Taker:
    """Takes questions in, one after the other, and remembers what to report."""

    def __init__(self, name: str) -> None:
        self.tree = Map(1)
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.pictures: dict[str, bytes] = {}
        self._name = name
        self._items = List(1)
        self._count = 0
        self._ids: dict[str, int] = {}
        self._told: set[object] = set()

    def count(self, line: int) -> None:
        """Count one more question, taken or not.

        Raises:
            FileFaultsError: there are too many.
        """
        self._count += 1
        if self._count > MOST_ITEMS:
            self.stop(
                Fault(
                    line,
                    "A file may have %(most)s questions at most: split it.",
                    {"most": MOST_ITEMS},
                )
            )

    def stop(self, fault: Fault) -> None:
        """Give the whole file up."""
        raise FileFaultsError(self._name, [*self.faults, fault])

    def refuse(self, fault: Fault) -> None:
        """Note what is broken; after many of them the file is given up."""
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise FileFaultsError(self._name, self.faults)

    def warn(self, fault: Fault, *, once: object = None) -> None:
        """Note what is left out or taken otherwise; ``once``: said only once of it."""
        if once is not None:
            if once in self._told:
                return
            self._told.add(once)
        self.warnings.append(
            Fault(fault.line, fault.message, fault.params, is_warning=True)
        )

    def category(self, line: int, path: str, *, id: str = "", about: str = "") -> str:  # noqa: A002  # as the field is called
        """Read where the next questions belong, and return what tags them.

        The first category of a file names the bank if it has an id: so do we write it.
        """
        name = category_name(path)
        is_bank = bool(_SLUG.fullmatch(id) and name and not self._count)
        if is_bank and "title" not in self.tree:
            given = {"id": id, "title": name, "description": about}
            if is_overloaded(given):
                return ""
            _fill(self.tree, line, {name: one for name, one in given.items() if one})
            return ""
        if name:
            self.tag_of(line, name)
        return name

    def sheet(self, texts: dict[int, str]) -> Sheet:
        """Return the file as it was understood."""
        if self._items:
            self.tree["items"] = self._items
            self.tree.lines["items"] = self._items.lines[0]
        elif not self.faults:
            self.faults.append(
                Fault(1, "There is no question in here that we can take.")
            )
        return Sheet(
            self._name,
            self.tree,
            faults=tuple(self.faults),
            warnings=tuple(sorted(self.warnings, key=lambda fault: fault.line)),
            texts=texts,
            pictures=self.pictures,
        )

    def take_choice(self, question: Question, answers: Sequence[Answer]) -> None:
        """Take a question with options, of which one counts in full."""
        full = [answer for answer in answers if answer.percent == FULL]
        if len(full) != 1:
            message = (
                Fault(
                    question.line,
                    "Skipped: %(count)s options are right, each on its own; we have"
                    " one right option, or a set of which all must be chosen.",
                    {"count": len(full)},
                )
                if full
                else Fault(question.line, "Skipped: no option counts in full.")
            )
            self.warn(message)
            return
        for answer in answers:
            if 0 < answer.percent < FULL:
                self._part_of_mark(answer)
        self._take_options("single", question, answers, full)

    def take_choices(self, question: Question, answers: Sequence[Answer]) -> None:
        """Take a question whose right options share the mark."""
        right = [answer for answer in answers if answer.percent > 0]
        if len(right) == len(answers):
            self.warn(Fault(question.line, "Skipped: every option is right."))
            return
        total = sum((answer.percent for answer in right), Decimal(0))
        if abs(total - FULL) > NEARLY:
            self.warn(
                Fault(
                    question.line,
                    "Skipped: the right options make %(total)s %% of the mark, not"
                    " 100; which of them are right can't be known.",
                    {"total": f"{total.normalize():f}"},
                )
            )
            return
        self._take_options("multiple", question, answers, right)

    def take_words(
        self, question: Question, answers: Sequence[Answer], *, capitals: bool = False
    ) -> None:
        """Take a question for a few words."""
        texts = [(one.line, one.text) for one in answers if self._is_one_text(one)]
        if not texts:
            self.warn(Fault(question.line, "Skipped: no answer counts in full."))
            return
        kept = List(texts[0][0])
        seen: set[str] = set()
        for line, told in texts:
            text = told.replace(r"\*", "*")
            if text not in seen:
                kept.append(text)
                kept.lines.append(line)
                seen.add(text)
        values: dict[str, Any] = {"answers": kept}
        if capitals:
            values["capitals"] = "true"
        self._tell_feedback(question, answers, answers[:1])
        self._add("short_text", question, values)

    def take_number(self, question: Question, answers: Sequence[Answer]) -> None:
        """Take a question for a number."""
        full = [
            answer
            for answer in answers
            if answer.percent == FULL and answer.text.strip() != "*"
        ]
        if len(full) != 1:
            self.warn(
                Fault(
                    question.line,
                    "Skipped: %(count)s numbers count in full; we have one, and how"
                    " far an answer may lie from it.",
                    {"count": len(full)},
                )
            )
            return
        for answer in answers:
            if 0 < answer.percent < FULL:
                self._part_of_mark(answer)
        number, tolerance = number_of(full[0].text), number_of(full[0].tolerance)
        if number is None or tolerance is None:
            told = full[0].text if number is None else full[0].tolerance
            self.warn(
                Fault(
                    full[0].line,
                    "Skipped: “%(text)s” is no number.",
                    {"text": shortened(told)},
                )
            )
            return
        if not (is_short(number) and is_short(tolerance)):
            self.warn(
                Fault(
                    full[0].line,
                    "Skipped: numbers may have %(digits)s digits before the comma and"
                    " %(decimals)s behind it.",
                    {"digits": MOST_DIGITS, "decimals": MOST_DECIMALS},
                )
            )
            return
        values = {"answer": number_text(number)}
        if tolerance:
            values["tolerance"] = number_text(abs(tolerance))
        self._tell_feedback(question, answers, full)
        self._add("number", question, values)

    def take_truth(
        self, question: Question, *, is_true: bool, right: str = "", wrong: str = ""
    ) -> None:
        """Take a statement to judge, with the feedback of both judgements."""
        answers = [
            Answer(question.line, "", FULL, right),
            Answer(question.line, "", Decimal(0), wrong),
        ]
        self._tell_feedback(question, answers, answers[:1])
        self._add("true_false", question, {"answer": "true" if is_true else "false"})

    def tag_of(self, line: int, text: str) -> str:
        """Return text as a tag; empty: it can't be one. What changes is told once."""
        tag = slug_of(text)
        if not tag:
            self.warn(
                Fault(
                    line,
                    "Left out: “%(text)s” can't be a tag.",
                    {"text": shortened(text)},
                ),
                once=("tag", text),
            )
        elif tag != text:
            self.warn(
                Fault(
                    line,
                    "“%(text)s” became the tag “%(tag)s”.",
                    {"text": shortened(text), "tag": tag},
                ),
                once=("tag", text),
            )
        return tag

    def _is_one_text(self, answer: Answer) -> bool:
        """Tell whether an answer is one text that counts in full; report the others."""
        if answer.percent <= 0:
            return False
        if re.search(r"(?<!\\)\*", answer.text):
            self.warn(
                Fault(
                    answer.line,
                    "Left out: the answer “%(text)s”, for a * stands for anything.",
                    {"text": shortened(answer.text)},
                )
            )
            return False
        if answer.percent < FULL:
            self._part_of_mark(answer)
        return answer.percent == FULL

    def _part_of_mark(self, answer: Answer) -> None:
        self.warn(
            Fault(
                answer.line,
                "“%(text)s” earns %(percent)s %% of the mark there; here it counts as"
                " wrong.",
                {
                    "text": shortened(answer.text),
                    "percent": f"{answer.percent.normalize():f}",
                },
            )
        )

    def _take_options(
        self,
        kind: str,
        question: Question,
        answers: Sequence[Answer],
        right: Sequence[Answer],
    ) -> None:
        if not FEWEST_OPTIONS <= len(answers) <= MOST_OPTIONS:
            self.warn(
                Fault(
                    question.line,
                    "Skipped: the number of options is %(count)s; we have"
                    " %(fewest)s to %(most)s.",
                    {
                        "count": len(answers),
                        "fewest": FEWEST_OPTIONS,
                        "most": MOST_OPTIONS,
                    },
                )
            )
            return
        options = List(answers[0].line)
        for answer in answers:
            option = Map(answer.line)
            values = {"text": answer.text}
            if any(answer is one for one in right):
                values["key"] = "true"
            if question.is_fixed:
                values["keep_last"] = "true"
            _fill(option, answer.line, values)
            options.append(option)
            options.lines.append(answer.line)
        self._tell_feedback(question, answers, right)
        self._add(kind, question, {"options": options})

    def _tell_feedback(
        self, question: Question, answers: Iterable[Answer], right: Sequence[Answer]
    ) -> None:
        """Make the explanation of what is said to an answer; say what isn't kept."""
        kept = question.explanation
        if not kept and len(right) == 1:
            kept = question.explanation = right[0].feedback
        if any(answer.feedback and answer.feedback != kept for answer in answers):
            self.warn(
                Fault(question.line, "Left out: what is said to single answers."),
            )

    def _add(self, kind: str, question: Question, values: dict[str, Any]) -> None:
        if is_overloaded(
            [question.stem, question.explanation, question.source, values]
        ):
            self.warn(
                Fault(
                    question.line,
                    "Skipped: a letter has more marks than any writing has.",
                )
            )
            return
        item = Map(question.line)
        name = self._id_of(question)
        told = self._tags_of(question)
        given = {
            "id": name,
            "kind": kind,
            "stem": question.stem,
            **values,
            "points": question.points,
            "explanation": question.explanation,
            **told,
        }
        _fill(item, question.line, {name: one for name, one in given.items() if one})
        if "stem" not in item:
            _fill(item, question.line, {"stem": ""})
        if question.source:
            source = Map(question.line)
            told = {
                name: unicodedata.normalize("NFC", text)
                for name, text in question.source.items()
                if text.strip()
            }
            _fill(source, question.line, told)
            _fill(item, question.line, {"source": source})
        self._items.append(item)
        self._items.lines.append(question.line)

    def _id_of(self, question: Question) -> str:
        """Return the id that a question brings along, or nothing."""
        told = question.id or question.title
        name = told if _SLUG.fullmatch(told) and len(told) <= 80 else slug_of(told)
        if name in self._ids:
            self.warn(
                Fault(
                    question.line,
                    "The name “%(text)s” stands in line %(first)s already: this"
                    " question gets another one.",
                    {"text": shortened(told), "first": self._ids[name]},
                )
            )
            return ""
        if name:
            self._ids[name] = question.line
        if name != told:
            self.warn(
                Fault(
                    question.line,
                    "Names of questions became ids, such as “%(id)s” of “%(text)s”.",
                    {"id": name, "text": shortened(told)},
                ),
                once="names",
            )
        return name

    def _tags_of(self, question: Question) -> dict[str, Any]:
        """Return the tags of a question, and the fields that stand among them."""
        found: dict[str, Any] = {}
        tags = List(question.line)
        for told in [*question.tags, question.category]:
            name, _, value = told.partition(":")
            place, form = _FIELDS.get(name, ("", None))
            if form is not None and form.fullmatch(value) and place not in found:
                found[place] = value
            elif told and (tag := self.tag_of(question.line, told)) and tag not in tags:
                tags.append(tag)
                tags.lines.append(question.line)
        return found | {"tags": tags}


def _fill(node: Map, line: int, values: dict[str, Any]) -> None:
    for name, value in values.items():
        node[name] = value
        node.lines[name] = value.line if isinstance(value, List | Map) else line

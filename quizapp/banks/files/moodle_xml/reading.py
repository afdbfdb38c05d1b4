"""Moodle XML into a sheet."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import PurePath

from quizapp.banks.files import foreign
from quizapp.banks.files.hypertext import Shown
from quizapp.banks.files.markup import plain
from quizapp.banks.files.moodle_xml.elements import Element, read_questions
from quizapp.banks.files.questions import FULL, Answer, Question, number_of, number_text
from quizapp.banks.files.sheet import Sheet
from quizapp.banks.files.taking import Taker
from quizapp.banks.files.texts import MOST_XML_BYTES, lines_of, text_of
from quizapp.errors import Fault
from quizapp.yamltree.reading import shortened

#: What Moodle calls its formats → what they are called here.
_FORMS = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}
_YES = {"1", "true"}
#: Left out wherever they hold something: hints, and what is said to every answer.
_UNUSED = ("hint", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(data: bytes, *, name: str) -> Sheet:
    """Read Moodle XML into a sheet.

    Raises:
        FileFaultsError: it is no Moodle XML that we take.
    """
    text, warnings = text_of(data, name=name, most_bytes=MOST_XML_BYTES)
    taker = Taker(name)
    taker.warnings += warnings
    read_questions(text, name=name, take=_Reader(taker).take)
    return taker.sheet(lines_of(text))


class _Reader:
    """Reads questions, each in the category that stands above it."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._category = ""
        self._kinds: dict[str, Callable[[Element, Question], None]] = {
            "multichoice": self._read_options,
            "multichoiceset": self._read_options,
            "truefalse": self._read_truth,
            "shortanswer": self._read_words,
            "numerical": self._read_numbers,
        }

    def take(self, element: Element) -> None:
        """Take one question, or report why not."""
        kind = element.attributes.get("type", "")
        if kind == "category":
            self._read_category(element)
            return
        self._taker.count(element.line)
        read = self._kinds.get(kind)
        if read is None:
            self._taker.warn(
                Fault(
                    element.line,
                    "Skipped: we have no kind for questions of the type “%(type)s”.",
                    {"type": shortened(kind)},
                )
            )
        elif element.value("hidden") in _YES:
            self._taker.warn(
                Fault(element.line, "Skipped: the question is hidden in Moodle.")
            )
        else:
            read(element, self._question(element))

    def _read_category(self, element: Element) -> None:
        info = element.first("info")
        self._category = self._taker.category(
            element.line,
            element.value("category", "text"),
            id=element.value("idnumber"),
            about=plain(self._shown(info).text),
        )

    def _question(self, element: Element) -> Question:
        stem = element.first("questiontext")
        general = element.first("generalfeedback")
        told = self._shown(general)
        tags = element.first("tags")
        question = Question(
            element.line,
            self._shown(stem).text + self._old_picture(element),
            id=element.value("idnumber"),
            title=element.value("name", "text"),
            tags=[tag.value("text") or tag.text.strip() for tag in tags.children]
            if tags is not None
            else [],
            category=self._category,
            explanation=told.text,
            source=told.source,
            points=self._points(element),
        )
        for unused in _UNUSED:
            for found in element.all(unused):
                if found.value("text"):
                    self._taker.warn(
                        Fault(
                            found.line,
                            "Left out here and below: <%(name)s>.",
                            {"name": unused},
                        ),
                        once=("unused", unused),
                    )
        return question

    def _old_picture(self, element: Element) -> str:
        """Return the picture that Moodle 1.9 kept beside a question, as Markdown."""
        name = element.value("image")
        data = foreign.decoded(element.value("image_base64"))
        kept = foreign.kept_picture(self._taker, name, data) if name and data else None
        if name and kept is None:
            self._taker.warn(
                Fault(
                    element.line,
                    "Left out: the picture “%(name)s”.",
                    {"name": shortened(name)},
                )
            )
        return f"\n\n![{PurePath(kept).stem}]({kept})" if kept else ""

    def _points(self, element: Element) -> str:
        told = element.value("defaultgrade")
        points = number_of(told)
        return told if points is None else "" if points == 1 else number_text(points)

    def _answers(self, element: Element, *, is_plain: bool = False) -> list[Answer]:
        found = []
        for answer in element.all("answer"):
            percent = number_of(answer.attributes.get("fraction", "0"))
            feedback = answer.first("feedback")
            found.append(
                Answer(
                    answer.line,
                    answer.value("text") or answer.text.strip()
                    if is_plain
                    else self._shown(answer).text,
                    Decimal(0) if percent is None else percent,
                    self._shown(feedback).text,
                    answer.value("tolerance") or "0",
                )
            )
        return found

    def _read_options(self, element: Element, question: Question) -> None:
        answers = self._answers(element)
        question.is_fixed = element.value("shuffleanswers") in {"0", "false"}
        is_set = element.attributes["type"] == "multichoiceset"
        if is_set or element.value("single") in {"0", "false"}:
            if is_set:
                right = [answer for answer in answers if answer.percent == FULL]
                for answer in right:
                    answer.percent = FULL / len(right)
            self._taker.take_choices(question, answers)
        else:
            self._taker.take_choice(question, answers)

    def _read_truth(self, element: Element, question: Question) -> None:
        answers = {
            answer.text.lower(): answer
            for answer in self._answers(element, is_plain=True)
        }
        true, false = answers.get("true"), answers.get("false")
        right = [one for one in (true, false) if one and one.percent == FULL]
        if len(right) != 1:
            self._taker.refuse(
                Fault(
                    question.line,
                    "Of the answers “true” and “false” one must count in full.",
                )
            )
            return
        wrong = false if right[0] is true else true
        self._taker.take_truth(
            question,
            is_true=right[0] is true,
            right=right[0].feedback,
            wrong=wrong.feedback if wrong else "",
        )

    def _read_words(self, element: Element, question: Question) -> None:
        self._taker.take_words(
            question,
            self._answers(element, is_plain=True),
            capitals=element.value("usecase") in _YES,
        )

    def _read_numbers(self, element: Element, question: Question) -> None:
        units = element.first("units")
        if units is not None and units.children:
            self._taker.warn(
                Fault(
                    units.line,
                    "Left out: the units; the number alone is asked for.",
                )
            )
        self._taker.take_number(question, self._answers(element, is_plain=True))

    def _shown(self, element: Element | None) -> Shown:
        """Return the text of an element as Markdown."""
        if element is None:
            return Shown("")
        form = element.attributes.get("format", "html")
        inner = element.first("text")
        return foreign.shown(
            self._taker,
            (inner or element).line,
            (inner or element).text,
            _FORMS.get(form, "html"),
            self._files(element),
        )

    def _files(self, element: Element) -> dict[str, bytes]:
        """Return the files that came with a text."""
        found = {}
        for file in element.all("file"):
            name = file.attributes.get("name", "")
            data = foreign.decoded(file.text)
            if data is None or file.attributes.get("encoding", "base64") != "base64":
                self._taker.warn(
                    Fault(
                        file.line,
                        "Left out: the file “%(name)s” isn't whole.",
                        {"name": shortened(name)},
                    )
                )
            else:
                path = file.attributes.get("path", "/").strip("/")
                found[f"{path}/{name}".lstrip("/")] = data
        return found

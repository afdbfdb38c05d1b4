"""Paragraphs as readers of files give them, and the lines that they are made of."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quizapp.banks.files.fieldwords import folded
from quizapp.banks.files.literal import PLAIN, Look, Run, markdown
from quizapp.errors import FileFaultsError
from quizapp.yamltree.characters import text_problem
from quizapp.yamltree.reading import character_fault

_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"})
_INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069"
    "\\ud800-\\udfff\\ufeff\\ufffe\\uffff]"
)
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a document, or a line of pasted text."""

    #: Its number, from 1.
    place: int
    runs: Sequence[Run]
    #: 1 for a title, 2 and more for headings of chapters; 0: none of them.
    heading: int = 0
    #: It is a line of plain text, where an empty line parts paragraphs.
    is_line: bool = False


@dataclass
class Line:
    """What stands between two line breaks, and how it looks."""

    place: int
    runs: Sequence[Run]
    heading: int = 0
    #: A line break parts it from the line before, no new paragraph.
    is_broken: bool = False
    #: An empty line stands before it.
    is_apart: bool = False
    #: It belongs to the same paragraph as the line before, if to the same text.
    is_tight: bool = False
    #: Its letters as one.
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(run.text for run in self.runs)

    @cached_property
    def folded(self) -> str:
        """Return the letters as words are looked up."""
        return folded(self.text)

    def cut(self, start: int, end: int | None = None) -> "Line":
        """Return a part of it, without blanks around."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Line(self.place, list(_cut(self.runs, start, end)))

    @property
    def looks(self) -> list[tuple[Look, int]]:
        """Return each look with the number of letters that have it."""
        counts = [
            (run.look, len(run.text) - run.text.count(" "))
            for run in self.runs
            if not run.is_markdown
        ]
        return [(look, count) for look, count in counts if count]


def tidy(text: str, *, place: int, name: str) -> str:
    """Return text in NFC without invisible signs.

    Raises:
        FileFaultsError: it has more marks on a letter than any writing.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text.translate(_BREAKS))
    if problem := text_problem(text):
        raise FileFaultsError(name, [character_fault(place, problem)])
    return unicodedata.normalize("NFC", text).replace("Ð", "Đ")


def lines_of(paragraphs: Iterable[Paragraph]) -> Iterator[Line]:
    """Return the lines of paragraphs that have any letters."""
    is_apart = False
    for paragraph in paragraphs:
        is_broken = False
        for runs in _broken(paragraph.runs):
            is_tight = is_broken or (paragraph.is_line and not is_apart)
            line = Line(
                paragraph.place,
                runs,
                paragraph.heading,
                is_broken,
                is_apart,
                is_tight,
            )
            if line.text.strip():
                yield line
                is_apart, is_broken = False, True
            else:
                is_apart = True


def prose(lines: Sequence[Line]) -> str:
    """Return lines as the Markdown of one text: a paragraph stays one."""
    runs: list[Run] = []
    before: Line | None = None
    for line in lines:
        if not line.runs:
            continue
        if before is not None:
            runs.append(Run(_between(before, line), before.runs[-1].look))
        runs += line.runs
        before = line
    text = markdown(runs)
    return "\n".join(_BLANKS.sub(" ", part).strip() for part in text.split("\n"))


def words(lines: Sequence[Line]) -> str:
    """Return lines as one line of plain text."""
    return " ".join(" ".join(line.text for line in lines).split())


def _between(before: Line, line: Line) -> str:
    both_listed = before.text.startswith(("- ", "+ ")) and line.text.startswith("- ")
    return "\n" if line.is_tight or both_listed else "\n\n"


def _broken(runs: Sequence[Run]) -> Iterator[Sequence[Run]]:
    """Part runs at their line breaks."""
    if not any("\n" in run.text for run in runs):
        yield runs
        return
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(run._replace(text=first))
        for text in others:
            yield line
            line = [run._replace(text=text)]
    yield line


def _cut(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        low, high = max(start - at, 0), min(end - at, len(run.text))
        if low < high:
            yield run._replace(text=run.text[low:high])
        at += len(run.text)


def plain_line(place: int, text: str) -> Line:
    """Return a line without any looks."""
    return Line(place, [Run(text, PLAIN)])

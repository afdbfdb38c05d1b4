"""What stands before the first question: the bank's name, and what is said of it."""

import re
from collections.abc import Sequence

from quizapp.banks.files.layout import words
from quizapp.banks.files.layout.lines import Line
from quizapp.banks.files.layout.lines import words as words_of
from quizapp.banks.files.typed import Taker, put
from quizapp.yamltree import List, Map
from quizapp.yamltree.reading import shortened

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 3000

_NAMES = re.compile(
    r"cau hoi|ngan hang|trac nghiem|tim hieu|bo de|de thi|hoi thi|cuoc thi"
)
_LANGUAGES = {"vi": "vi", "tieng viet": "vi", "en": "en", "tieng anh": "en"}


def take_preamble(lines: Sequence[Line], tree: Map, taker: Taker) -> None:
    """Make title and description of the lines before the first question."""
    told = [(line, words.bank_field_of(line)) for line in lines]
    for line, field in told:
        if field is not None and field.rest.text:
            _put_field(tree, line.place, field.name, field.rest.text)
    free = [line for line, field in told if field is None]
    title = None if "title" in tree else _title(free)
    if title is not None:
        put(tree, title.place, "title", " ".join(title.text.split()))
    rest = [line for line in free if line is not title]
    if rest:
        _describe(tree, rest, taker)


def _describe(tree: Map, lines: Sequence[Line], taker: Taker) -> None:
    text = words_of(lines)
    if "description" in tree:
        text = f"{tree['description']} {text}"
    if len(text) > LONGEST_DESCRIPTION:
        taker.note(
            lines[0].place,
            "What stands before the first question is too long for a description and is"
            " left out: “%(text)s”.",
            text=shortened(text),
        )
        return
    put(tree, lines[0].place, "description", text)
    taker.note(
        lines[0].place,
        "What stands before the first question became the bank's description:"
        " “%(text)s”.",
        text=shortened(text),
    )


def _title(lines: Sequence[Line]) -> Line | None:
    """Return the line that names the bank: the title, or what speaks of questions."""
    fitting = [line for line in lines if len(line.text) <= LONGEST_TITLE]
    for is_title in (
        lambda line: line.heading == 1,
        lambda line: _NAMES.search(line.folded),
        lambda line: line is lines[0],
    ):
        for line in fitting:
            if is_title(line):
                return line
    return None


def _put_field(tree: Map, place: int, name: str, text: str) -> None:
    if name == "authors":
        authors = List(place)
        authors += [one.strip() for one in text.split(";") if one.strip()]
        authors.lines += [place] * len(authors)
        put(tree, place, name, authors)
    elif name == "language":
        put(tree, place, name, _LANGUAGES.get(text.strip().lower(), text))
    else:
        put(tree, place, name, text)

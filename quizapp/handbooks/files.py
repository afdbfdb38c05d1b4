"""The handbook printed: an A5 booklet as PDF, and the same as a Word file."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from quizapp.banks.rules import Word
from quizapp.documents import pdf, tree
from quizapp.documents.words import Booklet
from quizapp.handbooks.rules import Entry, Handbook, source_in_words
from quizapp.phrases import message, shown_value, spoken

Tell = Callable[[int, int], None]
#: Bank → name in its texts → the bytes of a picture.
Pictures = Mapping[str, Mapping[str, bytes]]
NONE: Pictures = MappingProxyType({})

TITLES = {
    "handbook": message("Handbook of questions and answers"),
    "contents": message("Contents"),
    "foreword": message("Foreword"),
    "question": message("Question"),
    "answer": message("Answer"),
    "source": message("Source"),
    "page": message("Page"),
}
COUNTED = message("%(count)s questions and answers")
AS_OF = message("As of %(day)s")
HELD = message(
    "Left out for now, because a round can still ask them: %(count)s questions."
)
RIGHT, WRONG = message("Right"), message("Wrong")

LETTERS = "ABCDEFGHIJ"
#: A page has at least so many lines, each at least so many letters, however wide.
PAGE_LINES, LINE_LETTERS = 26, 30
#: So many lines are as high as a picture.
PICTURE_LINES = 9
#: After so many questions it is told how far the work is.
STEP = 50


def nothing(_done: int, _total: int) -> None:
    """Tell nobody."""


def handbook_pdf(
    book: Handbook,
    *,
    as_of: date,
    language: str = "vi",
    pictures: Pictures = NONE,
    tell: Tell = nothing,
) -> bytes:
    """Return a handbook as a tagged PDF."""
    tell(0, 2)
    data = handbook_data(book, as_of=as_of, language=language)
    tell(1, 2)
    made = pdf("handbook", data, flat(pictures))
    tell(2, 2)
    return made


def handbook_docx(
    book: Handbook,
    *,
    as_of: date,
    language: str = "vi",
    pictures: Pictures = NONE,
    tell: Tell = nothing,
) -> bytes:
    """Return a handbook as a Word file."""
    say = words(book, as_of, language)
    booklet = Booklet(book.title, publisher=book.publisher, language=language)
    booklet.cover(
        [book.publisher, say["handbook"], book.title, book.subtitle],
        [say["counted"], say["as_of"]],
    )
    titles = [chapter.title for chapter in book.chapters]
    booklet.contents(
        say["contents"], [say["foreword"], *titles] if book.foreword else titles
    )
    if book.foreword:
        booklet.chapter(say["foreword"])
        booklet.text(tree(book.foreword), {})
    done = 0
    for chapter in book.chapters:
        booklet.chapter(chapter.title)
        for entry in chapter.entries:
            _write(booklet, entry, say, language, flat(pictures))
            done += 1
            if done % STEP == 0:
                tell(done, book.entry_count + 1)
    if say["held"]:
        booklet.note(say["held"])
    made = booklet.saved()
    tell(book.entry_count + 1, book.entry_count + 1)
    return made


def handbook_data(book: Handbook, *, as_of: date, language: str) -> dict[str, Any]:
    """Return what the template prints."""
    say = words(book, as_of, language)
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "publisher": book.publisher,
        "foreword": tree(book.foreword),
        "language": language,
        "as_of": say["as_of"],
        "held": say["held"],
        "words": say,
        "chapters": [
            {
                "title": chapter.title,
                "entries": [_entry(one, language) for one in chapter.entries],
            }
            for chapter in book.chapters
        ],
    }


def words(book: Handbook, as_of: date, language: str) -> dict[str, str]:
    """Return what the program itself says in a handbook."""
    held = ""
    if book.held_count:
        held = _say(HELD, language, count=book.held_count)
    return {
        "handbook": _say(TITLES["handbook"], language),
        "contents": _say(TITLES["contents"], language),
        "foreword": _say(TITLES["foreword"], language),
        "question": _say(TITLES["question"], language),
        "answer": _say(TITLES["answer"], language),
        "source": _say(TITLES["source"], language),
        "page": _say(TITLES["page"], language),
        "counted": _say(COUNTED, language, count=book.entry_count),
        "as_of": _say(AS_OF, language, day=as_of),
        "held": held,
    }


def in_words(word: Word, language: str) -> str:
    """Return one word of an answer in a language."""
    if isinstance(word, bool):
        return _say(RIGHT if word else WRONG, language)
    return word if isinstance(word, str) else shown_value(word, language)


def told(entry: Entry, text: str) -> list[dict[str, Any]]:
    """Return a text of an entry as blocks; its pictures are called by their bank too."""
    blocks = tree(text)
    for block in blocks:
        for part in block["parts"]:
            for sign in part:
                if "picture" in sign:
                    sign["picture"] = f"{entry.bank}/{sign['picture']}"
    return blocks


def flat(pictures: Pictures) -> dict[str, bytes]:
    """Return pictures as ``told`` calls them."""
    return {
        f"{bank}/{name}": content
        for bank, album in pictures.items()
        for name, content in album.items()
    }


def _entry(entry: Entry, language: str) -> dict[str, Any]:
    return {
        "number": entry.number,
        "stem": told(entry, entry.stem),
        "options": [told(entry, option) for option in entry.options],
        "answer": [told(entry, in_words(word, language)) for word in entry.answer],
        "explanation": told(entry, entry.explanation),
        "source": source_in_words(entry.source),
        "long": may_be_long(entry),
    }


def may_be_long(entry: Entry) -> bool:
    """Tell whether question and answer may need over a page: worth being measured."""
    answers = (word for word in entry.answer if isinstance(word, str))
    texts = (entry.stem, *entry.options, *answers)
    return sum(map(_most_lines, texts)) > PAGE_LINES


def _most_lines(text: str) -> int:
    lines = sum(1 + len(line) // LINE_LETTERS for line in text.splitlines())
    return lines + PICTURE_LINES * text.count("![")


def _write(
    booklet: Booklet,
    entry: Entry,
    say: Mapping[str, str],
    language: str,
    pictures: Mapping[str, bytes],
) -> None:
    booklet.question(
        f"{say['question']} {entry.number}. ", told(entry, entry.stem), pictures
    )
    for letter, option in zip(LETTERS, entry.options, strict=False):
        booklet.option(f"{letter}. ", told(entry, option), pictures)
    answers = [told(entry, in_words(word, language)) for word in entry.answer]
    booklet.answer(f"{say['answer']}: ", answers, pictures)
    if entry.explanation:
        booklet.text(told(entry, entry.explanation), pictures)
    if source := source_in_words(entry.source):
        booklet.note(f"{say['source']}: {source}")


def _say(message: str, language: str, **params: object) -> str:
    return spoken(message, params, language=language)

"""Handbooks: questions with their answers, to read, to search and to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from quizapp.errors import ConflictError
from quizapp.extensions import db, limiter, now
from quizapp.handbooks.models import FORMS
from quizapp.handbooks.queries import (
    Compiled,
    compiled_now,
    file_content,
    files_of,
    free_files,
    published,
    published_handbook,
)
from quizapp.handbooks.rules import Chapter, Entry, matches, source_in_words
from quizapp.names import search_key
from quizapp.richtext import plain
from quizapp.web.access import PUBLIC, enter
from quizapp.web.texts import in_markup, kept, rendered
from quizapp.web.visitors import alike

bp = Blueprint("handbooks", __name__, url_prefix="/handbooks")

RATE = "300/minute"
#: Texts that a process keeps ready to be searched: about 200 bytes each.
MOST_KEYS = 20_000
#: Tells the service worker that it may keep a page: no round draws from its banks, so
#: that no key can lie on a phone that a round holds back later on.
FOR_PHONES = "X-Handbook"
MIME_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class ShownEntry:
    """A question as its page shows it."""

    number: int
    stem: Markup
    options: list[Markup]
    answer: Markup
    explanation: Markup | str
    source: str
    address: str


@dataclass(frozen=True)
class ShownChapter:
    """A chapter as its page shows it."""

    name: str
    title: str
    entries: list[ShownEntry]


@bp.get("")
@enter(PUBLIC)
@alike
def show_all() -> str:
    return render_template("handbooks/list.html", handbooks=published(db.session()))


@bp.get("/<slug>")
@enter(PUBLIC)
@alike
def show(slug: str) -> Response:
    return page(slug)


@bp.get("/<slug>/search")
@enter(PUBLIC)
@limiter.limit(RATE)
def search(slug: str) -> Response:
    """Show the questions that hold what is sought: for who has no script."""
    return page(slug, request.args.get("q", "").strip())


def page(slug: str, query: str = "") -> Response:
    """Return the page of a handbook, or of what of it holds what is sought."""
    row = published_handbook(db.session(), slug)
    compiled = compiled_now(db.session(), row, now=now())
    files = free_files(db.session(), row, now=now(), held=compiled.held)
    is_withheld = len(files) < len(files_of(db.session(), row))
    let_go()
    reply = make_response(
        render_template(
            "handbooks/show.html",
            handbook=row,
            book=compiled.book,
            foreword=rendered(row.foreword, {}),
            chapters=chapters_of(compiled, query),
            query=query,
            files=files,
            is_withheld=is_withheld,
            as_of=now(),
            is_kept=not compiled.is_drawn_from,
        )
    )
    if not compiled.is_drawn_from:
        reply.headers[FOR_PHONES] = "keep"
    return reply


def let_go() -> None:
    """End the transaction that was read in: thousands of questions render for seconds.

    What was read stays as it was.
    """
    db.session.expunge_all()
    db.session.rollback()


@bp.get("/<slug>.<form>")
@enter(PUBLIC)
def download(slug: str, form: str) -> ResponseReturnValue:
    """Hand a printed file out, unless a round holds something in it back now."""
    if form not in FORMS:
        raise NotFound
    row = published_handbook(db.session(), slug)
    found = free_files(db.session(), row, now=now()).get(form)
    if found is None:
        raise ConflictError(
            "This file isn't ready: it is made anew once the questions in it may be"
            " shown. The page has all that may be shown now."
        )
    return handed_out(slug, form, file_content(db.session(), found))


def handed_out(slug: str, form: str, content: bytes) -> Response:
    """Return a printed file as a download that nobody keeps."""
    reply = Response(content, content_type=MIME_TYPES[form])
    reply.headers["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def chapters_of(compiled: Compiled, query: str = "") -> list[ShownChapter]:
    """Return the chapters of a handbook with the questions that hold what is sought."""
    sought = search_key(query).split()
    shown = [
        ShownChapter(chapter.name, chapter.title, entries_of(compiled, chapter, sought))
        for chapter in compiled.book.chapters
    ]
    return [chapter for chapter in shown if chapter.entries]


def entries_of(
    compiled: Compiled, chapter: Chapter, sought: Sequence[str]
) -> list[ShownEntry]:
    """Return the questions of a chapter that hold every word that is sought."""
    return [
        shown_entry(compiled, entry)
        for entry in chapter.entries
        if matches(key_of(entry), sought)
    ]


def shown_entry(compiled: Compiled, entry: Entry) -> ShownEntry:
    """Return a question in markup."""
    version, album = compiled.versions[entry.bank], compiled.albums[entry.bank]
    return ShownEntry(
        number=entry.number,
        stem=kept(version, entry.stem, album),
        options=[kept(version, option, album) for option in entry.options],
        answer=in_markup(version, entry.answer, album),
        explanation=kept(version, entry.explanation, album)
        if entry.explanation
        else "",
        source=source_in_words(entry.source),
        address=(entry.source.address if entry.source else None) or "",
    )


def key_of(entry: Entry) -> str:
    """Return all that a question says, for search without marks.

    ``js/handbook.js`` searches the same.
    """
    answer = [str(word) for word in entry.answer if not isinstance(word, bool)]
    texts = [entry.stem, *entry.options, entry.explanation, *answer]
    return " ".join(map(key_of_text, [*texts, source_in_words(entry.source)]))


@lru_cache(maxsize=MOST_KEYS)
def key_of_text(text: str) -> str:
    """Return an author's text in small letters without any mark; kept by the process."""
    return search_key(plain(text))

"""Authors' texts and answers on pages: safe markup with the pictures of their bank."""

from collections.abc import Iterable, Mapping

from flask import url_for
from markupsafe import Markup, escape

from quizapp.banks.rules import Bank, Marked, StoredPicture, Word
from quizapp.richtext import Shown, pictures_in, rich
from quizapp.web.kinds import shown
from quizapp.web.letters import Letter, Letters

#: The pictures of one bank, by the name that its texts give them.
Album = Mapping[str, StoredPicture]

#: What was rendered for questions of ended attempts: about 300 bytes each.
texts = Letters(most=8_000)


def rendered(text: str, album: Album, *, loading: str = "lazy") -> Markup:
    """Return an author's text as markup; ``loading`` says how its pictures come."""
    pictures = {
        name: Shown(
            url_for("pictures.show", digest=album[name].hash),
            album[name].width,
            album[name].height,
        )
        for name, _ in pictures_in(text)
        if name in album
    }
    return Markup(rich(text, pictures, loading=loading))  # noqa: S704  # nh3 cleaned it


def album_of(bank: Bank) -> Album:
    """Return the pictures of a bank."""
    return {picture.name: picture for picture in bank.pictures}


def kept(version: int, text: str, album: Album) -> Markup:
    """Return a text of a bank's version, rendered once."""
    letter = texts.get((version, text), lambda: Letter(rendered(text, album)))
    return Markup(letter.filled({}))  # noqa: S704  # rendered


def word_in_markup(word: Word, album: Album, *, loading: str = "lazy") -> Markup:
    """Return a word of an answer: an author's with its markup, a typist's as it is."""
    if isinstance(word, Marked):
        return rendered(word, album, loading=loading)
    return escape(shown(word))


def in_markup(version: int, words: Iterable[Word], album: Album) -> Markup:
    """Return an answer to a question of a bank's version, in the reader's words."""
    return Markup("; ").join(
        kept(version, word, album) if isinstance(word, Marked) else escape(shown(word))
        for word in words
    )

"""Kinds of items on pages: their own templates, and answers in the reader's words.

A template of a kind stands beside its rules, as ``kinds/<name>/fields.html``.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask_babel import gettext as _
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from quizapp.banks.rules import Marked, Word, kinds
from quizapp.richtext import plain
from quizapp.web.filters import number


def init_app(app: Flask) -> None:
    """Let templates be found in the folders of kinds."""
    app.jinja_env.globals["in_words"] = in_words
    app.jinja_env.filters["plain"] = plain
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(Path(app.root_path) / str(app.template_folder)),
            PrefixLoader({"kinds": FileSystemLoader(list(kinds.__path__))}),
        ]
    )


def in_words(words: Iterable[Word]) -> str:
    """Return an answer as one text, for readers."""
    return "; ".join(shown(word) for word in words)


def shown(word: Word) -> str:
    """Return one word of an answer in the reader's language, without markup."""
    if isinstance(word, Marked):
        return plain(word)
    if isinstance(word, bool):
        return str(_("Right") if word else _("Wrong"))
    return number(word) if isinstance(word, Decimal) else word

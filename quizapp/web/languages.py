"""Which language a reader gets, and the switch between the two."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request, session, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from quizapp.errors import DomainError, Fault
from quizapp.extensions import babel
from quizapp.phrases import LANGUAGES, spoken
from quizapp.web.access import PUBLIC, enter, own_path

bp = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """Let each reader's own choice decide; Vietnamese is the default."""
    babel.init_app(app, locale_selector=language)


def language() -> str:
    """Return the reader's language."""
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def sentence(error: DomainError | Fault) -> str:
    """Return the sentence of an error in the reader's language."""
    return spoken(error.message, error.params, language=str(get_locale() or "vi"))


@bp.post("/language")
@enter(PUBLIC)
def choose() -> Response:
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    path = own_path(urlsplit(request.referrer or "").path)
    return redirect(path or url_for("home.show"), code=303)

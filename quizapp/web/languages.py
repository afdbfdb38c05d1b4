"""Which language a reader gets, and the page where it is chosen."""

from flask import Blueprint, Flask, g, redirect, render_template, request, session
from flask_babel import get_locale
from werkzeug.wrappers import Response

from quizapp.errors import DomainError, Fault
from quizapp.extensions import babel
from quizapp.phrases import LANGUAGES, catalogue, spoken
from quizapp.web.access import PUBLIC, enter, own_path

bp = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """Let each reader's own choice decide; Vietnamese is the default."""
    babel.init_app(app, locale_selector=language)
    # Flask-Babel's own callables look for their catalogue anew for every sentence.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # by i18n
        lambda sentence: catalogue(language()).ugettext(sentence),
        lambda one, more, n: catalogue(language()).ungettext(one, more, n),
        newstyle=True,
    )


def language() -> str:
    """Return the reader's language."""
    if "language" not in g:
        chosen = session.get("language")
        g.language = chosen if chosen in LANGUAGES else LANGUAGES[0]
    return str(g.language)


def sentence(error: DomainError | Fault) -> str:
    """Return the sentence of an error in the reader's language."""
    return spoken(error.message, error.params, language=str(get_locale() or "vi"))


@bp.get("/language")
@enter(PUBLIC)
def show() -> str:
    back = own_path(request.args.get("back", ""))
    return render_template("languages/show.html", back=back)


@bp.post("/language")
@enter(PUBLIC)
def choose() -> Response:
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(own_path(request.form.get("back", "")) or "/", code=303)

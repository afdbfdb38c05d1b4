"""Pages that look alike to everybody who isn't signed in: rendered once in a while.

What such a page was answered with is kept, and sent again before Flask is asked. It may
be a second or two old. A mark stands where the server's time does, so that the ETag
changes only when something on the page does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, Response, current_app, request, session
from werkzeug.http import parse_etags

from quizapp.extensions import now
from quizapp.web import metrics
from quizapp.web.filters import iso
from quizapp.web.letters import Letter, mark
from quizapp.web.memo import Memo

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])

#: So long a page is shown as it is …
FRESH = timedelta(seconds=1)
#: … and so long still while somebody renders it anew.
STALE = timedelta(seconds=2)
MOST_PAGES = 300
#: All that views for everybody are asked in a query.
KEPT_ARGUMENTS = frozenset({"by=people", "by=attempts"})
#: Headers that describe a body, not sent with "not modified".
OF_A_BODY = frozenset({"content-type", "content-length"})


@dataclass
class Page:
    """An answer as visitors get it."""

    endpoint: str
    headers: list[tuple[str, str]]
    letter: Letter
    etag: str
    rendered_at: datetime


def alike(view: View) -> View:
    """Declare that a view answers all visitors alike."""
    view.is_alike = True  # type: ignore[attr-defined]  # read by keep
    return view


def is_visitor() -> bool:
    """Tell whether nothing is known of who asks: no sign-in, no language chosen."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def init_app(app: Flask, fixed: list[tuple[str, str]]) -> None:
    """Keep what visitors are answered; called first, so that it sees whole answers.

    ``fixed`` headers are those that are added to every answer later on.
    """
    app.extensions["visitors.headers"] = fixed
    app.extensions["visitors"] = Memo(STALE, most=MOST_PAGES)
    app.after_request(keep)


def keep(response: Response) -> Response:
    """Keep the answer to a visitor if every other one would get the same."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_kept = getattr(view, "is_alike", False) and response.status_code == 200
    if not is_kept or request.method != "GET" or not is_visitor() or is_personal():
        return response
    letter = Letter(response.get_data(as_text=True).replace(iso(now()), mark("now")))
    etag = sha256(letter.filled({"now": ""}).encode()).hexdigest()[:32]
    response.set_etag(etag)
    response.headers["Vary"] = "Cookie"
    headers = [one for one in response.headers if one[0].lower() != "content-length"]
    headers += current_app.extensions["visitors.headers"]
    page = Page(request.endpoint or "", headers, letter, etag, now())
    pages(current_app).keep(key_of(request.environ), page, now())
    response.headers["Server-Timing"] = server_timing(now())
    response.make_conditional(request)
    response.headers.pop("Date", None)  # the server writes it
    return response


def is_personal() -> bool:
    """Tell whether an answer will set a cookie: then it is for its asker alone."""
    return bool(session.modified)


def pages(app: Flask) -> Memo[tuple[str, ...], Page]:
    """Return the pages that this process keeps."""
    return cast("Memo[tuple[str, ...], Page]", app.extensions["visitors"])


def key_of(environ: "WSGIEnvironment") -> tuple[str, ...]:
    """Return what a kept page is found by; an unknown host never had one.

    What others hang on to addresses (``?fbclid=…``) makes no page another one.
    """
    asked = KEPT_ARGUMENTS.intersection(environ.get("QUERY_STRING", "").split("&"))
    return environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""), *asked


def server_timing(at: datetime) -> str:
    """Return the header that tells scripts the server's time, also with a 304."""
    return f'now;desc="{iso(at)}"'


class ForVisitors:
    """WSGI: answer visitors with pages that are kept, and ask Flask for all else."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self._app = app
        self._inner = inner
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        is_visit = environ["REQUEST_METHOD"] == "GET" and self._cookie not in (
            environ.get("HTTP_COOKIE", "")
        )
        if is_visit:
            began = perf_counter()
            at = self._app.extensions["clock"].now()
            page = self._known(environ, at)
            if page is not None:
                return answer(page, environ, start_response, at, began)
        return self._inner(environ, start_response)

    def _known(self, environ: "WSGIEnvironment", at: datetime) -> Page | None:
        """Return the page that is kept, unless it is the asker's turn to renew it."""
        page = pages(self._app).get(key_of(environ), at)
        if page is None:
            return None
        if at - page.rendered_at >= FRESH:
            page.rendered_at = at  # others are shown the old one meanwhile
            return None
        return page


def answer(
    page: Page,
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    at: datetime,
    began: float,
) -> Iterable[bytes]:
    """Answer with a page, or that it is the one that the browser holds."""
    headers = [*page.headers, ("Server-Timing", server_timing(at))]
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(page.etag):
        status, body = "304 NOT MODIFIED", b""
        headers = [one for one in headers if one[0].lower() not in OF_A_BODY]
    else:
        status, body = "200 OK", page.letter.filled({"now": iso(at)}).encode()
        headers.append(("Content-Length", str(len(body))))
    metrics.tell(page.endpoint, "GET", int(status[:3]), perf_counter() - began)
    start_response(status, headers)
    return [body]

"""What every answer carries, and what is taken from a request before anything else."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, request, session

from quizapp.extensions import clock, device
from quizapp.settings import Settings
from quizapp.web.sessions import is_everybodys

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
DEVICE = re.compile(r"[0-9a-f]{32}")
YEAR = 365 * 24 * 3600
View = TypeVar("View", bound=Callable[..., Any])


def receives(most_bytes: int) -> Callable[[View], View]:
    """Let a view receive bodies of so many bytes: uploads."""

    def declare(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]  # read by arrive
        return view

    return declare


def init_app(app: Flask, settings: Settings) -> None:
    """Take the moment of arrival first, and set the headers last."""
    # Before the token of a form is looked for, which reads the body.
    app.before_request_funcs.setdefault(None, []).insert(0, arrive)
    app.after_request(protect)
    app.wsgi_app = with_headers(app.wsgi_app, fixed_headers(settings))  # type: ignore[method-assign,assignment]  # Flask's own way
    app.extensions["device_cookie"] = "__Host-device" if settings.is_https else "device"


def fixed_headers(settings: Settings) -> list[tuple[str, str]]:
    """Return the headers that all answers carry."""
    headers = [*HEADERS.items()]
    if settings.is_https:
        headers.append(("Strict-Transport-Security", f"max-age={YEAR}"))
    return headers


def with_headers(
    inner: "WSGIApplication", fixed: list[tuple[str, str]]
) -> "WSGIApplication":
    """Add headers to whatever an application answers, without Flask's work for each."""

    def answer(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, headers + fixed, *more)

        return inner(environ, start)

    return answer


def arrive() -> None:
    """Note when the request arrived and from which device."""
    g.arrived_at = clock().now()
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = getattr(view, "most_bytes", None)
    if most_bytes is not None:
        request.max_content_length = request.max_form_memory_size = most_bytes
    found = request.cookies.get(device_cookie(), "")
    if DEVICE.fullmatch(found):
        g.device = found


def device_cookie() -> str:
    """Return the name of the device's cookie."""
    return str(current_app.extensions["device_cookie"])


def protect(response: Response) -> Response:
    """Keep answers to signed-in people out of every cache; give a device its cookie."""
    if is_everybodys(response):
        return response
    if "_user_id" in session:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    if request.method == "POST" and device_cookie() not in request.cookies:
        response.set_cookie(
            device_cookie(),
            device(),
            max_age=YEAR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response

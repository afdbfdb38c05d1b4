"""What every answer carries, and what is taken from a request before anything else."""

import re

from flask import Flask, Response, current_app, g, request, session

from quizapp.extensions import clock, random_token
from quizapp.settings import Settings

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


def init_app(app: Flask, settings: Settings) -> None:
    """Take the moment of arrival first, and set the headers last."""
    app.before_request(arrive)
    app.after_request(protect)
    app.extensions["device_cookie"] = "__Host-device" if settings.is_https else "device"


def arrive() -> None:
    """Note when the request arrived and from which device."""
    g.arrived_at = clock().now()
    found = request.cookies.get(device_cookie(), "")
    g.device = found if DEVICE.fullmatch(found) else random_token()
    g.is_new_device = g.device != found


def device_cookie() -> str:
    """Return the name of the device's cookie."""
    return str(current_app.extensions["device_cookie"])


def protect(response: Response) -> Response:
    """Add the headers; keep answers to signed-in people out of every cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "_user_id" in session:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    if is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if g.get("is_new_device") and request.method == "POST":
        response.set_cookie(
            device_cookie(),
            g.device,
            max_age=YEAR,
            secure=is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response

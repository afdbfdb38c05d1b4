"""The cookie that says who is signed in: Flask's own, its signer made once."""

from flask import Flask, Request, Response
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)
from itsdangerous import URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in signed cookies."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer, the same one for every request."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie says; nothing is read where there is none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Write the cookie if it changed; not with what is everybody's for ever."""
        if not is_everybodys(response):
            super().save_session(app, session, response)


def is_everybodys(response: Response) -> bool:
    """Tell whether an answer is the same for everybody and never changes."""
    return "immutable" in response.headers.get("Cache-Control", "")


def init_app(app: Flask) -> None:
    """Use it."""
    app.session_interface = Sessions()

"""What an application is given at start-up: database, clock, sign-in, CSRF, limits."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache as cache_of
from typing import Any, cast

import flask_wtf.csrf
import psycopg
from babel.support import NullTranslations
from flask import Flask, current_app, g, has_request_context
from flask_babel import Babel, Domain, get_locale
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.exc import (
    DataError,
    DisconnectionError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from quizapp import waiting
from quizapp.cache import Cache
from quizapp.clock import Clock
from quizapp.db import Base
from quizapp.direct import Direct, Lender, is_alive
from quizapp.phrases import catalogue
from quizapp.settings import Settings

#: Ends what hangs, before a person has given up (promises: statements end at 3 s).
SERVER_SETTINGS = (
    "-c statement_timeout=3s -c lock_timeout=2s"
    " -c idle_in_transaction_session_timeout=5s -c timezone=UTC"
)

CONNECT = {
    "options": SERVER_SETTINGS,
    "connect_timeout": 3,
    # A server that went without a word is noticed within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
#: So long a request waits for a connection.
WAIT_SECONDS = 2

#: The database doesn't answer in time: trying again helps.
DATABASE_BUSY = (OperationalError, PoolTimeoutError, psycopg.OperationalError)
#: A value that no column can hold, such as a number of twenty digits.
DATABASE_REFUSED = (DataError, psycopg.DataError)
#: Whatever the database may raise.
DATABASE_FAILED = (SQLAlchemyError, psycopg.Error)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, and the two doors through which everything is written."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit what the block did, or undo all of it. The only commit in the code."""
        session = cast("Session", self.session())
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise

    @contextmanager
    def autocommit(self) -> Iterator[Direct]:
        """Lend a connection on which each statement is a transaction: for the save."""
        with lender().lend() as connection:
            yield connection

    @contextmanager
    def short_transaction(self) -> Iterator[Direct]:
        """Commit what a few written-out statements did, or undo all of it."""
        with lender().lend() as connection, connection.transaction():
            yield connection


def engine_options(*, size: int) -> dict[str, Any]:
    """Return the pool and the server settings of an engine."""
    return {
        "pool_size": size,
        "max_overflow": 0,
        "pool_timeout": WAIT_SECONDS,
        "pool_use_lifo": True,
        "pool_recycle": 1800,
        "connect_args": CONNECT,
    }


def check_is_alive(connection: Any, _record: object, _proxy: object) -> None:
    """Replace a connection that the server has closed before it is lent again.

    Raises:
        DisconnectionError: it has; the pool then opens another.
    """
    if not is_alive(connection):
        raise DisconnectionError


def limits_config(settings: Settings) -> dict[str, Any]:
    """Return where cheap rates are counted: Redis, or this process without it."""
    url = settings.redis_url.replace("unix://", "redis+unix://") or "memory://"
    return {"RATELIMIT_STORAGE_URI": url, "RATELIMIT_HEADERS_ENABLED": False}


def database_config(settings: Settings) -> dict[str, Any]:
    """Return what Flask-SQLAlchemy needs: an engine with its half of connections."""
    rest = settings.database_pool_size - lent_count(settings)
    return {
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(size=rest),
    }


def lent_count(settings: Settings) -> int:
    """Return how many of a process's connections answers and papers are kept for."""
    return max(1, settings.database_pool_size // 2)


class Catalogue(Domain):  # type: ignore[misc]  # flask-babel has no types
    """The sentences of quizapp.phrases, for templates and forms."""

    def get_translations(self) -> NullTranslations:
        """Return the sentences of the current reader's language."""
        return catalogue(str(get_locale() or "vi"))


class Languages(Babel):  # type: ignore[misc]  # flask-babel has no types
    """Flask-Babel over catalogues that are read as they are written."""

    @property
    def domain_instance(self) -> Catalogue:
        """Return the only domain."""
        return Catalogue()


db = Database(metadata=Base.metadata)
# Flask-WTF makes its signer anew for every token; the same one does for all.
flask_wtf.csrf.URLSafeTimedSerializer = cache_of(URLSafeTimedSerializer)
csrf = CSRFProtect()
babel = Languages()
login = LoginManager()


def device() -> str:
    """Return the random id of the device that asks (see web.security)."""
    if "device" not in g:
        g.device = random_token()
    return str(g.device)


limiter = Limiter(
    key_func=device,
    strategy="fixed-window",
    in_memory_fallback_enabled=True,
    swallow_errors=True,
)


def settings() -> Settings:
    """Return the settings of the current application."""
    return cast("Settings", current_app.extensions["settings"])


def lender() -> Lender:
    """Return who lends the connections of ``db.autocommit``."""
    return cast("Lender", current_app.extensions["lender"])


def clock() -> Clock:
    """Return the clock of the current application."""
    return cast("Clock", current_app.extensions["clock"])


def cache() -> Cache:
    """Return the cache of the current application."""
    return cast("Cache", current_app.extensions["cache"])


def now() -> datetime:
    """Return when the current request arrived, or the present outside a request."""
    if has_request_context() and "arrived_at" in g:
        return cast("datetime", g.arrived_at)
    return clock().now()


def random_token(byte_count: int = 16) -> str:
    """Return a random hexadecimal text: where randomness enters a request."""
    return secrets.token_hex(byte_count)


def init_app(app: Flask, settings: Settings, clock: Clock, cache: Cache) -> None:
    """Give the application what it works with."""
    app.extensions |= {"settings": settings, "clock": clock, "cache": cache}
    waiting.install()
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", check_is_alive)
    app.extensions["lender"] = Lender(
        engine, CONNECT, most=lent_count(settings), wait_seconds=WAIT_SECONDS
    )
    csrf.init_app(app)
    login.init_app(app)
    # Known already, it puts no hooks around every request: views that have a limit ask it.
    app.extensions["limiter"] = {limiter}
    limiter.init_app(app)

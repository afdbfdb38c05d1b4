"""Web pages: one module and one blueprint per part of the site."""

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp.settings import Settings
from quizapp.web import (
    access,
    accounts,
    assets,
    assisting,
    attempts,
    contests,
    entries,
    errors,
    field_names,
    filters,
    handbooks,
    home,
    joining,
    judge,
    kinds,
    languages,
    manage,
    members,
    metrics,
    my_data,
    officer,
    offline,
    operations,
    pictures,
    practice,
    proving,
    receipts,
    security,
    sessions,
    site,
    staff_passwords,
    standings,
    tries,
    unit_links,
    units,
    visitors,
)

#: Every part of the site; a new one is added here.
BLUEPRINTS = (
    home.bp,
    contests.bp,
    *entries.BLUEPRINTS,
    *attempts.BLUEPRINTS,
    receipts.bp,
    practice.bp,
    handbooks.bp,
    standings.bp,
    accounts.bp,
    staff_passwords.bp,
    *my_data.BLUEPRINTS,
    units.bp,
    unit_links.bp,
    *officer.BLUEPRINTS,
    *manage.BLUEPRINTS,
    *members.BLUEPRINTS,
    joining.bp,
    *judge.BLUEPRINTS,
    languages.bp,
    pictures.bp,
    offline.bp,
    operations.bp,
)
KIB = 1024


def config(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration."""
    prefix = "__Host-" if settings.is_https else ""
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": settings.hosts,
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
        "MAX_CONTENT_LENGTH": 64 * KIB,
        "MAX_FORM_MEMORY_SIZE": 64 * KIB,
        "MAX_FORM_PARTS": 100,
        "SESSION_COOKIE_NAME": f"{prefix}quizapp",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # a sign-in lasts from when it was made
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "TEMPLATES_AUTO_RELOAD": False,
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Register every blueprint, guard and handler; check that each route has a policy."""
    visitors.init_app(app, security.fixed_headers(settings))
    sessions.init_app(app)
    security.init_app(app, settings)
    metrics.init_app(app)
    languages.init_app(app)
    assisting.init_app(app)
    access.init_app(app)
    tries.init_app(app)
    proving.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    kinds.init_app(app)
    field_names.init_app(app)
    site.init_app(app)
    contests.init_app(app)
    assets.init_app(app)
    app.wsgi_app = visitors.ForVisitors(app, app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    if settings.proxy_count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way
            app.wsgi_app,
            x_for=settings.proxy_count,
            x_proto=settings.proxy_count,
            x_host=settings.proxy_count,
        )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.check_every_route(app)

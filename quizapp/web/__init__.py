"""Web pages: one module and one blueprint per part of the site."""

from typing import Any

from flask import Flask

from quizapp.settings import Settings


def config(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration."""
    return {"SECRET_KEY": settings.secret_key}


def init_app(app: Flask, settings: Settings) -> None:
    """Register every blueprint, guard and handler."""

"""The application factory and the command: the only place where parts are wired."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from quizapp import cli, extensions, local, logs, web
from quizapp.cache import Cache
from quizapp.cli.context import Commands
from quizapp.clock import Clock, SystemClock
from quizapp.settings import Settings, SettingsError


def create_app(
    settings: Settings | None = None, *, clock: Clock | None = None
) -> Flask:
    """Build an application from settings, read from the environment by default.

    Raises:
        SettingsError: names each missing or wrong variable.
    """
    settings = settings or Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    app = Flask(
        "quizapp",
        root_path=str(Path(__file__).parent),
        template_folder="web/templates",
        static_folder="web/static",
    )
    app.config.update(
        web.config(settings)
        | extensions.database_config(settings)
        | extensions.limits_config(settings)
    )
    extensions.init_app(
        app, settings, clock or SystemClock(), Cache(settings.redis_url)
    )
    web.init_app(app, settings)
    return app


@contextmanager
def open_app(data: Path) -> Iterator[Flask]:
    """Open the application over a folder's data, starting servers if none run."""
    with local.environment(os.environ, data) as env:
        app = create_app(Settings.from_env(env))
        with app.app_context():
            yield app


def main() -> None:
    """Run the command ``quizapp``."""
    try:
        cli.quizapp(obj=Commands(open_app=open_app))
    except (SettingsError, local.LocalServerError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

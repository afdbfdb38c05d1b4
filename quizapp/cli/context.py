"""What every command stands on: the embedded or configured servers and the app.

``app.main`` hands in the way to open an application, since commands stand below it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask

F = TypeVar("F", bound=Callable[..., Any])

#: Opens an application over the data of a folder: servers up, context pushed.
OpenApp = Callable[[Path], AbstractContextManager[Flask]]


@dataclass
class Commands:
    """Where the data is, which language is spoken, and how to open the application."""

    open_app: OpenApp
    data: Path = Path("instance")
    language: str = "vi"
    stack: ExitStack = field(default_factory=ExitStack)


def commands() -> Commands:
    """Return what the running command was given."""
    found = click.get_current_context().find_object(Commands)
    if found is None:
        raise click.UsageError("Start commands by `quizapp`.")
    return found


def with_app(command: F) -> F:
    """Run a command inside an application context, its servers up."""

    def run(*args: Any, **kwargs: Any) -> Any:
        given = commands()
        with given.open_app(given.data):
            return command(*args, **kwargs)

    return update_wrapper(run, command)  # type: ignore[return-value]  # same signature

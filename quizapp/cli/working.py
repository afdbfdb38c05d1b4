"""``quizapp tick`` and ``quizapp worker``: what time starts, once or for ever."""

import signal
from threading import Event
from types import FrameType

import click
from flask import current_app

from quizapp import jobs
from quizapp.cli.context import with_app
from quizapp.jobs import loop


@click.command()
@with_app
def tick() -> None:
    """Do once what time starts: close attempts, refresh boards, do waiting jobs."""
    for name, result in jobs.tick():
        click.echo(f"{name}: {result}")


@click.command()
@with_app
def worker() -> None:
    """Do what time starts, again and again, until SIGTERM or Ctrl-C."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way to pass an app to a thread
    loop.work(app, stop)

"""The worker: each part in a thread of its own, again and again until told to end."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

import structlog
from flask import Flask

from quizapp.extensions import db
from quizapp.jobs import (
    bar_insiders,
    close_attempts,
    count_items,
    keep_to_retention,
    refresh_boards,
    run_jobs,
    tidy,
)

log = structlog.get_logger(__name__)

#: How long parts may take to end once they are told to.
PATIENCE_SECONDS = 1.5

KeepGoing = Callable[[], bool]


@dataclass(frozen=True)
class Part:
    """Something to be done again and again."""

    name: str
    every_seconds: float
    do: Callable[[KeepGoing], object]


PARTS = (
    Part("refresh_boards", 1.5, lambda _: refresh_boards.run()),
    Part("close_attempts", 5, close_attempts.run),
    Part("count_items", 60, lambda _: count_items.run()),
    Part("run_jobs", 1, run_jobs.run),
    Part("bar_insiders", 180, lambda _: bar_insiders.run()),
    Part("tidy", 3600, lambda _: tidy.run()),
    Part("keep_to_retention", 3600, keep_to_retention.run),
)


def work(app: Flask, stop: Event, parts: tuple[Part, ...] = PARTS) -> None:
    """Run the parts until ``stop`` is set, then wait a moment for them to end.

    What is not done by then is done by the next worker: each part is safe to break off.
    """
    threads = [
        Thread(target=repeat, args=[app, stop, part], name=part.name, daemon=True)
        for part in parts
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(PATIENCE_SECONDS / len(threads))


def repeat(app: Flask, stop: Event, part: Part) -> None:
    """Do a part until told to end; what goes wrong is logged and tried again."""
    is_failing = False
    while not stop.is_set():
        with app.app_context():
            try:
                part.do(lambda: not stop.is_set())
            except Exception:
                log.exception("part_failed", part=part.name)
                is_failing = True
            else:
                if is_failing:
                    log.info("part_recovered", part=part.name)
                is_failing = False
            finally:
                db.session.remove()
        stop.wait(part.every_seconds)

"""Waiting for PostgreSQL under gevent: by its own loop, one watcher for each wait.

psycopg waits by ``select.poll``, which gevent replaces by something that sets up a poll
object, an event and a timer for each statement: more work than the statement itself.
"""

import sys
from collections.abc import Generator
from typing import Any, TypeVar

from psycopg import waiting

Value = TypeVar("Value")

WRITE = int(waiting.READY_W)
#: So often psycopg is let write before it has to wait until it can.
MOST_TRIES = 4


def install() -> bool:
    """Let psycopg wait by gevent's loop where gevent serves; tell whether it does."""
    if "gevent.monkey" not in sys.modules:
        return False
    from gevent import monkey  # noqa: PLC0415  # only where it is in use

    if not monkey.is_module_patched("select"):
        return False
    waiting.wait = wait
    return True


def wait(
    gen: Generator[Any, int, Value],
    fileno: int,
    interval: float = 0.0,
    timeout: float | None = None,
) -> Value:
    """Consume a generator of psycopg; other greenlets run while it waits.

    What is waited for, and what is ready, are the same bits for psycopg and gevent.
    """
    if timeout is not None:
        return waiting.wait_poll(gen, fileno, interval, timeout)
    from gevent import get_hub  # noqa: PLC0415  # only where it is in use
    from gevent.hub import Waiter  # noqa: PLC0415

    hub = get_hub()
    try:
        wanted = int(next(gen))
        while True:
            for _ in range(MOST_TRIES):  # nearly always there is room to write
                if not wanted & WRITE:
                    break
                wanted = int(gen.send(WRITE))
            waiter: Any = Waiter(hub)
            watcher = hub.loop.io(fileno, wanted)
            watcher.start(waiter.switch, pass_events=True)
            try:
                ready = waiter.get()
            finally:
                watcher.stop()
                watcher.close()
            wanted = int(gen.send(ready))
    except StopIteration as end:
        done: Value = end.value
        return done

"""Work that takes long, done where it holds nobody up."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

#: So much at a time keeps a worker's other requests going.
THREADS = 2

_pools: list[Any] = []


def aside(work: Callable[..., T], *values: Any) -> T:
    """Do work in one of a few threads if this process serves by gevent, else here."""
    if "gevent.monkey" not in sys.modules:
        return work(*values)
    from gevent import monkey, threadpool  # noqa: PLC0415  # only where it is in use

    if not monkey.is_module_patched("socket"):
        return work(*values)
    if not _pools:
        _pools.append(threadpool.ThreadPool(THREADS))
    done: T = _pools[0].apply(work, values)
    return done

"""Hashes of PINs and passwords: argon2id, computed where they hold nobody up."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

T = TypeVar("T")

#: About 30 ms each; two at a time keep a worker's other requests going.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: For crowds of made-up people, whom nobody needs to be kept from.
_CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
THREADS = 2
#: Takes as long as any other hash, and no secret fits it.
NOBODYS = _HASHER.hash("\x00")

_pools: list[Any] = []


def hashed(secret: str, *, is_cheap: bool = False) -> str:
    """Return the argon2id hash of a secret, with its parameters."""
    return aside((_CHEAP_HASHER if is_cheap else _HASHER).hash, secret)


def is_match(stored: str, secret: str) -> bool:
    """Tell whether a secret is the one behind a hash; False for what is no hash."""
    return aside(_is_match, stored, secret)


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


def _is_match(stored: str, secret: str) -> bool:
    try:
        return _HASHER.verify(stored, secret)
    except (Argon2Error, InvalidHashError):
        return False

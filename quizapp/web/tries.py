"""Tries of PINs, passwords and codes: the limits first, then the hash, then the count.

A few at a time in a process: whoever sends a thousand tries at once is counted as if
they had come one after the other, and the limits hold before a hash is computed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import cast

from flask import Flask, current_app

from quizapp.accounts import rules, service
from quizapp.accounts.models import Account
from quizapp.aside import THREADS
from quizapp.errors import TooManyError
from quizapp.extensions import db, device, now, settings
from quizapp.hashing import NOBODYS, is_match
from quizapp.web.this_device import is_home

#: So many at a time in a process: some are hashed, others ask what was tried before.
TURNS = 2 * THREADS
#: So long a try waits for its turn: an office that comes all at once gets through.
WAIT_SECONDS = 50

Compare = Callable[[str, str], bool]


def init_app(app: Flask) -> None:
    """Give the application its turns, and how a secret is compared with a hash."""
    app.extensions["turns"] = BoundedSemaphore(TURNS)
    app.extensions["compare_secrets"] = is_match


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to try.

    Raises:
        TooManyError: it didn't come.
    """
    turns: BoundedSemaphore = current_app.extensions["turns"]
    db.session.remove()  # hold no connection while waiting
    if not turns.acquire(timeout=WAIT_SECONDS):
        raise TooManyError(
            "Very many people are signing in just now. Try again in a minute."
        )
    try:
        yield
    finally:
        turns.release()


def trier(kind: str, subject: str) -> service.Trier:
    """Return who tries, as keyed hashes."""
    key = settings().secret_key
    hashed = rules.keyed_hash(key, kind, subject)
    return service.Trier(
        hashed, rules.keyed_hash(key, "device", device()), is_home(hashed)
    )


def device_hash() -> bytes:
    """Return what attempts keep of the device on which they are started."""
    return rules.keyed_hash(settings().secret_key, "attempt", device())


def trier_of(account: Account) -> service.Trier:
    """Return who tries to be this account."""
    if account.username is not None:
        return trier("staff", account.username)
    if account.phone is not None:
        return trier("phone", account.phone)
    return trier("account", str(account.id))


def check_may_try(who: service.Trier) -> None:
    """Check that there were not too many wrong tries.

    Raises:
        TooManyError: there were.
    """
    service.check_may_try(db.session(), trier=who, now=now())


def fail(who: service.Trier) -> None:
    """Count a wrong try."""
    with db.transaction() as session:
        service.note_failure(session, trier=who, now=now())


def those_who_fit(people: Sequence[Account], secret: str) -> list[Account]:
    """Return the people whose secret this is.

    Hashes at least once, so that its time doesn't tell whether a number is known.
    """
    compare = cast("Compare", current_app.extensions["compare_secrets"])
    hashes = [person.secret_hash for person in people] or [NOBODYS]
    db.session.remove()  # hold no connection while this takes its time
    fits = [compare(stored, secret) for stored in hashes]
    return [person for person, fit in zip(people, fits, strict=False) if fit]
